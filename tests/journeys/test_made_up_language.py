"""Every page of the demo in a language nobody speaks: what is English there was never marked."""

import contextlib
import html
import json
import re
import urllib.parse
from xml.etree import ElementTree

import pytest

from tests.journeys.reading import LETTER, PANEL, have_read, read
from tests.journeys.site import copy_of, demo_stories, free_pair, running, settings_of
from tests.language import pseudo
from wellread.demo import run as demo

PAPER = """
from django.conf.locale import LANG_INFO
from django.conf.global_settings import LANGUAGES

LANG_INFO["xx"] = {"bidi": False, "code": "xx", "name": "Wide", "name_local": "Wide"}
LANGUAGES = [*LANGUAGES, ("xx", "Wide")]
from wellread.config.settings import *
"""
# What the newsroom writes, and not what we made of it.
EDITED = (
    "newsroom_",
    "appeals_",
    "ads_",
    "newsletters_",
    "membership_plan",
    "wagtailcore_page",
    "wagtailimages_",
)
MADE = ("newsroom_render", "newsroom_listing", "appeals_lineup", "appeals_publication")
NAME = "Ｃｏｕｒｉｅｒ"
# Babel, which speaks English where it does not know a language, joins lists by the first.
NOT_OURS = {"and", "Chrome", "Linux", "Vimeo", "YouTube"}
BEGIN = ("/", "/search/?q=Trams", "/search/?q=%D0%BD%D0%B5%D1%82", "/nowhere/", "/sign-in/")
LEFT_OUT = ("/static/", "/media/", "/mailbox/", "/admin/", "/brand.")
# Addresses, dates and names of languages, which programs read.
TOLD_TO_MACHINES = {"link", "guid", "pubDate", "lastBuildDate", "language"}
CODE = r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b"
# Lists are edited a line each; what stands between placeholders stands alone on a page.
BREAKS = re.compile(r"\{\w+\}|\n")
# A search shows a piece of a story, of several of its paragraphs, and marks words in the middle.
EXCERPT = re.compile(r'<p class="teaser-standfirst"[^>]*>(?:…[^…]*?|[^…]*?…|…[^…]*?…)</p>')
MARKED = re.compile(r"</?mark>")
LINK = re.compile(r'(?:href|action)="([^"]+)"')


@pytest.fixture(scope="module")
def wide_site(prepared, tmp_path_factory):
    """The demo in that edition, by a site folder such as a newsroom has."""
    paper = tmp_path_factory.mktemp("wide")
    pseudo.write(paper / "locale")
    (paper / "wellread.env").touch()
    (paper / "settings.py").write_text(PAPER)
    folder, port = copy_of(prepared, tmp_path_factory.mktemp("site") / "demo"), free_pair()
    wide = {
        "WELLREAD_SITE": str(paper),
        "DJANGO_SETTINGS_MODULE": "wellread_site.settings",
        "WELLREAD_LANGUAGE": pseudo.CODE,
        "WELLREAD_SITE_NAME": NAME,
        "WELLREAD_TAGLINE": "",
    }
    demo.bring_up_to_date(folder, port, settings_of(port, folder) | wide)
    with running(folder, port, **wide) as site:
        yield site


@pytest.fixture(scope="module")
def edited(wide_site):
    """Every text that the newsroom wrote, as the database holds it."""
    tables = wide_site.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    found = set()
    for (table,) in tables:
        if table.startswith(EDITED) and not table.startswith(MADE):
            rows = wide_site.rows(f'SELECT * FROM "{table}"')
            found |= {text for row in rows for value in row for text in texts_in(value)}
    return found


def test_no_page_has_english_on_it_that_the_newsroom_did_not_write(wide_site, edited):
    left, seen, todo = {}, set(), [*BEGIN, *wide_site.every_path()]
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = wide_site.get(path)
        if answer.headers.get_content_type() == "text/html":
            left[path] = english_in(answer.text, edited)
            todo += links_in(answer.text, wide_site, path)

    assert {path: texts for path, texts in left.items() if texts} == {}
    assert len(seen) > 150


def test_no_feed_has_english_in_it_that_the_newsroom_did_not_write(wide_site, edited):
    section, live = "/harbour/feed/", demo_stories(lambda blog: True, "live")[0] + "feed/"
    left = {}
    for path in ("/feed/", section, live, "/topic/trams/feed/", "/author/gwen-tolliver/feed/"):
        root = ElementTree.fromstring(wide_site.get(path).body)
        texts = [one.text for one in root.iter() if one.text and one.tag not in TOLD_TO_MACHINES]
        left[path] = [each for text in texts for each in english_in(text, edited)]
    told = json.loads(wide_site.get("/feed.json").text)
    left["/feed.json"] = english_in(f"<p>{told['title']}</p>", edited)

    assert {path: texts for path, texts in left.items() if texts} == {}


@pytest.mark.parametrize("name", ["reader", "member"])
def test_no_page_of_an_account_has_english_on_it(wide_site, edited, reader, name):
    address = f"{name}@courier.example"
    reader.goto(f"{wide_site.url}/sign-in/?next=/account/")
    reader.fill("#id_email", address)
    left = {}
    reader.locator("#id_email").press("Enter")
    reader.wait_for_url("**/sign-in/code/confirm/**")
    left["code"] = english_on(reader, edited)
    wide_site.mail_comes_to_rest()
    reader.locator("input[name=code]").fill(
        re.search(CODE, wide_site.emails_to(address)[-1].text)[0]
    )
    reader.locator("input[name=code]").press("Enter")
    reader.wait_for_url(f"{wide_site.url}/account/")
    for path in (
        *("/account/", "/account/erase/", "/join/", "/withdraw/"),
        *("/sign-in/keys/", "/sign-in/address/"),
    ):
        reader.goto(wide_site.url + path)
        left[path] = english_on(reader, edited)

    assert {path: texts for path, texts in left.items() if texts} == {}


def test_nothing_that_scripts_draw_is_english(wide_site, edited, reader):
    left = {}
    stories = [wide_site.url + path for path in wide_site.open_stories[:3]]
    have_read(reader, wide_site, 3)
    read(reader, stories[0])
    reader.locator(PANEL).wait_for()
    left["panel"] = english_on(reader, edited)
    have_read(reader, wide_site, 12)
    read(reader, stories[1])
    reader.locator(LETTER).wait_for()
    left["letter"] = english_on(reader, edited)
    reader.goto(f"{wide_site.url}/pages/privacy/")
    reader.locator("#count-control button").wait_for()
    left["control"] = english_on(reader, edited)
    reader.goto(wide_site.url + demo_stories(lambda blog: blog["status"] == "open", "live")[0])
    reader.locator(".live-updates button:visible").wait_for()
    left["live blog"] = english_on(reader, edited)

    assert {what: texts for what, texts in left.items() if texts} == {}


def english_on(page, edited):
    return english_in(page.content(), edited)


def english_in(page, edited):
    """Return what of a page is English and was written by no editor."""
    whole = MARKED.sub("", EXCERPT.sub("", page))
    return [text for text in left_in(whole) if not is_made_of(text, edited)]


def is_made_of(text, edited):
    """Whether nothing is left of a text without those of the newsroom, or of others."""
    # The title of an entry that has none is its beginning.
    if text.endswith("…") and any(part.startswith(text[:-1]) for part in edited):
        return True
    within = (part for part in edited | NOT_OURS if part in text)
    for part in sorted(within, key=len, reverse=True):
        text = re.sub(rf"(?:\b|(?<!\w)){re.escape(part)}(?:\b|(?!\w))", " ", text)
    return left_in(f"<p>{html.escape(text)}</p>") == []


def left_in(page):
    return [" ".join(text.split()) for text in pseudo.english_in(page)]


def texts_in(value):
    """Return the texts in a value of a row: in its JSON, between tags, a line each."""
    with contextlib.suppress(ValueError, TypeError):
        value = json.loads(value)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return {text for one in value for text in texts_in(one)}
    # A word alone that is no name is the key of a choice.
    if not isinstance(value, str) or re.fullmatch(r"[a-z_]+", value):
        return set()
    parts = [part for text in (value, *left_in(value)) for part in BREAKS.split(text)]
    return {" ".join(part.split()) for part in parts if pseudo.english_in(f"<p>{part}</p>")}


def links_in(page, site, path):
    """Return the pages of readers that a page leads to."""
    places = [urllib.parse.urlsplit(html.unescape(link)) for link in LINK.findall(page)]
    here = urllib.parse.urlsplit(site.url).netloc
    ours = [place for place in places if place.netloc in {"", here} and place.path]
    found = [
        urllib.parse.urljoin(path, place._replace(scheme="", netloc="").geturl()) for place in ours
    ]
    return [each.partition("#")[0] for each in found if not each.startswith(LEFT_OUT)]
