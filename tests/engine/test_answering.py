import json
import time
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given

from tests.engine.documents import CASE, LINE_UP, NOTHING, changed
from tests.engine.invented import spoilt
from wellread.engine.answering import LARGEST_CASE_BYTES, answer, answer_lines, lines_of
from wellread.engine.case import CaseFault
from wellread.engine.line_up import parse_line_up

ANSWER = {
    "article_count": 2,
    "shown": {},
    "refusals": dict.fromkeys(("winter", "summer", "spring"), "too_few_articles"),
}


@pytest.fixture
def line_up():
    return parse_line_up(LINE_UP)


def test_a_case_is_answered_in_json(line_up):
    assert json.loads(answer(line_up, json.dumps(CASE).encode())) == ANSWER


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("reader.seat", -1, "reader.seat: must be a number of the draw, 0 or more, got -1"),
        (
            "reader.seat",
            2**32,
            f"reader.seat: must be a number of the draw, at most {2**32 - 1}, got {2**32}",
        ),
        ("reader.seat", True, "reader.seat: must be a number of the draw, got true"),
        ("reader.is_member", 1, "reader.is_member: must be true or false, got 1"),
        ("reader.is_member", NOTHING, "reader.is_member: is required"),
        ("reader.history", NOTHING, "reader.history: is required"),
        ("reader.counts", {"30": 9}, "reader.history: must be left out when counts are given"),
        ("reader.name", "Ada", "reader.name: is not a key of this format"),
        (
            "reader.consent",
            "yes",
            'reader.consent: must be one of given, refused, unknown, not_needed, got "yes"',
        ),
        (
            "reader.history.0.at",
            "yesterday",
            'reader.history[0].at: must be a time like 2026-11-22T10:00:00Z, got "yesterday"',
        ),
        ("reader.history.0.topics", ["a", 3], "reader.history[0].topics[1]: must be text, got 3"),
        ("reader.asked.0", "spring", 'reader.asked[0]: must be an object, got "spring"'),
        ("reader.dismissed", None, "reader.dismissed: must be a list, got null"),
        ("page", NOTHING, "page: is required"),
        ("now", 1795341600, "now: must be a time like 2026-11-22T10:00:00Z, got 1795341600"),
    ],
)
def test_a_fault_is_named_with_its_path(line_up, path, value, fault):
    with pytest.raises(CaseFault) as caught:
        answer(line_up, json.dumps(changed(CASE, path, value)).encode())

    assert str(caught.value) == fault


@pytest.mark.parametrize(
    ("counts", "fault"),
    [
        ({"030": 9}, "reader.counts.030: must be a positive number of days"),
        ({"month": 9}, "reader.counts.month: must be a positive number of days"),
        ({"30": -9}, "reader.counts.30: must be a number of articles, 0 or more, got -9"),
        ([9], "reader.counts: must be an object, got [9]"),
        ({"": 9}, 'reader.counts[""]: must be a positive number of days'),
    ],
)
def test_ready_counts_are_checked(line_up, counts, fault):
    case = changed(changed(CASE, "reader.history", NOTHING), "reader.counts", counts)

    with pytest.raises(CaseFault) as caught:
        answer(line_up, json.dumps(case).encode())

    assert str(caught.value) == fault


def test_a_bad_line_leaves_the_others_answered(line_up):
    good = json.dumps(CASE).encode()

    answers = [
        (json.loads(text), fine) for text, fine in answer_lines(line_up, [good, b"\n", b"{", good])
    ]

    error = "must be JSON: Expecting property name enclosed in double quotes at character 1"
    assert answers == [(ANSWER, True), ({"error": error, "line": 3}, False), (ANSWER, True)]


@pytest.mark.parametrize(
    "line", [b"\xff\xfe", b'"\\ud800"', b"[" * 100_000, b"1" * 5000, b"NaN", b"{}X"]
)
def test_no_line_is_bad_enough_to_stop_the_rest(line_up, line):
    ((text, fine),) = answer_lines(line_up, [line])

    assert (sorted(json.loads(text)), fine) == (["error", "line"], False)


def test_text_beyond_utf_8_is_told_in_plain_letters(line_up):
    case = changed(CASE, "reader.consent", "\ud800")

    ((text, _),) = answer_lines(line_up, [json.dumps(case).encode()])

    wanted = "reader.consent: must be one of given, refused, unknown, not_needed, got "
    assert json.loads(text)["error"] == wanted + '"\\ud800"'


@given(spoilt(CASE))
def test_a_case_with_anything_anywhere_is_answered_or_is_a_fault(document):
    known = parse_line_up(LINE_UP)

    with suppress(CaseFault):
        answer(known, json.dumps(document).encode())


@pytest.mark.parametrize("brackets", ["[]", '{"a":}'])
def test_no_depth_of_nesting_is_more_than_a_fault(line_up, brackets):
    before, after = brackets[:-1], brackets[-1]
    case = json.dumps(changed(CASE, "reader.seat", "nested"))

    for depth in (100, *range(900, 1000), 20_000):
        nested = before * depth + "1" * ("a" in before) + after * depth
        with pytest.raises(CaseFault):
            answer(line_up, case.replace('"nested"', nested).encode())


def test_lines_may_end_and_begin_as_other_systems_write_them(line_up):
    good = json.dumps(CASE).encode()

    answers = answer_lines(line_up, [b"\xef\xbb\xbf" + good + b"\r\n", b"\r\n", b" \t" + good])

    assert [(json.loads(text), fine) for text, fine in answers] == [(ANSWER, True)] * 2


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_case_may_be_just_so_long(line_up, end):
    assert LARGEST_CASE_BYTES == 262_144  # 256 KiB, as commands.md says
    good = json.dumps(CASE).encode()
    longest = good + b" " * (LARGEST_CASE_BYTES - len(good))

    read = lines_of(BytesIO(longest + end + longest + b" " + end))

    longer = f'{{"error":"must have at most {LARGEST_CASE_BYTES} bytes","line":2}}'
    (first, fine), (second, other) = answer_lines(line_up, read)
    assert (json.loads(first), fine, second, other) == (ANSWER, True, longer.encode(), False)


def test_a_line_without_end_is_read_piece_by_piece():
    stream = BytesIO(b"x" * 10 * LARGEST_CASE_BYTES + b"\nshort\n" + b"y" * LARGEST_CASE_BYTES * 3)

    lengths = [len(line) for line in lines_of(stream)]

    assert lengths == [LARGEST_CASE_BYTES + 2, len(b"short\n"), LARGEST_CASE_BYTES + 2]


def test_no_language_takes_long_to_compare(line_up):
    known = parse_line_up(changed(LINE_UP, "campaigns.0.audience.languages", ["en"]))
    case = json.dumps(changed(CASE, "reader.language", "a" + "-" * 250_000)).encode()
    start = time.process_time()

    refusals = json.loads(answer(known, case))["refusals"]

    assert refusals["winter"] == "wrong_language"
    assert time.process_time() - start < 0.2
