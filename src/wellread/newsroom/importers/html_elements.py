"""What is HTML in somebody's words, and what only looks like it."""

import html
import re

# The elements of HTML, old and new.
ELEMENTS = frozenset(
    word
    for line in (
        "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound",
        "big blink blockquote body br button canvas caption center cite code col colgroup data",
        "datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font",
        "footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image",
        "img input ins kbd label legend li link main map mark marquee math menu meta meter nav",
        "nobr noembed noframes noscript object ol optgroup option output p param picture pre",
        "progress q rp rt ruby s samp script search section select slot small source span strike",
        "strong style sub summary sup svg table tbody td template textarea tfoot th thead time",
        "title tr track tt u ul var video wbr",
    )
    for word in line.split()
)
SIGN = re.compile(r"<(?![!?])(?=(?:/?([a-z][^\s/<>]*)([^<>=]*=)?)?)", re.I)
QUOTED = re.compile(r"<(/?)q(?:\s[^<>]*)?>", re.I)
ESCAPED = re.compile(r"&lt;(\w+)\b(?:(?!&lt;).)*&gt;.*(?:&lt;/\w+\s*|/)&gt;", re.S)


def keep_signs(markup: str) -> str:
    """Return HTML with each < that begins no tag written as the sign that somebody meant.

    Parsers drop "<John Smith>" from a text, and all behind "a<b", without a word. The marks that
    browsers set around a <q> are written too: without them it would be the paper that says so.
    """
    last = markup.rfind(">")

    def kept(found: re.Match[str]) -> str:
        name = (found[1] or "").lower()
        # Custom elements and those of other namespaces bear a - or a colon in their names.
        is_known = name in ELEMENTS or "-" in name or ":" in name or bool(name and found[2])
        return "<" if is_known and found.start() < last else "&lt;"

    return QUOTED.sub(lambda q: "”" if q[1] else "“", SIGN.sub(kept, markup))


def unescaped(markup: str) -> str:
    """Return HTML that was escaped twice, as a whole, as HTML; any other as it is."""
    found = ESCAPED.fullmatch(markup.strip()) if "<" not in markup else None
    return html.unescape(markup) if found and found[1].lower() in ELEMENTS else markup
