"""What this browser holds: the Checkouts it paid, its entitlement cookie and its hint cookie."""

import logging
import re
from collections.abc import Collection
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from wellread.accounts.models import Reader
from wellread.membership import browser, entitlement, guests, queries
from wellread.membership.institutions import courtesy
from wellread.membership.institutions.queries import Courtesy
from wellread.membership.models import Membership
from wellread.membership.support import Support, support
from wellread.newsletters import queries as newsletters
from wellread.payments import clock, opening
from wellread.payments.models import Checkout

SESSION_KEY = "checkouts"
# Instead of an entitlement while a page to pay on is open: it opens nothing, and has each page be
# asked of us, past every cache, so that who paid and never came back is known on the next one.
PAYING = "paying"

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

logger = logging.getLogger(__name__)


class Holder(NamedTuple):
    """Who benefits: a reader who signed in, a browser that paid, or both."""

    reader: Reader | None
    checkouts: tuple[UUID, ...]

    @property
    def name(self) -> str:
        """A short name without meaning elsewhere, for the cookie."""
        return f"r{self.reader.pk}" if self.reader else f"c{self.checkouts[0].hex[:12]}"

    def __bool__(self) -> bool:
        return self.reader is not None or bool(self.checkouts)


def holder_of(request: HttpRequest) -> Holder:
    """Return who benefits in this browser; one that never joined nor signed in costs nothing."""
    reader = _reader(request)
    return Holder(reader, tuple(_checkouts(request, reader).values_list("pk", flat=True)))


def manager_of(request: HttpRequest) -> Holder:
    """Return who may see what was paid, change and cancel it.

    What belongs to an account is for its owner alone, signed in: whoever typed their address and
    paid in this browser has its benefits, and no say over the card that pays now.
    """
    reader = _reader(request)
    rows = _checkouts(request, reader)
    if reader is None:
        rows = rows.filter(reader=None)
    return Holder(reader, tuple(rows.values_list("pk", flat=True)))


def visitor_of(request: HttpRequest) -> Holder:
    """Return who may see what was paid here: also a guest who opened the link of an e-mail.

    That link gives no benefits and signs in to nothing.
    """
    holder = manager_of(request)
    if holder.reader is not None or not _has_session(request):
        return holder
    return Holder(None, tuple(dict.fromkeys((*holder.checkouts, *guests.opened_here(request)))))


def _reader(request: HttpRequest) -> Reader | None:
    if not _has_session(request) and not _signed_in_now(request):
        return None
    return request.user if isinstance(request.user, Reader) else None


def _checkouts(request: HttpRequest, reader: Reader | None) -> QuerySet[Checkout]:
    # Until November 2026 they were kept in sessions, which live for half a year.
    of_old = request.session.get(SESSION_KEY, ()) if _has_session(request) else ()
    known, ids = browser.fingerprint(request), [UUID(text) for text in of_old]
    if not known and not ids:
        return Checkout.objects.none()
    return queries.checkouts(browser=known, of_old=ids, reader=reader)


def settle_what_was_begun(request: HttpRequest) -> None:
    """Learn what became of pages that this browser or its reader went to pay on."""
    opening.settle_checkouts(reader=_reader(request), browser=browser.fingerprint(request))


def started_here(request: HttpRequest, checkout: Checkout) -> bool:
    """Tell whether a Checkout belongs to this browser or to the reader signed in to it."""
    holder = holder_of(request)
    is_own = holder.reader is not None and checkout.reader_id == holder.reader.pk
    return is_own or checkout.pk in holder.checkouts


def refresh(request: HttpRequest, *, proved: Collection[UUID] = ()) -> None:
    """Have the response carry cookies that say what this browser holds now.

    Whoever came by the link of an e-mail about what was `proved` holds nothing here by that, and is
    not asked here any more.
    """
    request.renews_benefits = True  # type: ignore[attr-defined]
    if proved:
        request.proved_checkouts = tuple(proved)  # type: ignore[attr-defined]


def newsletter_known(*, request: HttpRequest, takes: bool, **_: Any) -> None:
    """Let pages know at once whether whoever reads here takes a newsletter."""
    request.takes_newsletter = takes  # type: ignore[attr-defined]
    refresh(request)


def reader_signed_in(*, request: HttpRequest | None = None, **_: Any) -> None:
    """Let the benefits of an account begin with the response that signs in to it."""
    if request is not None:
        refresh(request)


def reader_signed_out(*, request: HttpRequest | None = None, **_: Any) -> None:
    """Let the benefits of an account end with the response that signs out of it."""
    if request is not None:
        refresh(request)
        request.signed_out = True  # type: ignore[attr-defined]


def held_now(request: HttpRequest) -> queries.Held:
    """Return what this browser holds by the database: nothing when it cannot be asked."""
    try:
        return _with_courtesy(request, _own(request))
    except DatabaseError:
        leave_as_it_is(request)
        logger.exception("Benefits could not be looked up; the page comes without them.")
        return queries.Held()


def _own(request: HttpRequest) -> queries.Held:
    """Return what a reader, or a browser that paid, holds wherever they are."""
    holder = holder_of(request)
    if not holder:
        return queries.Held()
    return queries.held(reader=holder.reader, checkouts=holder.checkouts, at=clock.now())


def _with_courtesy(request: HttpRequest, own: queries.Held) -> queries.Held:
    """Add what is open at the network of whoever wants to read by courtesy of its institution."""
    found = courtesy.wanted(request)
    if found is None or found.entitlements <= own.entitlements:
        found = None
    request.courtesy = found  # type: ignore[attr-defined]
    if found is None:
        return own
    until = courtesy.until(found, clock.now())
    if own.until is not None:
        until = min(until, own.until)
    return queries.Held(own.entitlements | found.entitlements, until)


def leave_as_it_is(request: HttpRequest) -> None:
    """Keep this browser's cookies: they are renewed when they can be again."""
    request.renews_benefits = False  # type: ignore[attr-defined]
    request.benefits_unknown = True  # type: ignore[attr-defined]


def variant(request: HttpRequest) -> str:
    """Return the variant of our own pages' frame: members meet no invitation to join."""
    return "member" if held_now(request).entitlements else "public"


def write_cookies(request: HttpRequest, response: HttpResponse) -> None:
    """Set or drop the entitlement cookie and bring the hint cookie up to date."""
    held = held_now(request)
    if not getattr(request, "renews_benefits", False):
        return
    if held.until is not None:
        _set(response, settings.ENTITLEMENT_COOKIE, _signed(request, held), httponly=True)
    elif _is_paying(request):
        _set(response, settings.ENTITLEMENT_COOKIE, PAYING, httponly=True)
    elif settings.ENTITLEMENT_COOKIE in request.COOKIES:
        response.delete_cookie(settings.ENTITLEMENT_COOKIE, samesite="Lax")
    hint = _hint(request)
    if hint:
        _set(response, settings.HINT_COOKIE, urlencode(hint), httponly=False)
    elif settings.HINT_COOKIE in request.COOKIES:
        response.delete_cookie(settings.HINT_COOKIE, samesite="Lax")


def _is_paying(request: HttpRequest) -> bool:
    return opening.is_open_for(reader=_reader(request), browser=browser.fingerprint(request))


def _signed(request: HttpRequest, held: queries.Held) -> str:
    now = clock.now()
    found = _courtesy(request)
    return entitlement.issue(
        holder=courtesy.holder(found) if found else holder_of(request).name,
        entitlements=held.entitlements,
        now=int(now.timestamp()),
        until=int((held.until or now).timestamp()),
        secret=entitlement.secrets()[0],
    )


def _courtesy(request: HttpRequest) -> Courtesy | None:
    return getattr(request, "courtesy", None)


def _set(response: HttpResponse, name: str, value: str, *, httponly: bool) -> None:
    # The browser keeps the cookie longer than it is good for: an expired one still tells the
    # origin, past every shared cache, that there may be something to renew.
    response.set_cookie(
        name,
        value,
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SECURE,
        httponly=httponly,
        samesite="Lax",
    )
    # Python would put quotes around "=" and "&", which no other reader of cookies takes off.
    response.cookies[name].set(name, value, value)


def _hint(request: HttpRequest) -> dict[str, str]:
    """Return what the page's script may know: nothing secret, nothing it could profit from."""
    before = dict(parse_qsl(request.COOKIES.get(settings.HINT_COOKIE, "")))
    hint = {}
    given = _support(request)
    times = [before.get("contributed_at", "")]
    if given.contributed_at is not None:
        times.append(f"{given.contributed_at:%Y-%m-%dT%H:%M:%SZ}")
    if contributed_at := max(filter(_TIME.fullmatch, times), default=""):
        hint["contributed_at"] = contributed_at
    if getattr(request, "signed_out", False):
        return hint
    if holder_of(request).reader is not None:
        hint["signed_in"] = "1"
    if given.is_member:
        hint["is_member"] = "1"
    if _takes_newsletter(request, before):
        hint["newsletter"] = "1"
    if _owes(request):
        hint["unpaid"] = "1"
    if given.was_member or "1" in (before.get("is_member"), before.get("was_member")):
        hint["was_member"] = "1"
    return hint


def _takes_newsletter(request: HttpRequest, before: dict[str, str]) -> bool:
    """Tell whether a newsletter goes to who reads here: by the account, or as this browser knew."""
    found: bool | None = getattr(request, "takes_newsletter", None)
    reader = holder_of(request).reader
    if reader is not None:
        return newsletters.takes(reader) or bool(found)
    return before.get("newsletter") == "1" if found is None else found


def _support(request: HttpRequest) -> Support:
    """Return what was given by whoever reads here: also a guest who came by an e-mail's link."""
    holder = holder_of(request)
    proved = (*visitor_of(request).checkouts, *getattr(request, "proved_checkouts", ()))
    checkouts = {*holder.checkouts, *proved}
    return support(reader=holder.reader, checkouts=checkouts, at=clock.now())


def _owes(request: HttpRequest) -> bool:
    """Tell whether a renewal of who manages it here stands unpaid."""
    holder = manager_of(request)
    found = queries.memberships(reader=holder.reader, checkouts=holder.checkouts)
    return bool(holder) and found.filter(status=Membership.Status.PAST_DUE).exists()


def _has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _signed_in_now(request: HttpRequest) -> bool:
    return getattr(request, "renews_benefits", False) and request.user.is_authenticated
