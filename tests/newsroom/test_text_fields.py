"""What stands in a story's text is the same after an editor has opened and saved it."""

import json
import re

import pytest
from wagtail.admin.rich_text import get_rich_text_editor_widget

from wellread.newsroom.importers import markup
from wellread.newsroom.models.blocks import (
    ENTRY_FEATURES,
    LINE_FEATURES,
    QUOTE_FEATURES,
    TEXT_FEATURES,
)

TEXTS = {
    "break": "<p>One<br/>two<br/><b>three</b></p>",
    "line": "<p>One</p><hr/><p>two</p>",
    "line at the end": "<p>One</p><hr/>",
    "line at the beginning": "<hr/><p>One</p>",
    "lists in lists": "<ol><li>One<ul><li>under</li></ul></li><li>two</li></ol>",
    "deeper": "<ul><li>a<ol><li>b<ul><li>c</li></ul></li><li>d</li></ol></li><li>e</li></ul>",
    "kinds beside each other": "<ul><li>a<ol><li>b</li></ol><ul><li>c</li></ul></li></ul>",
    "two lists": "<ol><li>One</li></ol><p>Then</p><ol><li>one</li></ol>",
    "kinds of list": "<ul><li>One</li></ul><ol><li>one</li></ol>",
    "empty line": "<p>One</p><p></p><p>two</p>",
    "small figures": "<p>H<sub>2</sub>O, m<sup>2</sup></p>",
}


def saved(html, features=TEXT_FEATURES):
    """Return what a field of text gives back of what it was opened with."""
    field = get_rich_text_editor_widget("default", features)
    data = {"text": field.format_value(html)}
    return plain(field.value_from_datadict(data, {}, "text"))


def plain(html):
    return re.sub(r' data-block-key="\w+"', "", html)


@pytest.mark.parametrize("html", TEXTS.values(), ids=TEXTS)
def test_a_text_is_given_back_as_it_was_opened(html):
    assert saved(html) == html


@pytest.mark.parametrize("end", ["<br>", "<br/>", "<br />", "<BR>", '<br class="x">'])
@pytest.mark.parametrize("features", [TEXT_FEATURES, QUOTE_FEATURES])
def test_a_break_is_read_however_it_is_written(end, features):
    assert saved(f"<p>One{end}two</p><p>three</p>", features) == "<p>One<br/>two</p><p>three</p>"


def test_a_line_that_is_not_closed_takes_nothing_with_it():
    assert saved("<p>One</p><hr>two<p>three</p>") == "<p>One</p><hr/><p>two</p><p>three</p>"


def test_a_field_that_was_not_sent_stays_unsent():
    field = get_rich_text_editor_widget("default", TEXT_FEATURES)

    assert field.value_from_datadict({}, {}, "text") is None
    assert json.loads(field.format_value(None))["blocks"][0]["text"] == ""


# What importers keep of a text, by the field that it is stored in.
KEPT = {
    "text": (markup.TEXT_TAGS, TEXT_FEATURES),
    "entry": (markup.TEXT_TAGS - {"h2", "h3"}, ENTRY_FEATURES),
    "quotation": (markup.QUOTE_TAGS, QUOTE_FEATURES),
    "line": (markup.LINE_TAGS, LINE_FEATURES),
}
WITHIN = {
    "p": "<p>a</p>",
    "h2": "<h2>a</h2>",
    "h3": "<h3>a</h3>",
    "ul": "<ul><li>a</li></ul>",
    "ol": "<ol><li>a</li></ol>",
    "hr": "<p>a</p><hr/><p>b</p>",
    "br": "<p>a<br/>b</p>",
    "a": '<p><a href="https://a.example/">a</a></p>',
    "b": "<p><b>a</b></p>",
    "i": "<p><i>a</i></p>",
    "sup": "<p>a<sup>2</sup></p>",
    "sub": "<p>a<sub>2</sub></p>",
}
SAME = {"strong": "b", "em": "i", "li": "ul"}


@pytest.mark.parametrize("field", KEPT)
def test_what_importers_keep_the_editors_field_keeps_too(field):
    tags, features = KEPT[field]
    texts = {tag: WITHIN[SAME.get(tag, tag)] for tag in sorted(tags)}

    assert {tag: saved(html, features) for tag, html in texts.items()} == texts


def test_an_empty_field_is_empty():
    field = get_rich_text_editor_widget("default", TEXT_FEATURES)

    assert field.value_from_datadict({"text": "null"}, {}, "text") == ""


def test_an_indented_item_whose_parent_was_deleted_is_kept():
    field = get_rich_text_editor_widget("default", TEXT_FEATURES)
    typed = json.loads(field.format_value("<ul><li>a<ul><li>b</li></ul></li></ul><p>c</p>"))
    del typed["blocks"][0]

    stored = field.value_from_datadict({"text": json.dumps(typed)}, {}, "text")

    assert plain(stored) == "<ul><li>b</li></ul><p>c</p>"
