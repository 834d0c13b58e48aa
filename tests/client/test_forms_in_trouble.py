"""A form that is sent from an appeal: what comes of it is said, and what was typed stays."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.client.reading import read_nine, stored
from tests.client.test_forms import publish, words
from tests.evidence import watched

UNKNOWN = (
    "No answer came, so this may not have arrived. Please try again in a moment. "
    "Or use the form’s own page"
)
OFFER = {"asks": [], "newsletter": {"key": "morning", "name": "The Morning Tide"}}
HEBREW = {
    "headline": "קראתם {article_count} כתבות אצלנו החודש.",
    "body": ["העיתון חופשי לכולם, ותמיד יהיה."],
    "signature": None,
    "join": "שלחו לי",
    "sign_in": "כבר חברים? התחברו",
}
# Nothing of them says that it was sent, nor in words that it was not.
TELL_NOTHING = {
    "404": {"status": 404, "body": "<h1>Not found"},
    "403 of another door": {"status": 403, "content_type": "text/html", "body": "<h1>Are you?"},
    "500": {"status": 500, "body": "<h1>Sorry"},
    "500 as JSON": {"status": 500, "json": {"error": "x"}},
    "503 that says sent": {"status": 503, "json": {"sent": True}},
    "another page": {"status": 200, "content_type": "text/html", "body": "<h1>Wi-Fi: sign in"},
    "nothing": {"status": 204},
    "empty": {"status": 200, "body": ""},
    "broken off": {"status": 200, "body": '{"sent": tr'},
    "no object": {"status": 200, "json": None},
    "a list": {"status": 200, "json": ["sent"]},
    "text": {"status": 200, "json": "sent"},
    "an empty object": {"status": 200, "json": {}},
    "sent as text": {"status": 200, "json": {"sent": "yes"}},
    "sent as a number": {"status": 200, "json": {"sent": 1}},
    "not sent": {"status": 200, "json": {"sent": False}},
    "a fault of no words": {"status": 400, "json": {"fault": ""}},
    "a fault of another kind": {"status": 400, "json": {"fault": ["x"], "fields": 5}},
}


class Newsletter:
    """The form of a newsletter in the letter."""

    address = "**/newsletters/"
    button = "Send it to me"
    own_page = "/newsletters/?newsletter=morning&campaign=autumn&variant=control"

    def opened(self, page, paper):
        publish(paper, **words(join=self.button), **OFFER)
        read_nine(page)
        letter = page.locator("dialog.letter")
        letter.wait_for()
        return letter

    def opened_in_hebrew(self, page, paper):
        publish(paper, copy={"he": HEBREW}, **OFFER)
        read_nine(page)
        return page.locator("dialog.letter")


class Reminder:
    """The form for a day, over the letter."""

    address = "**/reminders/"
    button = "Remind me"
    own_page = "/reminders/?campaign=autumn&variant=control"

    def opened(self, page, paper):
        publish(paper, remind=True)
        read_nine(page)
        page.locator("dialog.letter").wait_for()
        page.get_by_role("link", name="Remind me on a day").click()
        days = page.get_by_role("dialog", name="Remind me on a day")
        days.get_by_role("radio", name="On the first of next month").check()
        return days

    def opened_in_hebrew(self, page, paper):
        publish(paper, copy={"he": HEBREW}, remind=True)
        read_nine(page)
        page.locator("dialog.letter .ask-doors a[href*=reminders]").click()
        return page.locator("dialog.why-asked")


FORMS = {"newsletter": Newsletter(), "reminder": Reminder()}


@pytest.fixture(params=FORMS)
def form(request):
    return FORMS[request.param]


@pytest.fixture
def page(chromium, paper):
    """A page whose console may tell of what was not to be had, but of no script that failed."""
    paper.facts["/front-page"] = {"article": None, "kind": "front"}
    context = chromium.new_context(base_url=paper.url, viewport={"width": 390, "height": 800})
    context.set_default_timeout(30_000)
    errors = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    with watched(context):
        yield context.new_page()
        assert errors == []
    context.close()


def typed(form, page, paper):
    """Open a form and type an address; return what it stands in."""
    place = form.opened(page, paper)
    place.get_by_label("Your e-mail address").fill("ada@example.com")
    return place


def send(form, place):
    place.get_by_role("button", name=form.button, exact=True).click()


def said(place):
    """Return what is said to be wrong, once something is."""
    alert = place.get_by_role("alert").filter(has_text=re.compile(r"\S"))
    alert.wait_for()
    return alert.inner_text()


def kept(place):
    """Return what stands in the field, and what is said of it, as a screen reader tells it."""
    field = place.get_by_label("Your e-mail address")
    about = field.evaluate(
        "(it) => document.getElementById(it.getAttribute('aria-describedby')).textContent"
    )
    return field.input_value(), about


@pytest.mark.parametrize("answer", TELL_NOTHING.values(), ids=TELL_NOTHING)
def test_an_answer_that_tells_nothing_is_said_to_tell_nothing(page, paper, form, answer):
    place = typed(form, page, paper)
    page.route(form.address, lambda route: route.fulfill(**answer))

    send(form, place)

    assert said(place) == UNKNOWN
    assert kept(place) == ("ada@example.com", UNKNOWN)
    assert place.get_by_role("status").count() == 0
    assert place.get_by_role("link", name="Or use the form’s own page").get_attribute("href") == (
        form.own_page
    )
    assert (page.url.endswith("/story-9"), stored(page, "rests")) == (True, None)


def test_a_connection_that_breaks_is_said_and_the_next_try_goes_through(page, paper, form):
    place = typed(form, page, paper)
    page.route(form.address, lambda route: route.abort("connectionreset"))
    send(form, place)
    assert said(place) == UNKNOWN

    page.route(form.address, lambda route: route.fulfill(json={"sent": True}))
    send(form, place)

    page.get_by_role("status").wait_for()
    assert place.get_by_role("alert").count() == 0


def test_who_waits_for_an_answer_that_never_comes_is_told_in_the_end(page, paper, form):
    page.clock.install()
    place, held = typed(form, page, paper), []
    page.route(form.address, lambda route: held.append(route))

    with page.expect_request(form.address):
        send(form, place)
    waiting = place.get_by_role("button", name="Sending…")
    waiting.wait_for()
    waiting.click()
    page.clock.fast_forward(21_000)

    assert said(place) == UNKNOWN
    # Pressing it again while it was on its way sent nothing more.
    assert (len(held), kept(place)[0]) == (1, "ada@example.com")
    assert place.get_by_role("button", name=form.button, exact=True).is_enabled()


def test_what_is_wrong_with_a_field_is_said_at_the_field(page, paper, form):
    place = typed(form, page, paper)
    fault = {"fault": "<b>This address cannot be written to.", "fields": ["address"]}
    page.route(form.address, lambda route: route.fulfill(status=400, json=fault))

    send(form, place)

    assert said(place) == fault["fault"]
    field = place.get_by_label("Your e-mail address")
    assert kept(place) == ("ada@example.com", fault["fault"])
    assert field.get_attribute("aria-invalid") == "true"
    found = Axe().run(page, context="dialog[open]")
    assert found.violations_count == 0, found.generate_report()


def test_a_day_out_of_reach_is_said_at_the_days(page, paper):
    form = FORMS["reminder"]
    place = typed(form, page, paper)
    fault = {"fault": "Pick a day from tomorrow on, within a year.", "fields": ["day"]}
    page.route(form.address, lambda route: route.fulfill(status=400, json=fault))

    send(form, place)

    assert said(place) == fault["fault"]
    follows = "(it) => it.previousElementSibling.localName"
    assert place.locator(".ask-fault").evaluate(follows) == "fieldset"


STATES = {
    "empty": None,
    "sending": "never",
    "sent": {"json": {"sent": True}},
    "refused": {"status": 400, "json": {"fault": "כתובת שגויה.", "fields": ["address"]}},
    "too many": {"status": 429, "json": {"fault": "היו יותר מדי ניסיונות.", "fields": []}},
    "down": {"status": 500, "body": "<h1>Sorry"},
}


# What tells that a form has come to a state.
OUTCOMES = {
    "sending": "form[aria-busy=true]",
    "sent": "[role=status]",
    "refused": ".ask-fault:not(:empty)",
    "too many": ".ask-fault:not(:empty)",
    "down": ".ask-fault a",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_in_hebrew_axe_finds_nothing_wrong_in_any_state(page, paper, form, state, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { document.documentElement.dir = 'rtl' })"
    )
    paper.language, held = "he", []
    place = form.opened_in_hebrew(page, paper)
    place.wait_for()
    if answer := STATES[state]:
        page.route(
            form.address,
            lambda route: held.append(route) if answer == "never" else route.fulfill(**answer),
        )
        place.locator("[type=email]").fill("ada@example.com")
        place.locator("button.ask-join").click()
        page.locator(OUTCOMES[state]).first.wait_for()

    found = Axe().run(page, context="dialog[open]")

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert place.locator("[type=email]").all() == [] or (
        place.locator("[type=email]").evaluate("(it) => getComputedStyle(it).direction") == "ltr"
    )
