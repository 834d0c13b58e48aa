"""Why an appeal asks, by the facts that decided it; and what its reader may do about it."""

import json
import time

import pytest

from tests.client.paper import COPY, campaign
from tests.client.reading import read, read_nine, stored
from tests.client.test_placements import publish
from wellread.cli import main
from wellread.engine.case import parse_case
from wellread.engine.decision import explain
from wellread.engine.line_up import parse_line_up, version_of

THIRTY_DAYS_S = 30 * 24 * 3600


@pytest.fixture
def page(device, paper):
    paper.facts["/front-page"] = {"article": None, "kind": "front"}
    paper.facts["/privacy"] = {"article": None, "kind": "standing"}
    return device.new_page()


def ask_why(page):
    page.get_by_role("link", name="Why am I seeing this?").click()
    told = page.get_by_role("dialog", name="Why am I seeing this?")
    told.wait_for()
    return told


def test_it_says_by_which_facts_it_asks(page, paper):
    paper.campaigns = [campaign("letter", "overlay", articles={"min": 8})]
    read_nine(page)

    told = ask_why(page).inner_text()

    assert "You have read 9 stories here in the past 30 days, with this one." in told
    assert "It asks whoever has read 8 stories or more." in told
    assert "No earlier appeal is counted." in told
    assert "Only appeals at this place on the page are counted." in told
    assert "It asks at most 4 times in 30 days." in told
    assert "Several wordings" not in told


@pytest.mark.parametrize(
    ("counts", "counted"),
    [
        ("campaign", "Only what this campaign has asked is counted."),
        ("placement", "Only appeals at this place on the page are counted."),
        ("all", "The line above a story's head is not counted."),
    ],
)
def test_it_says_which_earlier_appeals_its_cap_leaves_out(page, paper, counts, counted):
    letter = campaign("letter", "overlay", articles={"min": 8})
    letter["cap"] |= {"counts": counts}
    paper.campaigns = [letter]
    read_nine(page)

    told = ask_why(page).inner_text()

    assert "No earlier appeal is counted." in told
    assert counted in told
    assert "You were not asked before." not in told


def test_links_and_buttons_on_one_line_stand_at_one_height(page, paper):
    paper.campaigns = [campaign("letter", "overlay")]
    read_nine(page)

    doors = ask_why(page).locator(".ask-doors :is(a, button)")

    boxes = [one.bounding_box() for one in doors.all()]
    tops = [box["y"] for box in boxes]
    assert {round(box["height"]) for box in boxes} == {round(boxes[0]["height"])}
    assert all(one == other or abs(one - other) > 10 for one in tops for other in tops), tops


def test_words_that_scroll_on_end_before_the_button_that_closes(page, paper):
    body = ["Readers pay for this paper, and nobody else does. " * 12] * 4
    said = {"en": COPY["copy"]["en"] | {"body": body}}
    page.set_viewport_size({"width": 390, "height": 664})
    publish(paper, "overlay", copy=said)
    read_nine(page)
    letter = page.locator("dialog.letter")
    letter.wait_for()

    letter.evaluate("(it) => { it.scrollTop = 300 }")

    # Beside the button nothing is to be seen but the strip itself.
    beside = letter.evaluate(
        """(it) => {
            const { top, left, bottom } = it.querySelector(".letter-close").getBoundingClientRect()
            const at = (y) => document.elementFromPoint(left - 20, y).className
            return [at(top + 4), at(bottom - 2)]
        }"""
    )
    assert beside == ["letter-body", "letter-body"]


@pytest.mark.parametrize(
    ("membership", "who"),
    [("non_members", ["It asks nobody who is a member."]), ("any", [])],
)
def test_it_says_whom_it_asks_and_how_long_it_rests(page, paper, membership, who):
    letter = campaign("letter", "overlay")
    letter["audience"]["membership"] = membership
    letter["cap"] |= {"gap_days": 3, "rest_days": 7}
    paper.campaigns = [letter]
    read_nine(page)

    told = ask_why(page).inner_text()

    assert "Days between two appeals, at the least: 3." in told
    assert "Days of rest once it is closed: 7." in told
    assert [line for line in told.split("\n") if line.startswith("It asks nobody who is")] == who


def test_whoever_wants_rest_is_left_alone_for_thirty_days(page, paper):
    paper.campaigns = [campaign("letter", "overlay"), campaign("panel", "end_of_article")]
    read_nine(page)
    told = ask_why(page)

    told.get_by_role("button", name="Do not ask me for 30 days").click()
    told.get_by_text("You are not asked before").wait_for()

    page.locator(".letter").wait_for(state="detached")
    paper.wait_for(lambda: paper.kept)
    until = paper.kept[-1]["rests_until"]
    assert abs(until - time.time() - THIRTY_DAYS_S) < 300
    told.get_by_role("button", name="Close").click()
    read(page, "/another")
    page.wait_for_timeout(500)
    assert page.locator(".letter, .quiet-ask").count() == 0
    assert len(stored(page, "history")) == 10


def test_counting_can_be_stopped_where_it_is_met(page, paper):
    read_nine(page)
    told = ask_why(page)

    told.get_by_role("button", name="Stop counting and erase the count").click()
    told.get_by_text("Nothing is counted on this device.").wait_for()

    assert stored(page, "history") is None
    page.locator(".letter").wait_for(state="detached")


def test_a_file_lets_anybody_check_it(page, paper, tmp_path, capsys):
    paper.campaigns = [campaign("letter", "overlay"), campaign("other", "end_of_article")]
    paper.version = version_of(paper.line_up())
    read_nine(page)
    told = ask_why(page)

    with page.expect_download() as saving:
        told.get_by_role("button", name="Save a file to check it by").click()
    file = tmp_path / "proof.json"
    saving.value.save_as(file)

    proof = json.loads(file.read_text())
    found = explain(parse_line_up(proof["line_up"]), parse_case(proof["case"]))
    assert proof["answer"]["article_count"] == found.article_count == 9
    assert proof["answer"]["refusals"] == {"other": "outranked"}
    # This paper signs nothing, and answers with something else.
    assert proof["signature"] is None
    assert main(["verify", str(file)]) == 0
    assert "9" in capsys.readouterr().out


class TestGlobalPrivacyControl:
    @pytest.fixture
    def signalling(self, page):
        page.add_init_script(
            "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"
        )
        return page

    def test_nothing_is_counted_stored_or_asked(self, signalling, paper):
        for number in range(3):
            signalling.goto(f"/story-{number}")
            signalling.wait_for_timeout(400)

        assert signalling.evaluate("localStorage.length") == 0
        assert signalling.locator(".letter, .count-question").count() == 0
        assert paper.kept == []

    def test_a_readers_own_yes_counts_more(self, signalling):
        signalling.goto("/privacy")
        signalling.get_by_role("button", name="Count the articles I read").click()
        signalling.get_by_text("past 30 days: 0.").wait_for()

        read(signalling, "/story")

        assert len(stored(signalling, "history")) == 1
