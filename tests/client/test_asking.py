import json
import re

import pytest

from tests.client.paper import COPY, campaign
from tests.client.reading import (
    at,
    backed_up,
    everything_stored,
    keep,
    leave_kept,
    read_nine,
    recorded,
    scroll_through,
    stored,
    wipe,
)
from wellread.engine.copy import copy_hash

SHIFTS = """
  window.shifts = 0
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) window.shifts += shift.value
  }).observe({ type: "layout-shift", buffered: true })
"""
IN_VIEW = """() => {
  const { top, bottom } = document.querySelector(".quiet-ask").getBoundingClientRect()
  return top < innerHeight && bottom > 0
}"""
NEVER = {"view_seconds": 100_000}


@pytest.fixture
def page(device, paper):
    paper.facts["/front-page"] = {"article": None, "kind": "front"}
    return device.new_page()


def quiet(name="panel", **overrides):
    return campaign(name, "end_of_article", **overrides)


def publish(paper, **changes):
    """Publish a letter whose copy has these changes."""
    document = COPY | changes
    name = copy_hash(document)
    paper.copies[name] = document
    variant = campaign("", "")["variants"][0] | {"copy": name}
    paper.campaigns = [campaign("letter", "overlay", variants=[variant])]


def letter(page):
    found = page.locator("dialog.letter")
    found.wait_for()
    return found


def never_seen(page):
    """Let nothing on the page ever be half in view for long enough."""
    page.add_init_script(
        """
        const set = window.setTimeout
        window.setTimeout = (run, ms) => ms === 250 ? 0 : set(run, ms)
        """
    )


def settled(page):
    page.wait_for_timeout(600)
    return page


def test_the_line_up_does_not_wait_for_what_reads_it(page):
    held = []
    page.route("**/engine/line_up.js", lambda route: held.append(route))

    with page.expect_request("**/appeals/line-up.en.json"):
        read_nine(page)
    for route in held:
        route.continue_()

    assert letter(page).is_visible()


class TestTheLetter:
    def test_the_ninth_article_brings_it_with_the_true_number(self, page):
        read_nine(page)

        shown = letter(page)

        assert shown.get_by_role("heading").inner_text() == "You have read 9 articles"
        assert shown.locator(".letter-body p").all_inner_texts() == [
            "That is 9 more than none.",
            "<b>Join</b> us.",
        ]

    def test_who_put_an_institutions_offer_off_is_not_asked_in_that_visit(self, page, paper):
        page.goto("/front-page")
        page.evaluate("sessionStorage.setItem('wellread_institution_later', '1')")

        read_nine(page)
        page.wait_for_load_state("networkidle")

        assert page.locator("dialog.letter").count() == 0
        page.evaluate("sessionStorage.removeItem('wellread_institution_later')")
        page.reload()
        letter(page)

    def test_the_eighth_does_not(self, page, paper):
        paper.campaigns = [campaign("letter", "overlay", articles={"min": 10})]

        read_nine(page)

        assert settled(page).locator(".letter").count() == 0

    def test_it_takes_the_focus_keeps_it_and_gives_it_back(self, page, paper):
        paper.facts["/story-9"] = NEVER
        read_nine(page)
        page.locator("#sign-in").focus()
        scroll_through(page)
        shown = letter(page)

        assert page.evaluate("document.activeElement.id") == "letter-headline"
        for _ in range(12):
            page.keyboard.press("Tab")
            assert page.evaluate(
                "document.activeElement === document.body"
                " || document.querySelector('.letter').contains(document.activeElement)"
            )
        page.keyboard.press("Escape")
        shown.wait_for(state="detached")

        assert page.evaluate("document.activeElement.id") == "sign-in"

    def test_the_page_behind_it_keeps_still(self, page):
        read_nine(page)
        shown = letter(page)

        page.mouse.move(20, 300)
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(200)
        assert page.evaluate("scrollY") == 0

        shown.get_by_role("button", name="Close").click()
        page.mouse.wheel(0, 500)
        page.wait_for_function("scrollY > 0")

    def test_a_space_meant_to_scroll_does_not_close_it(self, page):
        read_nine(page)
        shown = letter(page)

        page.keyboard.press("Space")

        settled(page)
        assert shown.is_visible()

    def test_a_name_longer_than_a_small_phone_is_wide_breaks(self, page, paper):
        words = COPY["copy"]["en"]
        signature = words["signature"] | {"name": "Konstantinopolitanischedudelsack" * 2}
        document = COPY | {"copy": {"en": words | {"signature": signature}}}
        name = copy_hash(document)
        paper.copies[name] = document
        variant = campaign("", "")["variants"][0] | {"copy": name}
        paper.campaigns = [campaign("letter", "overlay", variants=[variant])]
        page.set_viewport_size({"width": 320, "height": 568})

        read_nine(page)

        assert letter(page).evaluate("(letter) => letter.scrollWidth") == 320

    def test_its_close_button_is_large_and_named(self, page):
        read_nine(page)

        box = letter(page).get_by_role("button", name="Close").bounding_box()

        assert min(box["width"], box["height"]) >= 44

    @pytest.mark.parametrize("close", ["Escape", "button"])
    def test_closing_it_rests_it(self, page, close):
        read_nine(page)
        shown = letter(page)

        if close == "Escape":
            page.keyboard.press("Escape")
        else:
            shown.get_by_role("button", name="Close").click()
        shown.wait_for(state="detached")
        [dismissed] = stored(page, "dismissed")
        for name in ("asked", "visit"):
            page.evaluate("(key) => localStorage.removeItem(key)", f"wellread.{name}")
        page.goto("/story-10")

        assert (dismissed["campaign"], dismissed["placement"]) == ("letter", "overlay")
        assert settled(page).locator(".letter").count() == 0

    def test_one_view_in_a_visit_is_enough_for_every_letter(self, page, paper):
        paper.campaigns = [
            campaign("letter", "overlay", cap=campaign("", "")["cap"] | {"counts": "campaign"}),
            campaign("another", "overlay", cap=campaign("", "")["cap"] | {"counts": "campaign"}),
        ]
        read_nine(page)
        letter(page)
        page.wait_for_function("localStorage.getItem('wellread.asked') !== null")

        page.goto("/story-10")

        assert settled(page).locator(".letter").count() == 0
        assert [one["campaign"] for one in stored(page, "asked")] == ["letter"]

    def test_leaving_before_it_counts_as_seen_brings_no_second_one(self, page, paper):
        never_seen(page)
        read_nine(page)
        letter(page)

        page.goto("/story-10")

        assert settled(page).locator(".letter").count() == 0
        assert stored(page, "asked") is None
        assert "view" not in [event["kind"] for note in paper.notes for event in note["events"]]

    def test_one_left_unseen_comes_again_in_the_next_visit(self, page):
        never_seen(page)
        read_nine(page)
        letter(page)

        keep(page, "visit", json.dumps({"started_at": 0, "last_at": 0}))
        page.evaluate(
            """() => {
                const [left] = JSON.parse(localStorage.getItem("wellread.interrupted"))
                const before = { ...left, at: "2026-01-01T00:00:00Z" }
                localStorage.setItem("wellread.interrupted", JSON.stringify([before]))
            }"""
        )
        # Nothing interrupts the page that a visit begins with.
        page.goto("/front-page")
        page.wait_for_function("JSON.parse(localStorage.getItem('wellread.visit')).started_at > 0")
        page.goto("/story-10")

        letter(page)

    def test_one_that_was_seen_counts_once_towards_the_cap(self, page):
        read_nine(page)
        letter(page)
        page.wait_for_function("localStorage.getItem('wellread.asked') !== null")

        assert stored(page, "interrupted") is None
        assert len(stored(page, "asked")) == 1

    def test_never_over_a_sensitive_page(self, page, paper):
        paper.facts["/story-9"] = {"sensitive": True}

        read_nine(page)

        assert settled(page).locator(".letter").count() == 0

    def test_coming_back_to_a_page_that_shows_it_fetches_the_page_anew(self, page):
        read_nine(page)
        letter(page)
        page.wait_for_function("localStorage.getItem('wellread.asked') !== null")

        with page.expect_navigation():
            page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

        assert settled(page).locator(".letter").count() == 0


class TestOncePerPage:
    def test_closing_the_letter_uncovers_no_panel(self, page, paper):
        paper.campaigns = [quiet(), campaign("letter", "overlay")]
        read_nine(page)
        shown = letter(page)

        shown.get_by_role("button", name="Close").click()
        page.mouse.wheel(0, 20_000)

        assert settled(page).locator(".quiet-ask").count() == 0

    def test_coming_back_to_a_page_whose_letter_was_closed_brings_nothing_in_its_turn(
        self, page, paper
    ):
        paper.campaigns = [quiet(), campaign("letter", "overlay")]
        read_nine(page)
        shown = letter(page)
        shown.get_by_role("button", name="Close").click()
        shown.wait_for(state="detached")

        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
        page.wait_for_timeout(1_000)

        assert settled(page).locator(".quiet-ask").count() == 0

    def test_where_the_letter_is_refused_the_panel_has_its_place(self, page, paper):
        paper.campaigns = [quiet(), campaign("letter", "overlay", articles={"min": 10})]

        read_nine(page)

        page.locator(".quiet-ask").wait_for(state="attached")


class TestAfterAWipe:
    def test_a_letter_that_was_closed_stays_closed(self, page, paper):
        read_nine(page)
        shown = letter(page)
        shown.get_by_role("button", name="Close").click()
        shown.wait_for(state="detached")
        leave_kept(page, paper, "dismissed")

        wipe(page)
        page.goto("/story-10")

        page.wait_for_function("localStorage.getItem('wellread.history')?.includes('story-10')")
        assert settled(page).locator(".letter").count() == 0
        assert [one["campaign"] for one in stored(page, "dismissed")] == ["letter"]
        assert len(stored(page, "history")) == 10

    def test_one_closed_in_the_midst_of_a_page_whose_storage_was_just_wiped_too(self, page, paper):
        read_nine(page)
        shown = letter(page)
        page.wait_for_function("localStorage.getItem('wellread.asked') !== null")
        backed_up(page)
        wipe(page)
        shown.get_by_role("button", name="Close").click()
        shown.wait_for(state="detached")

        page.goto("/story-10")

        page.wait_for_function("localStorage.getItem('wellread.history')?.includes('story-10')")
        assert settled(page).locator(".letter").count() == 0

    def test_whoever_has_just_given_is_left_in_peace(self, device, page, paper):
        hint = f"signed_in=0&contributed_at={at(0)}"
        device.add_cookies([{"name": "wellread_reader", "value": hint, "url": paper.url}])
        read_nine(page)
        page.wait_for_function("localStorage.getItem('wellread.history')?.includes('story-9')")
        leave_kept(settled(page), paper, "views")

        wipe(page)
        page.goto("/story-10")
        page.wait_for_function("localStorage.getItem('wellread.history')?.includes('story-10')")

        assert len(stored(page, "history")) == 10
        assert settled(page).locator(".letter").count() == 0

    def test_one_wiped_while_it_is_open_counts_and_rests_as_before(self, page, paper):
        paper.campaigns = [campaign("letter", "overlay", articles={"min": 2})]
        read_nine(page)
        letter(page).get_by_role("button", name="Close").click()
        page.locator("dialog.letter").wait_for(state="detached")
        backed_up(page)
        paper.facts["/story-10"] = NEVER
        page.goto("/story-10")
        page.wait_for_load_state("networkidle")

        wipe(page)
        scroll_through(page)

        page.wait_for_function("localStorage.getItem('wellread.history')?.includes('story-10')")
        assert settled(page).locator(".letter").count() == 0
        assert len(stored(page, "history")) == 10
        assert [one["campaign"] for one in stored(page, "dismissed")] == ["letter"]

    def test_an_appeal_without_a_number_still_keeps_to_its_cap(self, page, paper):
        words = COPY["copy"]["en"] | {"headline": "Hello", "body": ["We ask."]}
        document = COPY | {"copy": {"en": words}}
        variant = campaign("", "")["variants"][0] | {"works_without_count": True}
        variant |= {"prints_count": False, "copy": copy_hash(document)}
        paper.copies[copy_hash(document)] = document
        cap = campaign("", "")["cap"] | {"gap_days": 7}
        paper.campaigns = [campaign("letter", "overlay", variants=[variant], cap=cap)]
        paper.campaigns[0]["audience"]["articles"]["min"] = None
        page.goto("/front-page")
        # Nothing interrupts the page that a visit begins with.
        page.wait_for_function("localStorage.getItem('wellread.visit') !== null")
        keep(page, "counting", "off")
        page.goto("/story-9")
        letter(page)
        page.wait_for_function("localStorage.getItem('wellread.asked') !== null")
        leave_kept(page, paper, "asked")

        wipe(page)
        page.goto("/story-10")

        page.wait_for_function("localStorage.getItem('wellread.asked') !== null")
        assert settled(page).locator(".letter").count() == 0


class TestAnotherTab:
    def give(self, device, paper):
        hint = f"signed_in=0&contributed_at={at(0)}"
        device.add_cookies([{"name": "wellread_reader", "value": hint, "url": paper.url}])

    def test_whoever_gave_there_is_not_asked_on_a_page_opened_before(self, device, page, paper):
        paper.facts["/story-9"] = NEVER
        read_nine(page)
        page.wait_for_load_state("networkidle")

        self.give(device, paper)
        scroll_through(page)

        page.wait_for_function("localStorage.getItem('wellread.history')?.includes('story-9')")
        assert settled(page).locator(".letter").count() == 0

    def test_an_appeal_is_gone_when_they_come_back_to_it(self, device, page, paper):
        read_nine(page)
        letter(page)

        self.give(device, paper)
        with page.expect_navigation():
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

        assert settled(page).locator(".letter").count() == 0

    def test_nothing_is_remembered_once_consent_was_withdrawn_there(self, device, page, paper):
        paper.country, paper.consent_needed = "FR", True
        paper.facts |= {"/story-9": NEVER, "/privacy": {"article": None, "kind": "standing"}}
        page.goto("/front-page")
        keep(page, "consent", "given")
        read_nine(page)
        page.wait_for_load_state("networkidle")
        other = device.new_page()
        other.goto("/privacy")
        other.get_by_role("button", name="Stop counting and erase the count").click()
        other.get_by_text("Nothing is counted on this device.").wait_for()

        page.bring_to_front()
        scroll_through(page)

        page.wait_for_function("Object.keys(localStorage).length === 2")
        assert everything_stored(settled(page)) == ["wellread.consent", "wellread.counting"]


class TestItsDoors:
    def test_the_amount_chosen_goes_along_to_the_join_page(self, page):
        read_nine(page)
        shown = letter(page)
        join = shown.get_by_role("link", name="Join us")
        known = "/join/?next=%2Fstory-9&campaign=letter&variant=control&placement=overlay"
        known += "&band=5-9&version=v1&story=story-9&country=US&device=desktop"
        known += "&interval=month&currency=USD&offer=month%3A600%2C800%2C1250"
        assert shown.locator(".choice").all_inner_texts() == ["$6", "$8", "$12.50"]
        assert shown.get_by_role("radio", name="$6").is_checked()
        assert join.get_attribute("href") == f"{known}&amount=600"

        assert join.inner_text() == "Join us: $6 a month"

        shown.get_by_role("radio", name="$8").check(force=True)

        assert join.inner_text() == "Join us: $8 a month"
        assert join.get_attribute("href") == f"{known}&amount=800"
        other = shown.get_by_role("link", name="Choose another amount")
        assert other.get_attribute("href") == known

    def test_amounts_are_those_of_the_readers_country(self, page, paper):
        paper.country = "GB"

        read_nine(page)

        assert letter(page).locator(".choice").all_inner_texts() == ["£5", "£9"]

    @pytest.mark.parametrize(
        ("currency", "amounts", "written", "words"),
        [
            ("CAD", [600, 1050], ["CA$6", "CA$10.50"], "Join us: CA$6 a month"),
            ("HUF", [200000, 350000], ["HUF 2,000", "HUF 3,500"], "Join us: HUF 2,000 a month"),
            ("JPY", [800, 1500], ["¥800", "¥1,500"], "Join us: ¥800 a month"),
        ],
    )
    def test_money_is_written_as_the_newsroom_writes_it(
        self, page, paper, currency, amounts, written, words
    ):
        ask = {"currency": currency, "amounts": amounts, "written": written}
        publish(paper, asks=[{**COPY["asks"][1], **ask, "preset": amounts[0], "minimum": 1}])

        read_nine(page)

        assert letter(page).locator(".choice").all_inner_texts() == written
        assert letter(page).locator(".ask-join").inner_text() == words

    def test_nobody_guesses_how_amounts_of_former_copy_are_written(self, page, paper):
        of_before = {key: COPY["asks"][1][key] for key in COPY["asks"][1] if key != "written"}
        publish(paper, asks=[of_before])

        read_nine(page)

        assert settled(page).locator("dialog.letter").count() == 0

    @pytest.mark.parametrize(
        ("interval", "words"),
        [("month", "Give $6 a month now"), ("year", "Give $6 a year now"), ("once", "Give $6 now")],
    )
    def test_the_button_says_the_amount_and_how_often_where_its_words_want_it(
        self, page, paper, interval, words
    ):
        asks = [{**COPY["asks"][1], "interval": interval}]
        english = {"en": COPY["copy"]["en"] | {"join": "Give {amount} now"}}
        document = COPY | {"copy": english, "asks": asks}
        name = copy_hash(document)
        paper.copies[name] = document
        variant = campaign("", "")["variants"][0] | {"copy": name}
        paper.campaigns = [campaign("letter", "overlay", variants=[variant])]

        read_nine(page)

        assert letter(page).locator(".ask-join").inner_text() == words

    @pytest.mark.parametrize("placement", ["overlay", "end_of_article"])
    def test_every_appeal_says_why_it_is_there(self, page, paper, placement):
        paper.campaigns = [campaign("any", placement)]

        read_nine(page)
        why = page.get_by_role("link", name="Why am I seeing this?", include_hidden=True)
        why.wait_for(state="attached")

        assert why.get_attribute("href") == "/pages/privacy/#why"

    @pytest.mark.parametrize("size", [(390, 844), (360, 640), (320, 568), (1280, 800)])
    @pytest.mark.parametrize("direction", ["ltr", "rtl"])
    def test_amounts_and_button_are_on_the_first_screen_of_a_long_letter(
        self, page, paper, size, direction
    ):
        width, height = size
        english = {"en": COPY["copy"]["en"] | {"body": ["words " * 80] * 3}}
        document = COPY | {"copy": english}
        name = copy_hash(document)
        paper.copies[name] = document
        variant = campaign("", "")["variants"][0] | {"copy": name}
        paper.campaigns = [campaign("letter", "overlay", variants=[variant])]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(reduced_motion="reduce")
        page.add_init_script(
            "addEventListener('DOMContentLoaded',"
            f" () => document.documentElement.dir = '{direction}')"
        )

        read_nine(page)
        shown = letter(page)
        boxes = [one.bounding_box() for one in shown.locator(".choice, .ask-join, h2").all()]

        assert all(box["y"] >= 0 and box["y"] + box["height"] <= height for box in boxes)
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
        assert shown.evaluate("(letter) => letter.scrollWidth <= letter.clientWidth")

    def test_text_of_twice_the_size_leaves_room_for_words(self, page, paper):
        page.set_viewport_size({"width": 390, "height": 844})
        page.add_init_script(
            "addEventListener('DOMContentLoaded',"
            " () => document.documentElement.style.fontSize = '200%')"
        )
        english = {"en": COPY["copy"]["en"] | {"body": ["words " * 80] * 3}}
        document = COPY | {"copy": english}
        paper.copies[copy_hash(document)] = document
        variant = campaign("", "")["variants"][0] | {"copy": copy_hash(document)}
        paper.campaigns = [campaign("letter", "overlay", variants=[variant])]

        read_nine(page)

        foot = letter(page).locator(".letter-asks")
        assert foot.evaluate("(one) => getComputedStyle(one).position") == "static"

    def test_members_find_the_way_to_sign_in(self, page):
        read_nine(page)

        door = letter(page).get_by_role("link", name="Already a member? Sign in")

        assert door.get_attribute("href") == "/sign-in/?next=%2Fstory-9"


class TestThePanel:
    def test_it_stands_at_the_end_of_the_article_and_moves_nothing(self, page, paper):
        paper.campaigns = [quiet()]
        page.add_init_script(SHIFTS)

        read_nine(page)
        panel = page.locator("#end-of-article .quiet-ask")
        panel.wait_for()
        page.mouse.wheel(0, 20_000)
        settled(page)

        assert panel.get_by_role("heading").inner_text() == "You have read 9 articles"
        assert page.evaluate("shifts") == 0

    def test_its_room_is_there_before_a_short_storys_reader_is(self, page, paper):
        # The end comes on screen with the very turn of the wheel that makes it a view.
        paper.campaigns, paper.paragraphs, paper.after = [quiet()], 5, 40
        paper.facts["/story-9"] = NEVER
        page.add_init_script(SHIFTS)

        read_nine(page)
        panel = page.locator(".quiet-ask")
        panel.wait_for(state="attached")
        assert (panel.is_visible(), stored(page, "asked"), paper.notes) == (False, None, [])
        scroll_through(page)
        panel.get_by_role("heading").wait_for()

        assert page.evaluate(IN_VIEW)
        assert page.evaluate("shifts") == 0

    def test_where_its_place_is_on_screen_it_waits_until_it_is_not(self, page, paper):
        paper.campaigns, paper.paragraphs, paper.after = [quiet()], 1, 40
        page.add_init_script(SHIFTS)

        read_nine(page)
        assert settled(page).locator(".quiet-ask").count() == 0
        page.mouse.wheel(0, 1_500)
        page.locator(".quiet-ask").wait_for(state="attached")
        settled(page)
        # What grew above the screen moved nothing on it.
        assert (page.evaluate(IN_VIEW), page.evaluate("shifts")) == (False, 0)
        page.mouse.wheel(0, -3_000)
        settled(page)

        assert page.locator(".quiet-ask").get_by_role("heading").is_visible()
        assert page.evaluate("shifts") == 0

    def test_what_was_closed_in_another_tab_meanwhile_is_not_shown(self, page, paper):
        paper.campaigns, paper.facts["/story-9"] = [quiet()], NEVER
        read_nine(page)
        page.locator(".quiet-ask").wait_for(state="attached")

        closed = {"campaign": "panel", "placement": "end_of_article", "at": at(0)}
        keep(page, "dismissed", json.dumps([closed]))
        scroll_through(page)

        page.locator(".quiet-ask").wait_for(state="detached")
        page.goto("/front-page")
        settled(page)
        assert paper.notes == []

    def test_words_that_come_late_do_not_bring_back_what_was_closed_meanwhile(self, page, paper):
        paper.campaigns, paper.facts["/story-9"] = [quiet()], NEVER
        held_back = []
        page.route("**/appeals/copy.*", lambda route: held_back.append(route))
        read_nine(page)
        page.wait_for_timeout(500)
        closed = {"campaign": "panel", "placement": "end_of_article", "at": at(0)}
        keep(page, "dismissed", json.dumps([closed]))
        scroll_through(page)
        page.wait_for_function("localStorage.getItem('wellread.history').includes('story-9')")

        assert len(held_back) == 1
        held_back[0].continue_()

        assert settled(page).locator(".quiet-ask").count() == 0

    def test_coming_back_from_elsewhere_draws_it_once(self, page, paper):
        paper.campaigns, paper.paragraphs = [quiet()], 1
        read_nine(page)
        page.wait_for_function("localStorage.getItem('wellread.history').includes('story-9')")
        settled(page)

        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
        settled(page)
        page.set_viewport_size({"width": 1000, "height": 120})
        page.locator(".quiet-ask").wait_for(state="attached")
        settled(page)

        assert page.locator(".quiet-ask").count() == 1

    def test_whoever_closes_it_by_keyboard_goes_on_from_there(self, page, paper):
        paper.campaigns = [quiet()]
        read_nine(page)
        close = page.locator(".quiet-ask").get_by_role("button", name="Close")
        close.focus()

        page.keyboard.press("Enter")

        assert page.evaluate("document.activeElement.id") == "end-of-article"

    def test_it_rests_when_dismissed(self, page, paper):
        paper.campaigns = [quiet()]
        read_nine(page)
        panel = page.locator(".quiet-ask")

        panel.get_by_role("button", name="Close").click()
        page.goto("/story-10")

        assert settled(page).locator(".quiet-ask").count() == 0

    def test_it_is_only_asked_once_it_was_seen(self, page, paper):
        paper.campaigns = [quiet()]
        read_nine(page)
        page.locator(".quiet-ask").wait_for(state="attached")
        settled(page)
        assert stored(page, "asked") is None

        page.locator(".quiet-ask").scroll_into_view_if_needed()
        page.wait_for_function("localStorage.getItem('wellread.asked') !== null")

        assert [one["placement"] for one in stored(page, "asked")] == ["end_of_article"]


class TestWithoutANumber:
    def words(self, paper):
        plain = COPY["copy"]["en"] | {"headline": "You read us", "body": ["Join in."]}
        document = COPY | {"copy_without_count": {"en": plain}}
        name = copy_hash(document)
        paper.copies[name] = document
        variant = campaign("", "")["variants"][0] | {"works_without_count": True, "copy": name}
        paper.campaigns = [quiet(variants=[variant], articles={"min": None})]

    def test_copy_without_it_is_shown_when_the_reader_is_not_counted(self, page, paper):
        self.words(paper)
        page.goto("/front-page")
        keep(page, "counting", "off")

        page.goto("/story")

        assert page.locator(".quiet-ask:not([inert]) h2").inner_text() == "You read us"

    def test_a_device_without_memory_is_shown_it_and_sends_no_notes(self, page, paper):
        self.words(paper)
        page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full') }")

        page.goto("/story")
        panel = page.locator(".quiet-ask")
        panel.scroll_into_view_if_needed()
        settled(page)
        page.goto("about:blank")

        settled(page)
        assert paper.notes == []

    def test_its_link_names_no_campaign_then(self, page, paper):
        self.words(paper)
        paper.country, paper.consent_needed = "FR", True

        page.goto("/story")

        join = page.locator(".quiet-ask").get_by_role("link", name="Join us")
        offered = "interval=month&currency=USD&offer=month%3A600%2C800%2C1250"
        assert join.get_attribute("href") == f"/join/?next=%2Fstory&{offered}&amount=600"

    def test_copy_that_prints_a_number_is_not_shown_to_those_who_are_not_counted(self, page, paper):
        paper.campaigns = [quiet(articles={"min": None})]
        page.goto("/front-page")
        keep(page, "counting", "off")

        page.goto("/story")

        assert settled(page).locator(".quiet-ask").count() == 0


class TestLanguages:
    def test_numbers_are_written_in_the_digits_that_the_server_writes(self, page, paper):
        paper.language = "ar-EG"

        read_nine(page)

        assert letter(page).get_by_role("heading").inner_text() == "You have read 9 articles"

    def test_words_follow_the_page_where_they_are_not_in_the_readers_language(self, page, paper):
        german = COPY["copy"]["en"] | {"headline": "{article_count} Artikel"}
        document = COPY | {"copy": {"es": COPY["copy"]["en"], "de": german}}
        name = copy_hash(document)
        paper.copies[name], paper.language = document, "de-AT"
        variant = campaign("", "")["variants"][0] | {"copy": name}
        paper.campaigns = [campaign("letter", "overlay", variants=[variant])]

        read_nine(page)

        assert letter(page).get_by_role("heading").inner_text() == "9 Artikel"


def test_the_readers_country_and_the_least_taken_there_are_filled_in(page, paper):
    words = COPY["copy"]["en"] | {"headline": "From {minimum} in {country}"}
    document = COPY | {"copy": {"en": words}}
    variant = campaign("", "")["variants"][0] | {"copy": copy_hash(document)}
    paper.copies[copy_hash(document)] = document
    paper.campaigns = [campaign("letter", "overlay", variants=[variant])]
    paper.country = "GB"

    read_nine(page)

    assert letter(page).get_by_role("heading").inner_text() == "From £5 in United Kingdom"


def test_words_that_would_print_an_unknown_country_are_not_shown(page, paper):
    words = COPY["copy"]["en"] | {"body": ["Dear readers in {country}"]}
    document = COPY | {"copy": {"en": words}}
    variant = campaign("", "")["variants"][0] | {"copy": copy_hash(document)}
    paper.copies[copy_hash(document)] = document
    paper.campaigns = [campaign("letter", "overlay", variants=[variant])]
    paper.country = None

    read_nine(page)

    assert settled(page).locator("dialog").count() == 0


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_all_lines_of_the_headline_stand_beside_the_button(page, paper, direction):
    words = COPY["copy"]["en"] | {"headline": "Words that want three lines " * 4}
    document = COPY | {"copy": {"en": words}}
    variant = campaign("", "")["variants"][0] | {"copy": copy_hash(document)}
    paper.copies[copy_hash(document)] = document
    paper.campaigns = [campaign("letter", "overlay", variants=[variant])]
    page.set_viewport_size({"width": 390, "height": 844})
    page.add_init_script(
        f"addEventListener('DOMContentLoaded', () => document.documentElement.dir = '{direction}')"
    )
    read_nine(page)

    starts = letter(page).evaluate(
        """(letter) => {
            const range = document.createRange()
            range.selectNodeContents(letter.querySelector("h2"))
            return [...new Set([...range.getClientRects()].map(({ left }) => Math.round(left)))]
        }"""
    )

    assert len(starts) == 1


def test_words_keep_their_own_direction_in_an_edition_from_right_to_left(page, paper):
    read_nine(page)
    shown = letter(page)

    page.evaluate("document.documentElement.dir = 'rtl'")

    directions = [
        shown.locator(part).first.evaluate("(one) => getComputedStyle(one).direction")
        for part in ("h2", "p", ".ask-join", ".letter-asks")
    ]
    # It speaks English to a reader of English, whatever the page around it.
    assert directions == ["ltr", "ltr", "ltr", "ltr"]


class TestNotes:
    def events(self, paper):
        return [
            (event["kind"], event["campaign"], event["variant"], event["placement"])
            for note in paper.notes
            for event in note["events"]
        ]

    def arrived(self, page, paper, *kinds):
        """Wait until the desk was told of these and, for a moment more, of nothing else."""
        paper.wait_for(lambda: len(self.events(paper)) >= len(kinds))
        settled(page)
        assert [kind for kind, *_ in self.events(paper)] == list(kinds)

    def test_what_became_of_an_appeal_is_told_in_two_messages(self, page, paper):
        read_nine(page)
        shown = letter(page)
        self.arrived(page, paper, "impression", "view")
        shown.get_by_role("button", name="Close").click()
        page.goto("/front-page")
        self.arrived(page, paper, "impression", "view", "dismissal")

        offer = ("letter", "control", "overlay")
        assert [len(note["events"]) for note in paper.notes] == [2, 1]
        assert {note["version"] for note in paper.notes} == {"v1"}
        page_told = [{key: note[key] for key in note if key != "events"} for note in paper.notes]
        story = {"version": "v1", "story": "story-9", "country": "US", "device": "desktop"}
        assert page_told == [story | {"one_in": 1}] * 2
        told = [event for note in paper.notes for event in note["events"]]
        assert {event["band"] for event in told} == {"5-9"}
        assert len({event["id"] for event in told}) == 3
        assert self.events(paper) == [
            ("impression", *offer),
            ("view", *offer),
            ("dismissal", *offer),
        ]

    def test_following_the_link_is_a_click(self, page, paper):
        read_nine(page)
        shown = letter(page)
        self.arrived(page, paper, "impression", "view")

        shown.get_by_role("link", name="Join us").click()
        page.wait_for_url(re.compile("/join/"))

        self.arrived(page, paper, "impression", "view", "click")
        assert stored(page, "dismissed") is None

    def test_a_reader_held_out_is_told_of_and_not_asked(self, page, paper):
        paper.campaigns = [campaign("letter", "overlay", holdout=1.0)]

        read_nine(page)
        recorded(page, "story-9")
        settled(page)
        page.goto("/front-page")
        self.arrived(page, paper, "held_out")

        assert self.events(paper) == [("held_out", "letter", "", "overlay")]
        assert "/static/appeals/draw.js" not in paper.requests

    @pytest.mark.parametrize(("holdout", "kind"), [(1.0, "joined_held"), (1e-9, "joined_asked")])
    def test_whoever_joins_tells_whether_chance_had_let_it_ask(
        self, device, page, paper, holdout, kind
    ):
        paper.campaigns = [campaign("letter", "overlay", holdout=holdout)]
        read_nine(page)
        page.wait_for_function("localStorage.getItem('wellread.compared') !== null")
        cookie = {"name": "wellread_thanks", "value": "1", "url": paper.url}
        paper.thanks = {**dict.fromkeys(("title", "arrived", "receipt"), ""), "opens": []}
        paper.thanks["proof"] = "the page's own"
        paper.facts["/story-9"] = {"asks": False}

        device.add_cookies([cookie])
        page.goto("/story-9")
        paper.wait_for(lambda: kind in [one for one, *_ in self.events(paper)])

        assert page.evaluate("localStorage.getItem('wellread.compared')") is None
        [told] = [one for one in paper.notes if one["events"][0]["kind"] == kind]
        assert (told["story"], told["country"], told["device"]) == ("", "", "")
        assert told["proof"] == "the page's own"
        [event] = told["events"]
        assert (event["campaign"], event["variant"]) == ("letter", "")

    def test_by_whichever_of_two_rules_it_asks_closing_it_rests_both(self, page, paper):
        both = [campaign("letter", "overlay"), campaign("letter.other", "overlay", holdout=0.5)]
        paper.campaigns = [*both, campaign("letters", "overlay")]
        read_nine(page)

        shown = letter(page)
        shown.get_by_role("button", name="Close").click()
        shown.wait_for(state="detached")

        rest = [one["campaign"] for one in stored(page, "dismissed")]
        assert rest == ["letter", "letter.other"]

    def test_a_campaign_that_holds_nobody_out_is_compared_with_nothing(self, page, paper):
        read_nine(page)
        letter(page)
        paper.wait_for(lambda: self.events(paper))

        assert page.evaluate("localStorage.getItem('wellread.compared')") is None


class TestWhoIsNotAsked:
    def test_a_member_asks_for_no_line_up_and_no_code_of_appeals(self, page, paper):
        paper.facts["/story-9"] = {"asks": False}
        read_nine(page)
        page.wait_for_function("localStorage.getItem('wellread.history').includes('story-9')")
        settled(page)

        assert [path for path in paper.requests if "appeals" in path] == []

    def test_a_reader_who_has_just_given_is_left_in_peace(self, device, page, paper):
        hint = f"signed_in=0&contributed_at={at(0)}"
        device.add_cookies([{"name": "wellread_reader", "value": hint, "url": paper.url}])

        read_nine(page)

        assert settled(page).locator(".letter").count() == 0

    def test_a_campaign_of_a_later_format_is_skipped(self, page, paper):
        paper.campaigns[0]["audience"]["weather"] = "rain"

        read_nine(page)

        assert settled(page).locator(".letter").count() == 0

    @pytest.mark.parametrize("document", ["{", "[]", "null", '{"format": 2}'])
    def test_a_line_up_that_cannot_be_read_asks_nobody(self, page, paper, document):
        paper.line_up = lambda: json.loads(document) if document != "{" else {"format": 1}

        read_nine(page)

        assert settled(page).locator(".letter").count() == 0
