"""Markup of old editors, page builders and other people's sites, as blocks of ours."""

import pytest

from wellread.newsroom.importers.markup import clean
from wellread.newsroom.importers.report import Loss


def text_of(markup):
    return "".join(block.get("html", f"<{block['type']}>") for block in clean(markup).blocks)


@pytest.mark.parametrize(
    "words",
    [
        "[he]",
        "[the minister's]",
        "[row 5]",
        "[video]",
        "[see p=4]",
        "[F=ma]",
        "[Re: budget]",
        "[and/or]",
        "[10]",
        "[twitter]",
        "[vice_president]",
        '[see <a href="https://a.example/?b=1">this</a>]',
        "[…]",
        "[/sarcasm]",
    ],
)
def test_words_in_brackets_stay_whatever_they_look_like(words):
    assert text_of(f"<p>A {words} B</p>") == f"<p>A {words} B</p>"


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        ('[vc_row css=".a{b:[c]}"][vc_column width="1/2"]In[/vc_column][/vc_row]', "<p>In</p>"),
        ("[et_pb_section fb_built=&quot;1&quot;]In[/et_pb_section]", "<p>In</p>"),
        ("[row]In [row]deeper[/row][/row]", "<p>In deeper</p>"),
        ('[button link="https://a.example"]', ""),
        ("[vc_separator]", ""),
    ],
)
def test_a_shortcode_beyond_doubt_is_taken_out_and_noted(markup, left):
    assert text_of(markup) == left
    assert {loss.kind for loss in clean(markup).left_out} == {"shortcode taken out"}


def test_what_may_be_a_shortcode_is_left_and_noted():
    assert clean("<p>[my_box]</p>").left_out == (
        Loss("left in the text, perhaps a shortcode", "[my_box]"),
    )


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="data:image/gif;base64,R0" data-src="https://a.example/b.jpg" alt="B">',
        '<img src="/blank.gif" data-lazy-src="https://a.example/b.jpg" alt="B">',
        '<img data-srcset="https://a.example/s.jpg 300w, https://a.example/b.jpg 900w" alt="B">',
        '<img src="data:image/gif;base64,R0" alt="B">'
        '<noscript><img src="https://a.example/b.jpg" alt="B"></noscript>',
        '<img src="https://a.example/b.jpg" alt="B">'
        '<noscript><img src="https://a.example/b.jpg" alt="B"></noscript>',
        '<amp-img src="https://a.example/b.jpg" alt="B"></amp-img>',
    ],
)
def test_a_picture_that_a_script_would_bring_is_brought_once(markup):
    pictures = [block["picture"].src for block in clean(f"<p>{markup}</p>").blocks]

    assert pictures == ["https://a.example/b.jpg"]


TWEET = (
    '<blockquote class="twitter-tweet"><p lang="en">The <b>s</b>ea rises.</p>&mdash; Ada (@ada) '
    '<a href="https://twitter.com/ada/status/1">May 1</a></blockquote>'
    '<script async src="https://platform.twitter.com/widgets.js"></script>'
)


def test_a_post_of_another_site_keeps_its_words_and_its_address():
    cleaned = clean(TWEET)

    assert cleaned.blocks == [
        {
            "type": "quote",
            "html": "<p>The <b>s</b>ea rises.</p>\n<p>— Ada (@ada) "
            '<a href="https://twitter.com/ada/status/1">May 1</a></p>',
            "attribution": "",
        }
    ]
    assert [loss.kind for loss in cleaned.left_out] == [
        "post of another site, its words stay",
        "script",
    ]


@pytest.mark.parametrize(
    "markup",
    [
        '<blockquote class="instagram-media" data-instgrm-permalink="https://s.example/p/1">'
        "<p>Words</p></blockquote>",
        '<blockquote class="tiktok-embed" cite="https://s.example/p/1"><section>Words</section>'
        "</blockquote>",
        '<p>Words</p><div class="fb-post" data-href="https://s.example/p/1"></div>',
    ],
)
def test_posts_that_a_script_would_draw_become_links(markup):
    found = text_of(markup)

    assert '<a href="https://s.example/p/1">' in found
    assert "<p>Words</p>" in found


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<h2>The <em>p</em>ort <a href='https://a.example/'>now</a></h2>",
         '<h2>The <em>p</em>ort <a href="https://a.example/">now</a></h2>'),
        ("<pre>The <b>s</b>ea\nand I\n\nalone</pre>",
         "<p>The <b>s</b>ea<br>and I</p>\n<p>alone</p>"),
        ("<dl><dt>Tide</dt><dd>Water, <i>m</i>oving</dd></dl>",
         "<p>Tide</p>\n<p>Water, <i>m</i>oving</p>"),
    ],
)  # fmt: skip
def test_headings_poems_and_lists_of_terms_keep_their_letters(markup, found):
    assert text_of(markup) == found


def test_a_caption_keeps_its_letters_links_and_emphasis():
    cleaned = clean(
        '<figure><img src="https://a.example/b.jpg" alt="B"><figcaption>The <b>P</b>ort’s '
        '<a href="https://c.example/">map</a></figcaption></figure>'
    )

    assert cleaned.blocks[0]["picture"].caption == (
        'The <b>P</b>ort’s <a href="https://c.example/">map</a>'
    )
    assert cleaned.left_out == ()


def test_a_quotation_keeps_a_title_and_gives_up_who_said_it():
    title = clean("<blockquote><p>In <cite>Emma</cite> it rains.</p></blockquote>").blocks[0]
    source = clean("<blockquote><p>It rains.</p><cite>Emma <b>W</b>ood</cite></blockquote>").blocks

    assert (title["html"], title["attribution"]) == ("<p>In Emma it rains.</p>", "")
    assert source[0]["attribution"] == "Emma <b>W</b>ood"


def test_pictures_and_players_in_a_quotation_follow_it():
    blocks = clean(
        '<blockquote><p>Look.</p><iframe src="//www.youtube.com/embed/LHhoWU_L2S4"></iframe>'
        "</blockquote>"
    ).blocks

    assert [block["type"] for block in blocks] == ["quote", "embed"]


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<!-- wp:latest-posts /-->", "block that the old site filled in"),
        ('<!-- wp:block {"ref":5} /-->', "reusable block that is not in the export"),
        ('<iframe src="//maps.example/"></iframe>', "embedded page"),
        ('<object data="https://a.example/x.swf"></object>', "embedded player"),
        ('<audio><source src="https://a.example/x.mp3"></audio>', "audio"),
        ("<form action='/ask'><input></form>", "form"),
        ("<svg><path></path></svg>", "drawing"),
        ('[audio src="https://a.example/x.mp3"]', "audio"),
        ('[iframe src="https://a.example/"]', "embedded page"),
    ],
)
def test_what_does_not_come_is_named(markup, kind):
    assert [loss.kind for loss in clean(f"<p>Words</p>{markup}").left_out] == [kind]
