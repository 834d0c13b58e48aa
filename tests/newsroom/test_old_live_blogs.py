"""Live blogs of WordPress's plug-in come in with what readers saw at the end."""

from datetime import UTC, datetime

import pytest

from tests.newsroom.test_importers import bring_in_export, make_export, make_fact, make_item
from wellread.newsroom.models import LiveBlog

pytestmark = pytest.mark.django_db


def make_comment(number, text, *, state="liveblog", minute=0, user=5, **meta):
    facts = "".join(
        f"<wp:commentmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value>"
        "</wp:commentmeta>"
        for key, value in meta.items()
    )
    return f"""<wp:comment><wp:comment_id>{number}</wp:comment_id>
      <wp:comment_author>Ada Wren</wp:comment_author>
      <wp:comment_date_gmt>2024-05-01 11:{minute:02}:00</wp:comment_date_gmt>
      <wp:comment_content><![CDATA[{text}]]></wp:comment_content>
      <wp:comment_approved>{state}</wp:comment_approved><wp:comment_type>liveblog</wp:comment_type>
      <wp:comment_user_id>{user}</wp:comment_user_id>{facts}</wp:comment>"""


def bring_in_comments(folder, *comments, status="archive"):
    more = make_fact("liveblog", status) + "".join(comments)
    file = make_export(folder, make_item(more=more))
    text = file.read_text(encoding="utf-8").replace(
        "<wp:author_login>ada<", "<wp:author_id>5</wp:author_id><wp:author_login>ada<"
    )
    file.write_text(text, encoding="utf-8")
    return bring_in_export(file)


def entries():
    return [
        (each.headline, each.text, each.published_at.minute, each.key_event)
        for each in LiveBlog.objects.get().entries.order_by("published_at")
    ]


def test_entries_come_with_their_authors_times_changes_and_key_events(tmp_path, client):
    report = bring_in_comments(
        tmp_path,
        make_comment(7, "<h3>Polls open</h3><p>At <b>eight</b>.</p>", minute=1),
        make_comment(8, "<p>Turnout is hihg.</p>", minute=2),
        make_comment(9, "<p>Gone.</p>", state="trash", minute=3),
        make_comment(10, "/key Turnout is high. More soon.", minute=9, liveblog_replaces=8),
        make_comment(11, "", minute=10, liveblog_replaces=9),
        make_comment(12, "<p>Also gone.</p>", minute=11),
        make_comment(13, "", minute=12, liveblog_replaces=12),
    )

    assert entries() == [
        ("Polls open", "<p>At <b>eight</b>.</p>", 1, False),
        ("Turnout is high.", "<p>Turnout is high. More soon.</p>", 2, True),
    ]
    assert [what for _, what in report.left_out] == [
        "live entry that was deleted there: 9",
        "live entry that was deleted there: 12",
    ]
    blog = LiveBlog.objects.get()
    assert blog.ended_at == datetime(2024, 5, 1, 11, 2, tzinfo=UTC)
    assert {str(each) for entry in blog.entries.all() for each in entry.authors.all()} == {
        "Ada Wren"
    }
    page = client.get(blog.url).content.decode()
    assert "At <b>eight</b>." in page
    assert "hihg" not in page


def test_bringing_a_live_blog_in_again_adds_what_is_new_and_changes_nothing(tmp_path):
    first = make_comment(7, "<p>One.</p>", minute=1)
    bring_in_comments(tmp_path, first)
    bring_in_comments(tmp_path, first)
    assert len(entries()) == 1

    report = bring_in_comments(
        tmp_path,
        first,
        make_comment(8, "<p>Two.</p>", minute=2),
        make_comment(9, "<p>Une.</p>", minute=3, liveblog_replaces=7),
    )

    assert [text for _, text, _, _ in entries()] == ["<p>One.</p>", "<p>Two.</p>"]
    assert [what for _, what in report.left_out] == ["live entry that is another here: <p>Une.</p>"]
