import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.documents import CAMPAIGN, changed
from tests.engine.invented import KNOWN, cases
from tests.engine.strategies import documents
from wellread.engine.campaign import Campaign
from wellread.engine.case import Counts, parse_case
from wellread.engine.coverage import covers, hides, leaves_nobody
from wellread.engine.line_up import Silence
from wellread.engine.reading import read
from wellread.engine.refusal import Refusal, page_refusal, refusal

NOWHERE = Silence(sections=frozenset(), topics=frozenset())


@st.composite
def pairs(draw):
    """Invent a campaign, and another that differs from it in some of its parts."""
    first, other = draw(documents(Campaign, KNOWN)), draw(documents(Campaign, KNOWN))
    second = {**first, "id": "second"}
    for part in ("audience", "pages", "cap"):
        keys = draw(st.sets(st.sampled_from(sorted(other[part])), max_size=2))
        second[part] = first[part] | {key: other[part][key] for key in keys}
    for key in draw(st.sets(st.sampled_from(("placement", "starts_at", "variants")), max_size=1)):
        second[key] = other[key]
    return read(Campaign, first), read(Campaign, second)


@given(pairs(), cases())
def test_what_covers_another_refuses_nothing_that_it_takes(pair, document):
    first, second = pair
    case = parse_case(document)

    def reason(campaign):
        return page_refusal(campaign, case.page, NOWHERE, case.now) or refusal(
            campaign, case.reader, case.now, Counts(case)
        )

    if covers(first, second) and reason(second) is None:
        assert reason(first) in (None, Refusal.DISMISSED)


def campaign(**differences):
    document = CAMPAIGN
    for path, value in differences.items():
        document = changed(document, path.replace("__", "."), value)
    return read(Campaign, document)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"audience__membership": "non_members"}, {"audience__membership": "former_members"}),
        ({"audience__articles__min": 5}, {"audience__articles__min": 8}),
        ({"pages__kinds": []}, {"pages__kinds": ["article"]}),
        ({"cap__counts": "placement"}, {"cap__counts": "all"}),
        ({"audience__languages": ["en"]}, {"audience__languages": ["en-GB"]}),
        ({"audience__countries__except": ["US"]}, {"audience__countries__only": ["GB"]}),
        ({"cap__counts": "all"}, {"cap__counts": "all", "placement": "banner"}),
    ],
)
def test_who_asks_for_less_stays_behind_who_asks_more(first, second):
    assert hides(campaign(**first), campaign(**second))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"audience__membership": "former_members"}, {"audience__membership": "non_members"}),
        ({"audience__articles__min": 8}, {"audience__articles__min": 5}),
        ({"audience__articles__days": 7}, {"audience__articles__days": 30}),
        ({"pages__kinds": ["article"]}, {"pages__kinds": []}),
        ({"cap__views": 2}, {"cap__views": 4}),
        ({"ends_at": "2026-12-24T00:00:00Z"}, {"ends_at": None}),
        ({"placement": "end_of_article"}, {"placement": "overlay"}),
        ({"pages__sections__except": ["sport"]}, {}),
        ({"placement": "overlay"}, {"placement": "header"}),
        ({"audience__countries__only": ["GB"]}, {"audience__countries__only": ["GB", "US"]}),
        ({"audience__rest_after_contribution_days": 365}, {}),
    ],
)
def test_who_asks_for_more_has_readers_of_its_own(first, second):
    assert not hides(campaign(**first), campaign(**second))


def test_whoever_closed_it_or_is_held_out_is_left_to_the_next():
    assert leaves_nobody(campaign(cap__rest_days=0, holdout=0.0))
    assert not leaves_nobody(campaign(cap__rest_days=7))
    assert not leaves_nobody(campaign(cap__rest_days=0, holdout=0.1))
