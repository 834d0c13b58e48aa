from xml.etree import ElementTree

import pytest

from wellread.newsroom.importers.characters import decode, mend_xml, quote_markup


def words(text):
    return ElementTree.fromstring(text).findtext("title")


@pytest.mark.parametrize(
    ("content", "title", "notes"),
    [
        (b"<rss><title>Caf&eacute;</title></rss>", "Café",
         ("&eacute; is not declared: read as in HTML (line 1)",)),
        (b"<rss>\n<title>a\x07b\x0cc</title></rss>", "ab c",
         ("control character U+0007 taken out (line 2)",
          "control character U+000C taken out (line 2)")),
        (b"<rss><title>a&#7;b</title></rss>", "ab", ("control character &#7; taken out (line 1)",)),
        (b"<rss><title>it&#146;s</title></rss>", "it’s", ("&#146; read as “’” (line 1)",)),
        (b"<rss><title>AT&T &foo; 1 &amp; 2</title></rss>", "AT&T &foo; 1 & 2",
         ("an & that begins nothing: read as itself (line 1)",)),
        ('<?xml version="1.0" encoding="iso-8859-1"?><rss><title>é</title></rss>'.encode(), "é",
         ("it says its letters are iso-8859-1, but they are UTF-8: read as that",)),
        (b'<?xml version="1.0" encoding="utf-8"?>\n<rss><title>caf\xe9</title></rss>', "café",
         ("bytes that are no utf-8: read as windows-1252 (line 2)",)),
        ('<?xml version="1.0" encoding="koi8-r"?><rss><title>мир</title></rss>'.encode("koi8-r"),
         "мир", ()),
        ('<?xml version="1.0" encoding="utf-16"?><rss><title>мир</title></rss>'.encode("utf-16"),
         "мир", ()),
        (b'<?xml version="1.0" encoding="utf-16"?><rss><title>a</title></rss>', "a", ()),
        ("\ufeff \n<?xml version='1.1'?><rss><title>a</title></rss>".encode(), "a", ()),
        (b"Warning: x in y.php\n<?xml version='1.0'?><rss><title>a</title></rss><!-- z --> end",
         "a", ("words before the document left out", "words behind the document left out")),
        (b'<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]><rss><title>a&nbsp;b</title></rss>', "a\xa0b",
         ("&nbsp; is not declared: read as in HTML (line 1)",)),
        (b"<rss><title><![CDATA[a&nbsp;b & c]]></title></rss>", "a&nbsp;b & c", ()),
    ],
)  # fmt: skip
def test_one_character_does_not_cost_the_document(content, title, notes):
    mended = mend_xml(content)

    assert (words(mended.text), mended.notes) == (title, notes)


def test_entities_of_ones_own_are_left_for_the_parser_to_refuse():
    text = '<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss>&a;</rss>'

    assert "<!ENTITY a" in mend_xml(text.encode()).text


def test_html_that_stands_bare_in_a_title_is_read_as_html():
    mended = quote_markup("<rss>\n<title>Fish <b>and<br> chips</title></rss>")

    assert words(mended.text) == "Fish <b>and<br> chips"
    assert mended.notes == ("line 2: HTML stands bare in <title>: read as such",)


def test_an_encoding_that_is_none_of_letters_is_not_followed():
    content = b'<?xml version="1.0" encoding="unicode_escape"?><rss>\\x41</rss>'

    assert "\\x41" in decode(content).text
