"""Files by which a newsroom looks like itself: which logos, icons and faces are taken."""

import re
from io import BytesIO
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException
from PIL import Image

from wellread.language.editors import for_editors

# It rides on every first visit, beside a page of at most 60 kB.
LARGEST_FACE_KB = 60
# A third of what a story may weigh with its pictures.
LARGEST_PICTURE_KB = 200
KINDS = {"PNG": "png", "WEBP": "webp"}
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
# What runs, or shows a page within the picture; all else in an SVG draws.
RUNNING = frozenset({"script", "foreignObject", "iframe", "embed", "object", "audio", "video"})
LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*")


class UnfitFile(Exception):
    """A file that cannot be shown; the message says why, as the end of a sentence."""


class Shape(NamedTuple):
    """A picture's own size in pixels, and the ending that suits it."""

    width: int
    height: int
    ending: str


def picture_shape(content: bytes) -> Shape:
    """Return the shape of a logo or icon; raise UnfitFile."""
    if len(content) > LARGEST_PICTURE_KB * 1024:
        raise UnfitFile(
            for_editors("it has more than %(number)s kB, which every reader would wait for")
            % {"number": LARGEST_PICTURE_KB}
        )
    if content.lstrip()[:1] == b"<" or content.startswith(b"\xef\xbb\xbf<"):
        return Shape(*_svg_size(content), "svg")
    try:
        with Image.open(BytesIO(content), formats=list(KINDS)) as picture:
            picture.load()
            return Shape(*picture.size, KINDS[picture.format or ""])
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise UnfitFile(for_editors("it is no SVG, PNG or WebP that can be read")) from fault


def check_face(content: bytes) -> None:
    """Raise UnfitFile unless this is a face that every browser reads: WOFF2, and light."""
    if not content.startswith(b"wOF2"):
        raise UnfitFile(for_editors("it is no WOFF2 file; tools such as `fonttools` make one"))
    if len(content) > LARGEST_FACE_KB * 1024:
        raise UnfitFile(
            for_editors(
                "it has more than %(number)s kB, which every reader would wait for; "
                "leave out the characters that the paper does not use"
            )
            % {"number": LARGEST_FACE_KB}
        )


def _svg_size(content: bytes) -> tuple[int, int]:
    try:
        root: Element = defusedxml.ElementTree.fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as fault:
        raise UnfitFile(for_editors("it is no SVG that can be read")) from fault
    if root.tag != f"{SVG}svg":
        raise UnfitFile(for_editors("it is no SVG"))
    for element in root.iter():
        _check_element(element)
    return _size_of(root)


def _check_element(element: Element) -> None:
    """Refuse what could run, or would be fetched from elsewhere."""
    name = str(element.tag).rpartition("}")[2]
    if name in RUNNING:
        raise UnfitFile(
            for_editors("its <%(name)s> may do more than draw; save it as a plain SVG")
            % {"name": name}
        )
    if name == "style" and re.search(r"@import|url\(\s*['\"]?(?!#)", element.text or ""):
        raise UnfitFile(
            for_editors("its styles fetch something from elsewhere; save it as a plain SVG")
        )
    for attribute, value in element.attrib.items():
        if attribute.lower().startswith("on"):
            raise UnfitFile(
                for_editors("its %(attribute)s=… is a script; save it as a plain SVG")
                % {"attribute": attribute}
            )
        leads = attribute in {"href", f"{XLINK}href"} and not value.startswith(("#", "data:image/"))
        if leads and name != "a":
            raise UnfitFile(
                for_editors("it shows something from elsewhere; save it as a plain SVG")
            )


def _size_of(root: Element) -> tuple[int, int]:
    box = re.split(r"[\s,]+", (root.get("viewBox") or "").strip())
    sizes = [root.get("width") or "", root.get("height") or ""]
    if not all(LENGTH.fullmatch(size) for size in sizes):
        sizes = box[2:4]
    found = [LENGTH.fullmatch(size) for size in sizes]
    numbers = [round(float(size[1])) for size in found if size]
    if len(numbers) != 2 or not all(0 < number <= 10_000 for number in numbers):
        raise UnfitFile(for_editors("it does not say how large it is: it has no viewBox"))
    return numbers[0], numbers[1]
