"""What a page tells beside its appeals, where the newsroom chose it."""

import json

import pytest

from tests.client.paper import campaign
from tests.client.reading import keep, leave, read, read_nine, stored

TOO_FEW = "too_few_articles"


@pytest.fixture
def page(device, paper):
    paper.facts["*"] = {"tells": ["views", "decisions"]}
    # What may ask on the first page of a visit too.
    paper.campaigns = [campaign("letter", "end_of_article")]
    return device.new_page()


def told(paper, key):
    return [note for note in paper.notes if key in note]


def decided(paper):
    return sorted(
        (one["campaign"], one["reason"], one["only"], one["band"])
        for note in told(paper, "decisions")
        for one in note["decisions"]
    )


def test_nothing_is_told_where_nothing_was_chosen(device, paper):
    page = device.new_page()

    read(page, "/story")
    page.wait_for_load_state("networkidle")

    assert paper.notes == []
    assert not any("telling" in path for path in paper.requests)


def test_a_read_story_is_told_without_its_reader(page, paper):
    paper.facts["*"] = {"tells": ["views"]}

    read(page, "/story")
    paper.wait_for(lambda: paper.notes)

    assert paper.notes == [{"read": True, "story": "story", "one_in": 1}]


def test_before_consent_where_it_is_needed_nothing_is_told(page, paper):
    paper.consent_needed = True
    page.goto("/story")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)
    assert paper.notes == []

    page.evaluate("localStorage.setItem('wellread.consent', 'given')")
    page.goto("/other")
    paper.wait_for(lambda: paper.notes)

    assert [note["story"] for note in paper.notes if "story" in note] == ["other"]


def test_whoever_switched_counting_off_is_not_counted(page, paper):
    # Where no script runs: what a story told on its way out could arrive later.
    leave(page)
    page.evaluate('localStorage.setItem("wellread.counting", "off")')

    page.goto("/other")
    page.wait_for_timeout(1000)

    assert paper.notes == []


def test_who_has_read_too_little_is_told_once_a_month_and_by_bands(page, paper):
    read(page, "/story")
    paper.wait_for(lambda: told(paper, "decisions"))
    read(page, "/story")
    page.wait_for_load_state("networkidle")

    assert decided(paper) == [("letter", TOO_FEW, False, ""), ("letter", TOO_FEW, True, "0-1")]
    [note] = told(paper, "decisions")
    assert note.keys() == {"version", "country", "device", "decisions"}
    assert (note["version"], note["country"], note["device"]) == ("v1", "US", "desktop")


def test_a_new_month_begins_anew(page, paper):
    read(page, "/story")
    paper.wait_for(lambda: told(paper, "decisions"))
    keep(page, "told", json.dumps(stored(page, "told") | {"month": "2020-01"}))

    read(page, "/other")
    paper.wait_for(lambda: len(told(paper, "decisions")) == 2)

    # The second story brings another band, and what was told in another month.
    assert decided(paper).count(("letter", TOO_FEW, True, "0-1")) == 2
    assert decided(paper).count(("letter", TOO_FEW, True, "2-4")) == 1


def test_who_is_asked_would_be_under_every_lower_limit(page, paper):
    read_nine(page)
    paper.wait_for(lambda: told(paper, "decisions"))

    assert decided(paper) == [
        ("letter", "", False, ""),
        ("letter", TOO_FEW, True, "0-1"),
        ("letter", TOO_FEW, True, "2-4"),
        ("letter", TOO_FEW, True, "5-9"),
    ]


def test_one_thing_that_stands_alone_in_the_way_is_told_apart(page, paper):
    countries = {"countries": {"only": ["GB"], "except": []}}
    read_enough = {"articles": {"min": None, "max": None}}
    paper.campaigns = [
        elsewhere("abroad", countries, **read_enough),
        elsewhere("abroad-and-later", countries),
    ]

    read(page, "/story")
    paper.wait_for(lambda: told(paper, "decisions"))

    assert decided(paper) == [
        ("abroad", "wrong_country", False, ""),
        ("abroad", "wrong_country", True, ""),
        ("abroad-and-later", "wrong_country", False, ""),
    ]


def elsewhere(name, audience, **overrides):
    made = campaign(name, "end_of_article", **overrides)
    return made | {"audience": made["audience"] | audience}


def test_without_consent_no_decision_is_told_nor_kept(page, paper):
    paper.consent_needed = True

    page.goto("/story")
    paper.wait_for(lambda: paper.notes)
    page.wait_for_load_state("networkidle")

    assert told(paper, "decisions") == []
    assert stored(page, "told") is None
