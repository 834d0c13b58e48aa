"""Which of a page's variants a reader gets: decided by the entitlement cookie alone."""

import logging
from typing import NamedTuple

from django.conf import settings
from django.http import parse_cookie

from wellread.membership import entitlement
from wellread.payments import clock

logger = logging.getLogger(__name__)


class PageVariant(NamedTuple):
    """What this reader's page may hold; the public one is the same for every non-member."""

    ad_free: bool = False
    community_content: bool = False

    @property
    def name(self) -> str:
        """What templates call it: `public` or `member`."""
        return "member" if any(self) else "public"


PUBLIC = PageVariant()


def from_cookies(header: str) -> PageVariant | None:
    """Return the variant, or None when a cookie is there that the origin must renew or drop."""
    if settings.ENTITLEMENT_COOKIE not in header:
        return PUBLIC
    cookie = parse_cookie(header).get(settings.ENTITLEMENT_COOKIE)
    if cookie is None:
        return PUBLIC
    try:
        held = entitlement.read(cookie, now=_now(), secrets=entitlement.secrets())
    except Exception:
        logger.exception("An entitlement cookie could not be checked.")
        return None
    return None if held is None else from_entitlements(held.entitlements)


def from_entitlements(entitlements: frozenset[str]) -> PageVariant:
    """Return the variant that these entitlements open."""
    return PageVariant("ad_free" in entitlements, "community_content" in entitlements)


def _now() -> int:
    return int(clock.now().timestamp())
