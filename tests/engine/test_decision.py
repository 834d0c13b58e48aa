import pytest
from hypothesis import given

from tests.engine.documents import CAMPAIGN, CASE, LINE_UP
from tests.engine.invented import cases, line_ups
from wellread.engine import decision
from wellread.engine.campaign import INTERRUPTING
from wellread.engine.case import Counts, parse_case
from wellread.engine.decision import choose, explain
from wellread.engine.line_up import parse_line_up
from wellread.engine.refusal import Refusal, page_refusal, place_refusal, refusal


@given(line_ups(), cases())
def test_the_live_choice_is_the_one_explained(document, case_document):
    line_up, case = parse_line_up(document), parse_case(case_document)

    decision, explanation = choose(line_up, case), explain(line_up, case)

    assert decision.shown == explanation.shown
    assert decision.article_count == explanation.article_count
    held_out = {one for one, why in explanation.refusals.items() if why == Refusal.HELD_OUT}
    assert set(decision.held_out) == held_out


@given(line_ups(), cases())
def test_every_campaign_is_shown_or_explained(document, case_document):
    line_up = parse_line_up(document)

    explanation = explain(line_up, parse_case(case_document))

    shown = [one.campaign for one in explanation.shown.values()]
    told = sorted([*shown, *explanation.refusals])
    assert told == sorted(campaign.id for campaign in line_up.campaigns)


@given(line_ups(), cases())
def test_nothing_remembered_changes_a_reason(document, case_document):
    line_up, case = parse_line_up(document), parse_case(case_document)
    explain(line_up, case)

    refusals = explain(line_up, case).refusals

    asked_afresh = {
        campaign.id: page_refusal(campaign, case.page, line_up.silence, case.now)
        or refusal(campaign, case.reader, case.now, Counts(case))
        for campaign in line_up.campaigns
    }
    ranked = {Refusal.OUTRANKED, Refusal.HELD_OUT}
    reasons = {one: None if why in ranked else why for one, why in refusals.items()}
    assert {one: asked_afresh[one] for one in reasons} == reasons


@given(line_ups(), cases())
def test_a_member_meets_no_campaign_for_others(document, case_document):
    case_document["reader"]["is_member"] = True
    line_up = parse_line_up(document)

    shown = explain(line_up, parse_case(case_document)).shown.values()

    for_all = {one.id for one in line_up.campaigns if one.audience.membership in ("any", "members")}
    assert {one.campaign for one in shown} - for_all == set()


@given(line_ups(), cases())
def test_where_one_interrupts_nobody_else_asks_but_in_the_header(document, case_document):
    shown = explain(parse_line_up(document), parse_case(case_document)).shown

    if INTERRUPTING & shown.keys():
        assert len(shown.keys() - {"header"}) == 1


def test_a_line_up_remembers_no_more_pages_than_it_may(monkeypatch):
    monkeypatch.setattr("wellread.engine.decision.REMEMBERED_PAGES", 3)
    line_up = parse_line_up(EMPTY)
    cases = [parse_case({**NOBODY, "page": {**PAGE, "section": str(n)}}) for n in range(10)]

    for case in cases:
        choose(line_up, case)

    assert len(line_up.remembered) == 1


@pytest.mark.parametrize("topics", [["x" * 501], [""] * 501])
def test_a_line_up_remembers_no_page_of_many_words(topics):
    line_up = parse_line_up(EMPTY)

    choose(line_up, parse_case({**NOBODY, "page": {**PAGE, "topics": topics}}))

    assert line_up.remembered == {}


EMPTY = {
    "format": 1,
    "edition": "en",
    "version": "0000000000",
    "published_at": "2026-11-22T10:00:00Z",
    "silence": {"sections": [], "topics": []},
    "holdout": {"share": 0, "draw": "2026"},
    "campaigns": [],
}
PAGE = {
    "article": None,
    "kind": "front",
    "section": None,
    "topics": [],
    "sensitive": False,
    "sponsored": False,
}
NOBODY = {
    "reader": {
        "seat": 0,
        "seat_kept": False,
        "country": None,
        "language": None,
        "device": None,
        "is_member": False,
        "was_member": False,
        "signed_in": False,
        "consent": "unknown",
        "count_allowed": False,
        "visit_started_at": "2026-11-22T10:00:00Z",
        "history": None,
        "asked": None,
        "dismissed": [],
        "contributed_at": None,
    },
    "page": PAGE,
    "now": "2026-11-22T10:00:00Z",
}


def test_what_is_remembered_of_a_page_ends_with_the_campaign():
    """One line-up lives as long as its process: over the start and the end of its campaigns."""
    limits = {"starts_at": moment_of(100), "ends_at": moment_of(200)}
    line_up = parse_line_up({**LINE_UP, "campaigns": [{**CAMPAIGN, **limits}]})

    reasons = {}
    for second in (99, 100, 199, 200, 150, 99):
        case = {**CASE, "now": moment_of(second)}
        told = explain(line_up, parse_case(case)).refusals.values()
        reasons[second] = {Refusal.NOT_STARTED, Refusal.ENDED}.intersection(told)

    assert reasons == {
        99: {Refusal.NOT_STARTED},
        100: set(),
        199: set(),
        200: {Refusal.ENDED},
        150: set(),
    }


def moment_of(second):
    return f"2026-11-22T10:{second // 60:02}:{second % 60:02}Z"


def test_what_is_remembered_of_a_page_is_of_that_page_alone():
    line_up = parse_line_up(LINE_UP)
    plain = {**CASE["page"], "sensitive": False, "sponsored": False}
    others = [
        plain,
        {**plain, "sponsored": True},
        {**plain, "sensitive": True},
        {**plain, "section": None},
        {**plain, "kind": "front"},
        {**plain, "topics": ["grief"]},
    ]
    cases = [parse_case({**CASE, "page": page}) for page in others]

    told = [explain(line_up, case) for case in cases]

    assert told == [explain(parse_line_up(LINE_UP), case) for case in cases]
    assert len(line_up.remembered) == len(others)
    assert None not in line_up.remembered.values()


def test_what_is_remembered_has_a_limit_in_pages_and_in_words():
    line_up = parse_line_up(EMPTY)

    def read(section):
        choose(line_up, parse_case({**NOBODY, "page": {**PAGE, "section": section}}))
        return len(line_up.remembered)

    assert read("x" * (500 - len("front "))) == 1
    assert read("x" * (501 - len("front "))) == 1
    assert [read(str(n)) for n in range(1000)] == [*range(2, 1001), 1]


def test_a_page_of_a_section_that_was_met_tries_none_but_its_campaigns(monkeypatch):
    elsewhere = {**CAMPAIGN["pages"], "sections": {"only": ["sport"], "except": []}}
    campaigns = [{**CAMPAIGN, "id": f"sport-{number}", "pages": elsewhere} for number in range(50)]
    line_up = parse_line_up({**LINE_UP, "campaigns": [CAMPAIGN, *campaigns]})
    asked = []
    monkeypatch.setattr(decision, "suits", lambda one, page: asked.append(one.id) or True)
    monkeypatch.setattr(decision, "place_refusal", counted(asked_of_place := [], place_refusal))

    for number in range(3):
        page = {**CASE["page"], "topics": [f"new-{number}"]}
        choose(line_up, parse_case({**CASE, "page": page}))

    assert (asked, len(asked_of_place)) == ([CAMPAIGN["id"]] * 3, len(campaigns) + 1)


def counted(calls, function):
    return lambda *given: calls.append(given) or function(*given)
