"""The API: what other systems may ask with a key. `openapi.py` describes each of these."""

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any

import msgspec
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, RawPostDataException
from django.views.decorators.csrf import csrf_exempt

from wellread.engine.conversion import convert
from wellread.integrations import asking, describing, openapi, queries, resources, rules
from wellread.payments import clock

View = Callable[..., HttpResponse]
LONGEST_QUESTION = 4096
RETRY_AFTER_S = 10
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
# What is written down now may still be on its way behind what was written a moment later.
SETTLED_AFTER = timedelta(seconds=10)

logger = logging.getLogger(__name__)


def answers(method: str, scope: str) -> Callable[[View], View]:
    """Make a view answer one method to whoever has a key for it, and every fault in words."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, **facts: Any) -> HttpResponse:
            try:
                allowed = {method, "HEAD"} if method == "GET" else {method}
                if request.method not in allowed:
                    response = problem(405, f"Ask by {method}.")
                    response["Allow"] = ", ".join(sorted(allowed))
                    return response
                asking.check(request, scope=scope)
                return _told(view(request, **facts), "application/json")
            except asking.Refused as refused:
                return problem(refused.status, refused.detail, refused.wait_s)
            except DatabaseError:
                # Nothing is held that could not be looked up.
                logger.exception("The API could not look something up")
                return problem(503, "Try again in a moment.", RETRY_AFTER_S)

        return answered

    return decorate


@answers("GET", rules.MEMBERS)
def members(request: HttpRequest) -> Any:
    """List members in the order of their changes."""
    asked = _asked(request, {"changed_since", "status", "limit", "cursor"})
    limit = _limit(asked.get("limit"))
    after = _cursor(asked["cursor"]) if "cursor" in asked else None
    if "status" in asked and asked["status"] not in openapi.STATUSES:
        raise asking.Refused(400, f"status must be one of {', '.join(openapi.STATUSES)}.")
    since = _moment(asked["changed_since"]) if "changed_since" in asked else None
    rows = queries.told_memberships(
        since=since,
        until=clock.now() - SETTLED_AFTER,
        after=after,
        status=asked.get("status"),
    )
    found = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return resources.MemberPage(
        members=[describing.member(row) for row in found[:limit]],
        next_cursor=_written_cursor(last.changed_at, last.pk) if last else None,
    )


@answers("GET", rules.MEMBERS)
def member(request: HttpRequest, number: str) -> Any:
    """Return one member."""
    _asked(request, set())
    is_number = re.fullmatch(r"[0-9]{1,19}", number) and 0 < int(number) <= resources.LARGEST
    row = queries.told_membership(int(number)) if is_number else None
    if row is None:
        raise asking.Refused(404, "There is no membership of this number.")
    return describing.member(row)


@answers("POST", rules.ENTITLEMENTS)
def entitlements(request: HttpRequest) -> Any:
    """Tell what a reader holds at this moment."""
    _asked(request, set())
    return queries.entitlements_of(_question(request), at=clock.now())


def openapi_document(request: HttpRequest) -> HttpResponse:
    """Return the description of all this, to anybody."""
    return _told(openapi.document(), "application/json")


def nothing_here(request: HttpRequest, **_: Any) -> HttpResponse:
    """Answer every other address of the API in its own words."""
    return problem(404, "There is nothing at this address: see /api/v1/openapi.json.")


nothing_here = csrf_exempt(nothing_here)


def problem(status: int, detail: str, wait_s: int | None = None) -> HttpResponse:
    """Return why there is no answer."""
    said = resources.Problem(HTTPStatus(status).phrase, status, detail)
    response = _told(said, "application/problem+json", status)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Wellread"'
    if wait_s is not None:
        response["Retry-After"] = str(wait_s)
    return response


def _told(said: Any, kind: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(msgspec.json.encode(said), content_type=kind, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _asked(request: HttpRequest, known: set[str]) -> dict[str, str]:
    """Return what was asked in the query; a name that is misspelt would widen the answer."""
    for name in request.GET:
        if name not in known:
            raise asking.Refused(400, f"There is nothing to ask by {name!r} here.")
        if len(request.GET.getlist(name)) > 1:
            raise asking.Refused(400, f"Ask by {name} once.")
    return {name: str(request.GET[name]) for name in request.GET}


def _limit(text: str | None) -> int:
    if text is None:
        return openapi.LIMIT
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= openapi.MOST:
        raise asking.Refused(400, f"limit must be a whole number from 1 to {openapi.MOST}.")
    return int(text)


def _moment(text: str) -> datetime:
    try:
        # In a query a plus sign means a space.
        moment = convert(text.replace(" ", "+"), resources.Moment)
    except msgspec.ValidationError:
        raise asking.Refused(
            400, "changed_since must be a time such as 2026-11-27T10:00:00Z."
        ) from None
    try:
        return max(moment.astimezone(UTC), EARLIEST)
    except OverflowError:
        return EARLIEST if moment.year < EARLIEST.year else datetime.max.replace(tzinfo=UTC)


def _cursor(text: str) -> tuple[datetime, int]:
    if not re.fullmatch(openapi.CURSOR.strip("^$"), text):
        raise asking.Refused(400, "cursor must be the next_cursor of an answer.")
    microseconds, number = text.split("-")
    return EARLIEST + timedelta(microseconds=int(microseconds)), int(number)


def _written_cursor(moment: datetime, number: int) -> str:
    return f"{(moment - EARLIEST) // timedelta(microseconds=1)}-{number}"


def _question(request: HttpRequest) -> resources.HolderAsked:
    if request.content_type != "application/json":
        raise asking.Refused(415, "Ask with Content-Type: application/json.")
    length = request.headers.get("Content-Length", "0")
    if not length.isdecimal() or int(length) > LONGEST_QUESTION:
        raise asking.Refused(400, f"A question has {LONGEST_QUESTION} bytes at most.")
    try:
        said = msgspec.json.decode(request.body)
        # A number such as 8.0 is 8, in JSON as anywhere.
        if isinstance(said, dict) and isinstance(number := said.get("reader"), float):
            said["reader"] = int(number) if number.is_integer() else number
        asked = convert(said, resources.HolderAsked)
    except (msgspec.DecodeError, UnicodeDecodeError, RawPostDataException) as fault:
        raise asking.Refused(400, str(fault)) from fault
    told = [name for name in asked.__struct_fields__ if getattr(asked, name) is not msgspec.UNSET]
    if len(told) != 1:
        raise asking.Refused(400, "Ask by one of email, reader, customer and subscription.")
    return asked
