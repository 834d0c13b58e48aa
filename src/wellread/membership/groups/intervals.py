"""The page on which a group is paid by the year instead of by the month, or the other way."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wellread.membership import actions, agreements, queries, rules
from wellread.membership.account import catch_up
from wellread.membership.amount_pages import NOT_AGREED, UNDER_WAY
from wellread.membership.charges import price_of
from wellread.membership.groups.pages import for_managers
from wellread.membership.models import AmountAgreement, Membership, Price, SeatGroup
from wellread.membership.seen import CHANGED_MEANWHILE, is_outdated, mark, said_of
from wellread.membership.views import BUSY, SeeOther, render
from wellread.payments import clock, gateway
from wellread.payments.facts import ChargeTerms
from wellread.payments.money import Money


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_managers
def change_interval(request: HttpRequest, group: SeatGroup, membership: Membership) -> HttpResponse:
    """Say what the other interval costs and from when, and change to it when confirmed."""
    catch_up(membership)
    wanted = _terms(membership)
    if wanted is None or not queries.can_change_interval(membership, at=clock.now()):
        messages.error(request, str(UNDER_WAY))
        return SeeOther(f"/groups/{group.pk}/")
    said = request.POST.get("wanted", "")
    if said == said_of(actions.terms_of(membership.subscription)):
        # The button was pressed twice, or in two windows: it does not change it back.
        messages.success(request, gettext("It is done. An e-mail confirms it."))
        return SeeOther(f"/groups/{group.pk}/")
    context: dict[str, Any] = {
        "wanted": said_of(wanted),
        "seen": mark(membership),
        "group": group,
        "is_yearly": wanted.interval == "year",
        "price": rules.per(wanted.money, wanted.interval),
        "before": price_of(membership),
        "seats": rules.how_many_seats(wanted.quantity),
        "next_charge_at": queries.next_charge_at(membership),
    }
    try:
        asks_bank = agreements.is_needed(membership, wanted)
        context["asks_bank"] = asks_bank
        if request.method != "POST":
            return render(request, "membership/group_interval.html", context)
        is_another = said and said != context["wanted"]
        if is_another or is_outdated(request, mark(membership)):
            context["notice"] = CHANGED_MEANWHILE
            return render(request, "membership/group_interval.html", context, status=409)
        if asks_bank:
            return SeeOther(agreements.begin(membership, wanted, way_back=_way_back(group)))
        actions.change_amount(membership=membership, wanted=wanted)
    except actions.ChargeUnderWay:
        messages.error(request, str(UNDER_WAY))
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        return render(
            request, "membership/group_interval.html", {**context, "notice": BUSY}, status=503
        )
    else:
        messages.success(request, gettext("It is done. An e-mail confirms it."))
    return SeeOther(f"/groups/{group.pk}/")


@never_cache
@require_safe
@for_managers
def interval_agreed(
    request: HttpRequest, group: SeatGroup, membership: Membership, agreement: UUID
) -> HttpResponse:
    """Change the interval for who comes back from the page on which their bank was asked."""
    asked = AmountAgreement.objects.filter(pk=agreement, membership=membership).first()
    if asked is None:
        return SeeOther(f"/groups/{group.pk}/")
    try:
        if agreements.finish(asked):
            messages.success(request, gettext("It is done. An e-mail confirms it."))
        else:
            messages.error(request, str(NOT_AGREED))
    except actions.ChargeUnderWay:
        messages.error(request, str(UNDER_WAY))
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        messages.error(request, BUSY)
    return SeeOther(f"/groups/{group.pk}/")


def _way_back(group: SeatGroup) -> agreements.WayBack:
    return agreements.WayBack(
        reverse("group_interval", args=[group.pk]),
        lambda asked: reverse("group_interval_agreed", args=[group.pk, asked]),
    )


def _terms(membership: Membership) -> ChargeTerms | None:
    """Return what as many seats cost by the other interval; None where they are sold no more."""
    subscription = membership.subscription
    interval = "month" if subscription.interval == "year" else "year"
    price: Price | None = membership.plan.price(subscription.currency)
    if price is None:
        return None
    seat = price.of_a_seat(interval)
    money = Money(seat.amount_minor * subscription.quantity, seat.currency)
    return ChargeTerms(money, interval, quantity=subscription.quantity)
