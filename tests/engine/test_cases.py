import json

import pytest

from tests.engine.cases import decisions, part
from wellread.engine.answering import answer
from wellread.engine.assignment import position
from wellread.engine.case import parse_case
from wellread.engine.decision import choose
from wellread.engine.line_up import parse_line_up, read_line_up


@pytest.mark.parametrize("case", decisions())
def test_the_answer_over_bytes(case):
    line_up = parse_line_up(case["line_up"])

    given = answer(line_up, json.dumps(case["case"]).encode())

    assert json.loads(given) == case["answer"]


@pytest.mark.parametrize("case", decisions())
def test_the_live_choice(case):
    line_up = read_line_up(case["line_up"])

    decision = choose(line_up, parse_case(case["case"]))

    refusals = case["answer"]["refusals"]
    assert decision.article_count == case["answer"]["article_count"]
    assert {name: one._asdict() for name, one in decision.shown.items()} == case["answer"]["shown"]
    assert set(decision.held_out) == {one for one in refusals if refusals[one] == "held_out"}


@pytest.mark.parametrize("case", part("positions"), ids=str)
def test_a_position_is_murmur3_of_its_four_parts(case):
    assert (
        position(case["seat"], case["campaign"], case["draw"], case["purpose"]) == case["position"]
    )
