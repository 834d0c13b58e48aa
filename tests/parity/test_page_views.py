"""What `make parity` draws and compares: it meets everything, and a difference becomes a case."""

import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from parity.__main__ import write
from parity.clocks import CLOCKS_SET
from parity.comparing import Difference, agree
from parity.questions import COUNTS, DECISIONS, PARTS, questions
from parity.views import page_view
from wellread.engine.case import parse_case
from wellread.engine.decision import explain
from wellread.engine.line_up import PLACEMENTS, parse_line_up
from wellread.engine.refusal import Refusal
from wellread.engine.values import moment, spell

ROOT = Path(__file__).parents[2]
SEED = 7


def test_every_reason_and_placement_is_met():
    met = Counter()
    for number in range(400):
        view = page_view(SEED, number)
        explained = explain(parse_line_up(view.line_up), parse_case(view.case))
        met.update([*explained.refusals.values(), *explained.shown])

    assert [word for word in (*Refusal, *PLACEMENTS) if not met[word]] == []


def test_a_seed_and_a_number_are_always_the_same_page_view():
    assert page_view(SEED, 3) == page_view(SEED, 3)
    assert page_view(SEED, 3) != page_view(SEED + 1, 3)


@pytest.mark.parametrize("zone", CLOCKS_SET)
def test_clocks_are_set_when_it_is_said(zone):
    for at in CLOCKS_SET[zone]:
        before, after = (datetime.fromtimestamp(at + s, UTC) for s in (-1, 0))
        here = ZoneInfo(zone)
        assert before.astimezone(here).utcoffset() != after.astimezone(here).utcoffset()


def kept(file, do):
    """Return the first question of this kind, and its case as it is written down."""
    return next(
        question
        for number in range(50)
        for question in questions(page_view(SEED, number))
        if question.file == file and question.request["do"] == do and question.answer
    )


@pytest.mark.parametrize(
    ("file", "do"),
    [
        (DECISIONS, "answer"),
        (DECISIONS, "choose"),
        (COUNTS, "answer"),
        (DECISIONS, "choose_at_times"),
    ],
)
def test_a_difference_in_what_is_decided_is_written_as_a_case(tmp_path, javascript, file, do):
    path = write(Difference(3, "UTC", kept(file, do), {"fine": None}), tmp_path)

    [case] = json.loads(path.read_text())
    explained = explain(parse_line_up(case["line_up"]), parse_case(case["case"]))
    asked = {"line_up": case["line_up"], "case": case["case"]}
    assert path == tmp_path / f"{file}.json"
    assert case.keys() == {"name", "line_up", "case", "answer"}
    assert case["answer"]["refusals"] == explained.refusals
    assert javascript.fine("answer", **asked) == case["answer"]


@pytest.mark.parametrize("file", PARTS)
def test_a_difference_in_a_part_is_written_as_its_cases_are(tmp_path, file):
    do = {"merges": "merge", "money": "written", "times": "moment"}[file]

    path = write(Difference(3, "UTC", kept(file, do), {"fine": None}), tmp_path)

    [case] = json.loads(path.read_text())
    known = json.loads((ROOT / "cases" / "parts" / f"{file}.json").read_text())
    assert path == tmp_path / "parts" / f"{file}.json"
    assert case.keys() == known[0].keys()


def test_a_time_that_both_refuse_is_no_difference():
    question = kept("times", "moment")
    unknown = question._replace(answer=None)

    assert agree(question, {"fine": question.answer})
    assert not agree(question, {"fine": "something else"})
    assert not agree(question, {"fault": "RangeError"})
    assert agree(unknown, {"fault": "RangeError"})
    assert not agree(unknown, {"fine": 0})


def test_a_page_is_looked_at_again_around_what_begins_and_ends():
    views = [page_view(SEED, number) for number in range(50)]

    for view in views:
        edges = {
            moment(one[edge])
            for one in view.line_up["campaigns"]
            for edge in ("starts_at", "ends_at")
            if one[edge]
        }
        around = {edge + step for edge in edges for step in (-1, 0)} or {moment(view.case["now"])}
        assert set(view.again_at) <= around, spell(view.again_at[0])


def test_the_command_says_what_it_compared(tmp_path):
    command = [sys.executable, "-m", "parity", "--seed", "7", "--cases", "40"]

    ran = subprocess.run(
        [*command, "--folder", tmp_path], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (ran.returncode, [*tmp_path.iterdir()]) == (0, []), ran.stdout + ran.stderr
    assert ran.stdout.startswith(
        "seed 7: 40 cases in 4 time zones (UTC, America/New_York, Asia/Kathmandu, Pacific/Apia), "
    )
    assert " answers, 0 differences, " in ran.stdout
