"""What an old file says in a way that we have not: kept otherwise, or named in the report."""

import gzip
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.newsroom.test_dates import NOW
from tests.newsroom.test_ghost import make_lexical, make_paragraph, make_post
from tests.newsroom.test_importers import make_export, make_fact, make_item
from tests.newsroom.test_moving_in import html, read_ghost
from wellread.newsroom.importers import feeds, wxr
from wellread.newsroom.importers.dates import read_date, read_dates
from wellread.newsroom.importers.faults import ImportFault
from wellread.newsroom.importers.markup import clean, line, plain
from wellread.newsroom.importers.report import Loss, Report

ONE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def text_of(markup):
    return "".join(block.get("html", f"<{block['type']}>") for block in clean(markup).blocks)


def read_export(file):
    report = Report()
    return list(wxr.stories(file, report)), [(line.kind, line.what) for line in report.lines]


def test_words_that_browsers_set_in_marks_stay_a_quotation():
    said = 'He said <q cite="https://a.example">I resign</q>.'

    assert text_of(f"<p>{said}</p>") == "<p>He said “I resign”.</p>"
    assert plain(said) == line(said) == "He said “I resign”."


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        ('<span style="font-weight:700">A</span>', "<strong>A</strong>"),
        ("<span style='FONT-STYLE: italic'>A</span>", "<em>A</em>"),
        ('<span style="font-weight: bold; font-style: italic">A</span>',
         "<em><strong>A</strong></em>"),
        ('<b style="font-weight:normal" id="docs-internal-guid-1">A</b>', "A"),
        ('<em style="font-style:normal">A</em>', "A"),
        ('<span style="font-weight:400">A</span>', "A"),
    ],
)  # fmt: skip
def test_emphasis_by_a_style_is_emphasis(markup, kept):
    assert text_of(f"<p>So {markup} it</p>") == f"<p>So {kept} it</p>"


@pytest.mark.parametrize(
    "markup",
    [
        '<span style="text-decoration:line-through">guilty</span>',
        '<span style="text-decoration-line: LINE-THROUGH">guilty</span>',
        '<span style="color:red;text-decoration:line-through"><b>guilty</b></span>',
    ],
)
def test_words_struck_out_by_a_style_do_not_come_back_as_true(markup):
    cleaned = clean(f"<p>He is {markup} free</p>")

    assert [block["html"] for block in cleaned.blocks] == ["<p>He is  free</p>"]
    assert cleaned.left_out == (Loss("struck out words", "guilty"),)


@pytest.mark.parametrize(
    "markup",
    [
        '<div style="display: none">cheap pills</div>',
        '<p style="visibility:hidden">cheap pills</p>',
        "<div hidden>cheap pills</div>",
    ],
)
def test_words_that_nobody_saw_there_are_named(markup):
    assert clean(f"<p>Seen</p>{markup}").left_out == (
        Loss("words hidden there, shown here", "cheap pills"),
    )


@pytest.mark.parametrize(
    "address",
    ["ftp://files.example/a.pdf", "javascript:open()", "whatsapp://send", "Data:text/x,1"],
)
def test_a_link_that_cannot_be_kept_is_named_and_leaves_its_words(address):
    cleaned = clean(f"<p>See <a class='x' href='{address}'>this</a></p>")

    assert [block["html"] for block in cleaned.blocks] == ["<p>See this</p>"]
    assert cleaned.left_out == (Loss("link that leads nowhere here", address),)


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ('<img alt="Quay">', "Quay"),
        ('<img src="" alt="Quay">', "Quay"),
        ('<p>A <img src="cid:part1@mail" alt=""></p>', "cid:part1@mail"),
        ('<img src="file:///C:/quay.png">', "file:///C:/quay.png"),
        ('<figure><img><figcaption>The quay</figcaption></figure>', "The quay"),
    ],
)  # fmt: skip
def test_a_picture_without_an_address_is_none(markup, said):
    cleaned = clean(markup)

    assert "image" not in {block["type"] for block in cleaned.blocks}
    assert cleaned.left_out == (Loss("picture without an address", said),)


def test_where_a_picture_led_is_named_unless_it_led_to_a_larger_one():
    to_shop = '<a href="https://shop.example/"><img src="/a.jpg" alt="A"></a>'
    to_large = '<a href="/wp-content/b.JPG?x=1"><img src="/b-300x200.jpg" alt="B"></a>'

    for markup in (to_shop, f"<figure>{to_shop}</figure>", f"<p>{to_shop}</p>"):
        assert clean(markup).left_out == (
            Loss("link of a picture left out", "https://shop.example/"),
        )
    assert clean(f"<p>{to_large}</p>").left_out == ()


@pytest.mark.parametrize(
    ("attribute", "said"), [('start="5"', "5"), ("reversed", "backwards"), ("start=-2", "-2")]
)
def test_a_list_that_counts_otherwise_is_named(attribute, said):
    kind = "list that counted otherwise, here from 1"

    assert clean(f"<ol {attribute}><li>A</li></ol>").left_out == (Loss(kind, said),)
    assert clean('<ol start="1"><li>A</li></ol>').left_out == ()


def test_media_by_reference_is_shown_or_named():
    media = f'<figure class="media"><oembed url="{ONE}"></oembed></figure>'
    wrapped = f'<div data-oembed-url="{ONE}"><div>player</div></div>'
    other = '<figure class="media"><oembed url="https://a.example/1"></oembed></figure>'

    assert [block["url"] for block in clean(media).blocks + clean(wrapped).blocks] == [ONE, ONE]
    assert text_of(other) == '<p><a href="https://a.example/1">https://a.example/1</a></p>'
    for markup in (
        '<div class="flourish-embed" data-src="visualisation/1"></div>',
        '<drupal-media data-entity-uuid="8f"></drupal-media>',
        '<div class="infogram-embed" data-id="9"></div>',
    ):
        (loss,) = clean(markup).left_out
        assert (loss.kind, loss.what) == (
            "element that a script filled",
            markup.partition(">")[0] + ">",
        )


def test_what_plug_ins_kept_beside_a_post_is_counted(tmp_path):
    more = (
        '<category domain="series" nicename="brexit">Brexit</category>'
        f"{make_fact('subtitle', 'Of great meaning')}{make_fact('_edit_last', '1')}"
        f"{make_fact('empty', '')}<wp:is_sticky>1</wp:is_sticky>"
    )

    _, lines = read_export(make_export(tmp_path, make_item(1, more=more), make_item(2, more=more)))

    assert lines == [
        ("list that is not read", "series (in 2 items)"),
        ("field that is not read", "subtitle (in 2 items)"),
        ("kept on top there, not here", ""),
        ("kept on top there, not here", ""),
    ]


def test_a_post_without_words_says_so(tmp_path):
    (story,), _ = read_export(make_export(tmp_path, make_item(title="", text="")))

    assert story.left_out == (
        Loss("no headline there, so its first words"),
        Loss("no text there"),
    )


def test_what_was_to_appear_and_may_not_have_is_a_draft(tmp_path):
    (story,), _ = read_export(make_export(tmp_path, make_item(status="future")))

    assert story.is_draft
    assert story.left_out == (Loss("was to appear at a time now past, so a draft"),)


def test_a_date_that_cannot_be_read_is_named_as_it_is_written(tmp_path):
    (story,), _ = read_export(make_export(tmp_path, make_item(when="03/04/2021")))

    (loss,) = story.left_out
    assert loss.what == (
        "its date “03/04/2021” cannot be read: which is the day and which the month cannot be told"
    )


def packed_by_zip(content):
    archive = BytesIO()
    with ZipFile(archive, "w") as files:
        files.writestr("export.xml", content)
    return archive.getvalue()


def test_a_packed_export_is_read(tmp_path):
    file = make_export(tmp_path, make_item())
    file.write_bytes(gzip.compress(file.read_bytes()))

    assert [story.headline for story in read_export(file)[0]] == ["Tide turns"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda content: b"", "there is nothing in it"),
        (lambda content: b"\xef\xbb\xbf\n", "there is nothing in it"),
        (packed_by_zip, "a ZIP archive; unpack it, and name the file that is in it"),
        (lambda content: content.replace(b"wxr_version", b"other"),
         "no wxr_version (1.0, 1.1, 1.2) in it, so it is no export that is known"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_export_is_named_with_what_to_do(tmp_path, change, fault):
    file = make_export(tmp_path, make_item())
    file.write_bytes(change(file.read_bytes()))

    with pytest.raises(ImportFault) as raised:
        read_export(file)

    assert str(raised.value) == f"{file}: {fault}"


def test_values_of_other_kinds_in_a_ghost_export_are_none(tmp_path):
    odd = make_post(
        page=[],
        featured={},
        email_only=[],
        lexical=make_lexical(make_paragraph({"type": "text", "text": None})),
        html="",
    )

    (story,), _ = read_ghost(tmp_path, odd)

    assert html(story) == ""
    assert Loss("no text there", "posts[0]") in story.left_out


@pytest.mark.parametrize("published_at", [float("nan"), True, [], {}])
def test_a_ghost_date_that_is_no_text_is_none(tmp_path, published_at):
    (story,), _ = read_ghost(tmp_path, make_post(published_at=published_at))

    assert story.is_draft
    assert "posts[0]: it has no date" in [loss.what for loss in story.left_out]


@pytest.mark.parametrize("written", ["1399/12/12", "1441-03-02T10:00:00Z", "2 March 1604"])
def test_a_year_before_all_newspapers_is_of_another_calendar(written):
    reading = read_dates({"pubDate": written}, now=NOW)

    assert reading.at is None
    assert reading.notes[-1].endswith("is before all newspapers: of another calendar?")


def test_a_small_word_is_no_wrong_day_of_the_week():
    assert read_date("2 de marzo de 2020 14:05 UTC").notes == ()
    assert "the day of the week in its date is wrong: 2020-03-02 was a Monday" in (
        read_date("martes 2 de marzo de 2020 14:05 UTC").notes
    )


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ('<span style="color: #900">late</span>', "colour left out"),
        ('<font color="red">late</font>', "colour left out"),
        ('<span style="font-size:large">late</span>', "size of letters left out"),
        ('<font size="5">late</font>', "size of letters left out"),
        ('<span style="background-color:yellow">late</span>', "highlighting left out"),
        ('<span style="text-align:center">late</span>', "place in the line left out"),
        ('<span align="right">late</span>', "place in the line left out"),
        ("<pre>late</pre>", "typewriter letters left out"),
    ],
)
def test_how_words_looked_by_a_style_has_a_line_too(markup, kind):
    assert clean(f"<div>{markup}</div>").left_out == (Loss(kind, "late"),)


@pytest.mark.parametrize("style", ["color:inherit", "background:transparent", "text-align:left"])
def test_a_style_that_changes_nothing_has_none(style):
    assert clean(f'<p><span style="{style}">Ada</span> came</p>').left_out == ()


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("<dl><dt>Ebb</dt><dd>Out</dd></dl>", Loss("list of terms, now paragraphs", "Ebb Out")),
        (
            "<details><summary>More</summary><p>Of it.</p></details>",
            Loss("text that was folded away, now open", "More Of it."),
        ),
    ],
)
def test_what_becomes_plain_paragraphs_is_named(markup, line):
    assert clean(markup).left_out == (line,)


def test_what_lexical_marks_by_bits_has_a_line_as_well(tmp_path):
    words = [
        {"type": "extended-text", "text": text, "format": bits}
        for text, bits in (("drawn", 8), ("bright", 128))
    ]
    boxes = [{"type": "listitem", "checked": ticked, "children": []} for ticked in (True, False)]
    text = make_lexical(
        {"type": "paragraph", "children": words},
        {"type": "list", "listType": "check", "tag": "ul", "children": boxes},
    )

    post = make_post(lexical=text, locale="de")
    stories, report = read_ghost(tmp_path, post, offers=[{"id": "1"}])

    lines = [*stories[0].left_out, *report.lines]
    assert {(line.kind, line.what) for line in lines} >= {
        ("underlining left out", "drawn"),
        ("highlighting left out", "bright"),
        ("boxes to tick left out", "1 of them ticked"),
        ("language of its own left out", "de"),
        ("offers left out", "1"),
    }


def test_a_file_in_the_place_of_an_entrys_text_is_no_text(tmp_path):
    stories, _ = read_atom(
        tmp_path,
        '<content type="application/pdf">JVBERi0=</content>'
        '<link rel="related" href="https://a.example/more"/>',
    )

    told = [line.what for line in stories[0].left_out if "in an entry" in line.kind]
    assert "JVBERi0=" not in str(stories[0].body)
    assert told[:2] == [
        "entry 1: what stands for its text is application/pdf, which is no text, and left out",
        "entry 1: its link to https://a.example/more (related) left out",
    ]


def test_text_of_another_kind_than_html_is_read_as_it_is_written(tmp_path):
    stories, _ = read_atom(tmp_path, '<content type="text/markdown">5 &lt;b&gt; 6</content>')

    assert stories[0].body[0]["html"] == "<p>5 &lt;b&gt; 6</p>"


def read_atom(folder, inside):
    file = folder / "feed.atom"
    file.write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><id>urn:a</id>'
        "<entry><id>1</id><title>One</title><updated>2024-03-02T00:00:00Z</updated>"
        f"{inside}</entry></feed>"
    )
    report = Report()
    return list(feeds.stories(str(file), report)), report
