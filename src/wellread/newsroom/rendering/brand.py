"""The paper's own looks as pages show them: read once, kept in memory until they change."""

import hashlib
from typing import Any, NamedTuple

from django.db import DatabaseError
from django.db.models.fields.files import FieldFile
from wagtail.images.models import SourceImageIOError

from wellread.newsroom.models import brand_files, colours
from wellread.newsroom.models.brand import OWN_FACE, Brand

# What a choice of the editor's means in CSS; ours stands in client/style/site.css.
FACES = {
    "system": 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,'
    "sans-serif",
    OWN_FACE: '"Own",Georgia,serif',
}


class Logo(NamedTuple):
    """A picture at its address, with its own size in pixels."""

    url: str
    width: int
    height: int


class Looks(NamedTuple):
    """What a page shows of the paper; what is empty is as we made it."""

    logo: Logo | None = None
    logo_dark: Logo | None = None
    icon_url: str = ""
    icon_type: str = ""
    card: tuple[str, int, int] | None = None
    style: str = ""
    style_hash: str = ""
    has_own_faces: bool = False
    footer_words: str = ""
    footer_links: tuple[tuple[str, str], ...] = ()
    publisher: str = ""
    responsible: str = ""
    postal_address: str = ""
    email: str = ""
    telephone: str = ""


_known: dict[str, Looks] = {}


def looks() -> Looks:
    """Return the paper's looks; ours while the database does not answer."""
    known = _known
    if "now" not in known:
        try:
            known["now"] = _read()
        except DatabaseError:
            return Looks()
    return known["now"]


def forget(**signal: object) -> None:
    """Read them again at the next look: they changed, here or in another process."""
    global _known
    _known = {}


def _read() -> Looks:
    brand = Brand.objects.select_related("card").first()
    if brand is None:
        return Looks()
    style = colours.style(brand.palette) + _type(brand)
    return Looks(
        logo=logo(brand.logo),
        logo_dark=logo(brand.logo_dark),
        icon_url=brand.icon.url if brand.icon else "",
        icon_type="image/svg+xml" if str(brand.icon.name).endswith(".svg") else "image/png",
        card=_card(brand.card),
        style=style,
        style_hash=hashlib.blake2b(style.encode(), digest_size=6).hexdigest() if style else "",
        has_own_faces=bool(brand.headline_face and brand.text_face),
        footer_words=brand.footer_words,
        footer_links=tuple(
            (link.value["words"], link.value["address"].strip()) for link in brand.footer_links
        ),
        publisher=brand.publisher,
        responsible=brand.responsible,
        postal_address=brand.postal_address,
        email=brand.email,
        telephone=brand.telephone,
    )


def _card(image: Any) -> tuple[str, int, int] | None:
    """Return the social card; one that cannot be cut, or noted, now costs nobody a page."""
    try:
        cut = image and image.get_rendition("fill-1200x630|format-jpeg")
    except (OSError, SourceImageIOError, DatabaseError):
        return None
    return cut and (cut.url, cut.width, cut.height)


def logo(file: FieldFile) -> Logo | None:
    """Return a logo that is there; a lost file leaves the name in type."""
    if not file:
        return None
    try:
        with file.open() as opened:
            shape = brand_files.picture_shape(opened.read())
    except (OSError, brand_files.UnfitFile):
        return None
    return Logo(file.url, shape.width, shape.height)


def _type(brand: Brand) -> str:
    chosen = {"display": brand.headline_face, "text": brand.text_face}
    declared = "".join(f"--{name}:{FACES[face]};" for name, face in chosen.items() if face)
    rule = f":root{{{declared}}}" if declared else ""
    if OWN_FACE not in chosen.values() or not brand.face:
        return rule
    # `optional`: a face that is late stays away from this page, or the text would jump.
    return (
        f'@font-face{{font-family:"Own";src:url("{brand.face.url}") format("woff2");'
        f"font-weight:100 900;font-display:optional}}{rule}"
    )
