"""Copy in several languages: the reader's own where it is said in it, else the edition's."""

import pytest

from tests.client.paper import COPY
from tests.client.reading import read_nine
from tests.client.test_appeals_look import PLACES
from tests.client.test_forms import publish
from wellread.language import client_words

ENGLISH = COPY["copy"]["en"]
HEBREW = ENGLISH | {
    "headline": "קראתם {article_count} כתבות",
    "body": ["הקוראים משלמים על העיתון."],
    "join": "תמכו בנו",
    "sign_in": "כבר חברים? היכנסו",
}
IN_BOTH = {"copy": {"en": ENGLISH, "he": HEBREW}}


@pytest.fixture
def reading(chromium, paper):
    """Read nine articles in a browser whose reader has this language; return the appeal."""
    paper.facts["/front-page"] = {"article": None, "kind": "front"}
    paper.head = "<style>main { padding-block-start: 2.25rem }</style>"
    contexts = []

    def reading(locale, placement="overlay", **changes):
        context = chromium.new_context(base_url=paper.url, locale=locale)
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.route(
            "**/words.he.json",
            lambda route: route.fulfill(
                content_type="application/json", body=client_words.document("he")[1]
            ),
        )
        publish(paper, placement, **{**IN_BOTH, "after_paragraph": 12, **changes})
        read_nine(page)
        found = page.locator(PLACES[placement])
        found.wait_for(state="attached")
        return found

    yield reading
    for context in contexts:
        context.close()


def said(appeal):
    return [
        appeal.evaluate("(it) => it.lang"),
        appeal.evaluate("(it) => getComputedStyle(it).direction"),
        appeal.locator("h2").inner_text(),
    ]


@pytest.mark.parametrize("placement", [one for one in PLACES if one != "header"])
def test_a_reader_of_hebrew_is_asked_in_hebrew_from_right_to_left(reading, placement):
    appeal = reading("he-IL", placement)

    assert said(appeal) == ["he", "rtl", "קראתם 9 כתבות"]
    # What stands around it speaks as it does.
    assert appeal.get_by_role("link", name="למה אני רואה את זה?").count() == 1
    close = appeal.get_by_role("button", name="סגירה", include_hidden=True)
    assert close.count() == 1


def test_the_line_above_the_head_runs_from_right_to_left_too(reading):
    line = reading("he-IL", "header")

    assert line.evaluate("(it) => [it.lang, getComputedStyle(it).direction]") == ["he", "rtl"]


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_a_reader_of_any_other_language_is_asked_in_the_editions(reading, locale):
    assert said(reading(locale)) == ["en", "ltr", "You have read 9 articles"]


def test_a_region_says_its_own_where_there_is_such(reading):
    brazilian = ENGLISH | {"headline": "Você leu {article_count} matérias"}

    appeal = reading("pt-BR", copy={"en": ENGLISH, "pt": ENGLISH, "pt-BR": brazilian})

    assert said(appeal)[2] == "Você leu 9 matérias"


def test_where_words_around_it_cannot_be_had_the_pages_own_stand_there(reading):
    french = ENGLISH | {"headline": "Vous avez lu {article_count} articles"}

    appeal = reading("fr-FR", copy={"en": ENGLISH, "fr": french})

    assert said(appeal) == ["fr", "ltr", "Vous avez lu 9 articles"]
    assert appeal.get_by_role("link", name="Why am I seeing this?").count() == 1
