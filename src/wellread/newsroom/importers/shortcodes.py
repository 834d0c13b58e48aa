"""WordPress's shortcodes, turned into the HTML they stand for or taken out."""

import html
import re
from collections.abc import Callable, Iterable

from wellread.newsroom.importers.report import Loss
from wellread.newsroom.importers.story import Picture

# Given the ids that a gallery names, none for all of the post's own, its pictures.
Gallery = Callable[[list[str]], Iterable[Picture]]

CAPTION = re.compile(r"\[(wp_caption|caption)\b([^\]]*)\](.*?)\[/\1\]", re.I | re.S)
PICTURE = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.I | re.S)
PLAYER = re.compile(
    r"\[embed[^\]]*\]\s*(\S+?)\s*\[/embed\]|\[(youtube|vimeo)[ =]+([^\s\]]+)[^\]]*\]", re.I
)
GALLERY = re.compile(r"(?<!\[)\[gallery\b([^\]]*)\](?!\])", re.I)
SHORTCODE = re.compile(r"(?<!\[)\[(/?)([a-z][a-z0-9_-]*)((?:\s[^\[\]]*)?/?)\](?!\])", re.I)
ESCAPED = re.compile(r"\[(\[[^\[\]]+\])\]")
ATTRIBUTE = re.compile(r"""([a-z_]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""", re.I)
# These stand for something that is not in the text; others only wrap words.
THINGS = {"audio", "video", "playlist", "soundcloud", "twitter", "instagram", "embed"}


def expand(markup: str, left_out: list[Loss], gallery: Gallery | None) -> str:
    """Return the text with captions, galleries and players as HTML and nothing left in brackets.

    A word in brackets that is no shortcode, [sic] for one, stays.
    """
    markup = CAPTION.sub(_figure, markup)
    markup = PLAYER.sub(_address, markup)
    markup = GALLERY.sub(lambda found: _gallery(found, left_out, gallery), markup)
    closed = {found[2].lower() for found in SHORTCODE.finditer(markup) if found[1]}

    def taken_out(found: re.Match[str]) -> str:
        name = found[2].lower()
        if name not in THINGS | closed and not re.search(r"[_-]", name) and "=" not in found[3]:
            return found[0]
        if not found[1]:
            left_out.append(Loss("shortcode taken out", f"[{name}]"))
        return ""

    return ESCAPED.sub(r"\1", SHORTCODE.sub(taken_out, markup))


def figure(picture: Picture) -> str:
    """Return a picture as the HTML it would be in a text."""
    src, alt = (html.escape(words) for words in (picture.src, picture.alt))
    caption = html.escape(picture.caption, quote=False)
    return (
        f'\n\n<figure><img src="{src}" alt="{alt}"><figcaption>{caption}</figcaption></figure>\n\n'
    )


def _figure(found: re.Match[str]) -> str:
    inside = PICTURE.match(found[3])
    if inside is None:
        return found[3]
    caption = inside[2].strip() or html.escape(_attributes(found[2]).get("caption", ""))
    return f"\n\n<figure>{inside[1]}<figcaption>{caption}</figcaption></figure>\n\n"


def _address(found: re.Match[str]) -> str:
    if found[1]:
        return f"\n\n{found[1]}\n\n"
    there = found[3].strip("\"'")
    if there.startswith("http"):
        return f"\n\n{there}\n\n"
    site = "https://youtu.be/" if found[2].lower() == "youtube" else "https://vimeo.com/"
    return f"\n\n{site}{there}\n\n"


def _gallery(found: re.Match[str], left_out: list[Loss], gallery: Gallery | None) -> str:
    asked = _attributes(found[1])
    ids = re.findall(r"\d+", asked.get("ids") or asked.get("include") or "")
    pictures = list(gallery(ids)) if gallery else []
    if not pictures:
        left_out.append(Loss("gallery without its pictures", found[0]))
    return "".join(figure(picture) for picture in pictures)


def _attributes(words: str) -> dict[str, str]:
    found = ATTRIBUTE.findall(words.replace("”", '"').replace("“", '"'))
    return {name.lower(): a or b or c for name, a, b, c in found}
