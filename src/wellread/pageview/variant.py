"""Which of a page's variants a reader gets: decided by the entitlement cookie alone.

What an institution opens is looked at again at each page: it ends as its reader leaves the network.
"""

import logging
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, parse_cookie

from wellread.membership import entitlement
from wellread.membership.institutions import courtesy
from wellread.payments import clock

logger = logging.getLogger(__name__)


class PageVariant(NamedTuple):
    """What this reader's page may hold; the public one is the same for every non-member."""

    ad_free: bool = False
    community_content: bool = False
    # In whose name it is read, which the page says.
    courtesy: str = ""

    @property
    def name(self) -> str:
        """What templates call it: `public` or `member`."""
        return "member" if any(self) else "public"


PUBLIC = PageVariant()


def from_environ(environ: Mapping[str, Any]) -> PageVariant | None:
    """Return the variant, or None when a cookie is there that the origin must renew or drop."""
    header = environ.get("HTTP_COOKIE", "")
    if settings.ENTITLEMENT_COOKIE not in header:
        return PUBLIC
    cookie = parse_cookie(header).get(settings.ENTITLEMENT_COOKIE)
    if cookie is None:
        return PUBLIC
    try:
        held = entitlement.read(cookie, now=_now(), secrets=entitlement.secrets())
        if held is not None and courtesy.is_held(held):
            found = courtesy.still(held, environ)
            return _variant(held.entitlements, found.name) if found else None
    except Exception:
        logger.exception("An entitlement cookie could not be checked.")
        return None
    return None if held is None else _variant(held.entitlements)


def of_request(request: HttpRequest) -> PageVariant:
    """Return the variant that a request's entitlements open, as its middleware found them."""
    found = getattr(request, "courtesy", None)
    return _variant(getattr(request, "entitlements", frozenset()), found.name if found else "")


def _variant(entitlements: frozenset[str], name: str = "") -> PageVariant:
    return PageVariant("ad_free" in entitlements, "community_content" in entitlements, name)


def _now() -> int:
    return int(clock.now().timestamp())
