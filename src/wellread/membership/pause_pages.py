"""Pausing a membership, and ending the pause."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wellread.language import writing
from wellread.membership import benefits, pauses, queries, rules, seen
from wellread.membership.account import catch_up, for_holders, membership_of
from wellread.membership.benefits import Holder
from wellread.membership.charges import next_charge, price_of
from wellread.membership.models import Membership, Pause
from wellread.membership.views import BUSY, SeeOther, render
from wellread.payments import clock, gateway

LATER = gettext_lazy(
    "Our payment service does not answer. We pause your membership as soon as it does; an e-mail "
    "confirms it."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_holders
def pause(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Say what each length of a pause means, and begin the one that is chosen."""
    membership = membership_of(holder)
    if membership is not None:
        catch_up(membership)
    if membership is None or not queries.can_pause(membership, at=clock.now()):
        _say_what_rests(request, membership)
        return SeeOther("/account/")
    asked = request.POST.get("months", "")
    if seen.is_outdated(request, seen.mark(membership, queries.pause_of(membership))):
        context = {**_context(membership), "notice": seen.CHANGED_MEANWHILE}
        return render(request, "membership/pause.html", context, status=409)
    if request.method != "POST" or asked not in {str(months) for months in rules.PAUSES}:
        return render(request, "membership/pause.html", _context(membership))
    try:
        found = pauses.pause(membership=membership, months=int(asked))
    except pauses.CannotPause:
        _say_what_rests(request, membership)
        return SeeOther("/account/")
    except gateway.GatewayUnavailable:
        messages.warning(request, str(LATER))
        return SeeOther("/account/")
    except gateway.GatewayRefused:
        context = {**_context(membership), "notice": BUSY}
        return render(request, "membership/pause.html", context, status=503)
    _say_that_it_rests(request, found)
    return SeeOther("/account/")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_holders
def end_pause(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Say what ending the pause charges, now or later, and do it when confirmed."""
    membership = membership_of(holder)
    found = queries.pause_of(membership) if membership else None
    if membership is None or found is None or membership.status not in rules.LIVE:
        if request.method == "POST":
            seen.tell(request)
        return SeeOther("/account/")
    until = pauses.paid_until(membership, found)
    context: dict[str, Any] = {
        "pause": found,
        "paid_until": until,
        "price": price_of(membership),
        "amount": next_charge(membership),
        "charges_now": until <= clock.now(),
        "seen": seen.mark(membership, found),
    }
    if request.method != "POST":
        return render(request, "membership/end_pause.html", context)
    if seen.is_outdated(request, context["seen"]):
        context["notice"] = seen.CHANGED_MEANWHILE
        return render(request, "membership/end_pause.html", context, status=409)
    try:
        pauses.end(membership=membership)
    except pauses.CannotPause:
        return SeeOther("/account/")
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        context["notice"] = BUSY
        return render(request, "membership/end_pause.html", context, status=503)
    benefits.refresh(request)
    messages.success(request, gettext("Your membership goes on. Thank you."))
    return SeeOther("/account/")


def _say_what_rests(request: HttpRequest, membership: Membership | None) -> None:
    """Tell whoever pressed twice that it is done, and whoever chose otherwise that it is not."""
    found = queries.pause_of(membership) if membership is not None else None
    if request.method != "POST" or membership is None:
        return
    if found is not None and request.POST.get("months", "") in _months_of(found, membership):
        _say_that_it_rests(request, found)
    else:
        seen.tell(request)


def _months_of(found: Pause, membership: Membership) -> list[str]:
    day = rules.day_of_charges(found.rests_from, first=membership.subscription.started_at)
    return [
        str(months)
        for months in rules.PAUSES
        if rules.months_later(found.rests_from, months, day=day) == found.resumes_at
    ]


def _say_that_it_rests(request: HttpRequest, found: Pause) -> None:
    messages.success(
        request,
        gettext("Nothing is charged until %(date)s. An e-mail confirms this.")
        % {"date": writing.day(found.resumes_at)},
    )


def _context(membership: Membership) -> dict[str, Any]:
    until = membership.paid_until
    assert until is not None
    day = rules.day_of_charges(until, first=membership.subscription.started_at)
    choices = [
        (
            months,
            rules.how_long(months),
            rules.months_later(until, months, day=day),
        )
        for months in rules.PAUSES
    ]
    return {
        "seen": seen.mark(membership, queries.pause_of(membership)),
        "price": price_of(membership),
        "paid_until": until,
        "choices": choices,
    }
