import json
import os
import textwrap
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.utils import timezone

from wellread.cli import main
from wellread.newsroom.importers import feeds, wxr
from wellread.newsroom.importers.bring_in import bring_in
from wellread.newsroom.importers.faults import ImportFault
from wellread.newsroom.importers.library import Library
from wellread.newsroom.importers.markup import clean
from wellread.newsroom.importers.report import Loss
from wellread.newsroom.models import Article, Author, Section, Topic
from wellread.newsroom.queries import article

pytestmark = pytest.mark.django_db

HERE = Path(__file__).parent
WXR = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old site</title><link>https://old.example</link>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://old.example</wp:base_blog_url>
<wp:author><wp:author_login>ada</wp:author_login>
<wp:author_display_name>Ada Wren</wp:author_display_name></wp:author>
{items}
</channel></rss>"""


def make_item(number=1, *, title="Tide turns", kind="post", status="publish", **facts):
    text = facts.get("text", "<p>It turned at <b>noon</b>.</p>")
    when = facts.get("when", "2024-05-01 10:00:00")
    link = facts.get("link", f"https://old.example/?p={number}")
    more, name = facts.get("more", ""), facts.get("name", f"tide-{number}")
    section = '<category domain="category" nicename="harbour">Harbour</category>'
    return f"""<item><title>{title}</title><link>{link}</link><dc:creator>ada</dc:creator>
      <content:encoded><![CDATA[{text}]]></content:encoded>
      <excerpt:encoded><![CDATA[At noon.]]></excerpt:encoded>
      <wp:post_id>{number}</wp:post_id><wp:post_name>{name}</wp:post_name>
      <wp:post_date_gmt>{when}</wp:post_date_gmt>
      <wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status>
      <wp:post_password>{facts.get("password", "")}</wp:post_password>
      {facts.get("categories", section)}
      <category domain="post_tag" nicename="tides">Tides</category>{more}</item>"""


def make_attachment(number, file, *, alt="", caption="", parent=1):
    return f"""<item><title>{file}</title><excerpt:encoded>{caption}</excerpt:encoded>
      <wp:post_id>{number}</wp:post_id><wp:post_type>attachment</wp:post_type>
      <wp:post_parent>{parent}</wp:post_parent>
      <wp:attachment_url>https://old.example/wp-content/uploads/{file}</wp:attachment_url>
      {make_fact("_wp_attachment_image_alt", alt)}</item>"""


def make_fact(key, value):
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
    )


def make_export(folder, *items):
    file = folder / "export.xml"
    file.write_text(WXR.format(items="".join(items)), encoding="utf-8")
    return file


def bring_in_export(file, uploads=None):
    return bring_in(partial(wxr.stories, file), library=Library(uploads))


def test_a_post_becomes_an_article_with_its_author_section_and_topics(tmp_path):
    report = bring_in_export(make_export(tmp_path, make_item()))

    page = article("/harbour/tide-1/", community_content=False, page_number=1)
    assert report.brought_in == ["Tide turns"]
    assert (page.headline, page.standfirst, page.section.name) == (
        "Tide turns",
        "At noon.",
        "Harbour",
    )
    assert [byline.name for byline in page.bylines] == ["Ada Wren"]
    assert [topic.name for topic in page.topics] == ["Tides"]
    assert "<b>noon</b>" in page.body_html


def test_bringing_the_same_file_in_twice_changes_nothing(tmp_path):
    file = make_export(tmp_path, make_item(1), make_item(2, title="Tide returns"))
    bring_in_export(file)
    before = sorted(Article.objects.values_list("pk", "title", "latest_revision_created_at"))

    report = bring_in_export(file)

    assert (report.brought_in, report.there_already) == ([], 2)
    after = sorted(Article.objects.values_list("pk", "title", "latest_revision_created_at"))
    assert after == before


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (make_item(kind="page"), "a page, not a post"),
        (make_item(kind="attachment"), "a file in the media library"),
        (make_item(kind="nav_menu_item"), "an entry of a menu"),
        (make_item(status="trash"), "its status is trash"),
    ],
)
def test_what_is_not_brought_in_is_reported_with_the_reason(tmp_path, item, why):
    report = bring_in_export(make_export(tmp_path, item))

    assert (report.brought_in, report.skipped) == ([], [("Tide turns", why)])


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (make_item(status="private"), "private there, so a draft"),
        (make_item(password="open"), "protected by a password there, so a draft"),
        (make_item(status="archived"), "status that is not known, so a draft: archived"),
    ],
)
def test_what_was_not_open_to_everyone_waits_as_a_draft(tmp_path, client, item, why):
    report = bring_in_export(make_export(tmp_path, item))

    story = Article.objects.get()
    assert (story.live, report.drafts) == (False, ["Tide turns"])
    assert report.left_out == [("Tide turns", why)]
    assert client.get(story.url or story.url_path.removeprefix("/front")).status_code == 404


def test_a_bad_character_and_an_unknown_entity_do_not_cost_the_export(tmp_path):
    file = make_export(tmp_path, make_item(title="Caf&eacute; \x0bnoir & more"))

    report = bring_in_export(file)

    assert Article.objects.get().title == "Café noir & more"
    assert report.left_out == [
        (str(file), f"mended or left out in the file: {note} (line 9)")
        for note in (
            "control character U+000B taken out",
            "&eacute; is not declared: read as in HTML",
            "an & that begins nothing: read as itself",
        )
    ]


@pytest.mark.parametrize(
    ("date", "at", "note"),
    [
        ("<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>"
         "<pubDate>Wed, 30 Nov -0001 00:00:00 +0000</pubDate>"
         "<wp:post_date>2019-05-12 08:00:00</wp:post_date>", "2019-05-12 08:00:00+00:00", 2),
        ("<wp:post_date_gmt>2019-02-30 08:00:00</wp:post_date_gmt>"
         "<wp:post_date>2019-02-28 08:00:00</wp:post_date>", "None", 1),
        ("<wp:post_date_gmt>1970-01-01 00:00:00</wp:post_date_gmt>", "None", 1),
    ],
)  # fmt: skip
def test_a_date_is_read_or_unknown_and_what_was_assumed_is_said(tmp_path, date, at, note):
    item = make_item().replace("<wp:post_date_gmt>2024-05-01 10:00:00</wp:post_date_gmt>", date)

    report = bring_in_export(make_export(tmp_path, item))

    story = Article.objects.get()
    assert (str(story.published_at), story.live) == (at, at != "None")
    assert len(report.left_out) == note


def test_drafts_stay_drafts_and_what_is_due_later_waits(tmp_path):
    year = timezone.now().year + 1
    bring_in_export(
        make_export(
            tmp_path,
            make_item(1, status="draft", when="0000-00-00 00:00:00"),
            make_item(2, status="future", when=f"{year}-01-01 08:00:00"),
        )
    )

    draft, later = Article.objects.order_by("source_id")
    assert (draft.live, draft.go_live_at) == (False, None)
    assert (later.live, later.go_live_at.year) == (False, year)


def test_a_file_that_breaks_off_leaves_nothing_behind_and_says_where(tmp_path, capsys):
    file = make_export(tmp_path, make_item())
    file.write_text(file.read_text().removesuffix("</channel></rss>"))

    status = main(["import", "wxr", str(file)])

    assert status == 1
    assert "not well-formed at line" in capsys.readouterr().err
    counts = [model.objects.count() for model in (Article, Author, Topic, Section)]
    assert counts == [0, 0, 0, 0]


def test_a_fault_in_the_middle_leaves_nothing_behind():
    def breaks_off(report):
        yield from feeds.stories("nowhere.xml", report)

    with pytest.raises(ImportFault, match=r"nowhere\.xml"):
        bring_in(breaks_off)

    assert Article.objects.count() == 0


def test_entities_are_refused(tmp_path):
    file = tmp_path / "bomb.xml"
    file.write_text('<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss><channel>&a;</channel></rss>')

    with pytest.raises(ImportFault, match="declares entities"):
        list(wxr.stories(file, None))


def test_scripts_handlers_and_frames_of_strangers_are_gone():
    cleaned = clean(
        '<p onclick="x()">Fine <script>bad()</script><a href="javascript:x()">link</a></p>'
        '<iframe src="https://elsewhere.example/"></iframe><p style="color:red">Last</p>'
    )

    assert cleaned.blocks == [
        {"type": "text", "html": "<p>Fine link</p>\n<p>Last</p>"},
    ]
    assert cleaned.left_out == (
        Loss("script", "bad()"),
        Loss("link that leads nowhere here", "javascript:x()"),
        Loss("colour left out", "Last"),
        Loss("embedded page", "https://elsewhere.example/"),
    )


def test_blank_lines_are_paragraphs_where_the_text_has_none():
    assert clean("One.\n\nTwo.").blocks == [{"type": "text", "html": "<p>One.</p>\n<p>Two.</p>"}]


def test_quotations_and_videos_become_blocks_of_their_own():
    cleaned = clean(
        "<p>He said:</p><blockquote>It is late.<cite>Ada</cite></blockquote>"
        '<iframe src="https://www.youtube.com/embed/abcdefghijk" title="The tide"></iframe>'
    )

    assert [block["type"] for block in cleaned.blocks] == ["text", "quote", "embed"]
    assert cleaned.blocks[1] == {
        "type": "quote",
        "html": "<p>It is late.</p>",
        "attribution": "Ada",
    }


def test_a_json_feed_is_brought_in(tmp_path):
    file = tmp_path / "feed.json"
    items = [
        {"id": "1", "title": "Tide turns", "content_html": "<p>It turned.</p>"},
        {"title": "?"},
    ]
    version = "https://jsonfeed.org/version/1.1"
    file.write_text(json.dumps({"version": version, "title": "Old", "items": items}))

    report = bring_in(partial(feeds.stories, str(file)))

    assert report.brought_in == ["Tide turns"]
    assert report.skipped == [("items[1]", "it has neither an id nor a url")]


def test_an_rss_feed_is_brought_in_and_a_broken_one_is_not(tmp_path):
    file = tmp_path / "feed.xml"
    feed = textwrap.dedent("""\
        <rss version="2.0"><channel><title>Old</title><link>https://old.example</link>
        <item><title>Tide turns</title><guid>https://old.example/1</guid>
        <pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate><description>It turned.</description></item>
        </channel></rss>""")
    file.write_text(feed)
    assert bring_in(partial(feeds.stories, str(file))).brought_in == ["Tide turns"]

    file.write_text(feed.replace("</item>", ""))
    with pytest.raises(ImportFault, match="not well-formed at line 4"):
        bring_in(partial(feeds.stories, str(file)))


def test_a_json_feed_may_write_its_dates_like_letters_and_its_text_without_markup(tmp_path):
    file = tmp_path / "feed.json"
    item = {"id": "1", "title": "Tide", "content_text": "5 < 6 in the \0 <b>bay</b>"}
    item["date_published"] = "Fri, 31 May 2019 12:17:58 -0700"
    version = "https://jsonfeed.org/version/1.1"
    file.write_text(json.dumps({"version": version, "title": "Old", "items": [item]}))

    bring_in(partial(feeds.stories, str(file)))

    story = Article.objects.get()
    assert story.published_at.isoformat() == "2019-05-31T19:17:58+00:00"
    assert str(story.body[0].value.source) == "<p>5 &lt; 6 in the  &lt;b&gt;bay&lt;/b&gt;</p>"


def test_a_json_file_that_is_a_list_is_no_feed(tmp_path):
    file = tmp_path / "feed.json"
    file.write_text(' {"a": [1]}')

    with pytest.raises(ImportFault, match="no JSON feed"):
        bring_in(partial(feeds.stories, str(file)))


def answer_with(send):
    """Serve one answer on loopback; return its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            send(self)

        def log_message(self, *words):
            pass

    def serve():
        with server:
            server.handle_request()

    server = HTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/feed"


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://127.0.0.1/feed"])
def test_a_feed_leads_on_to_no_other_kind_of_address(address):
    def elsewhere(answer):
        answer.send_response(302)
        answer.send_header("Location", address)
        answer.end_headers()

    with pytest.raises(ImportFault):
        bring_in(partial(feeds.stories, answer_with(elsewhere)))


def test_a_feed_from_outside_leads_to_no_machine_of_ours(monkeypatch):
    ours = {"127.0.0.1": "10.0.0.5"}
    monkeypatch.setattr(
        feeds.socket,
        "getaddrinfo",
        lambda host, *rest, **more: [(0, 0, 0, "", (ours.get(host, "93.184.215.14"), 0))],
    )
    follow = feeds._Redirects().redirect_request
    request = feeds.urllib.request.Request("https://news.example/feed")

    with pytest.raises(ValueError, match="not followed"):
        follow(request, None, 302, "Found", {}, "http://127.0.0.1/admin/")
    assert follow(request, None, 302, "Found", {}, "https://www.news.example/feed")


def test_a_feed_that_trickles_is_given_up(monkeypatch):
    monkeypatch.setattr(feeds, "WHOLE_TIMEOUT_S", 0)

    def trickle(answer):
        answer.send_response(200)
        answer.end_headers()
        answer.wfile.write(b"<rss>")

    with pytest.raises(ImportFault, match="took longer"):
        bring_in(partial(feeds.stories, answer_with(trickle)))


NESTED = "<![CDATA[Content with <![CDATA[ nested ]]> :)]]>"
BROKEN = {
    "cut short": "<item><title>Broken</title><wp:post_id>1</wp:post_id>",
    "closed twice": "<item><title>Broken</title></title></item>",
    "text in text": f"<item><content:encoded>{NESTED}</content:encoded></item>",
    "an end that began nowhere": "<item></wp:term_taxonomy></item>",
}


@pytest.mark.parametrize("items", BROKEN.values(), ids=BROKEN)
def test_an_export_that_is_broken_leaves_nothing_behind(items, tmp_path):
    file = tmp_path / "broken.xml"
    file.write_text(WXR.format(items=make_item() + items))

    with pytest.raises(ImportFault, match="line"):
        bring_in(partial(wxr.stories, file))

    assert Article.objects.count() == 0


def exports():
    """Return our own specimens, and whatever the folder named by WELLREAD_TEST_EXPORTS holds."""
    ours = [*HERE.glob("field/*.xml"), *HERE.glob("files/*")]
    found = os.environ.get("WELLREAD_TEST_EXPORTS")
    others = [*Path(found).glob("wxr/*.xml"), *Path(found).glob("feeds/*")] if found else []
    assert bool(found) == bool(others), f"WELLREAD_TEST_EXPORTS: {found} holds no export"
    return sorted([*ours, *others])


def reader_of(file):
    is_feed = file.suffix == ".json" or b"wordpress.org/export" not in file.read_bytes()
    return partial(feeds.stories, str(file)) if is_feed else partial(wxr.stories, file)


@pytest.mark.parametrize("file", exports(), ids=lambda file: file.name)
def test_an_export_comes_in_once_or_not_at_all(file):
    try:
        report = bring_in(reader_of(file))
    except ImportFault:
        assert Article.objects.count() == 0
        return

    again = bring_in(reader_of(file))

    assert (again.brought_in, again.there_already) == ([], len(report.brought_in))
