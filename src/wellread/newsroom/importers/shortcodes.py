"""WordPress's shortcodes, turned into the HTML they stand for or taken out."""

import html
import re
from collections.abc import Callable, Iterable

from wellread.newsroom.importers.report import Loss
from wellread.newsroom.importers.story import FoundPicture

# Given the ids that a gallery names, none for all of the post's own, its pictures.
Gallery = Callable[[list[str]], Iterable[FoundPicture]]

CAPTION = re.compile(r"\[(wp_caption|caption)\b([^\]]*)\](.*?)\[/\1\]", re.I | re.S)
PICTURE = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.I | re.S)
PLAYER = re.compile(
    r"\[embed(?:yt)?\b[^\]]*\]\s*(\S+?)\s*\[/embed(?:yt)?\]|"
    r"\[(youtube|vimeo)(?:[ =]+|\s+(?:id|url|src|video)\s*=\s*)([^\s\]]+)[^\]]*\](?:\s*\[/\2\])?",
    re.I,
)
GALLERY = re.compile(r"(?<!\[)\[gallery\b([^\]]*)\](?!\])", re.I)
NAME = r"[A-Za-z][\w-]*"
QUOTED = r"""(?:"[^"]*"|'[^']*'|[“”″][^“”″\[\]]*[“”″]|&quot;(?:(?!&quot;)[^\[\]])*&quot;)"""
WITH_QUOTES = rf"\s+{NAME}\s*=\s*{QUOTED}"
PLAIN = r"""\s+[A-Za-z][\w-]*=[^\s"'“”″&\[\]<>]+"""
ADDRESS = r"\s+https?://[^\s\[\]<>]+"
SHORTCODE = re.compile(
    rf"(?<!\[)\[(?:/({NAME})|({NAME})((?:{WITH_QUOTES}|{PLAIN}|{ADDRESS})*)\s*/?)\](?!\])"
)
ESCAPED = re.compile(r"\[(\[[^\[\]]+\])\]")
ATTRIBUTE = re.compile(r"""([a-z_]\w*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""", re.I)
# These stand for something that is elsewhere.
PLACES = {"soundcloud", "twitter", "tweet", "instagram", "facebook", "tiktok", "spotify", "iframe"}
PLACES |= {"dailymotion", "googlemaps", "audio", "video", "embed", "youtube", "vimeo"}
# Names that nobody writes in brackets for another reason, though they stand alone.
NO_WORD = re.compile(
    r"(?:vc|et_pb|fusion|av|su|tve|mk|wpb|nectar|tribe|woocommerce|mc4wp|jetpack|siteorigin|wp)_\w+"
    r"|contact-form(?:-7)?|wpforms|gravityform|playlist|gallery|sharedaddy|ez-toc|newsletter_form",
    re.I,
)
PERHAPS = re.compile(
    r"\[/?[A-Za-z]\w*_\w+\]|(?<!\[)\[[A-Za-z][\w-]*\s[^\[\]<>]*=[^\[\]<>]*\](?!\])"
)


def expand(markup: str, left_out: list[Loss], gallery: Gallery | None) -> str:
    """Return the text with captions, galleries and players as HTML, other shortcodes taken out.

    Only what is a shortcode beyond doubt is touched: it has values in quotes, is closed by its
    name, or bears a name that is no word. Whatever else stands in brackets is somebody's words.
    """
    markup = CAPTION.sub(_figure, markup)
    markup = PLAYER.sub(_address, markup)
    markup = GALLERY.sub(lambda found: _gallery(found, left_out, gallery), markup)
    found = list(SHORTCODE.finditer(markup))
    paired = {one[1].lower() for one in found if one[1]} & {
        one[2].lower() for one in found if one[2]
    }

    def expanded(one: re.Match[str]) -> str:
        if not _is_beyond_doubt(one, paired):
            return one[0]
        if one[1]:
            return ""
        if there := _place(one):
            return there
        left_out.append(Loss("shortcode taken out", one[0]))
        return ""

    markup = SHORTCODE.sub(expanded, markup)
    left_out += [
        Loss("left in the text, perhaps a shortcode", one) for one in PERHAPS.findall(markup)
    ]
    return ESCAPED.sub(r"\1", markup)


def _is_beyond_doubt(found: re.Match[str], paired: set[str]) -> bool:
    name = (found[1] or found[2]).lower()
    if found[1]:
        return name in paired or bool(NO_WORD.fullmatch(name))
    values = found[3]
    has_quotes = bool(re.search(rf"=\s*{QUOTED}", values))
    is_known = name in PLACES or "_" in name or bool(NO_WORD.fullmatch(name))
    is_no_word = bool(NO_WORD.fullmatch(name))
    return name in paired or has_quotes or is_no_word or bool(values and is_known)


def _place(found: re.Match[str]) -> str:
    """Return what a shortcode stands for that names an address, empty when it names none."""
    name, values = found[2].lower(), _attributes(found[3])
    there = re.search(r"\s(https?://[^\s\]]+)", re.sub(rf"=\s*{QUOTED}", "", found[3]))
    named = [values[key] for key in ("src", "url", "mp3", "mp4", "m4a", "ogg", "m4v", "webm")
             if values.get(key)]  # fmt: skip
    address = there[1] if there else next(iter(named), "")
    if name not in PLACES or not address:
        return ""
    if name in {"audio", "video", "iframe"}:
        return f'\n\n<{name} src="{html.escape(address)}"></{name}>\n\n'
    return f"\n\n{address}\n\n"


def figure(picture: FoundPicture) -> str:
    """Return a picture as the HTML it would be in a text."""
    src, alt = (html.escape(words) for words in (picture.src, picture.alt))
    shown = f'<img src="{src}" alt="{alt}"><figcaption>{picture.caption}</figcaption>'
    return f"\n\n<figure>{shown}</figure>\n\n"


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
    found = ATTRIBUTE.findall(re.sub("[“”″]|&quot;", '"', words))
    return {name.lower(): a or b or c for name, a, b, c in found}
