"""What WordPress has that we have not: its pictures, shortcodes, notes, authors, addresses."""

from urllib.parse import quote

import pytest
from django.core.files.storage import default_storage
from PIL import Image as Drawing
from wagtail.images import get_image_model

from tests.newsroom.test_importers import (
    bring_in_export,
    make_attachment,
    make_export,
    make_fact,
    make_item,
)
from wellread.cli import main
from wellread.newsroom import actions
from wellread.newsroom.importers.markup import clean
from wellread.newsroom.importers.report import Loss
from wellread.newsroom.models import Article, Section
from wellread.newsroom.queries import article

pytestmark = pytest.mark.django_db

OLD = "https://old.example/wp-content/uploads"


def make_uploads(folder, *names, size=(900, 600)):
    """Lay pictures of different colours into a copy of the uploads."""
    uploads = folder / "uploads"
    for place, name in enumerate(names):
        file = uploads / name
        file.parent.mkdir(parents=True, exist_ok=True)
        Drawing.new("RGB", size, (place * 20, 80, 90)).save(file)
    return uploads


def shapes(story):
    """Return a body's blocks as words: what kind, and which picture or text."""
    return [
        (block.block_type, block.value["alt"], block.value["caption"].source)
        if block.block_type == "image"
        else (block.block_type, str(getattr(block.value, "source", block.value)))
        for block in story.body
    ]


def test_pictures_come_from_a_copy_of_the_uploads_with_their_words(tmp_path):
    uploads = make_uploads(tmp_path, "2024/05/lead.jpg", "2024/05/boat.jpg", "2024/05/quay.jpg")
    text = (
        f'<p>Before.</p><figure class="wp-block-image"><img class="wp-image-8" '
        f'src="{OLD}/2024/05/boat-300x200.jpg" alt=""><figcaption>At noon.</figcaption></figure>'
        f'<p>Between <a href="{OLD}/2024/05/quay.jpg">'
        f'<img src="{OLD}/2024/05/quay.jpg" alt="A quay"></a>and after.</p>'
    )
    file = make_export(
        tmp_path,
        make_item(text=text, more=make_fact("_thumbnail_id", "7")),
        make_attachment(7, "2024/05/lead.jpg", alt="The bay", caption="The bay at dawn"),
        make_attachment(8, "2024/05/boat.jpg", alt="A boat"),
    )

    report = bring_in_export(file, uploads)

    story = Article.objects.get()
    assert (story.lead_alt, story.lead_caption) == ("The bay", "The bay at dawn")
    assert shapes(story) == [
        ("text", "<p>Before.</p>"),
        ("image", "A boat", "At noon."),
        ("image", "A quay", ""),
        ("text", "<p>Between and after.</p>"),
    ]
    assert (report.pictures, report.left_out) == (3, [])
    page = article("/harbour/tide-1/", community_content=False)
    assert (page.picture.alt, page.body_html.count("<img ")) == ("The bay", 2)


def test_galleries_show_what_they_name_or_all_that_was_uploaded_for_them(tmp_path):
    uploads = make_uploads(tmp_path, "a.png", "b.png", "c.png")
    attachments = [
        make_attachment(5, "a.png", alt="Ant"),
        make_attachment(6, "b.png", alt="Bee"),
        make_attachment(7, "c.png", alt="Cat", parent=2),
    ]
    file = make_export(
        tmp_path,
        make_item(1, text="Look:\n\n[gallery]"),
        make_item(2, text='[gallery ids="7,5" columns="2"]'),
        *attachments,
    )

    bring_in_export(file, uploads)

    first, second = Article.objects.order_by("source_id")
    assert shapes(first) == [("text", "<p>Look:</p>"), ("image", "Ant", ""), ("image", "Bee", "")]
    assert shapes(second) == [("image", "Cat", ""), ("image", "Ant", "")]


@pytest.mark.parametrize(
    "src", ["../../secret.png", "%2e%2e/%2e%2e/secret.png", "link.png", "gone.png"]
)
def test_no_address_reaches_a_file_outside_the_uploads(tmp_path, src):
    uploads = make_uploads(tmp_path, "2024/a.png")
    Drawing.new("RGB", (60, 40)).save(tmp_path / "secret.png")
    (uploads / "link.png").symlink_to(tmp_path / "secret.png")

    item = make_item(text=f'<p>Text.</p><img src="{OLD}/2024/{src}" alt="x">')
    report = bring_in_export(make_export(tmp_path, item), uploads)

    assert get_image_model().objects.count() == 0
    assert [what for _, what in report.left_out] == [
        f"picture left out, it is not among the uploads: {OLD}/2024/{src}"
    ]


def write_flood(file):
    Drawing.new("1", (9_000, 8_000)).save(file, "PNG")


def write_bomb(file):
    Drawing.new("1", (20_000, 20_000)).save(file, "PNG")


@pytest.mark.parametrize(
    ("write", "why"),
    [
        (lambda file: file.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "damaged"),
        (lambda file: Drawing.new("RGB", (60, 40)).save(file, "BMP"), "it is BMP"),
        (write_flood, "too many pixels"),
        (write_bomb, "too many pixels"),
        (lambda file: file.write_bytes(b"\xff\xd8\xff\xe0" + b"x" * 99), "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_fit_picture_is_left_out_and_its_story_comes(tmp_path, write, why):
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    write(uploads / "a.jpg")

    item = make_item(text=f'<p>Text.</p><img src="{OLD}/a.jpg" alt="x">')
    report = bring_in_export(make_export(tmp_path, item), uploads)

    assert (report.brought_in, get_image_model().objects.count()) == (["Tide turns"], 0)
    assert why in report.left_out[0][1]


def test_pictures_can_be_brought_along_later_and_stay_when_none_are_named(tmp_path):
    uploads = make_uploads(tmp_path, "a.png")
    item = make_item(text=f'<p>Text.</p><img src="{OLD}/a.png" alt="Ant">')
    file = make_export(tmp_path, item)

    without = bring_in_export(file)
    later = bring_in_export(file, uploads)
    again = bring_in_export(file, uploads)
    unnamed = bring_in_export(file)

    assert (without.pictures_missed, later.brought_up_to_date) == (1, ["Tide turns"])
    assert (again.there_already, unnamed.there_already) == (1, 1)
    assert shapes(Article.objects.get())[1:] == [("image", "Ant", "")]
    assert get_image_model().objects.count() == 1


def files():
    """Return the names of all stored pictures."""
    return {
        name for folder in ("original_images", "images") if default_storage.exists(folder)
        for name in default_storage.listdir(folder)[1]
    }  # fmt: skip


def test_an_import_that_fails_leaves_no_picture_behind(tmp_path, monkeypatch):
    uploads = make_uploads(tmp_path, "a.png")
    item = make_item(text=f'<p>Text.</p><img src="{OLD}/a.png" alt="Ant">')
    file, before = make_export(tmp_path, item, make_item(2)), files()

    def fails(**facts):
        raise RuntimeError("the power went")

    made = actions.create_article
    answers = iter([made, fails])
    monkeypatch.setattr(actions, "create_article", lambda **facts: next(answers)(**facts))
    with pytest.raises(RuntimeError):
        bring_in_export(file, uploads)

    assert (files(), Article.objects.count()) == (before, 0)


def test_a_folder_that_is_not_there_is_named(tmp_path, capsys):
    file = make_export(tmp_path, make_item())

    assert main(["import", "wxr", str(file), "--uploads", str(tmp_path / "nowhere")]) == 1
    assert "nowhere: no folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "<p>http://[yoursite]/wp-admin</p>",
        '<p><a href="http://[yoursite]/">there</a></p>',
        '<p><img src="http://[yoursite]/a.jpg" alt="A tide"></p>',
    ],
)
def test_what_only_looks_like_an_address_spoils_no_import(tmp_path, text):
    report = bring_in_export(make_export(tmp_path, make_item(text=f"<p>At noon.</p>{text}")))

    assert report.brought_in == ["Tide turns"]


def test_a_story_that_cannot_be_read_is_named_and_the_others_come(tmp_path):
    nested = "<div>" * 3000 + "deep" + "</div>" * 3000
    report = bring_in_export(make_export(tmp_path, make_item(text=nested), make_item(2)))

    assert [what for what, _ in report.skipped] == ["Tide turns"]
    assert report.skipped[0][1].startswith("it could not be read: ")
    assert report.brought_in == ["Tide turns"]


def test_a_story_that_changed_there_is_brought_up_to_date(tmp_path):
    bring_in_export(make_export(tmp_path, make_item(), make_item(2, status="draft")))

    report = bring_in_export(
        make_export(tmp_path, make_item(text="<p>It turned at one.</p>"), make_item(2))
    )

    page = article("/harbour/tide-1/", community_content=False)
    assert (page.body_html, page.updated_at is not None) == ("<p>It turned at one.</p>", True)
    assert report.brought_up_to_date == ["Tide turns", "Tide turns"]
    assert article("/harbour/tide-2/", community_content=False).published_at.year == 2024


def test_a_story_that_was_edited_here_stays_as_it_is(tmp_path, django_user_model):
    bring_in_export(make_export(tmp_path, make_item()))
    story = Article.objects.get()
    story.title = "Tide turns, slowly"
    editor = django_user_model.objects.create(email="ed@news.example")
    story.save_revision(user=editor).publish()

    report = bring_in_export(make_export(tmp_path, make_item(title="Tide turned")))

    assert report.skipped == [("Tide turned", "it has changed there, but was edited here since")]
    assert Article.objects.get().title == "Tide turns, slowly"


def test_old_addresses_lead_to_the_story_and_old_links_to_its_address(tmp_path, client):
    text = '<p><a href="https://old.example/2024/05/tide/">Earlier</a> <a href="/x/">x</a></p>'
    bring_in_export(
        make_export(
            tmp_path,
            make_item(1, link="https://old.example/2024/05/tide/"),
            make_item(2, link="https://old.example/2024/06/later/", text=text),
        )
    )

    answer = client.get("/2024/05/tide/")

    assert (answer.status_code, answer["Location"]) == (301, "/harbour/tide-1/")
    page = article("/harbour/tide-2/", community_content=False)
    assert 'href="/2024/05/tide/"' in page.body_html
    assert 'href="https://old.example/x/"' in page.body_html
    lists = [client.get(path)["Location"] for path in ("/category/harbour/", "/tag/tides/")]
    assert lists == ["/harbour/", "/topic/tides/"]


def test_several_authors_come_in_their_order(tmp_path):
    several = """<category domain="author" nicename="cap-ben"><![CDATA[ben]]></category>
      <category domain="author" nicename="cap-ada"><![CDATA[ada]]></category>"""
    guest = """<item><title>Ben Oak</title><wp:post_type>guest-author</wp:post_type>
      <wp:post_name>cap-ben</wp:post_name>"""
    guest += make_fact("cap-user_login", "ben") + make_fact("cap-display_name", "Ben Oak")

    bring_in_export(make_export(tmp_path, make_item(more=several), guest + "</item>"))

    page = article("/harbour/tide-1/", community_content=False)
    assert [byline.name for byline in page.bylines] == ["Ben Oak", "Ada Wren"]


def make_category(number, slug, name, parent=""):
    return f"""<wp:category><wp:term_id>{number}</wp:term_id>
      <wp:category_nicename>{slug}</wp:category_nicename>
      <wp:category_parent>{parent}</wp:category_parent><wp:cat_name>{name}</wp:cat_name>
      </wp:category>"""


def in_category(slug, name):
    return f'<category domain="category" nicename="{slug}">{name}</category>'


def test_the_category_at_the_top_is_the_section_and_the_others_are_topics(tmp_path):
    known = make_category(1, "news", "News") + make_category(2, "fishing", "Fishing", "harbour")
    known += make_category(3, "harbour", "Harbour")
    named = in_category("news", "News") + in_category("fishing", "Fishing")
    file = make_export(
        tmp_path,
        known,
        make_item(1, categories=named),
        make_item(2, categories=named, more=make_fact("_yoast_wpseo_primary_category", "2")),
        make_item(3, categories=in_category("uncategorized", "Uncategorized")),
    )

    bring_in_export(file)

    found = [
        (story.get_parent().title, sorted(story.topics.values_list("name", flat=True)))
        for story in Article.objects.order_by("source_id")
    ]
    assert found == [
        ("News", ["Fishing", "Tides"]),
        ("Harbour", ["Fishing", "News", "Tides"]),
        ("News", ["Tides"]),
    ]


def test_names_that_our_own_addresses_have_are_given_way_to(tmp_path):
    file = make_export(
        tmp_path,
        make_item(1, categories=in_category("join", "Join"), name="feed"),
        make_item(2, name=quote("שלום-עולם")),
    )

    bring_in_export(file)

    paths = [story.url_path for story in Article.objects.order_by("source_id")]
    assert paths == ["/front/join-news/feed-2/", "/front/harbour/שלום-עולם/"]
    assert Section.objects.get(title="Join").slug == "join-news"


def test_a_time_without_its_zone_is_in_the_newsrooms(tmp_path, settings):
    settings.TIME_ZONE = "America/New_York"
    item = make_item(when="0000-00-00 00:00:00")
    item = item.replace("</item>", "<wp:post_date>2024-05-01 10:00:00</wp:post_date></item>")

    bring_in_export(make_export(tmp_path, item))

    assert Article.objects.get().published_at.isoformat() == "2024-05-01T14:00:00+00:00"


def test_notes_that_are_kept_beside_a_text_stand_below_it(tmp_path):
    text = '<p>High<sup data-fn="a" class="fn"><a href="#a" id="a-link">1</a></sup> tide.</p>'
    notes = make_fact("footnotes", '[{"content":"By <em>a foot</em>.","id":"a"}]')

    bring_in_export(make_export(tmp_path, make_item(text=text, more=notes)))

    assert shapes(Article.objects.get()) == [
        ("text", "<p>High [1] tide.</p>\n<h2>Notes</h2>\n<ol><li>By <em>a foot</em>.</li></ol>")
    ]


VIDEO = {"type": "embed", "url": "https://youtu.be/abcdefghijk", "title": "Video"}


@pytest.mark.parametrize(
    "markup",
    [
        "https://youtu.be/abcdefghijk",
        "<p>https://youtu.be/abcdefghijk</p>",
        "[embed]https://youtu.be/abcdefghijk[/embed]",
        "[embed width='500']https://youtu.be/abcdefghijk[/embed]",
        "[youtube https://youtu.be/abcdefghijk]",
        "[youtube=abcdefghijk]",
        "<!-- wp:embed --><figure class='wp-block-embed'><div class='wp-block-embed__wrapper'>\n"
        "https://youtu.be/abcdefghijk\n</div></figure><!-- /wp:embed -->",
    ],
)
def test_a_videos_address_alone_on_its_line_is_a_player(markup):
    assert clean(f"Before.\n\n{markup}\n\nAfter.").blocks[1] == VIDEO


def test_addresses_of_other_places_become_links():
    assert clean("https://elsewhere.example/?a=1&b=2").blocks[0]["html"] == (
        '<p><a href="https://elsewhere.example/?a=1&amp;b=2">'
        "https://elsewhere.example/?a=1&amp;b=2</a></p>"
    )


def test_shortcodes_are_taken_out_and_words_in_brackets_stay():
    cleaned = clean('He “seen [sic] it” [contact-form-7 id="3"][row]inside[/row] [[gallery]]')

    assert cleaned.blocks == [
        {"type": "text", "html": "<p>He “seen [sic] it” inside [gallery]</p>"}
    ]
    assert [loss.what for loss in cleaned.left_out] == ['[contact-form-7 id="3"]', "[row]"]


def test_words_around_inline_marks_stay_one_paragraph():
    cleaned = clean("One <code>two</code>\nthree CO<sub>2</sub>.<h2>Next</h2>Four.")

    assert cleaned.blocks[0]["html"] == (
        "<p>One two<br>\nthree CO<sub>2</sub>.</p>\n<h2>Next</h2>\n<p>Four.</p>"
    )


def test_struck_out_words_do_not_come_back_as_true():
    cleaned = clean("<p>It was <del>five</del> six.</p>")

    assert cleaned.blocks[0]["html"] == "<p>It was  six.</p>"
    assert cleaned.left_out == (Loss("struck out words", "five"),)


def test_a_caption_goes_with_its_picture():
    old = '[caption caption="Dawn"]<a href="/x"><img src="/a.jpg" alt="A"></a>[/caption]'
    new = '[caption width="5"]<img src="/a.jpg" alt="A"> Dawn, <em>late</em>[/caption]'

    captions = [clean(each).blocks[0]["picture"].caption for each in (old, new)]

    assert captions == ["Dawn", "Dawn, <em>late</em>"]


BEFORE = "https://old.example/2024/05/03/tide-1/"


def renamed(*facts, number=1, link=BEFORE, **more):
    return make_item(
        number, link=link, more="".join(make_fact(f"_wp_old_{k}", v) for k, v in facts), **more
    )


def leads_to(client, *paths):
    return [client.get(path).get("Location") for path in paths]


def test_the_earlier_names_and_days_of_a_post_lead_on(tmp_path, client):
    text = f'<p><a href="{BEFORE.replace("tide-1", "flood")}">Earlier</a></p>'
    report = bring_in_export(
        make_export(
            tmp_path,
            renamed(
                ("slug", "flood"), ("slug", "%d7%92%d7%90%d7%95%d7%aa"), ("date", "2024-04-30")
            ),
            make_item(2, text=text),
        )
    )

    old = ("/2024/05/03/flood/", "/2024/05/03/גאות/", "/2024/04/30/tide-1/", "/2024/04/30/flood")
    assert leads_to(client, *old) == ["/harbour/tide-1/"] * 4
    later = article("/harbour/tide-2/", community_content=False)
    assert 'href="/2024/05/03/flood/"' in later.body_html
    assert report.left_out == []


def test_an_earlier_name_that_another_post_has_today_leads_to_that_one(tmp_path, client):
    today = {"name": "flood", "link": BEFORE.replace("tide-1", "flood")}
    file = make_export(tmp_path, renamed(("slug", "flood")), make_item(2, **today))

    bring_in_export(file)

    assert leads_to(client, "/2024/05/03/flood/") == ["/harbour/flood/"]


def test_an_earlier_name_of_two_posts_leads_nowhere_and_is_said(tmp_path, client):
    other = BEFORE.replace("tide-1", "tide-2")
    file = make_export(
        tmp_path, renamed(("slug", "flood")), renamed(("slug", "flood"), number=2, link=other)
    )

    report = bring_in_export(file)

    assert leads_to(client, "/2024/05/03/flood/") == [None]
    assert [(each.kind, each.item) for each in report.lines if "earlier" in each.kind] == [
        ("earlier address of several stories, leads nowhere", "/2024/05/03/flood/")
    ]


def test_an_earlier_name_is_said_where_addresses_are_numbers(tmp_path):
    report = bring_in_export(
        make_export(tmp_path, renamed(("slug", "flood"), link="https://old.example/archives/1"))
    )

    assert report.left_out == [("Tide turns", "earlier name without an address: flood")]


def test_a_post_that_is_renamed_there_later_leads_on_from_both_names(tmp_path, client):
    bring_in_export(make_export(tmp_path, renamed()))
    now = BEFORE.replace("tide-1", "flood")

    for _ in range(2):
        bring_in_export(make_export(tmp_path, renamed(("slug", "tide-1"), link=now, name="flood")))

    both = leads_to(client, "/2024/05/03/tide-1/", "/2024/05/03/flood/")
    assert both == ["/harbour/tide-1/", "/harbour/tide-1/"]


def test_addresses_of_a_story_that_stays_as_it_is_lead_on_too(tmp_path, client):
    bring_in_export(make_export(tmp_path, renamed()))

    report = bring_in_export(make_export(tmp_path, renamed(("slug", "flood"))))

    assert report.there_already == 1
    assert leads_to(client, "/2024/05/03/flood/") == ["/harbour/tide-1/"]


def test_looks_that_the_text_cannot_have_are_said_and_the_words_stay():
    found = clean(
        "<p><u>Now</u> and <u>then</u>, <mark>in yellow</mark>, <small>small</small>,"
        ' <big>big</big>, <kbd>Enter</kbd>, <a href="https://a.example/"><u>a link</u></a>,'
        ' <span style="text-decoration: underline">lined</span>, <u> </u>'
        ' <abbr title="Harbour Board">HB</abbr>.</p>'
    )

    assert found.left_out == (
        Loss("meaning of an abbreviation left out", "HB: Harbour Board"),
        Loss("underlining left out", "Now and 2 more"),
        Loss("highlighting left out", "in yellow"),
        Loss("small print left out", "small"),
        Loss("large print left out", "big"),
        Loss("typewriter letters left out", "Enter"),
    )
    assert found.blocks[0]["html"] == (
        "<p>Now and then, in yellow, small, big, Enter, "
        '<a href="https://a.example/">a link</a>, lined,   HB.</p>'
    )


def test_how_a_word_is_read_stands_in_brackets_beside_it():
    found = clean(
        "<p><ruby>漢<rt>かん</rt></ruby><ruby>字<rp>(</rp><rt>じ</rt><rp>)</rp></ruby></p>"
    )

    assert found.blocks == [{"type": "text", "html": "<p>漢(かん)字(じ)</p>"}]
