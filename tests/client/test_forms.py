"""What an appeal may carry beside its words: cards, a goal, a deadline."""

import json

import pytest

from tests.client.paper import COPY, campaign
from tests.client.reading import read_nine
from wellread.engine.copy import copy_hash, parse_copy

YEAR = {"interval": "year", "amount": 6000, "written": "$60"}
ONCE = {"interval": "once", "amount": 2500, "written": "$25"}
GOAL = {"written": "$20,000", "progress": "goal.autumn.json"}
PROGRESS = {"given": "$12,500", "left": "$7,500", "share": 0.625, "at": "2026-11-22T10:00:00Z"}


@pytest.fixture
def page(device, paper):
    paper.facts["/front-page"] = {"article": None, "kind": "front"}
    return device.new_page()


def publish(paper, placement="overlay", **changes):
    document = COPY | changes
    parse_copy(document)
    name = copy_hash(document)
    paper.copies[name] = document
    variant = campaign("", "")["variants"][0] | {"copy": name}
    paper.campaigns = [campaign("autumn", placement, variants=[variant])]


def words(**changes):
    return {"copy": {"en": COPY["copy"]["en"] | changes}}


def asks(**changes):
    return {"asks": [COPY["asks"][1] | changes]}


def tell_progress(page, progress):
    """Answer how far readers are, or that it cannot be had."""

    def answer(route):
        if progress is None:
            route.fulfill(content_type="text/html", body="Try again later")
        else:
            route.fulfill(content_type="application/json", body=json.dumps(progress))

    page.route("**/appeals/goal.autumn.json", answer)


class TestCards:
    @pytest.fixture
    def letter(self, page, paper):
        publish(paper, **asks(cards=[YEAR, ONCE]))
        read_nine(page)
        found = page.locator("dialog.letter")
        found.wait_for()
        return found

    def test_each_carries_its_interval_and_amount_to_the_page_that_takes_the_money(self, letter):
        door = letter.locator(".ask-join")
        assert "interval=month&currency=USD&offer=month%3A600%2C800%2C1250&amount=600" in (
            door.get_attribute("href")
        )

        letter.get_by_role("radio", name="Every year $60").check()
        assert door.inner_text() == "Join us: $60 a year"
        assert "interval=year&currency=USD&offer=year%3A6000&amount=6000" in (
            door.get_attribute("href")
        )

        letter.get_by_role("radio", name="Once $25").check()
        assert door.inner_text() == "Join us: $25"
        assert "interval=once&currency=USD&offer=once%3A2500&amount=2500" in (
            door.get_attribute("href")
        )

    def test_they_are_one_group_that_the_arrows_go_through(self, page, letter):
        group = letter.get_by_role("group", name="Choose how you give")
        assert group.get_by_role("radio").count() == 3

        group.get_by_role("radio", name="Every month $6").focus()
        page.keyboard.press("ArrowDown")

        assert group.get_by_role("radio", name="Every year $60").is_checked()


class TestTheGoal:
    def test_it_shows_what_the_ledger_says(self, page, paper):
        tell_progress(page, PROGRESS)
        publish(paper, **words(headline="{goal_left} are left", body=["Read on."]), goal=GOAL)
        read_nine(page)
        letter = page.locator("dialog.letter")
        letter.wait_for()

        assert letter.get_by_role("heading").inner_text() == "$7,500 are left"
        bar = letter.get_by_role("progressbar", name="$12,500 of $20,000 given")
        assert bar.evaluate("(bar) => bar.value") == 0.625

    def test_what_is_not_known_is_said(self, page, paper):
        tell_progress(page, None)
        publish(paper, goal=GOAL)
        read_nine(page)
        letter = page.locator("dialog.letter")
        letter.wait_for()

        assert letter.get_by_role("progressbar").count() == 0
        assert letter.locator(".ask-goal").inner_text() == (
            "The goal is $20,000. How much was given is not known just now."
        )

    def test_words_that_would_print_what_is_not_known_stay_away_and_it_asks_all_the_same(
        self, page, paper
    ):
        tell_progress(page, None)
        body = ["Only {goal_left} are left.", "Read on."]
        publish(paper, **words(headline="{goal_left} are left", body=body), goal=GOAL)
        read_nine(page)
        letter = page.locator("dialog.letter")
        letter.wait_for()

        assert letter.get_by_role("heading").inner_text() == "Help us reach $20,000"
        assert "Read on." in letter.inner_text()
        assert "left" not in letter.inner_text()

    @pytest.mark.parametrize("placement", ["end_of_article", "banner"])
    def test_every_placement_asks_without_them(self, page, paper, placement):
        tell_progress(page, None)
        publish(paper, placement, **words(headline="{goal_left}", body=["{goal_left}"]), goal=GOAL)
        read_nine(page)

        page.get_by_text("Help us reach $20,000").first.wait_for(state="attached")

    @pytest.mark.parametrize(
        "changes",
        [
            {"given": None},
            {"given": ""},
            {"given": 12_500},
            {"given": ["$12,500"]},
            {"given": "$" + "9" * 100},
            {"left": {}},
            {"left": False},
            {"share": "0.625"},
            {"share": None},
            {"share": -0.1},
            {"share": 1.01},
            {"share": 1e308},
            {"share": [0.5]},
        ],
        ids=str,
    )
    def test_progress_of_wrong_types_is_not_known(self, page, paper, changes):
        tell_progress(page, PROGRESS | changes)
        publish(paper, goal=GOAL)
        read_nine(page)
        letter = page.locator("dialog.letter")
        letter.wait_for()

        assert letter.get_by_role("progressbar").count() == 0
        assert letter.locator(".ask-goal").inner_text() == (
            "The goal is $20,000. How much was given is not known just now."
        )

    @pytest.mark.parametrize("body", ["null", "[]", "5", '"x"', "{}", '{"share": NaN}', ""])
    def test_progress_that_is_no_progress_is_not_known(self, page, paper, body):
        page.route("**/appeals/goal.autumn.json", lambda route: route.fulfill(body=body))
        publish(paper, goal=GOAL)
        read_nine(page)

        assert page.locator(".ask-goal").inner_text() == (
            "The goal is $20,000. How much was given is not known just now."
        )

    @pytest.mark.parametrize(("share", "left"), [(0, "$20,000"), (1, "$0")])
    def test_at_its_ends_it_is_shown(self, page, paper, share, left):
        tell_progress(page, PROGRESS | {"share": share, "left": left})
        publish(paper, goal=GOAL)
        read_nine(page)

        bar = page.get_by_role("progressbar")
        bar.wait_for()
        assert bar.evaluate("(bar) => bar.value") == share

    def test_one_that_never_comes_keeps_nobody_waiting(self, page, paper):
        held = []
        page.route("**/appeals/goal.autumn.json", lambda route: held.append(route))
        publish(paper, goal=GOAL)
        read_nine(page)

        assert page.locator(".ask-goal").inner_text() == (
            "The goal is $20,000. How much was given is not known just now."
        )


class TestTheDeadline:
    LINE = "Every gift is doubled until {deadline}."

    @pytest.fixture(params=[("Asia/Tokyo", "9:30"), ("America/New_York", "7:30")])
    def elsewhere(self, request, chromium, paper):
        zone, clock = request.param
        context = chromium.new_context(base_url=paper.url, timezone_id=zone, locale="en-US")
        context.set_default_timeout(30_000)
        yield context.new_page(), clock
        context.close()

    def test_it_is_told_by_the_clock_of_the_readers_place(self, elsewhere, paper):
        page, clock = elsewhere
        paper.facts["/front-page"] = {"article": None, "kind": "front"}
        publish(paper, **words(deadline=self.LINE), deadline="2090-01-11T00:30:00Z")
        read_nine(page)

        line = page.locator(".ask-deadline").inner_text()
        assert line.startswith("Every gift is doubled until ")
        assert clock in line

    def test_past_it_is_not_shown(self, page, paper):
        publish(paper, **words(deadline=self.LINE), deadline="2020-01-11T00:30:00Z")
        read_nine(page)
        page.locator("dialog.letter").wait_for()

        assert page.locator(".ask-deadline").count() == 0


@pytest.mark.parametrize("size", [(320, 568), (390, 844)], ids=str)
def test_a_strip_says_first_until_when_and_shows_where_it_goes_on(page, paper, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    lines = words(deadline="Doubled until {deadline}.", body=["We stay. " * 40])
    publish(paper, "banner", **lines, goal=GOAL, deadline="2090-01-11T00:30:00Z")
    read_nine(page)
    strip = page.locator(".foot-full")
    strip.wait_for()
    said = page.locator(".foot-words")
    order = said.locator(".letter-body > *").evaluate_all(
        "(all) => all.map((one) => one.className || one.tagName)"
    )

    assert order[:3] == ["H2", "ask-deadline", "ask-goal"]
    assert strip.bounding_box()["height"] <= size[1] / 3
    page.locator(".foot-words.goes-on").wait_for()
    said.focus()
    page.keyboard.press("End")
    page.locator(".foot-words:not(.goes-on)").wait_for()
