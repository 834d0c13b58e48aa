import json
import re

import pytest
from django.core.exceptions import ValidationError

from tests.newsroom.press import make_article, make_live_blog
from wellread.newsroom import actions

pytestmark = pytest.mark.django_db

HEBREW = "גאות מאוחרת"


@pytest.fixture
def hebrew_story():
    return make_article(HEBREW, slug="tide", language="he", standfirst="בצהריים.")


def test_a_story_in_another_language_says_so_on_its_page(client, hebrew_story):
    html = client.get("/harbour/tide/").content.decode()

    assert '<html lang="en" dir="ltr" class="has-latin-face">' in html
    assert f'<h1 lang="he" dir="rtl">{HEBREW}</h1>' in html
    assert re.search(r'<div class="prose" id="article-body" lang="he" dir="rtl">', html)


def test_and_wherever_its_headline_stands(client, hebrew_story):
    for path in ("/", "/harbour/"):
        html = client.get(path).content.decode()

        assert re.search(rf'class="teaser-headline" lang="he" dir="rtl"><a [^>]+>{HEBREW}', html)


def test_machines_are_told(client, hebrew_story):
    html = client.get("/harbour/tide/").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])

    assert data["inLanguage"] == "he"
    assert '<meta property="og:locale" content="he">' in html
    assert client.get("/feed.json").json()["items"][0]["language"] == "he"
    assert b"<dc:language>he</dc:language>" in client.get("/feed/").content


def test_a_story_in_the_papers_language_says_nothing_more(client):
    make_article("Tide turns")

    html = client.get("/harbour/tide-turns/").content.decode()

    assert '<h1 dir="ltr">Tide turns</h1>' in html
    assert "language" not in client.get("/feed.json").json()["items"][0]


def test_a_latin_name_does_not_turn_a_hebrew_headline_round(client):
    make_article("BBC CNN NBC ביוון", slug="letters", language="he")

    html = client.get("/harbour/letters/").content.decode()

    assert '<h1 lang="he" dir="rtl">' in html


def test_a_language_that_there_is_not_is_refused():
    with pytest.raises(ValidationError, match="no such language"):
        make_article("Tide turns", language="klingonese")


def test_an_update_of_a_live_blog_is_read_in_its_own_direction(client):
    blog = make_live_blog(slug="storm")
    entry = actions.add_entry(live_blog=blog, headline="Tide 3", text=f"<p>{HEBREW}</p>")

    for path in ("/harbour/storm/", f"/harbour/storm/entry/{entry.pk}/"):
        html = client.get(path).content.decode()
        assert re.search(rf'<div class="prose"[^>]* dir="rtl"><p>{HEBREW}', html)


def test_an_update_of_a_live_blog_in_another_language_says_so(client):
    blog = make_live_blog(slug="storm", language="he")
    actions.add_entry(live_blog=blog, headline=HEBREW, text="<p>BBC CNN</p>")

    html = client.get("/harbour/storm/").content.decode()

    assert f'<h2 class="entry-headline" lang="he" dir="rtl">{HEBREW}' in html
    assert '<div class="prose" lang="he" dir="rtl"><p>BBC' in html
