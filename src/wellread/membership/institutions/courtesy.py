"""In whose name a browser reads: by its cookie, and by the network that it asks from each time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from wellread.accounts import origin
from wellread.membership.entitlement import Entitlement
from wellread.membership.institutions import queries
from wellread.membership.institutions.queries import Courtesy
from wellread.payments import clock

# So long at most a cookie opens what an institution gives.
LONGEST = timedelta(hours=1)
# Of a holder's name in a cookie; readers have an r, browsers that paid a c.
_MARK = "i"


def offered(request: HttpRequest) -> Courtesy | None:
    """Return what is open at the network a request comes from; nothing of it is kept."""
    address = origin.known_address(request)
    return queries.at(address, now=clock.now()) if address is not None else None


def holder(courtesy: Courtesy) -> str:
    """Return how a cookie names an institution."""
    return f"{_MARK}{courtesy.institution}"


def until(courtesy: Courtesy, now: datetime) -> datetime:
    """Return until when a cookie may say so."""
    return min(now + LONGEST, courtesy.ends_at)


def is_held(held: Entitlement) -> bool:
    """Tell whether a cookie opens something in an institution's name."""
    return held.holder.startswith(_MARK)


def still(held: Entitlement, environ: Mapping[str, Any]) -> Courtesy | None:
    """Return the institution that a cookie names, while its reader is at its network."""
    request = HttpRequest()
    request.META = dict(environ)
    found = offered(request)
    return found if found is not None and holder(found) == held.holder else None


def read_by(request: HttpRequest) -> None:
    """Have this browser read by courtesy of whoever has its network, from this answer on."""
    request.reads_by_courtesy = True  # type: ignore[attr-defined]


def wanted(request: HttpRequest) -> Courtesy | None:
    """Return what is open here to who asked for it, now or when their cookie was given.

    What an expired or a forged cookie says is a wish, and no more: the network decides.
    """
    parts = request.COOKIES.get(settings.ENTITLEMENT_COOKIE, "").split(".")
    wished = len(parts) > 1 and parts[1].startswith(_MARK)
    return offered(request) if wished or hasattr(request, "reads_by_courtesy") else None
