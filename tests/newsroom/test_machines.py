import json
from datetime import datetime

import feedparser
import pytest
from defusedxml.ElementTree import fromstring

from tests.newsroom.press import (
    hours_ago,
    make_article,
    make_community_article,
    make_entries,
    make_image,
    make_live_blog,
    make_wide_image,
)
from wellread.newsroom import actions, queries
from wellread.newsroom.machines import sitemaps
from wellread.newsroom.models import LiveEntry

pytestmark = pytest.mark.django_db

SITE = "http://localhost:8000"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def data(path="/harbour/tide-turns/"):
    return json.loads(queries.article(path, community_content=False).structured_data)


def test_an_article_is_a_news_article_to_machines():
    author = actions.create_author(name="Ann Lee")
    picture = {"lead_image": make_wide_image(), "lead_alt": "A quay"}
    make_article("Tide turns", authors=[author], **picture)

    facts = data()

    assert (facts["@type"], facts["headline"]) == ("NewsArticle", "Tide turns")
    assert facts["url"] == facts["mainEntityOfPage"] == f"{SITE}/harbour/tide-turns/"
    assert facts["author"] == [
        {"@type": "Person", "name": "Ann Lee", "url": f"{SITE}/author/ann-lee/"}
    ]
    assert facts["publisher"]["@type"] == "NewsMediaOrganization"
    assert facts["isAccessibleForFree"] is True
    assert [address.startswith(f"{SITE}/media/") for address in facts["image"]] == [True] * 3


def test_times_carry_their_offset():
    make_article("Tide turns", published_at=hours_ago(2))

    facts = data()

    stamps = [datetime.fromisoformat(facts[name]) for name in ("datePublished", "dateModified")]
    assert [stamp.tzinfo is not None for stamp in stamps] == [True, True]


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("news", "NewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("explainer", "BackgroundNewsArticle"),
        ("review", "ReviewNewsArticle"),
        ("interview", "NewsArticle"),
    ],
)
def test_the_kind_of_work_is_told(kind, type_):
    make_article("Tide turns", kind=kind)

    assert data()["@type"] == type_


def test_a_sponsored_piece_names_its_sponsor():
    make_article("Tide turns", kind="sponsored", sponsored_by="Orra Bank")

    facts = data()

    assert facts["@type"] == "AdvertiserContentArticle"
    assert facts["sponsor"] == {"@type": "Organization", "name": "Orra Bank"}


def test_a_story_without_authors_is_the_papers():
    make_article("Tide turns")

    assert data()["author"] == [
        {"@type": "Organization", "name": "The Saltmere Courier", "url": f"{SITE}/"}
    ]


def test_no_headline_ends_the_script_it_stands_in():
    make_article("</script><script>alert(1)</script>", slug="tide-turns")

    script = queries.article("/harbour/tide-turns/", community_content=False).structured_data

    assert "<" not in script
    assert json.loads(script)["headline"] == "</script><script>alert(1)</script>"


def test_a_community_story_says_that_it_is_cut():
    make_community_article()

    facts = data("/harbour/for-members/")

    assert facts["isAccessibleForFree"] is False
    assert facts["hasPart"] == {
        "@type": "WebPageElement",
        "isAccessibleForFree": False,
        "cssSelector": ".prose",
    }


def test_the_publisher_names_the_policies_there_are():
    make_article("Tide turns")
    actions.create_standing_page(title="Corrections", body=[("text", "<p>x</p>")])

    publisher = data()["publisher"]

    assert publisher["correctionsPolicy"] == f"{SITE}/pages/corrections/"
    assert "ethicsPolicy" not in publisher


def test_a_live_blog_tells_each_entry_on_its_page():
    blog = make_live_blog()
    entries = make_entries(blog, 3)
    entries[1].state = LiveEntry.REMOVED
    entries[1].save()

    facts = data("/harbour/storm-over-saltmere/")

    assert (facts["@type"], "coverageEndTime" in facts) == ("LiveBlogPosting", False)
    assert datetime.fromisoformat(facts["coverageStartTime"]) == blog.started_at.replace(
        microsecond=0
    )
    assert [(each["headline"], each["articleBody"]) for each in facts["liveBlogUpdate"]] == [
        ("Entry 3", "What happened, 3."),
        ("Entry 1", "What happened, 1."),
    ]
    assert facts["dateModified"] == facts["liveBlogUpdate"][0]["datePublished"] or (
        facts["dateModified"] > facts["liveBlogUpdate"][0]["datePublished"]
    )


def test_a_closed_live_blog_tells_its_end():
    make_live_blog(ended_at=hours_ago(1))

    assert "coverageEndTime" in data("/harbour/storm-over-saltmere/")


def test_an_entry_is_a_posting_of_its_live_blog():
    entry = make_entries(make_live_blog(), 1)[0]

    facts = json.loads(queries.entry("/harbour/storm-over-saltmere/", entry.pk).structured_data)

    assert (facts["@type"], facts["headline"]) == ("BlogPosting", "Entry 1")
    assert facts["isPartOf"]["@type"] == "LiveBlogPosting"


def test_social_sites_get_title_picture_and_times():
    make_article("Tide turns", lead_image=make_wide_image(), lead_alt="A quay")

    social = queries.article("/harbour/tide-turns/", community_content=False).social

    assert (social["og:type"], social["og:title"], social["twitter:title"]) == (
        "article",
        "Tide turns",
        "Tide turns",
    )
    assert (social["og:image:width"], social["og:image:alt"]) == ("1200", "A quay")
    assert social["og:image"].endswith(".jpg")
    assert social["twitter:card"] == "summary_large_image"
    assert social["og:url"] == f"{SITE}/harbour/tide-turns/"


@pytest.mark.parametrize(
    "path", ["/feed/", "/harbour/feed/", "/topic/tides/feed/", "/author/ann-lee/feed/"]
)
def test_every_feed_is_valid_and_knows_itself(client, path):
    topic = actions.create_topic(name="Tides")
    author = actions.create_author(name="Ann Lee")
    make_article("Fish & <chips>", topics=[topic], authors=[author])
    make_article("Elsewhere", section=actions.create_section(name="World"))

    answer = client.get(path)
    feed = feedparser.parse(answer.content)

    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert (feed.bozo, feed.version) == (False, "rss20")
    links = [link["href"] for link in feed.feed.links if link["rel"] == "self"]
    assert links == [f"{SITE}{path}"]
    assert len(feed.entries) == (2 if path == "/feed/" else 1)
    entry = feed.entries[-1]
    assert (entry.title, entry.author) == ("Fish & <chips>", "Ann Lee")
    assert entry.link == f"{SITE}/harbour/fish-chips/"
    assert [tag.term for tag in entry.tags] == ["Harbour", "News"]
    assert entry.content[0].value.startswith("<p>First paragraph.</p>")


def test_links_in_a_feed_lead_somewhere_from_anywhere(client):
    body = [("text", '<p><a href="/pages/about/">us</a></p>')]
    picture = {"image": make_image(), "alt": "A quay", "caption": "", "credit": ""}
    make_article("Tide turns", body=[*body, ("image", picture)])

    html = feedparser.parse(client.get("/feed/").content, sanitize_html=False).entries[0]

    text = html.content[0].value
    assert f'<a href="{SITE}/pages/about/">' in text
    assert f' src="{SITE}/media/images/' in text
    assert "srcset" not in text


@pytest.mark.parametrize("path", ["/feed/", "/feed.json", "/sitemap.xml", "/news-sitemap.xml"])
def test_nothing_new_is_answered_briefly(client, path):
    make_article("Tide turns")
    first = client.get(path)

    second = client.get(path, headers={"If-None-Match": first["ETag"]})

    assert (second.status_code, second.content) == (304, b"")
    assert "Set-Cookie" not in first
    assert "Cookie" not in first.get("Vary", "")


def test_a_feed_holds_the_newest_thirty(client):
    for number in range(32):
        make_article(f"Story {number}", published_at=hours_ago(40 - number))

    entries = feedparser.parse(client.get("/feed/").content).entries

    assert (len(entries), entries[0].title, entries[-1].title) == (30, "Story 31", "Story 2")


def test_one_pasted_control_character_costs_nobody_the_feed(client):
    author = actions.create_author(name="Ann\x0c Lee")
    body = [("text", "<p>First\x0b paragraph.</p>")]
    make_article("Tide\x0b turns", standfirst="At\x1f noon.", body=body, authors=[author])
    entry = {"text": "<p>x\x0b</p>", "headline": "Wall\x0b holds", "authors": [author]}
    actions.add_entry(live_blog=make_live_blog(), **entry)

    for path in ("/feed/", "/news-sitemap.xml", "/harbour/storm-over-saltmere/feed/"):
        answer = client.get(path)
        assert (answer.status_code, fromstring(answer.content) is not None) == (200, True), path


def test_there_is_no_feed_of_nothing(client):
    statuses = [client.get(path).status_code for path in ("/none/feed/", "/topic/none/feed/")]

    assert statuses == [404, 404]


def test_the_json_feed_has_what_its_readers_need(client):
    make_article("Tide turns", authors=[actions.create_author(name="Ann Lee")])

    answer = client.get("/feed.json")

    feed = answer.json()
    assert answer["Content-Type"] == "application/feed+json"
    assert (feed["version"], feed["title"]) == (
        "https://jsonfeed.org/version/1.1",
        "The Saltmere Courier",
    )
    item = feed["items"][0]
    assert (item["url"], item["authors"], item["tags"]) == (
        f"{SITE}/harbour/tide-turns/",
        [{"name": "Ann Lee"}],
        ["Harbour"],
    )


def test_a_story_at_a_new_address_is_the_same_to_feed_readers(client):
    story = make_article("Tide turns")
    before = feed_ids(client)

    story.slug = "tide-turned"
    story.save_revision().publish()

    assert (feed_ids(client), len(set(before))) == (before, 1)


def feed_ids(client):
    entry = feedparser.parse(client.get("/feed/").content).entries[0]
    return [entry.id, client.get("/feed.json").json()["items"][0]["id"]]


def test_feeds_bring_the_picture_that_other_sites_show(client):
    make_article("Tide turns", lead_image=make_wide_image(), lead_alt="A quay")

    (picture,) = feedparser.parse(client.get("/feed/").content).entries[0].media_content

    assert (picture["medium"], picture["width"], picture["height"]) == ("image", "1200", "675")
    assert picture["url"] == client.get("/feed.json").json()["items"][0]["image"]


@pytest.mark.parametrize("kind", ["sponsored", "feature"])
def test_what_is_paid_for_says_so_in_feeds(client, kind):
    make_article("Tide turns", kind=kind, sponsored_by="Orra Bank")

    titles = [
        feedparser.parse(client.get("/feed/").content).entries[0].title,
        client.get("/feed.json").json()["items"][0]["title"],
    ]
    assert titles == ["Sponsored by Orra Bank: Tide turns"] * 2


def test_a_live_blog_has_a_feed_of_its_entries(client):
    author, blog = actions.create_author(name="Ann Lee"), make_live_blog("Storm & <wind>")
    make_entries(blog, 2)[0].delete()
    text = '<p>The <a href="/pages/about/">quay</a> stands.</p>'
    entry = actions.add_entry(live_blog=blog, text=text, authors=[author])
    actions.add_entry(live_blog=blog, text="<p>Not yet.</p>", state=LiveEntry.DRAFT)

    answer = client.get("/harbour/storm-wind/feed/")

    feed = feedparser.parse(answer.content, sanitize_html=False)
    assert (feed.bozo, feed.feed.title) == (False, "Storm & <wind> · The Saltmere Courier")
    assert [each.title for each in feed.entries] == ["The quay stands.", "Entry 2"]
    newest = feed.entries[0]
    assert newest.link == f"{SITE}/harbour/storm-wind/entry/{entry.pk}/"
    assert newest.content[0].value == text.replace("/pages", f"{SITE}/pages")
    assert newest.author == "Ann Lee"
    assert b'href="/harbour/storm-wind/feed/"' in client.get("/harbour/storm-wind/").content


def test_a_story_told_once_has_no_feed(client):
    make_article("Tide turns")

    assert client.get("/harbour/tide-turns/feed/").status_code == 404


def test_an_author_is_a_person_to_machines(client):
    author = actions.create_author(name="Ann Lee", role="Harbour correspondent", bio="Born here.")
    make_article("Tide turns", authors=[author])

    page = queries.author("ann-lee")

    facts = json.loads(page.structured_data)
    assert (facts["@type"], facts["mainEntity"]["jobTitle"]) == (
        "ProfilePage",
        "Harbour correspondent",
    )
    assert page.social["og:title"] == "Ann Lee"
    html = client.get("/author/ann-lee/").content.decode()
    assert f'property="og:url" content="{SITE}/author/ann-lee/"' in html
    assert "application/ld+json" in html


def places(answer):
    return [place.text for place in fromstring(answer.content).iter(LOC)]


def test_the_news_sitemap_holds_the_open_news_of_two_days(client):
    make_article("Now", published_at=hours_ago(1))
    make_article("Nearly old", published_at=hours_ago(47))
    make_article("Old", published_at=hours_ago(49))
    make_article("Draft", live=False)
    make_article("Paid", kind="sponsored", sponsored_by="Orra Bank")
    make_community_article()

    assert places(client.get("/news-sitemap.xml")) == [
        f"{SITE}/harbour/now/",
        f"{SITE}/harbour/nearly-old/",
    ]


def test_without_news_there_is_no_news_sitemap_and_nobody_is_sent_there(client):
    make_article("Old", published_at=hours_ago(49))

    before = client.get("/news-sitemap.xml"), client.get("/robots.txt")
    make_article("Now", published_at=hours_ago(1))
    after = client.get("/news-sitemap.xml"), client.get("/robots.txt")

    assert [answer.status_code for answer in (*before, *after)] == [404, 200, 200, 200]
    assert [b"news-sitemap" in robots.content for _, robots in (before, after)] == [False, True]


def test_the_news_sitemap_names_paper_language_date_and_title(client):
    make_article("Fish & chips", published_at=hours_ago(1))

    news = "{http://www.google.com/schemas/sitemap-news/0.9}"
    story = fromstring(client.get("/news-sitemap.xml").content)[0].find(f"{news}news")

    texts = {element.tag.removeprefix(news): element.text for element in story.iter()}
    assert (texts["name"], texts["language"], texts["title"]) == (
        "The Saltmere Courier",
        "en",
        "Fish & chips",
    )
    assert datetime.fromisoformat(texts["publication_date"]).tzinfo is not None


def test_the_sitemap_lists_every_kind_of_page(client):
    topic = actions.create_topic(name="Tides")
    make_article("Tide turns", topics=[topic], authors=[actions.create_author(name="Ann Lee")])
    make_article("Draft", live=False)
    actions.create_standing_page(title="About", body=[("text", "<p>x</p>")])

    assert places(client.get("/sitemap.xml")) == [
        f"{SITE}{path}"
        for path in (
            "/",
            "/harbour/",
            "/pages/about/",
            "/topic/tides/",
            "/author/ann-lee/",
            "/harbour/tide-turns/",
        )
    ]


def test_topics_and_authors_without_stories_are_not_offered(client):
    topic, author = actions.create_topic(name="Tides"), actions.create_author(name="Ann Lee")
    make_article("Draft", live=False, topics=[topic], authors=[author])

    assert places(client.get("/sitemap.xml")) == [f"{SITE}/", f"{SITE}/harbour/"]


def test_a_live_blog_has_changed_when_an_entry_has(client):
    blog = make_live_blog(published_at=hours_ago(10))
    entry = make_entries(blog, 1)[0]
    entry.text = "<p>Corrected.</p>"
    entry.save()

    changed = fromstring(client.get("/sitemap.xml").content)[-1][1].text

    assert datetime.fromisoformat(changed) == entry.updated_at.replace(microsecond=0)


def test_a_very_large_site_has_several_sitemaps(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "NUMBERS_A_PART", 2)
    stories = [make_article(f"Story {number}").pk for number in range(1, 4)]

    index = client.get("/sitemap.xml")
    parts = places(index)

    numbers = [1, *dict.fromkeys(2 + pk // 2 for pk in stories)]
    assert parts == [f"{SITE}/sitemap.xml?page={number}" for number in numbers]
    assert b"<sitemapindex" in index.content
    found = [places(client.get(part.removeprefix(SITE))) for part in parts]
    assert found[0] == [f"{SITE}/", f"{SITE}/harbour/"]
    assert [place for part in found[1:] for place in part] == [
        f"{SITE}/harbour/story-{number}/" for number in (1, 2, 3)
    ]
    assert [] not in found
    odd = ("0", "01", "x", str(numbers[-1] + 1), "9" * 30)
    assert [client.get(f"/sitemap.xml?page={page}").status_code for page in odd] == [404] * 5


@pytest.mark.parametrize("path", ["", "feed/"])
def test_an_authors_or_topics_old_address_leads_to_the_new_one(client, path):
    author, topic = actions.create_author(name="Ann Lee"), actions.create_topic(name="Tides")
    make_article("Tide turns", authors=[author], topics=[topic])
    author.slug, topic.slug = "ann-lee-oak", "the-tides"
    author.save()
    topic.save()

    answers = [client.get(f"/author/ann-lee/{path}"), client.get(f"/topic/tides/{path}")]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (301, f"/author/ann-lee-oak/{path}"),
        (301, f"/topic/the-tides/{path}"),
    ]
    author.slug = "ann-lee"
    author.save()
    assert client.get(f"/author/ann-lee/{path}").status_code == 200
    assert client.get(f"/author/ann-lee-oak/{path}")["Location"] == f"/author/ann-lee/{path}"


def test_robots_find_the_sitemaps(client):
    make_article("Now", published_at=hours_ago(1))

    answer = client.get("/robots.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "",
        f"Sitemap: {SITE}/sitemap.xml",
        f"Sitemap: {SITE}/news-sitemap.xml",
    ]
