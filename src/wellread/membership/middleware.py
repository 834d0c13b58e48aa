"""Who may see what, on every request: read from a signed cookie, renewed when it ran out."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from wellread.membership import benefits, browser, entitlement
from wellread.membership.institutions import courtesy
from wellread.payments import clock

logger = logging.getLogger(__name__)


class EntitlementMiddleware:
    """Sets `request.entitlements`; touches no session unless the reader's browser sent a cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Tell the view what is held; write cookies when something about them changed."""
        request.entitlements = _entitlements_or_none(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if getattr(request, "renews_benefits", False):
            _write_cookies(request, response)
        browser.write_cookie(request, response)
        return response


def _entitlements_or_none(request: HttpRequest) -> frozenset[str]:
    """Return what is held, and nothing when that cannot be told: the page comes all the same."""
    try:
        return _entitlements(request)
    except Exception:
        logger.exception("Benefits could not be looked up; the page comes without them.")
        benefits.leave_as_it_is(request)
        return frozenset()


def _write_cookies(request: HttpRequest, response: HttpResponse) -> None:
    try:
        benefits.write_cookies(request, response)
    except Exception:
        logger.exception("A browser's cookies could not be renewed; its next request tries again.")


def _entitlements(request: HttpRequest) -> frozenset[str]:
    cookie = request.COOKIES.get(settings.ENTITLEMENT_COOKIE)
    if cookie is None:
        return frozenset()
    now = int(clock.now().timestamp())
    held = entitlement.read(cookie, now=now, secrets=entitlement.secrets())
    if held is not None and courtesy.is_held(held):
        request.courtesy = courtesy.still(held, request.META)  # type: ignore[attr-defined]
        # Whoever left the network leaves what was open there.
        held = held if request.courtesy else None  # type: ignore[attr-defined]
    if held is not None:
        return held.entitlements
    benefits.refresh(request)
    return benefits.held_now(request).entitlements
