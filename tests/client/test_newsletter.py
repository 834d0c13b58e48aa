"""A newsletter in place of money: its form in every place, and who is known to take one."""

import json
from urllib.parse import parse_qs

import pytest

from tests.client.reading import read_nine
from tests.client.test_appeals_look import PLACES
from tests.client.test_forms import publish, words

OFFER = {"asks": [], "newsletter": {"key": "morning-tide", "name": "The Morning Tide"}}
IN_ITS_PLACE = [one for one in PLACES if one != "header"]


@pytest.fixture
def page(device, paper):
    paper.facts["/front-page"] = {"article": None, "kind": "front"}
    return device.new_page()


def offer(page, paper, placement="overlay"):
    """Publish it for a placement, and read until it is offered."""
    publish(paper, placement, **words(join="Send it to me"), **OFFER, after_paragraph=12)
    read_nine(page)
    found = page.locator(PLACES[placement])
    found.wait_for(state="attached")
    found.scroll_into_view_if_needed()
    return found


def answer(page, status, body):
    """Answer what is sent as the newsletters' page does; return what was sent."""
    sent = []

    def answered(route):
        sent.append(route.request)
        route.fulfill(status=status, content_type="application/json", body=json.dumps(body))

    page.route("**/newsletters/", answered)
    return sent


@pytest.mark.parametrize("placement", IN_ITS_PLACE)
def test_an_address_is_asked_for_and_sent_without_leaving_the_page(page, paper, placement):
    sent = answer(page, 200, {"sent": True})
    found = offer(page, paper, placement)

    found.get_by_label("Your e-mail address").fill("ada@example.com")
    found.get_by_role("button", name="Send it to me").click()

    found.get_by_role("status").wait_for()
    told = found.get_by_role("status").inner_text()
    [request] = sent
    assert "an e-mail is on its way to ada@example.com" in told
    assert page.evaluate("document.activeElement.className") == "ask-sent"
    assert parse_qs(request.post_data, keep_blank_values=True) == {
        "address": ["ada@example.com"],
        "website": [""],
        "newsletter": ["morning-tide"],
        "campaign": ["autumn"],
        "variant": ["control"],
    }
    assert found.get_by_role("radio").count() == 0
    assert found.get_by_role("link").count() == 1
    assert found.get_by_role("link", name="Why am I seeing this?").count() == 1


def test_what_is_wrong_is_said_beside_the_button(page, paper):
    answer(page, 200, {"fault": "There were too many attempts."})
    letter = offer(page, paper)

    letter.get_by_label("Your e-mail address").fill("ada@example.com")
    letter.get_by_label("Your e-mail address").press("Enter")

    letter.get_by_role("alert").get_by_text("There were too many attempts.").wait_for()
    assert letter.get_by_label("Your e-mail address").input_value() == "ada@example.com"


def test_nothing_is_sent_without_an_address(page, paper):
    sent = answer(page, 200, {"sent": True})
    letter = offer(page, paper)

    letter.get_by_role("button", name="Send it to me").click()

    assert sent == []
    assert letter.get_by_label("Your e-mail address").evaluate("(it) => !it.validity.valid")


def test_the_line_above_the_head_leads_to_its_page(page, paper):
    paper.head = "<style>main { padding-block-start: 2.25rem }</style>"
    line = offer(page, paper, "header")

    door = line.get_by_role("link", name="The Morning Tide: Send it to me")

    assert door.get_attribute("href") == "/newsletters/?newsletter=morning-tide"


def test_a_click_is_told_when_it_is_sent(page, paper):
    answer(page, 200, {"sent": True})
    letter = offer(page, paper)

    letter.get_by_label("Your e-mail address").fill("ada@example.com")
    letter.get_by_role("button", name="Send it to me").click()
    letter.get_by_role("status").wait_for()
    page.goto("/words.json")

    def told():
        return [event["kind"] for note in paper.notes for event in note["events"]]

    paper.wait_for(lambda: "click" in told())
    assert sorted(told()) == ["click", "impression", "view"]


@pytest.mark.parametrize(
    ("hint", "shown"), [("newsletter=1", "for-its-readers"), ("signed_in=0", "for-the-others")]
)
def test_a_page_knows_who_takes_one(page, device, paper, hint, shown):
    device.add_cookies([{"name": "wellread_reader", "value": hint, "url": paper.url}])
    publish(paper)
    [made] = paper.campaigns
    paper.campaigns = [
        made | {"id": name, "audience": made["audience"] | {"newsletter": who}}
        for name, who in (("for-its-readers", "readers"), ("for-the-others", "non_readers"))
    ]

    read_nine(page)
    page.locator("dialog.letter").wait_for()

    href = page.locator(".ask-join").get_attribute("href")
    assert f"campaign={shown}" in href
