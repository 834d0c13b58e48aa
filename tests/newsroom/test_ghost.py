import json
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from PIL import Image

from wellread.cli import main
from wellread.newsroom.importers import ghost
from wellread.newsroom.importers.bring_in import bring_in
from wellread.newsroom.importers.library import Library
from wellread.newsroom.importers.report import LOOK
from wellread.newsroom.models import Article

pytestmark = pytest.mark.django_db


def make_text(words, bits=0):
    return {"type": "extended-text", "text": words, "format": bits}


def make_lexical(*nodes):
    return json.dumps({"root": {"type": "root", "children": list(nodes)}})


def make_paragraph(*children):
    return {"type": "paragraph", "children": list(children)}


def make_post(number=1, **facts):
    return {
        "id": f"5f{number}",
        "uuid": f"00000000-0000-4000-8000-00000000000{number}",
        "title": "Tide turns",
        "slug": f"tide-{number}",
        "lexical": make_lexical(make_paragraph(make_text("It turned."))),
        "status": "published",
        "visibility": "public",
        "type": "post",
        "published_at": "2021-11-19T01:45:08.000Z",
        **facts,
    }


def make_data(*posts, **tables):
    return {
        "posts": list(posts),
        "users": [
            {"id": "1", "name": "Ada Wren", "slug": "ada"},
            {"id": "2", "name": "Ben Reed", "slug": "ben"},
        ],
        "tags": [
            {"id": "1", "name": "Sea", "slug": "sea"},
            {"id": "2", "name": "#hidden", "slug": "hash-hidden", "visibility": "internal"},
        ],
        "posts_authors": [
            {"post_id": "5f1", "author_id": "1", "sort_order": 1},
            {"post_id": "5f1", "author_id": "2", "sort_order": 0},
        ],
        "posts_tags": [
            {"post_id": "5f1", "tag_id": "1", "sort_order": 0},
            {"post_id": "5f1", "tag_id": "2", "sort_order": 1},
        ],
        "settings": [{"key": "db_hash", "value": "abc"}],
        **tables,
    }


def make_export(folder, data):
    file = folder / "export.json"
    file.write_text(json.dumps({"db": [{"meta": {"version": "6.0.0"}, "data": data}]}))
    return file


def bring_in_ghost(folder, *posts, uploads=None, types=(), **tables):
    file = make_export(folder, make_data(*posts, **tables))
    return bring_in(partial(ghost.stories, file, types=types), library=Library(uploads))


def text(article):
    return "".join(str(block.value) for block in article.body)


def said(report):
    return [(line.kind, line.what) for line in report.lines if line.outcome == LOOK]


def test_a_post_comes_with_authors_in_order_tags_and_old_addresses(tmp_path, client):
    report = bring_in_ghost(tmp_path, make_post(custom_excerpt="In short."))

    brought = Article.objects.get()
    names = [each.author.name for each in brought.authorships.select_related("author")]
    assert names == ["Ben Reed", "Ada Wren"]
    assert [topic.name for topic in brought.topics.all()] == ["Sea"]
    assert (brought.standfirst, brought.community_only) == ("In short.", False)
    assert brought.published_at.isoformat() == "2021-11-19T01:45:08+00:00"
    assert said(report) == [("internal tag left out", "#hidden")]
    for old, new in (
        ("/tide-1/", "/news/tide-1/"),
        ("/tag/sea/", "/topic/sea/"),
        ("/tag/sea/rss/", "/topic/sea/feed/"),
        ("/author/ben/", "/author/ben-reed/"),
    ):
        answer = client.get(old)
        assert answer.status_code in {301, 302}, old
        assert answer["Location"].endswith(new)


@pytest.mark.parametrize("visibility", ["members", "paid", "tiers", "label:vip"])
def test_what_only_members_may_read_is_for_the_community(tmp_path, visibility):
    bring_in_ghost(tmp_path, make_post(visibility=visibility))

    assert Article.objects.get().community_only


def test_states_stay_what_they_were(tmp_path):
    soon = (timezone.now() + timedelta(days=9)).isoformat()

    report = bring_in_ghost(
        tmp_path,
        make_post(1, title="Draft", status="draft", published_at=None),
        make_post(2, title="Later", status="scheduled", published_at=soon),
        make_post(3, title="Sent", status="sent"),
        make_post(4, title="Missed", status="scheduled"),
        make_post(5, title="Undated", published_at="soon"),
        make_post(6, title="Shown", published_at="2021-11-19 01:45:08"),
        make_post(7, title="Page", type="page"),
    )

    live = set(Article.objects.filter(live=True).values_list("title", flat=True))
    waits = set(Article.objects.exclude(go_live_at=None).values_list("title", flat=True))
    assert (live, waits) == ({"Shown"}, {"Later"})
    assert report.skipped == [("Page", "a page: name it by --type page to bring it in")]
    assert set(report.drafts) == {"Draft", "Sent", "Missed", "Undated"}


def test_pages_come_when_they_are_asked_for(tmp_path):
    report = bring_in_ghost(tmp_path, make_post(title="About", type="page"), types=("page",))

    assert report.brought_in == ["About"]


def test_cards_of_lexical_are_kept_and_the_others_named(tmp_path):
    nodes = [
        make_paragraph(
            make_text("Bold", 1),
            make_text(" and "),
            {"type": "link", "url": "__GHOST_URL__/tide-2/", "children": [make_text("link")]},
        ),
        {"type": "extended-heading", "tag": "h2", "children": [make_text("Head")]},
        {
            "type": "list",
            "tag": "ol",
            "children": [{"type": "listitem", "children": [make_text("One")]}],
        },
        {"type": "embed", "url": "https://www.youtube.com/watch?v=abcdefghijk"},
        {"type": "bookmark", "url": "https://b.example/", "metadata": {"title": "Mark"}},
        {"type": "callout", "calloutEmoji": "💡", "calloutText": "Call"},
        {"type": "toggle", "heading": "Toggle", "content": "<p>Told</p>"},
        {"type": "markdown", "markdown": "Some *words*"},
        {"type": "html", "html": "<p>Raw</p>"},
        {"type": "button", "buttonUrl": "https://b.example/b", "buttonText": "Press"},
        {"type": "header", "header": "Top", "subheader": "Below"},
        {"type": "product", "productTitle": "Thing", "productDescription": "Good"},
        {"type": "codeblock", "code": "a < b"},
        {"type": "paywall"},
        {"type": "email", "html": "<p>Mail</p>"},
        {"type": "audio", "src": "__GHOST_URL__/content/media/a.mp3", "title": "Sound"},
        {"type": "html", "html": "<p>Inner</p>", "visibility": {"web": {"nonMember": False}}},
        {"type": "strange"},
    ]
    report = bring_in_ghost(tmp_path, make_post(lexical=make_lexical(*nodes)))

    brought = text(Article.objects.get())
    wanted = ["<strong>Bold</strong>", 'href="/tide-2/"', "<h2>Head</h2>", "<li>One</li>"]
    wanted += ["Mark</a>", "💡 Call", "Toggle", "Told", "<em>words</em>", "Raw", "Press</a>"]
    wanted += ["Top", "Below", "Thing", "Good", "a &lt; b", "Sound"]
    assert [words for words in wanted if words not in brought] == []
    assert [words for words in ("Mail", "Inner", "GHOST") if words in brought] == []
    assert "embed" in [block.block_type for block in Article.objects.get().body]
    assert [line for line in said(report) if line[0].startswith(("card", "paywall"))] == [
        ("paywall mark left out", "the opening is as long as ours are"),
        ("card left out", "email: shown in e-mails only"),
        ("card left out", "audio: /content/media/a.mp3"),
        ("card left out", "html: not shown to all who may read the story"),
        ("card left out", "strange: not known"),
    ]


def test_mobiledoc_is_read(tmp_path):
    document = {
        "version": "0.3.1",
        "atoms": [["soft-return", "", {}]],
        "cards": [["markdown", {"markdown": "Some *words*"}], ["hr", {}]],
        "markups": [["strong"], ["a", ["href", "https://a.example/"]]],
        "sections": [
            [1, "p", [[0, [0], 1, "Bold"], [1, [], 0, 0], [0, [1], 1, "link"]]],
            [3, "ul", [[[0, [], 0, "One"]]]],
            [10, 0],
            [10, 1],
        ],
    }
    bring_in_ghost(tmp_path, make_post(lexical=None, mobiledoc=json.dumps(document)))

    brought = text(Article.objects.get())
    for words in ("<strong>Bold</strong><br", 'href="https://a.example/"', "<li>One</li>", "<em>"):
        assert words in brought


@pytest.mark.parametrize(
    "facts",
    [
        {"lexical": None, "html": "<p>It turned.</p>"},
        {"lexical": None, "markdown": "It turned."},
        {"lexical": "{broken", "html": "<p>It turned.</p>"},
        {"lexical": '{"root": 5}', "mobiledoc": '{"sections": [[99]]}', "html": "It turned."},
    ],
)
def test_a_text_that_cannot_be_read_is_taken_from_its_next_form(tmp_path, facts):
    bring_in_ghost(tmp_path, make_post(**facts))

    assert "It turned." in text(Article.objects.get())


def test_feature_pictures_come_from_a_copy_of_the_old_ones(tmp_path):
    folder = tmp_path / "images"
    (folder / "2020").mkdir(parents=True)
    Image.new("RGB", (80, 60), "teal").save(folder / "2020" / "tide.jpg")
    picture = "__GHOST_URL__/content/images/size/w600/2020/tide.jpg"
    about = [{"post_id": "5f1", "feature_image_alt": "A tide", "feature_image_caption": "<i>X</i>"}]

    bring_in_ghost(tmp_path, make_post(feature_image=picture), uploads=folder, posts_meta=about)

    brought = Article.objects.get()
    assert (brought.lead_alt, brought.lead_caption) == ("A tide", "<i>X</i>")
    assert brought.lead_image is not None


def test_what_has_no_place_here_is_said(tmp_path):
    post = make_post(codeinjection_head="<script>", canonical_url="https://c.example/", featured=1)
    report = bring_in_ghost(tmp_path, post, posts_tags=[])

    assert said(report) == [
        ("code of its own left out", "<script>"),
        ("canonical address elsewhere left out", "https://c.example/"),
        ("featured there, not here", ""),
    ]


@pytest.mark.parametrize("shape", ["db", "data", "bare"])
def test_every_shape_of_export_is_read_and_only_once(tmp_path, shape, capsys):
    data = make_data(make_post())
    file = tmp_path / "export.json"
    shapes = {"db": {"db": [{"data": data}]}, "data": {"data": data}, "bare": data}
    file.write_text(json.dumps(shapes[shape]))
    command = ["import", "ghost", str(file), "--report", str(tmp_path / "report.csv")]

    assert (main(command), main(command)) == (0, 0)
    assert Article.objects.count() == 1
    assert "1 were here already" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('{"db": [\n{]}', "not valid JSON at line 2, column 2"),
        ('{"db": []}', "no Ghost export"),
        ("[1]", "no Ghost export"),
        ('{"data": {"posts": 5}}', "data.posts: must be a list"),
    ],
)
def test_a_file_that_is_no_export_says_where_it_breaks(tmp_path, content, fault, capsys):
    file = tmp_path / "export.json"
    file.write_text(content)

    assert main(["import", "ghost", str(file)]) == 1
    assert fault in " ".join(capsys.readouterr().err.split())


def test_what_is_no_row_of_a_table_is_said_with_its_place(tmp_path):
    report = bring_in_ghost(
        tmp_path, None, make_post(), "a post", users=[7], tags={"id": 1}, posts_meta=[[]]
    )

    assert report.skipped == [
        ("data.posts[0]", "it is no object"),
        ("data.posts[2]", "it is no object"),
        ("data.users[0]", "it is no object"),
        ("data.posts_meta[0]", "it is no object"),
    ]
    assert ("data.tags", "table that is no list, not read") in report.left_out
    assert len(report.brought_in) == 1
