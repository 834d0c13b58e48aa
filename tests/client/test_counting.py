import json

import pytest

from tests.client.reading import everything_stored, history, read, recorded, stored
from wellread.meter.rules import MESSAGE_BYTES

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


def test_scrolling_past_the_first_screen_counts_at_once(device, paper):
    paper.facts["*"] = NEVER
    page = device.new_page()
    page.goto("/story")
    page.wait_for_timeout(300)
    assert stored(page, "history") is None

    page.mouse.wheel(0, 900)

    recorded(page, "story")


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


def test_the_country_is_asked_once_a_visit(device, paper):
    page = device.new_page()

    for number in range(3):
        read(page, f"/story-{number}")

    assert paper.requests.count("/meter/here") == 1


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


def test_what_the_server_kept_comes_back(device, paper):
    lost = {"article": "old", "at": "2026-11-01T08:00:00Z", "section": "world", "topics": []}
    paper.history = [lost, {"article": "old"}, 5]
    page = device.new_page()

    read(page, "/story")

    assert history(page) == ["story", "old"]


def test_the_newest_views_are_backed_up_when_the_page_is_left(device, paper):
    page = device.new_page()

    for number in range(3):
        read(page, f"/story-{number}")
    page.goto("about:blank")
    page.wait_for_timeout(200)

    last = paper.kept[-1]["history"]
    assert sorted(view["article"] for view in last) == ["story-0", "story-1", "story-2"]
    assert len(paper.kept) == 3


def test_views_with_long_facts_are_backed_up_as_far_as_the_server_reads(device, paper):
    paper.facts["*"] = {"topics": [f"{'שיפוץ הנמל ' * 3}{number}" for number in range(9)]}
    page = device.new_page()

    for number in range(9):
        read(page, f"/story-{number}")
    page.goto("about:blank")
    page.wait_for_timeout(200)

    last = paper.kept[-1]
    size = len(json.dumps(last, ensure_ascii=False, separators=(",", ":")).encode())
    assert size <= MESSAGE_BYTES
    assert 1 < len(last["history"]) < 9


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
        page.mouse.wheel(0, 900)
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

        assert (stored(page, "history"), paper.kept[-1]) == (None, {"clear": True})

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
        other.mouse.wheel(0, 900)
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
        assert "wellread.seat" in everything_stored(page)
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

        assert paper.kept[-1] == {"clear": True}

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
