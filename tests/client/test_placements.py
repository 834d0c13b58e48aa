"""Where an appeal may stand: at the foot of the screen, inside a story, above its head."""

import json

import pytest

from tests.client.paper import COPY, campaign
from tests.client.reading import at, keep, read_nine, scroll_through, stored
from tests.client.test_asking import SHIFTS
from wellread.engine.copy import copy_hash

ENTRIES = "".join(
    f'<article class="entry" id="entry-{number}"><p>Update {number} {"words " * 60}</p></article>'
    for number in range(1, 9)
)
LIVE = f'<div><section class="timeline">{ENTRIES}</section>'


@pytest.fixture
def page(device, paper):
    paper.facts["/front-page"] = {"article": None, "kind": "front"}
    return device.new_page()


def publish(paper, placement, **changes):
    """Publish one campaign for a placement, whose copy has these changes."""
    document = COPY | changes
    name = copy_hash(document)
    paper.copies[name] = document
    variant = campaign("", "")["variants"][0] | {"copy": name}
    paper.campaigns = [campaign("autumn", placement, variants=[variant])]


def overlaps(page, selector, other):
    return page.evaluate(
        """([one, two]) => {
            const box = (it) => document.querySelector(it).getBoundingClientRect()
            const [a, b] = [box(one), box(two)]
            return a.top < b.bottom && b.top < a.bottom
        }""",
        [selector, other],
    )


class TestTheFoot:
    @pytest.fixture
    def foot(self, page, paper):
        publish(paper, "banner")
        read_nine(page)
        found = page.get_by_role("region", name="You have read 9 articles")
        found.wait_for()
        return found

    def test_it_carries_the_number_and_leads_to_the_page_that_takes_the_money(self, foot):
        foot.get_by_role("radio", name="$12.50").click()

        assert foot.get_by_role("heading").inner_text() == "You have read 9 articles"
        href = foot.get_by_role("link", name="Join us: $12.50 a month").get_attribute("href")
        assert "interval=month" in href
        assert "amount=1250" in href

    @pytest.mark.parametrize(
        "size", [(320, 568), (390, 664), (844, 390), (768, 1024), (1280, 720)], ids=str
    )
    def test_it_never_covers_more_than_a_third(self, page, foot, size):
        page.set_viewport_size({"width": size[0], "height": size[1]})

        assert foot.bounding_box()["height"] <= size[1] / 3
        # Whatever does not fit is scrolled to.
        foot.get_by_role("radio", name="$12.50").click(trial=True)
        foot.get_by_role("link", name="Join us: $6 a month").click(trial=True)
        foot.get_by_role("link", name="Why am I seeing this?").click(trial=True)

    def test_the_page_goes_on_under_it(self, page, foot):
        page.mouse.move(500, 200)
        page.mouse.wheel(0, 500)

        page.wait_for_function("scrollY > 0")
        assert page.evaluate("document.activeElement === document.body")

    def test_it_folds_to_a_tab_and_opens_again_by_keyboard(self, page, foot):
        foot.get_by_role("button", name="Make this small").focus()
        page.keyboard.press("Enter")

        tab = foot.get_by_role("button", name="A word from us")
        assert page.evaluate("document.activeElement.className") == "foot-tab"
        assert foot.get_by_role("heading").count() == 0
        assert tab.bounding_box()["height"] >= 44

        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "foot-headline"

        page.keyboard.press("Escape")
        assert tab.is_visible()
        assert stored(page, "dismissed") is None

    def test_the_end_of_the_page_is_not_under_it(self, page, foot):
        page.evaluate("scrollTo(0, document.body.scrollHeight)")

        page.wait_for_function("scrollY > 0")
        page.locator("main > p").last.wait_for()
        assert not overlaps(page, "main > p:last-of-type", ".foot-full")

    def test_closed_it_rests_and_gives_back_the_room(self, page, foot):
        foot.get_by_role("button", name="Close").click()

        assert page.locator(".foot-ask").count() == 0
        assert page.evaluate("document.body.style.paddingBlockEnd") == ""
        [closed] = stored(page, "dismissed")
        assert (closed["campaign"], closed["placement"]) == ("autumn", "banner")

    def test_it_is_an_interruption_of_the_visit(self, page, paper, foot):
        page.wait_for_function("localStorage.getItem('wellread.asked') !== null")
        paper.campaigns = [campaign("letter", "overlay")]

        page.goto("/story-10")
        scroll_through(page)
        page.wait_for_timeout(600)

        assert page.locator(".letter, .foot-ask").count() == 0

    def test_it_is_not_printed_and_shifts_nothing(self, page, paper):
        page.add_init_script(SHIFTS)
        publish(paper, "banner")
        read_nine(page)
        page.locator(".foot-ask").wait_for()
        page.wait_for_timeout(300)

        assert page.evaluate("window.shifts") == 0
        page.emulate_media(media="print")
        assert not page.locator(".foot-ask").is_visible()


class TestInsideAStory:
    def test_it_stands_after_the_paragraph_that_was_chosen(self, page, paper):
        publish(paper, "inline", after_paragraph=6)
        read_nine(page)

        page.locator(".inline-ask:not([inert])").wait_for(state="attached")

        before = page.evaluate(
            "[...document.querySelectorAll('#article-body > *')]"
            ".findIndex((one) => one.matches('.inline-ask'))"
        )
        assert before == 6

    def test_nothing_moves_for_it(self, page, paper):
        page.add_init_script(SHIFTS)
        publish(paper, "inline", after_paragraph=6)
        read_nine(page)
        page.locator(".inline-ask:not([inert])").wait_for(state="attached")

        for _ in range(8):
            page.mouse.wheel(0, 300)
            page.wait_for_timeout(60)

        assert page.evaluate("window.shifts") == 0

    def test_where_the_story_is_too_short_nothing_is_shown(self, page, paper):
        paper.paragraphs = 4
        paper.lead_px = 900
        publish(paper, "inline")
        read_nine(page)
        page.wait_for_timeout(600)

        assert page.locator(".inline-ask").count() == 0
        assert stored(page, "asked") is None

    def test_it_stands_between_the_updates_of_a_live_blog(self, page, paper):
        paper.before_text, paper.lead_px = LIVE, 900
        paper.facts["*"] = {"kind": "live_blog"}
        publish(paper, "inline", after_paragraph=3)
        read_nine(page)
        page.locator(".inline-ask:not([inert])").wait_for(state="attached")

        neighbours = page.evaluate(
            """() => {
                const shown = document.querySelector(".inline-ask")
                return [shown.previousElementSibling.id, shown.nextElementSibling.id]
            }"""
        )
        assert neighbours == ["entry-3", "entry-4"]

    def test_closed_the_focus_goes_on_from_where_it_stood(self, page, paper):
        publish(paper, "inline", after_paragraph=6)
        read_nine(page)
        shown = page.locator(".inline-ask:not([inert])")
        shown.wait_for(state="attached")

        shown.get_by_role("button", name="Close").focus()
        page.keyboard.press("Enter")

        assert shown.count() == 0
        assert page.evaluate(
            "document.activeElement === document.querySelectorAll('#article-body > p')[5]"
        )
        assert [one["placement"] for one in stored(page, "dismissed")] == ["inline"]


class TestAboveTheHead:
    @pytest.fixture
    def head(self, page, paper):
        paper.head = "<style>main { padding-block-start: 2.25rem }</style>"
        publish(paper, "header", copy=one_line())
        read_nine(page)
        found = page.get_by_role("complementary", name="Support the paper")
        found.wait_for()
        return found

    def test_it_is_one_line_that_leads_to_the_page_that_takes_the_money(self, head):
        assert head.bounding_box()["height"] <= 24
        assert head.locator("span").first.inner_text() == "Your 9 articles were free"
        assert "amount=600" in head.locator(".head-door").get_attribute("href")

    def test_where_both_do_not_fit_the_door_stays(self, page, head):
        page.set_viewport_size({"width": 320, "height": 600})

        door, line = head.locator(".head-door"), head.locator("p")
        assert head.bounding_box()["height"] <= 24
        top, bottom = (door.bounding_box()["y"] - line.bounding_box()["y"], 24)
        assert 0 <= top < bottom - 8

    @pytest.mark.parametrize("width", [320, 390, 480, 600, 1280])
    @pytest.mark.parametrize("times", [1, 5])
    def test_its_words_are_never_gone(self, page, paper, width, times):
        paper.head = "<style>main { padding-block-start: 2.25rem }</style>"
        words = "Free to read for everyone. Paid for by readers. " * times
        publish(paper, "header", copy={"en": COPY["copy"]["en"] | {"headline": words}})
        page.set_viewport_size({"width": width, "height": 700})
        read_nine(page)

        said = page.locator(".head-ask span").first
        said.wait_for()
        line, box = page.locator(".head-ask p").bounding_box(), said.bounding_box()
        assert line["y"] <= box["y"]
        assert box["y"] + box["height"] <= line["y"] + line["height"]
        assert box["width"] >= 80
        door = page.locator(".head-door").bounding_box()
        assert door["width"] >= 70
        assert page.locator(".head-ask").bounding_box()["height"] == 24

    def test_why_it_asks_is_told_and_it_asks_no_more(self, page, head):
        why = head.get_by_role("link", name="Why am I seeing this?")
        assert why.inner_text() == "Why?"
        why.click()

        told = page.get_by_role("dialog", name="Why am I seeing this?")
        told.get_by_role("button", name="Do not ask me for 30 days").click()

        told.get_by_text("You are not asked before").wait_for()
        assert page.locator(".head-ask").count() == 0

    def test_it_comes_beside_others_and_counts_against_none(self, page, paper, head):
        page.wait_for_function("localStorage.getItem('wellread.asked') !== null")
        asked = [one["placement"] for one in stored(page, "asked")]
        assert asked == ["header"]

        paper.campaigns = [campaign("letter", "overlay")]
        page.goto("/story-10")

        page.locator("dialog.letter").wait_for()

    def test_closed_it_rests(self, page, head):
        head.get_by_role("button", name="Close").click()

        assert head.count() == 0
        assert stored(page, "dismissed")[0]["at"] <= at(0)

    def test_where_a_page_has_no_room_for_it_nothing_is_shown(self, page, paper):
        publish(paper, "header", copy=one_line())
        read_nine(page)
        page.wait_for_timeout(600)

        assert page.locator(".head-ask").count() == 0


def one_line():
    return {"en": COPY["copy"]["en"] | {"headline": "Your {article_count} articles were free"}}


@pytest.mark.parametrize("placement", ["banner", "inline", "header"])
def test_what_draws_it_is_fetched_only_where_it_is_shown(page, paper, placement):
    publish(paper, placement)
    paper.campaigns[0]["audience"]["articles"]["min"] = 10
    read_nine(page)
    page.wait_for_timeout(600)

    assert [one for one in paper.requests if "/appeals/" in one] == ["/appeals/line-up.en.json"]


class TestTheFirstPageOfAVisit:
    HISTORY = [
        {"article": f"story-{number}", "at": at(-1), "section": "world", "topics": []}
        for number in range(1, 9)
    ]

    @pytest.fixture
    def visitor(self, page):
        """A browser that has read eight stories yesterday, and comes back today."""
        page.goto("/words.json")
        keep(page, "history", json.dumps(self.HISTORY))
        return page

    @pytest.mark.parametrize("placement", ["overlay", "banner"])
    def test_nothing_interrupts_it_and_the_next_may(self, visitor, paper, placement):
        publish(paper, placement)
        visitor.goto("/story-9")
        visitor.wait_for_timeout(1500)

        assert visitor.locator(".letter, .foot-ask").count() == 0
        assert stored(visitor, "asked") is None

        visitor.goto("/story-10")

        visitor.locator(".letter, .foot-ask").wait_for()

    def test_it_may_be_asked_quietly(self, visitor, paper):
        publish(paper, "end_of_article")
        visitor.goto("/story-9")

        visitor.locator(".quiet-ask:not([inert])").wait_for(state="attached")
