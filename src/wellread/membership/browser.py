"""The key by which a browser that pays without signing in finds what it started.

It lives in a cookie of its own and in no session: of two requests at once the later would write
its session over the earlier one's.
"""

import hashlib
import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_KEY = re.compile(r"[A-Za-z0-9_-]{43}")


def fingerprint(request: HttpRequest) -> str:
    """Return what the database knows a browser by, or an empty text while it has no key."""
    # Whoever signs out of a shared computer leaves nothing open behind them.
    if getattr(request, "signed_out", False):
        return ""
    key = getattr(request, "new_browser_key", "") or _sent_key(request)
    return hashlib.sha256(key.encode()).hexdigest() if key else ""


def give_key(request: HttpRequest) -> None:
    """Have the response give this browser a key, unless it has one."""
    if not _sent_key(request):
        request.new_browser_key = secrets.token_urlsafe(32)  # type: ignore[attr-defined]


def write_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Set a new key, or drop the old one with signing out."""
    if getattr(request, "signed_out", False):
        if settings.BROWSER_COOKIE in request.COOKIES:
            response.delete_cookie(settings.BROWSER_COOKIE, samesite="Lax")
    elif key := getattr(request, "new_browser_key", ""):
        response.set_cookie(
            settings.BROWSER_COOKIE,
            key,
            max_age=settings.SESSION_COOKIE_AGE,
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )


def _sent_key(request: HttpRequest) -> str:
    key = request.COOKIES.get(settings.BROWSER_COOKIE, "")
    return key if _KEY.fullmatch(key) else ""
