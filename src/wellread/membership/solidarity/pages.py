"""The pot's page, its free years, and what a member puts in."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wellread.accounts import limits
from wellread.accounts.models import Reader
from wellread.language import writing
from wellread.membership import benefits, rules
from wellread.membership import queries as members
from wellread.membership.account import for_holders
from wellread.membership.benefits import Holder
from wellread.membership.models import SolidarityYear
from wellread.membership.solidarity import actions, links, queries
from wellread.membership.views import SeeOther, render
from wellread.payments import clock

# Households and libraries share an address; whoever would empty the pot needs many more.
YEARS_FROM = "4/d/ip"
EMPTY = gettext_lazy(
    "There is not enough in the pot for a year just now. Please come back: readers fill it again."
)
TODAY = gettext_lazy("Today’s free years are all taken. There are more tomorrow.")
TOO_MANY = gettext_lazy(
    "Several years were taken from your network today. Please come back tomorrow, or write to us."
)
MEMBER = gettext_lazy(
    "Your membership still runs. Cancel it first: what you have paid for stays, and a free year "
    "follows it."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def solidarity(request: HttpRequest) -> HttpResponse:
    """Show what is in the pot, and give a year to whoever asks for one."""
    pot = queries.open_pot()
    reader = benefits.holder_of(request).reader
    if pot is None:
        return SeeOther("/join/")
    notice = ""
    if request.method == "POST":
        if reader is None:
            return SeeOther(_sign_in(request))
        year, notice = _take(request, reader)
        if year is not None:
            messages.success(request, _yours(year))
            return SeeOther("/account/")
    context: dict[str, Any] = {
        "sum": queries.summed(pot),
        "reader": reader,
        "notice": notice,
        "why_none": _why_none(reader),
        "sign_in": _sign_in(request),
    }
    status = 409 if notice else 200
    return render(request, "membership/solidarity.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button that renews a year; only its POST does, since scanners open links."""
    year = links.year_to_renew(token)
    pot = queries.open_pot()
    if year is None or year.reader is None or pot is None:
        return SeeOther("/solidarity/")
    context: dict[str, Any] = {"year": year, "sum": queries.summed(pot)}
    latest = queries.latest_year(year.reader)
    if latest is not None and latest.pk != year.pk:
        return render(request, "membership/solidarity_renew.html", {**context, "next": latest})
    if request.method != "POST":
        return render(request, "membership/solidarity_renew.html", context)
    following, notice = _take(request, year.reader)
    if following is None:
        context["notice"] = notice
        return render(request, "membership/solidarity_renew.html", context, status=409)
    return SeeOther(request.path)


@never_cache
@require_POST
@for_holders
def pledge(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Have what a member pays above the plan's price go into the pot, or no more."""
    membership = members.current_membership(**holder._asdict())
    if membership is not None and request.POST.get("do") == "stop":
        actions.stop_pledge(membership=membership)
        messages.success(request, gettext("From now on nothing of yours goes into the pot."))
    elif membership is not None and membership.status in rules.LIVE:
        actions.pledge_from_now(membership=membership)
        messages.success(
            request, gettext("From the next payment on, it goes into the pot. Thank you.")
        )
    return SeeOther("/account/")


def _take(request: HttpRequest, reader: Reader) -> tuple[SolidarityYear | None, str]:
    """Return the year that was taken, or why none was."""
    try:
        limits.count(request, action="take_year", rate=YEARS_FROM)
        year = actions.take_year(reader=reader)
    except limits.TooManyTries:
        return None, str(TOO_MANY)
    except actions.IsMember:
        return None, str(MEMBER)
    except actions.TakenForToday:
        return None, str(TODAY)
    except actions.HoldsAlready as held:
        return None, _held(held.until)
    except actions.NoYear:
        return None, str(EMPTY)
    benefits.refresh(request)
    return year, ""


def _why_none(reader: Reader | None) -> str:
    """Say why no year is a reader's to take now, as far as that is theirs alone; or ""."""
    if reader is None:
        return ""
    own = members.current_membership(reader=reader)
    if own is not None and own.status in rules.LIVE:
        return str(MEMBER)
    until = queries.none_before(reader, at=clock.now())
    return _held(until) if until is not None else ""


def _held(until: datetime) -> str:
    return gettext(
        "Everything is open to you until %(date)s. In the last 30 days before that, another "
        "year is yours to take."
    ) % {"date": writing.day(until)}


def _yours(year: SolidarityYear) -> str:
    said = {"date": writing.day(year.ends_at)}
    return gettext("Everything is open to you until %(date)s.") % said


def _sign_in(request: HttpRequest) -> str:
    return f"/sign-in/?{urlencode({'next': request.path})}"
