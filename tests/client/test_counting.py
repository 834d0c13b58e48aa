import json
from functools import partial

import pytest

from tests.client.reading import (
    backed_up,
    everything_stored,
    history,
    in_cookie,
    keep,
    leave,
    reach_text,
    read,
    recorded,
    scroll_through,
    stored,
    wipe,
)

NEVER = {"view_seconds": 600}


HIDDEN = """
  let state = "hidden"
  Object.defineProperty(document, "visibilityState", { get: () => state })
  window.setVisibility = (now) => {
    state = now
    document.dispatchEvent(new Event("visibilitychange"))
  }
"""
REFUSED = """
  const get = () => { throw new DOMException("no", "SecurityError") }
  for (const one of ["localStorage", "sessionStorage"]) Object.defineProperty(window, one, { get })
"""
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'no') }"


def test_nine_articles_count_nine_and_reading_one_again_counts_once(device):
    page = device.new_page()

    for number in [*range(9), 3]:
        read(page, f"/story-{number}")

    assert sorted(history(page)) == [f"story-{number}" for number in range(9)]


def test_a_view_is_kept_with_its_section_and_topics(device, paper):
    paper.facts["*"] = {"section": None, "topics": ["tides", "harbour"]}
    page = device.new_page()

    read(page, "/story")
    [view] = stored(page, "history")

    assert view == {
        "article": "story",
        "at": view["at"],
        "section": None,
        "topics": ["harbour", "tides"],
    }


def test_scrolling_a_screen_beyond_the_beginning_of_the_text_counts(device, paper):
    paper.facts["*"], paper.lead_px = NEVER, 900
    page = device.new_page()
    page.goto("/story")
    reach_text(page)
    page.wait_for_timeout(400)
    page.mouse.wheel(0, 600)
    page.wait_for_timeout(400)
    assert stored(page, "history") is None

    page.mouse.wheel(0, 150)

    recorded(page, "story")


def test_a_flick_past_the_picture_is_no_reading(device, paper):
    paper.facts["*"], paper.lead_px = NEVER, 900
    page = device.new_page()

    page.goto("/story")
    page.mouse.wheel(0, 710)
    page.wait_for_timeout(800)

    assert stored(page, "history") is None


def test_text_that_was_flown_over_is_not_read(device, paper):
    paper.facts["*"], paper.lead_px = NEVER, 900
    page = device.new_page()

    page.goto("/story")
    page.evaluate("scrollTo(0, 3000)")
    page.wait_for_timeout(800)

    assert stored(page, "history") is None


def test_a_reader_is_at_the_text_for_a_while_before_scrolling_counts(device, paper):
    paper.facts["*"] = NEVER | {"text_seconds": 600}
    page = device.new_page()

    page.goto("/story")
    scroll_through(page)
    page.wait_for_timeout(500)

    assert stored(page, "history") is None


def test_whoever_reached_the_end_early_is_counted_when_the_while_is_over(device, paper):
    paper.facts["*"] = NEVER | {"text_seconds": 1.5}
    page = device.new_page()

    page.goto("/story")
    reach_text(page)
    page.wait_for_timeout(100)
    page.mouse.wheel(0, 2_000)

    recorded(page, "story")


def test_a_page_restored_in_the_midst_of_its_text_counts_by_time_alone(device, paper):
    paper.facts["*"] = {"view_seconds": 1}
    page = device.new_page()
    page.goto("/story")
    page.evaluate("scrollTo(0, 2000)")

    recorded(page, "story")


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)])
def test_text_that_starts_below_the_first_screen_is_not_read_by_one_turn_of_the_wheel(
    device, paper, size
):
    width, height = size
    paper.facts["*"], paper.lead_px = NEVER, height
    page = device.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/story")

    page.mouse.wheel(0, height)
    page.wait_for_timeout(800)

    assert stored(page, "history") is None


def test_a_hidden_tab_does_not_count_until_it_is_looked_at(device, paper):
    page = device.new_page()
    page.add_init_script(HIDDEN)
    page.goto("/story")
    page.wait_for_timeout(500)
    assert (everything_stored(page), paper.requests.count("/meter/here")) == ([], 0)

    page.evaluate("setVisibility('visible')")

    recorded(page, "story")


def test_time_in_a_hidden_tab_does_not_count_towards_a_view(device, paper):
    # Far more than twice 200 ms on screen, however busy the machine; less than all the time.
    paper.facts["*"] = {"view_seconds": 2}
    page = device.new_page()
    page.add_init_script(HIDDEN)
    page.goto("/story")

    for _ in range(2):
        page.evaluate("setVisibility('visible')")
        page.wait_for_timeout(200)
        page.evaluate("setVisibility('hidden')")
        page.wait_for_timeout(1_000)
    assert stored(page, "history") is None

    page.evaluate("setVisibility('visible')")
    recorded(page, "story")


def test_time_on_screen_is_summed_though_no_part_of_it_would_do(device, paper):
    paper.facts["*"] = {"view_seconds": 2}
    page = device.new_page()
    page.add_init_script(HIDDEN)
    page.goto("/story")

    for _ in range(3):
        page.evaluate("setVisibility('visible')")
        page.wait_for_timeout(900)
        page.evaluate("setVisibility('hidden')")

    recorded(page, "story")


def test_a_page_drawn_ahead_of_time_does_not_count(device, paper):
    rules = {"prerender": [{"source": "list", "urls": ["/ahead"]}]}
    paper.head = f'<script type="speculationrules">{json.dumps(rules)}</script>'
    page = device.new_page()

    read(page, "/story")
    page.wait_for_timeout(1_000)

    assert (history(page), paper.requests.count("/ahead")) == (["story"], 1)


def test_all_entries_of_a_live_blog_are_one_article(device, paper):
    blog = {"article": "storm", "kind": "live_blog"}
    paper.facts = {"/storm/entry/1": blog, "/storm/entry/2": blog}
    page = device.new_page()

    for path in ("/storm/entry/1", "/storm/entry/2"):
        page.goto(path)
        recorded(page, "storm")

    assert history(page) == ["storm"]


class TestALiveBlog:
    @pytest.fixture(autouse=True)
    def a_blog(self, paper):
        """Have the day and a tall list of events stand before the text of the first entry."""
        blog = {"article": "storm", "kind": "live_blog"}
        paper.facts = {"/storm": blog | NEVER, "/glance": blog | {"view_seconds": 1}}
        paper.before_text = '<p style="margin-block-end: 900px">Wednesday</p><div class="prose">'

    def test_its_reader_has_read_who_goes_a_screen_beyond_the_first_entrys_text(self, device):
        page = device.new_page()
        page.goto("/storm")
        page.locator("#article-body .prose p").first.evaluate("(text) => text.scrollIntoView()")
        page.wait_for_timeout(400)
        assert stored(page, "history") is None

        page.mouse.wheel(0, 750)

        recorded(page, "storm")

    def test_the_day_above_its_entries_is_no_text(self, device):
        page = device.new_page()
        page.goto("/storm")

        reach_text(page)
        page.wait_for_timeout(400)
        page.mouse.wheel(0, 750)
        page.wait_for_timeout(400)

        assert stored(page, "history") is None

    def test_time_on_screen_is_enough(self, device):
        page = device.new_page()

        page.goto("/glance")

        recorded(page, "storm")


def test_a_front_is_no_article(device, paper):
    paper.facts["*"] = {"article": None, "kind": "front"}
    page = device.new_page()

    page.goto("/")
    page.wait_for_timeout(500)

    assert stored(page, "history") is None


def test_two_tabs_write_one_history(device):
    first, second = device.new_page(), device.new_page()

    read(first, "/one")
    read(second, "/two")
    read(first, "/three")
    # One tab's writing reaches the other a moment later.
    recorded(second, "three")

    assert sorted(history(second)) == ["one", "three", "two"]


def test_the_country_is_asked_once_a_visit_and_kept_by_the_browsers_cache_alone(device, paper):
    page = device.new_page()

    for number in range(4):
        read(page, f"/story-{number}")

    # The first page asks also for what was kept, which no cache may hold.
    assert paper.requests.count("/meter/here") == 2
    assert page.evaluate("sessionStorage.length") == 0


def test_a_visit_goes_on_until_half_an_hour_without_a_page(device):
    page = device.new_page()
    read(page, "/one")
    now = stored(page, "visit")["last_at"]

    def started_after(last_seen):
        visit = json.dumps({"started_at": now - 9_000, "last_at": last_seen})
        page.evaluate("(visit) => localStorage.setItem('wellread.visit', visit)", visit)
        read(page, "/two")
        return stored(page, "visit")["started_at"]

    assert started_after(now - 1_700) == now - 9_000
    assert started_after(now - 1_900) >= now


def test_all_that_is_remembered_is_backed_up_when_the_page_is_left(device, paper):
    page = device.new_page()

    for number in range(3):
        read(page, f"/story-{number}")
        backed_up(page)
    page.goto("about:blank")
    paper.wait_for(lambda: len(paper.kept) == 3)

    last = paper.kept[-1]
    assert sorted(view["article"] for view in last["history"]) == ["story-0", "story-1", "story-2"]
    assert (last["consent"], last["counting"]) == (None, None)
    assert last["visit"]["started_at"] <= last["visit"]["last_at"]
    assert len(paper.kept) == 3


def test_views_with_long_facts_are_backed_up_as_far_as_a_beacon_carries(device, paper):
    topics = [f"{'שיפוץ הנמל ' * 30}{number}" for number in range(9)]
    views = [
        {"article": f"old-{number}", "at": f"2026-11-{number + 1:02}T08:00:00Z", "section": None}
        | {"topics": topics}
        for number in range(20)
    ]
    paper.facts["/privacy"] = {"article": None, "kind": "standing"}
    page = device.new_page()
    page.goto("/privacy")
    keep(page, "history", json.dumps(views))

    read(page, "/story")
    backed_up(page)
    page.goto("about:blank")
    paper.wait_for(lambda: paper.kept and paper.kept[-1]["history"][0]["article"] == "story")

    kept = [view["article"] for view in paper.kept[-1]["history"]]
    assert kept[0] == "story"
    assert 1 < len(kept) < 20


class TestAWipedDevice:
    def read_and_leave(self, page, paper, *paths):
        for path in paths:
            read(page, path)
            backed_up(page)
            leave(page)
            paper.wait_for(partial(self.is_backed_up, page, path.strip("/")))

    def is_backed_up(self, page, article):
        return article in {view.article for view in in_cookie(page).views}

    def test_views_come_back_on_the_first_page(self, device, paper):
        page = device.new_page()
        self.read_and_leave(page, paper, "/one", "/two")

        wipe(page)
        read(page, "/three")

        assert sorted(history(page)) == ["one", "three", "two"]

    def test_the_seat_the_visit_and_what_was_asked_and_dismissed_come_back(self, device, paper):
        page = device.new_page()
        self.read_and_leave(page, paper, "/one")
        asked = [{"campaign": "a", "placement": "overlay", "at": "2026-11-20T08:00:00Z"}]
        closed = [{"campaign": "a", "placement": "overlay", "at": "2026-11-20T08:01:00Z"}]
        for name, value in (("seat", 7), ("asked", asked), ("dismissed", closed)):
            keep(page, name, json.dumps(value))
        self.read_and_leave(page, paper, "/two")
        visit = stored(page, "visit")

        wipe(page)
        read(page, "/three")

        assert [stored(page, name) for name in ("seat", "asked", "dismissed")] == [7, asked, closed]
        assert stored(page, "visit")["started_at"] == visit["started_at"]

    def test_stop_counting_outlives_it(self, device, paper):
        page = device.new_page()
        self.read_and_leave(page, paper, "/one")
        paper.facts["/privacy"] = {"article": None, "kind": "standing"}
        page.goto("/privacy")
        page.get_by_role("button", name="Stop counting and erase the count").click()
        page.get_by_text("Nothing is counted on this device.").wait_for()
        paper.wait_for(lambda: in_cookie(page).counting == "off")

        leave(page)
        wipe(page)
        page.goto("/two")
        page.wait_for_function("localStorage.getItem('wellread.counting') === 'off'")
        page.wait_for_timeout(500)

        assert stored(page, "history") is None

    def test_a_refusal_out_of_reach_is_sent_from_the_next_page(self, device, paper):
        page = device.new_page()
        self.read_and_leave(page, paper, "/one")
        paper.facts["/privacy"] = {"article": None, "kind": "standing"}
        page.goto("/privacy")
        stop = page.get_by_role("button", name="Stop counting and erase the count")
        stop.wait_for()
        page.route("**/meter/keep", lambda route: route.fulfill(status=204))
        page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('offline')) }")
        stop.click()
        page.get_by_text("Nothing is counted on this device.").wait_for()
        page.unroute("**/meter/keep")

        paper.facts["/front"] = {"article": None, "kind": "front"}
        page.goto("/front")
        paper.wait_for(lambda: in_cookie(page).counting == "off")
        leave(page)
        wipe(page)
        page.goto("/two")
        page.wait_for_function("localStorage.getItem('wellread.counting') === 'off'")
        page.wait_for_timeout(500)

        assert (paper.kept[-1]["counting"], stored(page, "history")) == ("off", None)

    def test_where_consent_is_needed_both_answers_outlive_it(self, device, paper):
        paper.country, paper.consent_needed = "FR", True
        page = device.new_page()
        page.goto("/one")
        page.get_by_role("button", name="No, do not count").click()
        page.get_by_text("Nothing is counted.").wait_for()
        paper.wait_for(lambda: in_cookie(page).consent == "refused")

        leave(page)
        wipe(page)
        page.goto("/two")
        page.wait_for_function("localStorage.getItem('wellread.consent') === 'refused'")
        page.wait_for_timeout(500)

        assert page.locator(".count-question").count() == 0
        assert everything_stored(page) == ["wellread.consent"]

    def test_what_was_kept_elsewhere_is_not_brought_where_consent_is_needed(self, device, paper):
        page = device.new_page()
        self.read_and_leave(page, paper, "/one")
        paper.country, paper.consent_needed = "FR", True

        wipe(page)
        page.goto("/two")
        page.get_by_role("button", name="Yes, count").wait_for()

        assert everything_stored(page) == []


@pytest.mark.parametrize("broken", [REFUSED, FULL], ids=["refused", "full"])
def test_a_device_that_keeps_nothing_counts_nothing_and_shows_no_error(device, paper, broken):
    page = device.new_page()
    page.add_init_script(broken)

    for number in range(3):
        page.goto(f"/story-{number}")
        page.wait_for_timeout(400)

    assert (page.locator(".letter").count(), paper.kept, paper.notes) == (0, [], [])


@pytest.mark.parametrize(
    "corrupt",
    [
        "{",
        "5",
        "null",
        '{"at": 1}',
        '[null, 5, {}, {"article": "x"}]',
        '[{"article": "x", "at": "2026-02-30T00:00:00Z", "section": null, "topics": []}]',
        '[{"article": "x", "at": "2026-02-03T00:00:00Z", "section": 5, "topics": {}}]',
        '[{"article": "x", "at": "2999-02-03T00:00:00Z", "section": null, "topics": []}]',
    ],
)
def test_a_corrupt_value_is_dropped(device, corrupt):
    page = device.new_page()
    read(page, "/one")

    page.evaluate(
        """(text) => ["history", "visit", "seat", "asked", "dismissed"]
            .forEach((name) => localStorage.setItem(`wellread.${name}`, text))""",
        corrupt,
    )
    read(page, "/two")

    assert history(page) == ["two"]


class TestWhereConsentIsNeeded:
    @pytest.fixture(autouse=True)
    def in_the_union(self, paper):
        paper.country, paper.consent_needed = "FR", True

    def test_nothing_is_counted_or_stored_before_the_answer(self, device, paper):
        page = device.new_page()

        page.goto("/story")
        page.get_by_role("button", name="Yes, count").wait_for()

        assert (everything_stored(page), paper.kept) == ([], [])

    def test_a_yes_counts_the_page_on_screen_and_those_that_follow(self, device):
        page = device.new_page()

        page.goto("/one")
        page.get_by_role("button", name="Yes, count").click()
        recorded(page, "one")
        read(page, "/two")

        assert sorted(history(page)) == ["one", "two"]
        assert page.locator(".count-question").count() == 0

    def test_a_no_is_remembered_and_nothing_else(self, device):
        page = device.new_page()

        page.goto("/one")
        page.get_by_role("button", name="No, do not count").click()
        assert page.get_by_text("Nothing is counted.").is_visible()
        page.goto("/two")
        page.wait_for_timeout(500)

        assert everything_stored(page) == ["wellread.consent"]
        assert page.locator(".count-question").count() == 0

    def test_the_question_stands_before_a_short_storys_reader_comes_to_it(self, device, paper):
        paper.facts["/story"], paper.paragraphs, paper.after = NEVER, 5, 40
        page = device.new_page()

        page.goto("/story")
        page.get_by_role("button", name="Yes, count").wait_for()

    def test_a_yes_given_early_counts_the_page_once_it_is_read(self, device, paper):
        paper.facts["/story"], paper.paragraphs, paper.after = NEVER, 5, 40
        page = device.new_page()

        page.goto("/story")
        # A real click would scroll there, which makes it a view.
        page.get_by_role("button", name="Yes, count").dispatch_event("click")
        page.wait_for_timeout(300)
        seen_early = history(page)
        scroll_through(page)
        recorded(page, "story")

        assert seen_early == []

    def test_both_answers_are_the_same_size(self, device):
        page = device.new_page()
        page.goto("/one")

        yes = page.get_by_role("button", name="Yes, count").bounding_box()
        no = page.get_by_role("button", name="No, do not count").bounding_box()

        assert (yes["width"], yes["height"]) == (no["width"], no["height"])


class TestTheReadersOwnControl:
    def standing_page(self, paper, page):
        paper.facts["/privacy"] = {"article": None, "kind": "standing"}
        page.goto("/privacy")

    def test_it_shows_the_true_count(self, device, paper):
        page = device.new_page()
        for number in range(3):
            read(page, f"/story-{number}")

        self.standing_page(paper, page)

        assert "past 30 days: 3." in page.locator("#count-control p").inner_text()

    def test_stopping_erases_and_counts_no_more(self, device, paper):
        page = device.new_page()
        read(page, "/story")
        self.standing_page(paper, page)

        page.get_by_role("button", name="Stop counting and erase the count").click()
        page.get_by_text("Nothing is counted on this device.").wait_for()
        page.goto("/story-2")
        page.wait_for_timeout(500)
        paper.wait_for(lambda: paper.kept)

        assert (stored(page, "history"), paper.kept[-1]["counting"]) == (None, "off")

    def test_a_tab_opened_before_counts_nothing_after_that(self, device, paper):
        other, page = device.new_page(), device.new_page()
        paper.facts["/story-2"] = NEVER
        other.goto("/story-2")
        other.wait_for_function("localStorage.getItem('wellread.visit') !== null")
        self.standing_page(paper, page)

        page.get_by_role("button", name="Stop counting and erase the count").click()
        page.get_by_text("Nothing is counted on this device.").wait_for()
        other.bring_to_front()
        other.wait_for_function("localStorage.getItem('wellread.counting') === 'off'")
        scroll_through(other)
        other.wait_for_timeout(500)

        assert stored(other, "history") is None

    def test_stopping_where_consent_is_needed_withdraws_it_and_all_that_came_with_it(
        self, device, paper
    ):
        paper.country, paper.consent_needed = "FR", True
        page = device.new_page()
        self.standing_page(paper, page)
        page.get_by_role("button", name="Count the articles I read").click()
        read(page, "/story")
        page.wait_for_function("localStorage.getItem('wellread.seat') !== null")
        self.standing_page(paper, page)

        page.get_by_role("button", name="Stop counting and erase the count").click()
        page.get_by_text("Nothing is counted on this device.").wait_for()
        page.goto("/story-2")
        page.wait_for_timeout(500)

        assert everything_stored(page) == ["wellread.consent", "wellread.counting"]
        assert page.locator(".count-question").count() == 0

    def test_starting_again_clears_a_backup_that_was_out_of_reach_before(self, device, paper):
        page = device.new_page()
        read(page, "/story")
        page.evaluate("localStorage.setItem('wellread.counting', 'off')")
        self.standing_page(paper, page)

        page.get_by_role("button", name="Count the articles I read").click()
        page.get_by_role("button", name="Stop counting and erase the count").wait_for()

        assert {"clear": True} in paper.kept
        assert paper.kept[-1]["counting"] is None

    def test_counting_starts_again_from_nothing(self, device, paper):
        page = device.new_page()
        read(page, "/story")
        self.standing_page(paper, page)

        page.get_by_role("button", name="Stop counting and erase the count").click()
        page.get_by_role("button", name="Count the articles I read").click()
        page.get_by_text("past 30 days: 0.").wait_for()
        read(page, "/another")

        assert history(page) == ["another"]

    def test_a_reader_who_must_be_asked_may_agree_here(self, device, paper):
        paper.consent_needed = True
        page = device.new_page()
        self.standing_page(paper, page)

        page.get_by_role("button", name="Count the articles I read").click()
        read(page, "/story")

        assert history(page) == ["story"]


class TestTheDoorInTheHeader:
    def sign_in(self, device, paper, value):
        device.add_cookies([{"name": "wellread_reader", "value": value, "url": paper.url}])

    @pytest.mark.parametrize(
        "value", ["signed_in=1&is_member=0", '"signed_in=1"', "signed_in%3D1%26was_member%3D1"]
    )
    def test_it_leads_to_the_account_of_a_reader_signed_in(self, device, paper, value):
        self.sign_in(device, paper, value)
        page = device.new_page()

        page.goto("/story")

        door = page.locator("#sign-in")
        assert (door.inner_text(), door.get_attribute("href")) == ("Account", "/account/")

    @pytest.mark.parametrize("value", ["signed_in=0", "%zz", "", "nonsense"])
    def test_it_stays_for_everybody_else(self, device, paper, value):
        self.sign_in(device, paper, value)
        page = device.new_page()

        page.goto("/story")
        page.wait_for_timeout(200)

        assert page.locator("#sign-in").inner_text() == "Sign in"

    def test_a_page_from_the_back_forward_cache_is_fetched_anew_after_signing_in(
        self, device, paper
    ):
        page = device.new_page()
        page.goto("/story")
        self.sign_in(device, paper, "signed_in=1")

        with page.expect_navigation():
            page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

        assert page.locator("#sign-in").inner_text() == "Account"
