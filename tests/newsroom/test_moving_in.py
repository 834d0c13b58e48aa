"""Feeds and exports of other dialects: each loss has its line, and none is a guess."""

import gzip
import json

import pytest

from tests.newsroom.test_feeds_brought_in import RSS, bring_in_feed, make_item, revisions
from tests.newsroom.test_ghost import bring_in_ghost, make_lexical, make_paragraph, make_post
from tests.newsroom.test_ghost import text as text_of
from wellread.newsroom.importers import feeds, ghost
from wellread.newsroom.importers.dates import read_date
from wellread.newsroom.importers.faults import ImportFault
from wellread.newsroom.importers.report import LOOK, Loss, Report
from wellread.newsroom.importers.story import FoundPicture
from wellread.newsroom.models import Article

YOUTUBE = "https://www.youtube.com/embed/abcdefghijk"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://www.w3.org/2007/app" \
xmlns:blogger="http://schemas.google.com/blogger/2018">{}</feed>'


def make_feed(*items):
    return RSS.format(items="".join(items))


def make_json(*items, **facts):
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, "home_page_url": "https://w.example/", **facts,
                       "items": list(items)})  # fmt: skip


def make_json_item(number=1, **facts):
    return {"id": str(number), "title": "Tide", "content_html": "<p>It turned.</p>", **facts}


def read(folder, content, name="feed"):
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    report = Report()
    return list(feeds.stories(str(file), report)), report


def read_ghost(folder, *posts, **tables):
    file = folder / "export.json"
    users = [{"id": "1", "name": "Ada", "slug": "ada"}]
    links = [{"post_id": "5f1", "author_id": "1", "sort_order": 0}]
    data = {"posts": list(posts), "users": users, "posts_authors": links, **tables}
    file.write_text(json.dumps({"db": [{"data": data}]}))
    report = Report()
    return list(ghost.stories(file, report)), report


def html(story):
    return "".join(block.get("html", block["type"]) for block in story.body)


def losses(story, report=None):
    lines = report.lines if report else []
    return [*story.left_out, *(Loss(each.kind, each.what) for each in lines)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Hi &#55357;&#56832; there &#xD83D;&#xDE00;", "Hi 😀 there 😀"),
        ("if a&lt;b then c", "if a<b then c"),
        ("<![CDATA[Vec<T> explained]]>", "Vec<T> explained"),
        ("&lt;John Smith&gt; said", "<John Smith> said"),
        ("&lt;b&gt;Bold&lt;/b&gt; &amp;lt;3", "Bold <3"),
    ],
)
def test_a_headline_keeps_every_sign(tmp_path, written, meant):
    (story,), _ = read(tmp_path, make_feed(make_item(title=written)))

    assert story.headline == meant


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("content", [make_feed(make_item(title="Žlutý")),
                                     make_json(make_json_item(title="Žlutý"))])  # fmt: skip
def test_utf_16_without_its_mark_is_read_and_said(tmp_path, encoding, content):
    content = content.replace("\\u017d", "Ž").replace("\\u00fd", "ý")

    (story,), report = read(tmp_path, content.encode(encoding))

    assert story.headline == "Žlutý"
    assert Loss("mended or left out in the file", "UTF-16 without its mark: read as that") in (
        losses(story, report)
    )


@pytest.mark.parametrize(
    ("words", "encoding"),
    [("Городской совет принял решение", "cp1251"), ("東京の港で火災がありました。", "shift_jis"),
     ("Ο δήμος αποφάσισε σήμερα", "iso8859-7"), ("עיריית חיפה החליטה", "cp1255")],
)  # fmt: skip
@pytest.mark.parametrize("said", ["UTF-8", "ISO-8859-1"])
def test_letters_of_another_alphabet_are_not_guessed(tmp_path, words, encoding, said):
    content = make_feed(make_item(text=words)).replace("UTF-8", said)

    with pytest.raises(ImportFault, match=f"letters are not {said}.*Save it as UTF-8"):
        read(tmp_path, content.encode(encoding))


def test_a_packed_feed_is_unpacked_and_a_broken_one_is_not(tmp_path):
    packed = gzip.compress(make_feed(make_item()).encode())

    assert [story.headline for story in read(tmp_path, packed)[0]] == ["Tide turns"]
    with pytest.raises(ImportFault, match="breaks off"):
        read(tmp_path, packed[:-20])


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("<!DOCTYPE html><html><body><p>a<br>b</body></html>", "a web page and no feed"),
        ("<html><body/></html>", "a web page and no feed"),
        (" \n", "there is nothing in it"),
        ("PK\x03\x04rest", "a ZIP archive; unpack it"),
        ('{"items": []}', "version does not begin https://jsonfeed.org"),
    ],
)
def test_what_is_no_feed_is_called_what_it_is(tmp_path, content, fault):
    with pytest.raises(ImportFault, match=fault):
        read(tmp_path, content)


def test_a_comment_around_the_feed_is_no_loss_and_words_are(tmp_path):
    content = make_feed(make_item())

    (story,), report = read(tmp_path, f"<!-- kept -->{content}\n<!-- made in 0.2 s -->")
    assert losses(story, report) == []
    (story,), report = read(tmp_path, f"{content}\nPowered by us")
    assert [loss.what for loss in losses(story, report)] == ["words behind the document left out"]


def test_prefixes_that_are_not_declared_mean_what_they_usually_do(tmp_path):
    more = (
        "<content:encoded>&lt;p&gt;Whole.&lt;/p&gt;</content:encoded><dc:creator>Ada</dc:creator>"
    )
    content = f'<rss version="2.0"><channel>{make_item(more=more)}</channel></rss>'

    (story,), report = read(tmp_path, content)

    assert (html(story), [name.name for name in story.authors]) == ("<p>Whole.</p>", ["Ada"])
    assert [loss.what for loss in losses(story, report)] == [
        "the prefix content: is not declared: read as usual",
        "the prefix dc: is not declared: read as usual",
    ]


@pytest.mark.parametrize(
    "text",
    ["<![CDATA[&lt;p&gt;Hi &lt;b&gt;you&lt;/b&gt;&lt;/p&gt;]]>",
     "&amp;lt;p&amp;gt;Hi &amp;lt;b&amp;gt;you&amp;lt;/b&amp;gt;&amp;lt;/p&amp;gt;"],
)  # fmt: skip
def test_html_escaped_twice_is_read_as_html_and_said(tmp_path, text):
    (story,), _ = read(tmp_path, make_feed(make_item(text=text)))

    assert html(story) == "<p>Hi <b>you</b></p>"
    assert [loss.what for loss in losses(story)] == [
        "entry 1: its description was escaped twice, and is read as HTML"
    ]


@pytest.mark.parametrize(
    ("summary", "standfirst"),
    [
        ("One two three […] The post Tide appeared first on Wire.", ""),
        ("One two three...", ""),
        ("One two three four five.", ""),
        ("What it means… and for whom", "What it means… and for whom"),
        ("word " * 99, ("word " * 99).strip()),
    ],
)
def test_a_summary_that_is_how_the_text_begins_is_no_standfirst(tmp_path, summary, standfirst):
    text = "<content:encoded>&lt;p&gt;One two three four five.&lt;/p&gt;</content:encoded>"

    (story,), _ = read(tmp_path, make_feed(make_item(text=summary, more=text)))

    assert story.standfirst == standfirst


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["a", "a" * 400])
def test_two_stories_of_one_id_do_not_overwrite_each_other(tmp_path, name):
    content = make_feed(make_item(name), make_item(name, title="Other", text="Another."))

    reports = [bring_in_feed(tmp_path, content), bring_in_feed(tmp_path, content)]

    assert list(Article.objects.values_list("title", flat=True)) == ["Tide turns"]
    for report in reports:
        why = "another story of the file has the same id"
        assert (report.skipped, report.brought_up_to_date) == ([("Other", why)], [])


def test_long_ids_that_begin_alike_stay_two(tmp_path):
    stories, _ = read(tmp_path, make_feed(make_item("a" * 400 + "1"), make_item("a" * 400 + "2")))

    assert len({story.source_id for story in stories}) == 2
    assert all(len(story.source_id) <= 300 for story in stories)


def test_a_feed_without_an_address_of_its_own_is_known_by_its_entries_not_by_its_file(tmp_path):
    content = make_feed(make_item()).replace("<link>https://wire.example/</link>", "")

    sources = {read(tmp_path, content, name)[0][0].source for name in ("monday", "tuesday")}

    assert sources == {"feed:wire.example"}


@pytest.mark.django_db
def test_where_a_story_was_on_the_feeds_own_site_leads_on(tmp_path, client):
    own = "<link>https://www.wire.example/2021/tide.html</link>"
    other = "<link>https://else.example/2021/other.html</link>"
    bring_in_feed(tmp_path, make_feed(make_item(more=own), make_item("b", title="B", more=other)))

    assert client.get("/2021/tide.html")["Location"].endswith("/news/tide-turns/")
    assert client.get("/2021/other.html").status_code == 404


def test_a_backup_of_blogger_brings_posts_as_they_were_and_names_the_rest(tmp_path):
    kind = '<category scheme="http://schemas.google.com/g/2005#kind" \
term="http://schemas.google.com/blogger/2008/kind#{}"/>'
    entry = "<entry><id>{0}</id><title>{0}</title><published>2021-11-19T01:45:08Z</published>\
<content>Words</content>{1}</entry>"
    held = "<app:control><app:draft>yes</app:draft></app:control>"
    live = "<blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>\
<blogger:filename>/2021/11/live.html</blogger:filename>"
    stories, report = read(tmp_path, ATOM.format("".join((
        entry.format("held", kind.format("post") + held),
        entry.format("set", kind.format("settings")),
        entry.format("said", "<blogger:type>COMMENT</blogger:type>"),
        entry.format("old", live.replace("LIVE", "DRAFT")),
        entry.format("live", live),
    ))))  # fmt: skip

    assert [(each.headline, each.is_draft, each.topics) for each in stories] == [
        ("held", True, ()), ("old", True, ()), ("live", False, ())
    ]  # fmt: skip
    assert stories[2].old_path == "/2021/11/live.html"
    assert report.skipped == [("set", "Blogger keeps it as “settings”, not as a post"),
                              ("said", "Blogger keeps it as “comment”, not as a post")]  # fmt: skip


def test_the_words_and_sizes_of_a_picture_beside_the_text(tmp_path):
    media = """<media:content url="https://i.example/p.jpg?w=140" width="140" medium="image">
      <media:description type="html">A &lt;b&gt;boat&lt;/b&gt;</media:description>
      <media:credit>Ann</media:credit><media:credit>Agency</media:credit></media:content>
      <media:content url="https://i.example/p.jpg?w=460" width="460" medium="image"/>"""

    (story,), _ = read(tmp_path, make_feed(make_item(more=media)))

    assert story.lead == FoundPicture(
        "https://i.example/p.jpg?w=460", "A boat", "A <b>boat</b> (Ann, Agency)"
    )
    assert losses(story) == []


def test_a_known_player_beside_the_text_stands_in_it(tmp_path):
    media = f'<media:group><media:content url="{YOUTUBE}" type="text/html"/>\
<media:description>Said below it.</media:description></media:group>'

    (story,), _ = read(tmp_path, make_feed(make_item(more=media)))

    assert story.body[-1] == {"type": "embed", "url": YOUTUBE, "title": "Video"}
    assert [loss.what for loss in losses(story)] == [
        "entry 1: words beside its player left out: Said below it."
    ]


def test_what_of_a_feed_is_not_read_is_said_once_for_each_kind(tmp_path):
    more = "<source url='https://o.example/'>Other</source><itunes:author>Ada</itunes:author>"

    stories, report = read(tmp_path, make_feed(make_item(more=more), make_item("b", more=more)))

    assert [line.what for line in report.lines] == ["source (in 2 entries)"]
    assert [name.name for name in stories[0].authors] == ["Ada"]


def test_who_has_no_name_at_blogger_is_nobody(tmp_path):
    author = "<author>noreply@blogger.com (Unknown)</author>"

    (story,), _ = read(tmp_path, make_feed(make_item(more=author)))

    assert story.authors == ()


def test_a_story_without_a_headline_says_so(tmp_path):
    (story,), _ = read(tmp_path, make_feed(make_item(title="")))

    assert story.headline == "It turned."
    assert losses(story) == [Loss("no headline there, so its first words", "entry 1")]


def test_atoms_oldest_texts_are_read(tmp_path):
    content = (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>a</id><title>T</title>\
<issued>2004-03-01T10:00:00Z</issued><content type="text/html" mode="base64">PHA+SGk8L3A+</content>\
</entry></feed>'
    )

    (story,), _ = read(tmp_path, content)

    assert html(story) == "<p>Hi</p>"


def test_a_json_feed_hands_its_authors_down_and_says_what_is_not_read(tmp_path):
    own = make_json_item(2, authors=[{"name": "Ben"}], _blue=1)
    content = make_json(make_json_item(), own, authors=[{"name": "Ada"}], expired=True,
                        next_url="https://w.example/2")  # fmt: skip

    stories, report = read(tmp_path, content)

    assert [name.name for story in stories for name in story.authors] == ["Ada", "Ben"]
    assert [(line.kind, line.what) for line in report.lines if line.outcome == LOOK] == [
        ("the feed says that nothing more will come in it", ""),
        ("more of the feed elsewhere", "https://w.example/2"),
        ("field that is not read", "_blue (in 1 item)"),
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2021-11-07 01:30 ET", "the clocks were put back in that hour"),
        ("2021-10-31T02:30:00 Europe/Berlin", "the clocks were put back in that hour"),
        ("2021-03-14 02:30 ET", "there was no such time"),
        ("2021-03-28T02:30:00 Europe/Berlin", "there was no such time"),
    ],
)
def test_hours_that_clocks_repeat_are_said_and_those_they_leave_out_are_unknown(written, said):
    reading = read_date(written)

    assert (reading.at is None) == (said == "there was no such time")
    assert said in reading.notes[0]


def test_a_zone_may_stand_behind_the_word_for_the_hour():
    at, notes = read_date("19. November 2021 um 14:30 Uhr MEZ")

    assert (at.isoformat(), notes) == ("2021-11-19T14:30:00+01:00", ())


GATED = '<p>Open</p><!--kg-gated-block:begin nonMember:false memberSegment:"status:free" -->\
<p>For members</p><!--kg-gated-block:end--><p>End</p>\
<!--kg-gated-block:begin nonMember:true memberSegment:"" --><p>For all</p><!--kg-gated-block:end-->'


@pytest.mark.django_db
@pytest.mark.parametrize(("visibility", "is_shown"), [("public", False), ("members", True)])
def test_what_ghosts_html_keeps_for_members_stays_theirs(tmp_path, visibility, is_shown):
    report = bring_in_ghost(tmp_path, make_post(lexical=None, html=GATED, visibility=visibility))

    story = Article.objects.get()
    assert ("For members" in text_of(story)) == is_shown
    assert "For all" in text_of(story)
    lost = ("card left out", "html: not shown to all who may read the story")
    assert (lost in [(line.kind, line.what) for line in report.lines]) != is_shown
    assert story.community_only == is_shown


TWEET = '<blockquote class="twitter-tweet"><p>Words of it</p>\
<a href="https://x.example/1">1</a></blockquote>'


@pytest.mark.parametrize(
    ("card", "wanted", "lost"),
    [
        ({"type": "image", "src": "a.jpg", "href": "https://h.example", "cardWidth": "wide"},
         "image", [("link of a picture left out", "https://h.example"),
                   ("wide picture, here as wide as the text", "a.jpg")]),
        ({"type": "gallery", "images": [{"src": "a.jpg", "href": "https://h.example"}]},
         "image", [("link of a picture left out", "https://h.example")]),
        ({"type": "embed", "url": "https://x.example/1", "html": TWEET},
         '<p>Words of it</p>\n<p><a href="https://x.example/1">1</a></p>',
         [("post of another site, its words stay", "https://x.example/1")]),
        ({"type": "file", "src": "/a.pdf", "fileTitle": "Report", "fileCaption": "All of it"},
         "<p>Report</p>\n<p>All of it</p>", [("card left out", "file: /a.pdf")]),
        ({"type": "header", "header": "Top", "buttonEnabled": False, "buttonText": "No",
          "buttonUrl": "https://b.example", "backgroundImageSrc": "b.jpg"},
         "<h2>Top</h2>", [("picture of a card left out", "b.jpg")]),
        ({"type": "call-to-action", "textValue": "<p>Buy <b>it</b></p>", "buttonText": "Go"},
         "", [("card left out", "call-to-action: Buy it · Go"), ("no text there", "posts[0]")]),
        ({"type": "callout", "calloutEmoji": "💡", "calloutText": "<p>Mind</p>"},
         "<p>💡 Mind</p>", []),
        ({"type": "markdown", "markdown": "One[^1]\n\n[^1]: note"},
         "<p>One[^1]</p>\n<p>[^1]: note</p>", []),
    ],
)  # fmt: skip
def test_each_card_keeps_its_words_and_what_it_loses_is_said(tmp_path, card, wanted, lost):
    (story,), _ = read_ghost(tmp_path, make_post(lexical=make_lexical(card)))

    assert html(story) == wanted
    assert losses(story) == [Loss(*each) for each in lost]


def test_a_bookmark_in_html_is_a_link(tmp_path):
    card = '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" \
href="https://b.example"><div class="kg-bookmark-title">Title</div><div \
class="kg-bookmark-description">About</div><img src="https://b.example/icon.png"></a></figure>'

    (story,), _ = read_ghost(tmp_path, make_post(lexical=None, html=card))

    assert html(story) == '<p><a href="https://b.example">Title</a><br>About</p>'


def test_a_document_that_says_nothing_is_taken_from_its_html(tmp_path):
    post = make_post(lexical=make_lexical(make_paragraph()), html="<p>Real</p>")

    (story,), _ = read_ghost(tmp_path, post)

    assert html(story) == "<p>Real</p>"
    assert losses(story) == [Loss("nothing in what was written, so its HTML is taken")]


def test_what_stands_beside_a_ghost_post_has_its_line(tmp_path):
    meta = {"post_id": "5f1", "og_title": "Other words", "feature_image_alt": "Boat",
            "feature_image_caption": 'By <a href="https://x.example">X</a>'}  # fmt: skip
    users = [{"id": "1", "name": "Ada", "slug": "ada", "bio": "Writes."}]

    (story,), report = read_ghost(
        tmp_path, make_post(feature_image="f.jpg", title="(Untitled)"), posts_meta=[meta],
        users=users,
    )  # fmt: skip

    assert (story.lead, story.headline) == (
        FoundPicture("f.jpg", "Boat", 'By <a href="https://x.example">X</a>'), "It turned.",
    )  # fmt: skip
    assert losses(story, report) == [
        Loss("words for social networks left out", "Other words"),
        Loss("no headline there, so its first words", "posts[0]"),
        Loss("bio of an author left out", "Writes."),
    ]


@pytest.mark.parametrize(
    ("pattern", "old_path"),
    [("/:year/:month/:day/:slug/", "/2021/11/19/tide-1/"), ("/:author/:slug/", "/ada/tide-1/"),
     ("/:slug/", "/tide-1/"), ("/:primary_tag/:slug/", "")],
)  # fmt: skip
def test_a_ghost_story_was_where_its_sites_pattern_put_it(tmp_path, pattern, old_path):
    settings = [{"key": "permalinks", "value": pattern},
                {"key": "active_timezone", "value": "Pacific/Auckland"}]  # fmt: skip

    (story,), _ = read_ghost(tmp_path, make_post(), settings=settings)

    assert story.old_path == old_path


def test_ghosts_own_times_are_in_utc_with_their_fractions(tmp_path):
    (story,), _ = read_ghost(tmp_path, make_post(published_at="2021-11-19 01:45:08.000"))

    assert (story.published_at.isoformat(), losses(story)) == ("2021-11-19T01:45:08+00:00", [])


@pytest.mark.django_db
def test_a_feed_of_these_dialects_brought_in_twice_changes_nothing(tmp_path):
    own = "<link>https://wire.example/2021/tide.html</link>"
    content = make_feed(
        make_item(more=own), make_item("b", title="if a&lt;b"), make_item("c" * 400)
    )
    bring_in_feed(tmp_path, content)
    before = revisions()

    report = bring_in_feed(tmp_path, content)

    assert (revisions(), report.there_already) == (before, 3)
