"""One count on all devices: what a device is given of it, brings to it, and has to forget.

A device that was given something bears its mark, in a cookie that goes to the meter alone. Where
the mark's count is gone, or its reader has signed out, the device forgets what it counted: it
cannot tell its own from what came of others.
"""

from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from wellread.accounts import origin
from wellread.accounts.models import Reader
from wellread.meter import actions, queries, rules
from wellread.meter.models import SharedCount


class Given(NamedTuple):
    """What a device gets: what the others know, and whether it first forgets its own."""

    shared: SharedCount | None
    forgets: bool


def given(request: HttpRequest, own: rules.Kept) -> Given:
    """Return what is to be given to a device that asks, whose answers `own` holds."""
    mark = _mark(request)
    asks = "mine" in request.GET or "kept" in request.GET
    count = queries.shared_count(_reader(request)) if asks or mark else None
    if count is not None and not _may_share(request, own):
        count = None
    return Given(count, forgets=bool(mark) and (count is None or mark != str(count.pk)))


def take(request: HttpRequest, own: rules.Kept, new: rules.Kept) -> None:
    """Add what a device sends to its reader's count; end that where its reader says so.

    `own` is what the device had answered before.
    """
    reader = _reader(request)
    count = queries.shared_count(reader)
    if reader is None or count is None:
        return
    if rules.stops(own, new):
        actions.end(reader=reader)
    elif _mark(request) == str(count.pk) and _may_share(request, new):
        actions.add(number=UUID(str(count.pk)), new=new, at=timezone.now())


def _may_share(request: HttpRequest, kept: rules.Kept) -> bool:
    return rules.may_share(
        kept,
        needs_consent=rules.consent_needed(origin.country(request)),
        signals_no=request.headers.get("Sec-GPC") == "1",
    )


def _mark(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.SHARED_COOKIE, "")


def _reader(request: HttpRequest) -> Reader | None:
    # Whoever never signed in costs no look at a session.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if isinstance(request.user, Reader) else None
