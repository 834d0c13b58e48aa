"""What a new paper needs before its first story: a front, and a say in being counted."""

from django.conf import settings
from django.db import transaction
from django.utils.html import format_html_join
from django.utils.translation import gettext, override, pgettext

from wellread.newsroom.actions import create_standing_page, ensure_site
from wellread.newsroom.editing import brand_toml


def privacy() -> str:
    """Return what the privacy page says of what we keep, in the language that is switched on."""
    paragraphs = (
        gettext(
            "Your own browser counts which articles you read here in thirty days, so that we ask "
            "only those for support who read us often. What it remembers stays on your device, "
            "and in a cookie that gives it back should your browser empty its storage; we do not "
            "keep it."
        ),
        gettext("You can stop the count here, and forget it, whenever you like."),
        gettext(
            "Whoever only reads is given no other cookie. Signing in sets one that keeps you "
            "signed in for half a year, and one that guards forms until the browser is closed. "
            "Members have one that opens what is theirs, for half a year, and one that tells our "
            "pages not to ask, which whoever is signed in or gave once has too. The page on which "
            "one pays sets wellread_browser, by which this browser finds a payment it began, for "
            "half a year; after paying, wellread_thanks has the next page say thanks, and ends "
            "within ten minutes."
        ),
    )
    return format_html_join("", "<p>{}</p>", ([paragraph] for paragraph in paragraphs))


@transaction.atomic
def open_site() -> None:
    """Make the front, the site's address and the privacy page; doing it again changes nothing.

    A new site looks as its folder's brand.toml says; raises BrandFault for one that cannot be used.
    """
    ensure_site()
    brand_toml.begin_with(settings.SITE_FOLDER)
    with override(settings.LANGUAGE_CODE):
        create_standing_page(
            title=pgettext("a page", "Privacy"),
            slug="privacy",
            description=gettext("What is counted, where it is kept, and how to stop it."),
            body=[("text", str(privacy()))],
        )
