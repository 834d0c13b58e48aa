"""Tables of old sites stay tables, with what stands in their cells."""

import pytest

from tests.newsroom.press import make_article
from tests.newsroom.test_importers import bring_in_export, make_export, make_item
from wellread.newsroom.importers.markup import clean
from wellread.newsroom.models import Article
from wellread.newsroom.rendering.bodies import body

FEES = (
    "<table><caption>Fees &amp; tolls</caption><thead><tr><th>Port</th><th>Fee</th></tr></thead>"
    "<tr><td><b>P</b>ort <a href='https://a.example/'>x</a></td><td>1<br>2</td></tr>"
    "<tr><th>Bay</th><td><p>One.</p><ul><li>Two</li></ul></td></tr></table>"
)


def table_of(markup):
    """Return the one table of a text."""
    return next(block for block in clean(markup).blocks if block["type"] == "table")


def test_a_table_keeps_its_headings_links_emphasis_paragraphs_and_lists():
    assert clean(FEES).blocks == [
        {
            "type": "table",
            "caption": "Fees & tolls",
            "headings": ["Port", "Fee"],
            "rows": [
                ['<b>P</b>ort <a href="https://a.example/">x</a>', "1<br>2"],
                ["<strong>Bay</strong>", "<p>One.</p>\n<ul><li>Two</li></ul>"],
            ],
        }
    ]
    assert clean(FEES).left_out == ()


@pytest.mark.django_db
def test_a_brought_in_table_is_a_table_to_editors_readers_and_search(tmp_path, client):
    bring_in_export(make_export(tmp_path, make_item(text=f"<p>Before.</p>{FEES}")))

    story = Article.objects.get()
    page = client.get(story.url).content.decode()
    assert [block.block_type for block in story.body] == ["text", "table"]
    assert '<caption dir="auto">Fees &amp; tolls</caption>' in page
    assert '<th scope="col" dir="auto">Port</th>' in page
    assert '<td dir="auto"><b>P</b>ort <a href="https://a.example/">x</a></td>' in page
    assert "Port Fee" in " ".join(story.open_texts())
    assert story.body.stream_block.clean(story.body)


def test_cells_over_several_places_keep_the_others_in_theirs():
    markup = (
        "<table><tr><td rowspan='2'>A</td><td colspan='2'>B</td></tr>"
        "<tr><td>C</td><td>D</td></tr><tr><td colspan='99999999'>E</td></tr></table>"
    )

    assert table_of(markup)["rows"] == [["A", "B", ""], ["", "C", "D"], ["E", "", ""]]
    assert [loss.kind for loss in clean(markup).left_out] == [
        "table cells over several rows or columns"
    ]


def test_headings_that_lead_somewhere_stay_links():
    markup = (
        "<table><tr><th><a href='https://a.example/'>Port</a></th><th>Fee</th></tr>"
        "<tr><td>Bay</td><td>1</td></tr></table>"
    )

    assert (table_of(markup)["headings"], table_of(markup)["rows"][0]) == (
        [],
        ['<strong><a href="https://a.example/">Port</a></strong>', "<strong>Fee</strong>"],
    )


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td><p>One</p></td></tr><tr><td><p>Two</p></td></tr></table>",
        "<table><tr><td><p>One</p></td><td><table><tr><td>Two</td></tr></table></td></tr></table>",
    ],
)
def test_a_table_that_only_lays_out_a_page_is_its_text(markup):
    cleaned = clean(markup)

    assert cleaned.blocks == [{"type": "text", "html": "<p>One</p>\n<p>Two</p>"}]
    assert {loss.kind for loss in cleaned.left_out} == {
        "table of one column or with others in it, now plain text"
    }


def test_the_words_below_a_table_are_its_caption_unless_they_have_links():
    def figure(words):
        cells = "<tr><td>A</td><td>B</td></tr>"
        caption = f"<figcaption>{words}</figcaption>"
        return clean(f"<figure class='wp-block-table'><table>{cells}</table>{caption}</figure>")

    assert figure("Fees").blocks[0]["caption"] == "Fees"
    assert figure("<a href='https://a.example/'>Fees</a>").blocks[1:] == [
        {"type": "text", "html": '<p><a href="https://a.example/">Fees</a></p>'}
    ]


@pytest.mark.django_db
def test_captions_and_sources_are_read_with_their_links_and_no_strangers_markup():
    quote = {
        "text": "<p>Aye.</p>",
        "source": '<p><a href="https://a.example/">Ada</a> &amp; <script>x</script><i>Bea</i></p>',
    }

    html = body(make_article(body=[("quote", quote)]).body)

    assert '<a href="https://a.example/">Ada</a> &amp; <i>Bea</i></figcaption>' in html
