"""What every page of the site is told: whose site it is and what its sections are."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from wellread.language import writing
from wellread.newsroom.rendering import brand
from wellread.newsroom.rendering.navigation import has_newsletters, menu, standing_links


def site(request: HttpRequest | None = None) -> dict[str, Any]:
    """Return the facts base.html needs, as a context processor.

    Of the request it asks only whether a member makes it, whom no page invites to join, and in
    whose name it is made where an institution opens the paper to its readers.

    Called paper: views of allauth give templates a site of their own.
    """
    return {
        "paper": {
            "name": settings.SITE_NAME,
            "tagline": settings.TAGLINE,
            "url": settings.SITE_URL,
            "language": settings.LANGUAGE_CODE,
            "direction": settings.TEXT_DIRECTION,
            "is_latin": writing.is_latin(settings.LANGUAGE_CODE),
            "edition": settings.EDITION,
        },
        "looks": brand.looks(),
        "menu": menu(),
        "standing": standing_links(),
        "has_newsletters": has_newsletters(),
        "variant": "member" if getattr(request, "entitlements", None) else "public",
        "courtesy": getattr(getattr(request, "courtesy", None), "name", ""),
        "today": timezone.localdate(),
    }
