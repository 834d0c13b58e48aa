"""Nine articles, one letter, and the peace that follows it."""

import pytest

from tests.journeys.reading import (
    LETTER,
    PANEL,
    begin_a_new_visit,
    have_read,
    history,
    numbers_in,
    pass_time_on_device,
    read,
    requests_of,
    settle,
    wait_until_seen,
)
from tests.journeys.site import demo_stories
from tests.journeys.words import say


def test_the_ninth_article_brings_one_letter_with_the_true_number_and_closing_rests_it(
    reader, any_site
):
    stories = [f"{any_site.url}{path}" for path in any_site.open_stories]

    # Nobody is asked before the third, and reading again is not reading more.
    for story in stories[:8]:
        read(reader, story)
    assert reader.locator(LETTER).count() == 0
    read(reader, stories[0])
    # Under a short story the panel was seen on the way, and rests.
    assert appeals_drawn(reader) <= 1
    assert len(history(reader)) == 8
    assert reader.locator(LETTER).count() == 0

    read(reader, stories[8])
    letter = reader.locator(LETTER)
    letter.wait_for()
    assert numbers_in(letter.locator("h2").inner_text()) - {30} == {9}
    assert numbers_in(letter.locator(".letter-body").inner_text()) - {30} == {9}
    wait_until_seen(reader)

    # A tenth page in the same visit asks nothing, neither over the page nor under it.
    read(reader, stories[9])
    assert appeals_drawn(reader) == 0
    assert reader.locator(LETTER).count() == 0

    # A week later it would come again; closed, it rests for a fortnight and then returns.
    begin_a_new_visit(reader)
    pass_time_on_device(reader, days=8, keys=["wellread.asked"])
    read(reader, stories[9])
    letter.wait_for()
    assert numbers_in(letter.locator("h2").inner_text()) - {30} == {10}
    letter.get_by_role("button", name=say("Close")).click()
    reader.locator("dialog.letter").wait_for(state="detached")

    begin_a_new_visit(reader)
    pass_time_on_device(reader, days=9, keys=["wellread.asked", "wellread.dismissed"])
    read(reader, stories[9])
    assert appeals_drawn(reader) == 1
    assert reader.locator(LETTER).count() == 0

    begin_a_new_visit(reader)
    pass_time_on_device(reader, days=6, keys=["wellread.dismissed"])
    read(reader, stories[9])
    letter.wait_for()


def test_the_letter_takes_the_focus_keeps_it_and_gives_it_back(reader, site):
    have_read(reader, site, 12)
    reader.goto(f"{site.url}{site.open_stories[0]}")
    reader.locator("#sign-in").focus()
    reader.mouse.wheel(0, 700)
    letter = reader.locator(LETTER)
    letter.wait_for()
    assert focus_is_inside(reader)

    for _ in range(12):
        reader.keyboard.press("Tab")
        assert focus_is_inside(reader) or reader.evaluate(
            # Past the last field a browser's own bars have their turn.
            "() => document.activeElement === document.body"
        )
    reader.keyboard.press("Escape")

    letter.wait_for(state="detached")
    assert reader.evaluate("() => document.activeElement.id") == "sign-in"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_letters_close_button_is_large_enough_for_a_thumb(reader, site, width):
    reader.set_viewport_size({"width": width, "height": 700})
    have_read(reader, site, 12)
    read(reader, f"{site.url}{site.open_stories[1]}")

    button = reader.locator(f"{LETTER} button").first
    button.wait_for()
    box = button.bounding_box()

    assert button.get_attribute("aria-label") == say("Close")
    assert (box["width"] >= 44, box["height"] >= 44) == (True, True)
    assert 0 <= box["x"] <= width - box["width"]


def test_nobody_is_asked_beside_a_sensitive_story_which_still_counts(reader, site):
    [story] = demo_stories(lambda story: story.get("sensitive"))
    asked = requests_of(reader)
    have_read(reader, site, 12)

    read(reader, f"{site.url}{story}")
    settle(reader)

    assert [path for path in asked if "copy." in path or "draw" in path] == []
    assert reader.locator(f"{LETTER}, {PANEL}").count() == 0
    assert len(history(reader)) == 13


def test_nobody_is_asked_beside_a_sponsored_story(reader, site):
    [story] = demo_stories(lambda story: story.get("sponsored_by"))
    asked = requests_of(reader)
    have_read(reader, site, 12)

    read(reader, f"{site.url}{story}")
    settle(reader)

    assert [path for path in asked if "copy." in path or "draw" in path] == []


def test_a_live_blog_with_all_its_updates_is_one_article(reader, site):
    [story, *_] = demo_stories(lambda blog: blog["status"] == "open", "live")

    read(reader, f"{site.url}{story}")
    entry = reader.locator(".timeline .entry a").first.get_attribute("href")
    read(reader, f"{site.url}{entry}")

    assert len(history(reader)) == 1


def appeals_drawn(page):
    """Return how many appeals this page fetched the words of, once it is done with that."""
    settle(page)
    return page.evaluate(
        """() => performance.getEntriesByType("resource")
            .filter(({ name }) => name.includes("/appeals/copy.")).length"""
    )


def focus_is_inside(page):
    return page.evaluate("() => document.querySelector('.letter').contains(document.activeElement)")
