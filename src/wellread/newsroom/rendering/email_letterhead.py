"""The paper's logo and colours as its e-mails show them."""

from django.db import DatabaseError

from wellread.mail.letterhead import Letterhead, ShownLogo, fitted
from wellread.newsroom.models import colours
from wellread.newsroom.models.brand import Brand
from wellread.newsroom.rendering.addresses import absolute
from wellread.newsroom.rendering.brand import Logo, logo


def tell() -> Letterhead:
    """Return it as it is now, since whoever sends e-mails keeps nothing in memory.

    It is ours while the database does not answer.
    """
    try:
        brand = Brand.objects.first()
    except DatabaseError:
        return Letterhead()
    if brand is None:
        return Letterhead()
    head = Letterhead(logo=_shown(logo(brand.logo)), logo_dark=_shown(logo(brand.logo_dark)))
    if brand.main:
        head = head._replace(main=brand.main, main_text=colours.WHITE)
    if brand.main_dark:
        head = head._replace(main_dark=brand.main_dark, main_dark_text=colours.DARK_BUTTON_TEXT)
    return head


def _shown(found: Logo | None) -> ShownLogo | None:
    # Gmail and Outlook show no SVG, and would leave a broken picture at the head.
    if found is None or found.url.endswith(".svg"):
        return None
    return fitted(absolute(found.url), found.width, found.height)
