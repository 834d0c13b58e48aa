"""Consent comes first: where it is asked for, nothing that interrupts stands on that page view."""

import pytest

from tests.client.paper import COPY, campaign
from tests.client.reading import scroll_through
from wellread.engine.copy import copy_hash

UNCOUNTED = COPY | {
    "copy": {"en": COPY["copy"]["en"] | {"headline": "A word from us", "body": ["Readers pay."]}}
}
INTERRUPTING = ".letter, .foot-ask"


@pytest.fixture
def page(device, paper):
    """Stay where consent is needed and not given, and everybody else would be interrupted."""
    paper.country, paper.consent_needed = "DE", True
    name = copy_hash(UNCOUNTED)
    paper.copies[name] = UNCOUNTED
    variant = campaign("", "")["variants"][0] | {"copy": name, "prints_count": False}
    facts = {"articles": {"min": None}, "variants": [variant]}
    paper.campaigns = [campaign("letter", "overlay", **facts), campaign("strip", "banner", **facts)]
    return device.new_page()


def read_to_the_end(page, path):
    page.goto(path)
    scroll_through(page)
    page.wait_for_timeout(600)


@pytest.mark.parametrize("answer", ["yes", "no", "none"])
def test_nothing_interrupts_the_page_on_which_it_is_asked_whatever_the_answer(page, answer):
    read_to_the_end(page, "/story-1")
    question = page.locator(".count-question")
    question.wait_for()
    buttons = question.get_by_role("button")
    if answer != "none":
        buttons.nth(0 if answer == "yes" else 1).click()
        question.get_by_role("status").wait_for()

    scroll_through(page)
    page.wait_for_timeout(600)

    assert page.locator(INTERRUPTING).count() == 0


def test_who_has_not_answered_is_interrupted_nowhere(page):
    for number in range(1, 4):
        read_to_the_end(page, f"/story-{number}")

        assert (page.locator(INTERRUPTING).count(), page.locator(".count-question").count()) == (
            0,
            1,
        )


def test_once_it_was_given_a_later_page_may_interrupt_and_asks_it_no_more(page):
    read_to_the_end(page, "/story-1")
    page.locator(".count-question").get_by_role("button").first.click()
    page.locator(".count-question").get_by_role("status").wait_for()
    # The visit begins with the next page, which nothing interrupts either.
    read_to_the_end(page, "/story-2")
    on_the_second = page.locator(INTERRUPTING).count()

    page.goto("/story-3")
    scroll_through(page)

    page.locator(".letter").wait_for()
    assert (on_the_second, page.locator(".count-question").count()) == (0, 0)
