"""A day on which its reader would rather be asked: picked over the appeal, and kept to."""

import json
from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.client.paper import campaign
from tests.client.reading import read, read_nine, stored
from tests.client.test_forms import publish


@pytest.fixture
def page(device, paper):
    paper.facts["/front-page"] = {"article": None, "kind": "front"}
    return device.new_page()


def offer(page, paper, **changes):
    publish(paper, **{"remind": True, **changes})
    read_nine(page)
    letter = page.locator("dialog.letter")
    letter.wait_for()
    return letter


def answer(page, body):
    sent = []

    def answered(route):
        sent.append(route.request)
        route.fulfill(content_type="application/json", body=json.dumps(body))

    page.route("**/reminders/", answered)
    return sent


def test_the_door_is_there_where_the_campaign_offers_it(page, paper):
    letter = offer(page, paper, remind=False)

    assert letter.get_by_role("link", name="Remind me on a day").count() == 0


def test_until_the_day_that_was_picked_nothing_asks_on_this_device(page, paper):
    sent = answer(page, {"sent": True})
    letter = offer(page, paper)
    letter.get_by_role("link", name="Remind me on a day").click()
    days = page.get_by_role("dialog", name="Remind me on a day")

    days.get_by_role("radio", name="On the first of next month").check()
    days.get_by_label("Your e-mail address").fill("ada@example.com")
    days.get_by_role("button", name="Remind me").click()
    days.get_by_role("status").wait_for()

    [request] = sent
    said = parse_qs(request.post_data)
    day = said["day"][0]
    begins = page.evaluate(
        "(day) => new Date(...day.split('-').map((part, at) => part - (at === 1))).getTime()", day
    )
    assert (said["address"], said["campaign"], day[-3:]) == (
        ["ada@example.com"],
        ["autumn"],
        "-01",
    )
    assert stored(page, "rests") == begins / 1000
    assert page.locator("dialog.letter").count() == 0
    paper.campaigns = [campaign("other", "end_of_article")]
    read(page, "/story-10")
    page.wait_for_timeout(600)
    assert page.locator(".quiet-ask:not([inert])").count() == 0


def test_a_day_of_ones_own_is_chosen_by_typing_it(page, paper):
    sent = answer(page, {"fault": "Pick a day from tomorrow on, within a year."})
    letter = offer(page, paper)
    letter.get_by_role("link", name="Remind me on a day").click()
    days = page.get_by_role("dialog", name="Remind me on a day")
    tomorrow = days.get_by_label("The day", exact=True).get_attribute("min")

    days.get_by_label("The day", exact=True).fill(tomorrow)
    days.get_by_label("Your e-mail address").fill("ada@example.com")
    days.get_by_role("button", name="Remind me").click()

    days.get_by_text("Pick a day from tomorrow on, within a year.").wait_for()
    said = parse_qs(sent[0].post_data)
    assert (said["day"], said["own_day"]) == (["own"], [tomorrow])
    assert stored(page, "rests") is None


def test_by_keyboard_it_opens_and_closes_and_the_letter_stays(page, paper):
    letter = offer(page, paper)
    letter.get_by_role("link", name="Remind me on a day").focus()
    page.keyboard.press("Enter")
    days = page.get_by_role("dialog", name="Remind me on a day")
    days.wait_for()

    page.keyboard.press("Escape")

    days.wait_for(state="detached")
    assert letter.is_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_wrong(page, paper, width):
    page.set_viewport_size({"width": width, "height": 800})
    letter = offer(page, paper)
    letter.get_by_role("link", name="Remind me on a day").click()
    page.get_by_role("dialog", name="Remind me on a day").wait_for()
    page.evaluate("Promise.all(document.getAnimations().map(({ finished }) => finished))")

    found = Axe().run(page, context=".why-asked")

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
