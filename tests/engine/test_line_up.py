import copy
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.documents import CAMPAIGN, CASE, COPY, LINE_UP, NOTHING, changed
from tests.engine.invented import line_ups, spoilt
from wellread.engine.case import Case
from wellread.engine.copy import Copy
from wellread.engine.line_up import (
    LineUp,
    LineUpFault,
    parse_line_up,
    parse_line_up_text,
    read_line_up,
    version_of,
)
from wellread.engine.reading import read, write
from wellread.engine.schema import Part
from wellread.engine.values import LARGEST_WHOLE, Fault, Moment, must

FAULTS = [
    ("campaigns.2.cap.days", -1, "must be a positive number of days, got -1"),
    ("campaigns.2.cap.days", 0, "must be a positive number of days, got 0"),
    ("campaigns.2.cap.days", 8.5, "must be a whole number of days, got 8.5"),
    ("campaigns.2.cap.days", "8", 'must be a number of days, got "8"'),
    ("campaigns.2.cap.days", True, "must be a number of days, got true"),
    ("campaigns.2.cap.days", float("nan"), "must be a whole number of days, got NaN"),
    ("campaigns.2.cap.days", float("inf"), "must be a whole number of days, got Infinity"),
    ("campaigns.2.cap.days", 2**53, f"must be a number of days, at most {2**53 - 1}, got {2**53}"),
    ("campaigns.2.cap.days", NOTHING, "is required"),
    ("campaigns.2.cap.hours", 3, "is not a key of this format"),
    ("campaigns.2.cap.views", -1, "must be a number of views, 0 or more, got -1"),
    ("campaigns.2.cap.gap_days", None, "must be a number of days, got null"),
    ("campaigns.2.cap.rest_days", None, "must be a number of days, got null"),
    ("campaigns.2.cap.counts", "section", 'must be one of campaign, placement, all, got "section"'),
    (
        "campaigns.2.id",
        "spring break",
        'must be 1 to 64 letters, digits, dots, underscores or hyphens, got "spring break"',
    ),
    ("campaigns.2.id", "winter", 'must be unlike every other in its list, got "winter"'),
    (
        "campaigns.2.draw",
        "",
        'must be 1 to 64 letters, digits, dots, underscores or hyphens, got ""',
    ),
    (
        "campaigns.2.starts_at",
        "2026-02-30T00:00:00Z",
        'must be a date that exists, got "2026-02-30T00:00:00Z"',
    ),
    (
        "campaigns.2.starts_at",
        "tomorrow",
        'must be a time like 2026-11-22T10:00:00Z, got "tomorrow"',
    ),
    ("campaigns.2.holdout", 1.1, "must be a number from 0 to 1, got 1.1"),
    ("campaigns.2.holdout", True, "must be a number from 0 to 1, got true"),
    ("campaigns.2.audience.articles.days", None, "must be a number of days, got null"),
    ("campaigns.2.audience.articles.max", 7, "must be at least min, which is 8, got 7"),
    (
        "campaigns.2.audience.countries.only",
        ["GB", "uk"],
        'must be a country code of two capital letters, got "uk"',
    ),
    (
        "campaigns.2.audience.languages",
        ["en_GB"],
        'must be a language tag like en or en-GB, got "en_GB"',
    ),
    (
        "campaigns.2.audience.membership",
        "donors",
        'must be one of any, non_members, members, former_members, got "donors"',
    ),
    ("campaigns.2.pages.sections.only", "world", 'must be a list, got "world"'),
    ("campaigns.2.pages.topics.any", [None], "must be text, got null"),
    ("campaigns.2.pages.sensitive", 1, "must be true or false, got 1"),
    ("campaigns.2.pages", [], "must be an object, got []"),
    ("campaigns.2.variants", [], "must have at least one variant"),
    ("campaigns.2.variants.0.share", 0.9, "must have shares that sum to 1, got 0.9"),
    ("campaigns.2.variants.0.share", -1, "must be a number from 0 to 1, got -1"),
    (
        "campaigns.2.variants",
        [*CAMPAIGN["variants"]] * 2,
        'must be unlike every other in its list, got "control"',
    ),
    (
        "campaigns.2.variants",
        [CAMPAIGN["variants"][0] | {"id": one, "share": 0.50000001} for one in "ab"],
        "must have shares that sum to 1, got 1.00000002",
    ),
    ("silence.sections", [7], "must be text, got 7"),
    ("holdout.share", "all", 'must be a number from 0 to 1, got "all"'),
    ("format", 2, "must be 1, got 2"),
    ("format", True, "must be 1, got true"),
    ("published_at", None, "must be a time like 2026-11-22T10:00:00Z, got null"),
]
# Where the fault lies when it is not the very value that was changed.
ELSEWHERE = {
    'must be a country code of two capital letters, got "uk"': "[1]",
    'must be a language tag like en or en-GB, got "en_GB"': "[0]",
    "must be text, got null": "[0]",
    "must be text, got 7": "[0]",
    'must be unlike every other in its list, got "control"': "[1].id",
}


def spelled(path):
    return "".join(f"[{one}]" if one.isdigit() else f".{one}" for one in path.split("."))[1:]


@pytest.mark.parametrize(("path", "value", "problem"), FAULTS)
def test_a_fault_is_named_with_its_path(path, value, problem):
    with pytest.raises(LineUpFault) as caught:
        parse_line_up(changed(LINE_UP, path, value))

    where = spelled(path) + ELSEWHERE.get(problem, "")
    if "sum to 1" in problem:
        where = "campaigns[2].variants"
    assert str(caught.value) == f"{where}: {problem}"


@pytest.mark.parametrize(
    ("key", "step"),
    [
        ("", '[""]'),
        ("rest days", '["rest days"]'),
        ("\ud800", '["\\ud800"]'),
        ("x" * 90, f'["{"x" * 56}...]'),
    ],
)
def test_a_key_that_no_path_could_hold_is_quoted_and_cut(key, step):
    document = copy.deepcopy(LINE_UP)
    document["campaigns"][0]["cap"][key] = 1

    with pytest.raises(LineUpFault) as caught:
        parse_line_up(document)

    assert str(caught.value) == f"campaigns[0].cap{step}: is not a key of this format"


@given(spoilt(LINE_UP))
def test_a_line_up_with_anything_anywhere_is_read_or_is_a_fault(document):
    for parse in (parse_line_up, read_line_up):
        with suppress(LineUpFault):
            parse(document)


@given(spoilt(LINE_UP) | spoilt(COPY) | spoilt(CASE), st.sampled_from((LineUp, Copy, Case)))
def test_every_fault_is_told_in_our_words(document, kind):
    problem = problem_of(kind, document)

    assert problem.startswith(("fine", "must ", "is required", "is not a key"))
    assert "`" not in problem.partition(", got ")[0]


def problem_of(kind, document):
    try:
        read(kind, document)
    except Fault as fault:
        return fault.problem
    return "fine"


def test_an_end_before_the_start_is_a_fault():
    document = changed(LINE_UP, "campaigns.0.starts_at", "2026-11-22T10:00:00Z")

    with pytest.raises(LineUpFault) as caught:
        parse_line_up(changed(document, "campaigns.0.ends_at", "2026-11-22T10:00:00Z"))

    assert str(caught.value) == "campaigns[0].ends_at: must be later than starts_at"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"", "must be JSON: Expecting value at character 0"),
        (b"[]", "must be an object, got []"),
        (b"\xff", "must be UTF-8, got a stray byte at 0"),
        (b'{"format": NaN}', "must be JSON, which has no NaN"),
        (b"[" * 100_000, "must be JSON of a sensible depth"),
    ],
)
def test_text_that_is_no_line_up_is_a_fault(text, fault):
    with pytest.raises(LineUpFault) as caught:
        parse_line_up_text(text)

    assert str(caught.value) == fault


def test_the_mark_at_the_start_of_a_file_is_no_part_of_it():
    assert parse_line_up_text(b"\xef\xbb\xbf" + json.dumps(LINE_UP).encode()) == parse_line_up(
        LINE_UP
    )


@given(line_ups())
def test_what_is_read_is_written_again(document):
    line_up = parse_line_up(document)

    assert parse_line_up(write(line_up)) == line_up


def test_whole_numbers_may_be_written_with_a_point():
    line_up = parse_line_up(changed(LINE_UP, "campaigns.2.cap.days", 8.0))

    assert line_up.campaigns[2].cap.days == 8


def test_shares_may_miss_1_by_a_rounding():
    variants = [{**CAMPAIGN["variants"][0], "id": f"v{n}", "share": 0.1} for n in range(10)]

    line_up = parse_line_up(changed(LINE_UP, "campaigns.2.variants", variants))

    assert line_up.campaigns[2].bounds[-1] == 0.9999999999999999


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("campaigns.1.placement", "ceiling"),
        ("campaigns.1.weather", "rain"),
        ("campaigns.1.audience.articles.authors", []),
        ("campaigns.1.cap.counts", "section"),
        ("campaigns.1.cap.rest_days", NOTHING),
        ("campaigns.1.variants.0.colour", "red"),
    ],
)
def test_a_reader_skips_a_campaign_that_publishing_refuses(path, value):
    document = changed(LINE_UP, path, value)

    line_up = read_line_up(document)

    assert [campaign.id for campaign in line_up.campaigns] == ["winter", "spring"]
    with pytest.raises(LineUpFault):
        parse_line_up(document)


@pytest.mark.parametrize(
    ("path", "value"), [("campaigns.1.cap.days", -1), ("weather", "rain"), ("format", 2)]
)
def test_a_reader_takes_no_line_up_with_a_fault(path, value):
    with pytest.raises(LineUpFault):
        read_line_up(changed(LINE_UP, path, value))


def test_the_version_names_the_content_and_not_the_publishing():
    later = {**LINE_UP, "version": "", "published_at": "2027-01-01T00:00:00Z"}

    assert version_of(LINE_UP) == "2d5588618a"
    assert version_of(later) == version_of(LINE_UP)
    assert version_of(json.loads(json.dumps(LINE_UP, sort_keys=True))) == version_of(LINE_UP)
    assert version_of(changed(LINE_UP, "campaigns.0.holdout", 0)) == version_of(LINE_UP)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("campaigns.0.holdout", 0.5),
        ("campaigns.0.draw", "2026w48"),
        ("silence.topics", ["grief"]),
        ("edition", "fr"),
    ],
)
def test_other_content_has_another_version(path, value):
    assert version_of(changed(LINE_UP, path, value)) != version_of(LINE_UP)


def test_the_longest_window_is_thirty_days_or_more():
    assert parse_line_up(changed(LINE_UP, "campaigns", [])).longest_window_days == 30
    longer = changed(LINE_UP, "campaigns.1.audience.articles.days", 90)
    assert parse_line_up(longer).longest_window_days == 90


def test_a_line_up_is_written_as_it_was_read():
    dated = changed(LINE_UP, "campaigns.0.starts_at", "2026-11-22T10:00:00Z")

    assert as_sets(write(parse_line_up(dated))) == as_sets(dated)
    assert write(parse_line_up(dated)) == write(parse_line_up(json.loads(json.dumps(dated))))


def as_sets(document):
    """Leave out the order of lists, which says nothing in most of them."""
    return json.dumps(document, sort_keys=True, default=str).translate(str.maketrans("", "", " "))


@pytest.mark.parametrize("document", [{}, {"campaigns": None}, {"campaigns": {}}, [], None])
def test_what_is_no_line_up_is_a_fault_to_a_reader_too(document):
    with pytest.raises(LineUpFault) as by_reader:
        read_line_up(document)
    with pytest.raises(LineUpFault) as by_publishing:
        parse_line_up(document)

    assert str(by_reader.value) == str(by_publishing.value)


def test_a_fault_in_a_readers_campaign_is_named_with_its_path():
    with pytest.raises(LineUpFault) as caught:
        read_line_up(changed(LINE_UP, "campaigns.1.cap.days", -1))

    wanted = "campaigns[1].cap.days: must be a positive number of days, got -1"
    assert str(caught.value) == wanted


def test_a_value_as_large_as_it_may_be_is_not_the_fault():
    document = changed(LINE_UP, "campaigns.2.cap.views", LARGEST_WHOLE)

    with pytest.raises(LineUpFault) as caught:
        parse_line_up(changed(document, "campaigns.2.cap.days", -1))

    assert caught.value.path == "campaigns[2].cap.days"


def test_a_reader_takes_format_1_alone():
    assert read_line_up(LINE_UP).format == 1


class Row(Part, frozen=True, array_like=True):
    """What is kept without names of keys, as devices keep views."""

    article: str
    at: Moment


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        (["a1"], 'must be a list of 2, got ["a1"]'),
        (["a1", "2026-11-22T10:00:00Z", 3], "must be a list of 2, got "),
        ({"article": "a1"}, 'must be a list of 2, got {"article": "a1"}'),
        (["a1", "now"], '[1]: must be a time like 2026-11-22T10:00:00Z, got "now"'),
        ([1, "2026-11-22T10:00:00Z"], "[0]: must be text, got 1"),
    ],
)
def test_a_fault_in_a_row_is_named_with_its_place(document, fault):
    with pytest.raises(Fault) as caught:
        read(Row, document)

    assert str(caught.value).startswith(fault)


def test_a_row_is_read_and_written_without_keys():
    row = ["a1", "2026-11-22T10:00:00Z"]

    assert write(read(Row, row)) == row


@pytest.mark.parametrize(
    ("length", "shown"), [(58, f'"{"x" * 58}"'), (59, f'"{"x" * 56}...')], ids=["60", "61"]
)
def test_a_long_value_is_cut_at_sixty_characters(length, shown):
    with pytest.raises(LineUpFault) as caught:
        parse_line_up(changed(LINE_UP, "format", "x" * length))

    assert str(caught.value) == f"format: must be 1, got {shown}"


def test_a_number_of_too_many_digits_is_told_as_json_that_cannot_be_read():
    with pytest.raises(LineUpFault) as caught:
        parse_line_up_text("1" * 5000)

    assert str(caught.value).startswith("must be JSON: Exceeds the limit")


def test_values_are_shown_in_their_own_letters():
    with pytest.raises(LineUpFault) as caught:
        parse_line_up(changed(LINE_UP, "format", "één"))

    assert str(caught.value) == 'format: must be 1, got "één"'


def test_what_is_nested_too_deeply_to_be_shown_is_said_to_be():
    nested = []
    for _ in range(100_000):
        nested = [nested]

    assert str(must("text", nested)) == "must be text, got something nested very deeply"
