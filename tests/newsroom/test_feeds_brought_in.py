import json
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from wellread.cli import main
from wellread.newsroom.importers import feeds
from wellread.newsroom.importers.bring_in import bring_in
from wellread.newsroom.importers.library import Library
from wellread.newsroom.importers.report import LOOK, NO_UPLOADS
from wellread.newsroom.models import Article

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parent / "files"
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel><title>Wire</title><link>https://wire.example/</link>{items}</channel></rss>"""


def make_item(name="a", *, more="", title="Tide turns", text="It turned."):
    return f"""<item><title>{title}</title><guid>https://wire.example/{name}</guid>
      <pubDate>Fri, 19 Nov 2021 01:45:08 +0000</pubDate>
      <description>{text}</description>{more}</item>"""


def bring_in_feed(folder, content, uploads=None, name="feed"):
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return bring_in(partial(feeds.stories, str(file)), library=Library(uploads))


def make_uploads(folder):
    uploads = folder / "uploads"
    (uploads / "2020" / "03").mkdir(parents=True)
    Image.new("RGB", (80, 60), "teal").save(uploads / "2020" / "03" / "harbour.jpg")
    return uploads


def story(headline):
    return Article.objects.get(title=headline)


def text(article):
    return "".join(str(block.value) for block in article.body)


def authors(article):
    return [line.author.name for line in article.authorships.select_related("author")]


def revisions():
    return list(Article.objects.order_by("pk").values_list("pk", "title", "latest_revision"))


def said(report):
    return [line.what for line in report.lines if line.outcome == LOOK]


def test_a_story_whose_date_cannot_be_read_waits_as_a_draft_and_the_report_says_which(tmp_path):
    file = tmp_path / "report.csv"

    assert main(["import", "feed", str(FILES / "dates.xml"), "--report", str(file)]) == 0

    drafts = set(Article.objects.filter(live=False).values_list("title", flat=True))
    assert drafts == {"dmy", "none"}
    assert story("est").published_at.isoformat() == "2013-10-08T23:30:00+00:00"
    assert story("colon").published_at.isoformat() == "2021-11-18T23:45:08+00:00"
    assert story("dmy").published_at is None
    lines = file.read_text()
    assert "dmy,entry 7: its date “03.02.2021 10:15” cannot be read" in lines
    assert "none,entry 10: it has no date" in lines


def test_a_picture_beside_the_text_leads_the_story_and_its_words_are_not_the_text(tmp_path):
    content = (FILES / "pictures-beside-the-text.xml").read_bytes()
    report = bring_in_feed(tmp_path, content, make_uploads(tmp_path))

    media, enclosed = story("Picture in media"), story("Picture in enclosure")
    assert (media.lead_alt, media.lead_caption) == ("The harbour", "The harbour")
    assert "text" in text(media)
    assert "harbour" not in text(media)
    assert enclosed.lead_image == media.lead_image
    assert report.pictures == 1


def test_without_uploads_each_picture_has_a_line(tmp_path):
    report = bring_in_feed(tmp_path, (FILES / "pictures-beside-the-text.xml").read_bytes())

    address = "https://wire.example/wp-content/uploads/2020/03/harbour.jpg"
    missed = [line for line in report.lines if line.kind == NO_UPLOADS]
    assert [line.item for line in missed] == ["Picture in media", "Picture in enclosure"]
    assert {line.what for line in missed} == {address}


def test_undeclared_entities_and_control_characters_do_not_cost_the_feed(tmp_path):
    entities = bring_in_feed(tmp_path, (FILES / "undeclared-entities.xml").read_bytes())
    controls = bring_in_feed(tmp_path, (FILES / "control-characters.xml").read_bytes())

    assert entities.brought_in == ["Café fermé", "Plain"]
    assert "10&nbsp;000 people — so far" in text(story("Café fermé"))
    assert "&mdash; is not declared: read as in HTML (line 2)" in said(entities)
    assert len(controls.brought_in) == 2
    assert any(what.startswith("control character U+") for what in said(controls))


def test_a_json_feed_comes_in_whole(tmp_path):
    report = bring_in_feed(
        tmp_path, (FILES / "json-feed.json").read_bytes(), make_uploads(tmp_path)
    )

    bell, changed = story("Bell and pasted"), story("Only modified")
    assert [topic.name for topic in bell.topics.all()] == ["news"]
    assert bell.published_at.isoformat() == "2021-11-18T23:45:08+00:00"
    assert changed.lead_image is not None
    assert changed.published_at.isoformat() == "2021-11-18T10:00:00+00:00"
    assert Article.objects.filter(live=False).count() == 1
    assert said(report)[:2] == [
        "items[0]: title: control characters taken out",
        "items[0]: content_html: control characters taken out",
    ]
    assert "items[1]: it has no date of publication, so it is dated by its date_modified" in said(
        report
    )


def test_the_caption_of_a_picture_that_is_not_there_has_a_line(tmp_path):
    item = {
        "id": "1",
        "title": "Quay",
        "date_published": "2021-11-19T01:45:08Z",
        "content_html": "<figure><img src='/lost.jpg'><figcaption>The old quay</figcaption>"
        "</figure><p>Text.</p>",
    }
    report = bring_in_feed(tmp_path, json_feed(item), make_uploads(tmp_path))

    assert "The old quay" in said(report)


@pytest.mark.parametrize(
    ("plain", "told"),
    [
        ("Ships, and *tides*.", []),
        (
            "Ships. Read more at home.",
            ["items[0]: content_text: left out, it says something else than the HTML"],
        ),
    ],
)
def test_a_text_beside_the_html_has_a_line_where_it_differs(tmp_path, plain, told):
    item = {
        "id": "1",
        "title": "Quay",
        "date_published": "2021-11-19T01:45:08Z",
        "content_html": "<p>Ships and <em>tides</em>.</p>",
        "content_text": plain,
    }

    assert said(bring_in_feed(tmp_path, json_feed(item))) == told


def json_feed(*items):
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items})


def test_fields_of_a_wrong_kind_are_named_by_their_place_and_the_rest_comes_in(tmp_path):
    items = [
        {"id": True, "url": "https://j.example/1", "title": ["x"], "content_html": {"a": 1},
         "content_text": "Text", "tags": ["sea", 5, None, {"x": 1}], "authors": "Ada Wren",
         "date_published": "2021-11-19T01:45:08Z", "summary": float("nan")},
        "nothing",
        {"id": 7.5},
        {"id": "8", "title": "Old", "author": {"name": "Ben Reed", "url": 4},
         "content_html": "<p>x</p>", "date_published": "2021-11-19T01:45:08Z",
         "external_url": "https://else.example/a",
         "attachments": [{"url": "https://j.example/a.mp3", "mime_type": "audio/mpeg"}]},
    ]  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1", "home_page_url": 5, "items": items}
    report = bring_in_feed(tmp_path, json.dumps(feed))

    assert report.skipped == [
        ("items[1]", "it has neither an id nor a url"),
        ("items[2]", "it has neither an id nor a url"),
    ]
    first, old = Article.objects.order_by("source_id").reverse()
    assert authors(first) == ["Ada Wren"]
    assert {topic.name for topic in first.topics.all()} == {"sea", "5"}
    assert authors(old) == ["Ben Reed"]
    assert "https://else.example/a" in text(old)
    assert "items[0]: title: left out, for it is a list and not a text" in said(report)
    assert "items[0]: summary: left out, for it is no number and not a text" in said(report)
    assert "items[0]: tags[3]: left out, for it is an object and not a text" in said(report)
    assert "items[3]: attached file https://j.example/a.mp3 (audio/mpeg) left out" in said(report)


def test_a_broken_json_file_says_where_it_breaks(tmp_path, capsys):
    file = tmp_path / "feed.json"
    file.write_text('{"version": "https://jsonfeed.org/version/1.1",\n "items": [{]}')

    assert main(["import", "feed", str(file)]) == 1
    assert "not valid JSON at line 2, column 13" in capsys.readouterr().err


def test_content_is_the_text_and_a_description_beside_it_the_standfirst(tmp_path):
    more = """<content:encoded><![CDATA[<p>All of <a href="/more">it</a>.</p>]]></content:encoded>
      <media:content url="https://wire.example/a.jpg" medium="image">
      <media:description>A photo</media:description></media:content>
      <itunes:summary>Not this</itunes:summary>
      <dc:creator>Ada Wren</dc:creator><dc:creator>Ben Reed</dc:creator>
      <category>Sea</category><category><![CDATA[Fish &amp; boats]]></category>"""
    bring_in_feed(tmp_path, RSS.format(items=make_item(more=more, text="In short.")))

    brought = story("Tide turns")
    assert brought.standfirst == "In short."
    assert 'All of <a href="https://wire.example/more">it</a>' in text(brought)
    assert "photo" not in text(brought)
    assert authors(brought) == ["Ada Wren", "Ben Reed"]
    assert {topic.name for topic in brought.topics.all()} == {"Sea", "Fish & boats"}


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("ada@wire.example (Ada Wren)", ["Ada Wren"]),
        ("Ada Wren &lt;ada@wire.example&gt;", ["Ada Wren"]),
        ("ada@wire.example", []),
        ("Ada Wren", ["Ada Wren"]),
    ],
)
def test_an_authors_address_is_no_name(tmp_path, author, names):
    item = make_item(more=f"<author>{author}</author>")
    bring_in_feed(tmp_path, RSS.format(items=item))

    assert authors(story("Tide turns")) == names


def test_an_atom_feed_is_read_with_its_bases_and_kinds_of_text(tmp_path):
    feed = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://wire.example/a/">
      <link href="https://wire.example/"/><author><name>Ada Wren</name></author>
      <entry><id>tag:wire.example,1</id><title>1 &lt; 2</title><link href="one"/>
        <published>2021-11-19T01:45:08Z</published><updated>2022-11-19T01:45:08Z</updated>
        <category term="sea" label="The sea"/><link rel="enclosure" href="h.mp3" type="audio/mpeg"/>
        <content type="xhtml" xml:base="b/"><div xmlns="http://www.w3.org/1999/xhtml">
          <p>See <a href="c">this<br/>there</a>.</p></div></content></entry>
      <entry><id>tag:wire.example,2</id><title type="html">&lt;i&gt;Two&lt;/i&gt;</title>
        <updated>2022-11-19T01:45:08Z</updated><content>5 &lt; 6</content></entry></feed>"""
    report = bring_in_feed(tmp_path, feed)

    one, two = story("1 < 2"), story("Two")
    assert 'href="https://wire.example/a/b/c"' in text(one)
    assert one.published_at.year == 2021
    assert authors(one) == ["Ada Wren"]
    assert [topic.name for topic in one.topics.all()] == ["The sea"]
    assert "5 &lt; 6" in text(two)
    assert said(report) == [
        "entry 1: file h.mp3 (audio/mpeg) left out",
        "entry 2: it has no date of publication, so it is dated by its updated",
    ]


def test_an_rdf_feed_is_read(tmp_path):
    feed = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="x"><title>W</title><link>https://wire.example/</link></channel>
      <item rdf:about="https://wire.example/1"><title>Tide turns</title>
      <link>https://wire.example/1</link><description>It turned.</description>
      <dc:date>2021-11-19T01:45+02:00</dc:date><dc:creator>Ada Wren</dc:creator></item></rdf:RDF>"""
    bring_in_feed(tmp_path, feed)

    brought = story("Tide turns")
    assert brought.published_at.isoformat() == "2021-11-18T23:45:00+00:00"
    assert brought.source == "feed:wire.example"


@pytest.mark.parametrize(
    "content",
    [
        RSS.format(items=make_item(title="Tide <b>turns</b><br>")).encode(),
        RSS.format(items=make_item(text="AT&T & co")).encode(),
        b"\xef\xbb\xbf\n" + RSS.format(items=make_item()).encode(),
        RSS.format(items=make_item(text="Caf\xe9")).encode("latin-1"),
        RSS.replace("UTF-8", "ISO-8859-1").format(items=make_item(text="Café")).encode(),
        b"<b>Warning</b>: php\n" + RSS.format(items=make_item()).encode() + b"\n<!-- 0.1s -->x",
    ],
)
def test_one_fault_does_not_cost_the_feed(tmp_path, content):
    assert bring_in_feed(tmp_path, content).brought_in == ["Tide turns"]


def test_a_feed_brought_in_again_by_https_changes_nothing(tmp_path):
    old = RSS.format(items=make_item()).replace("https://wire.example/a", "http://wire.example/a")
    bring_in_feed(tmp_path, old)

    again = bring_in_feed(tmp_path, RSS.format(items=make_item()))

    assert (again.brought_in, again.brought_up_to_date, again.there_already) == ([], [], 1)
    assert Article.objects.count() == 1


@pytest.mark.parametrize("name", [file.name for file in sorted(FILES.glob("*"))])
def test_bringing_a_feed_in_twice_changes_nothing(tmp_path, name):
    content, uploads = (FILES / name).read_bytes(), make_uploads(tmp_path)
    bring_in_feed(tmp_path, content, uploads)
    before = revisions()

    again = bring_in_feed(tmp_path, content, uploads)

    assert (again.brought_in, again.brought_up_to_date) == ([], [])
    assert revisions() == before
