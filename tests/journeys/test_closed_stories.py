"""What the community alone may read is nowhere that others can look."""

import json
import re
import urllib.parse
import urllib.request
from html import unescape

from tests.journeys.reading import sign_in
from tests.journeys.words import EDITION
from wellread.newsroom.rules import OPENING_PIECES, public_path

# Shorter sentences may be said in other stories too.
TELLING = 40
NOT_READING = ("/static/", "/media/", "/join/", "/sign-in/", "/account/", "/admin/")


def test_community_only_text_is_in_no_public_page_feed_or_answer(any_site):
    closed = closed_sentences(any_site)

    for path, text in everything_public(any_site, closed):
        assert [sentence for sentence in closed if sentence in text] == [], path


def test_the_same_sentences_are_all_on_the_members_pages(reader, any_site):
    sign_in(reader, any_site, "member@courier.example")
    reader.wait_for_url(f"{any_site.url}/account/")

    shown = ""
    for path in community_stories(any_site):
        reader.goto(f"{any_site.url}{path}")
        shown += normal(reader.content())

    assert [sentence for sentence in closed_sentences(any_site) if sentence not in shown] == []


def community_stories(site):
    """Return the paths of the community's stories and what editors wrote in them."""
    rows = site.rows(
        "SELECT page.url_path, story.body FROM newsroom_story story "
        "JOIN wagtailcore_page page ON page.id = story.page_ptr_id WHERE story.community_only"
    )
    return {public_path(path): body for path, body in rows}


def closed_sentences(site):
    """Return what stands after the openings of the community's stories, sentence by sentence."""
    found = []
    for body in community_stories(site).values():
        html = "".join(block["value"] for block in json.loads(body) if block["type"] == "text")
        paragraphs = re.findall(r"<p[^>]*>(.*?)</p>", html, re.DOTALL)[OPENING_PIECES:]
        assert paragraphs, body
        for paragraph in paragraphs:
            sentences = re.split(r"(?<=[.?!]) ", normal(paragraph))
            found += [sentence for sentence in sentences if len(sentence) >= TELLING]
    assert len(found) > 1
    return found


def everything_public(site, closed):
    """Yield every address a stranger can find or guess, with its text."""
    seen = set()
    found = [*site.every_path(), *[search_for(sentence) for sentence in closed[::15]]]
    found += ["/feed/", "/feed.json", "/sitemap.xml", "/news-sitemap.xml", "/robots.txt"]
    found += [f"/appeals/line-up.{EDITION}.json"]
    while found:
        path = found.pop()
        if path in seen or path.startswith(NOT_READING):
            continue
        seen.add(path)
        answer = site.get(path)
        assert answer.status in {200, 301, 302, 404}, path
        found += linked_from(answer.text, site)
        yield path, normal(answer.text)
    assert seen >= {*site.every_path(), "/feed/", "/feed.json"}
    yield "/appeals/decide", normal(decide(site))


def search_for(sentence):
    """Return a search for what is most telling in a sentence; its page repeats only that."""
    words = sorted(re.findall(r"\w+", sentence), key=len)[-3:]
    return f"/search/?q={urllib.parse.quote(' '.join(words))}"


def linked_from(text, site):
    """Return the site's own addresses in a page, a feed or a line-up."""
    places = re.findall(r'(?:href|src)="([^"# ]+)', text)
    places += re.findall(r"<(?:loc|link)>([^<]+)</", text)
    places += [
        f"{site.url}/appeals/copy.{copy}.json" for copy in re.findall(r'"copy": ?"(\w+)"', text)
    ]
    for place in places:
        parts = urllib.parse.urlsplit(urllib.parse.urljoin(site.url, unescape(place)))
        if parts.netloc == urllib.parse.urlsplit(site.url).netloc:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def decide(site):
    reader = {
        "seat": 7,
        "seat_kept": True,
        "country": "US",
        "language": "en",
        "device": "phone",
        "is_member": False,
        "was_member": False,
        "signed_in": False,
        "consent": "not_needed",
        "count_allowed": True,
        "visit_started_at": "2026-11-22T09:58:00Z",
        "history": [],
        "asked": [],
        "dismissed": [],
        "contributed_at": None,
    }
    page = {
        "article": "a2",
        "kind": "article",
        "section": "city",
        "topics": [],
        "sensitive": False,
        "sponsored": False,
    }
    case = json.dumps({"reader": reader, "page": page, "now": "2026-11-22T10:00:00Z"}).encode()
    request = urllib.request.Request(f"{site.url}/appeals/decide", data=case)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read().decode()


def normal(text):
    """Return what a text says, without tags, escapes and line ends."""
    spelled = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return " ".join(unescape(re.sub(r"</?[a-z][^>]*>", "", unescape(spelled))).split())
