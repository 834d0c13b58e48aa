"""The page on which a manager has more seats, or fewer: what it costs is said before."""

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wellread.accounts import limits
from wellread.membership import agreements, queries, rules, seen
from wellread.membership.amount_pages import NOT_AGREED
from wellread.membership.groups import actions
from wellread.membership.groups import queries as groups
from wellread.membership.groups.buying import read_seats
from wellread.membership.groups.pages import for_managers
from wellread.membership.models import AmountAgreement, Membership, SeatGroup
from wellread.membership.views import SeeOther, render
from wellread.payments import clock, gateway
from wellread.payments.facts import ChargeTerms, PreviewFacts
from wellread.payments.money import Money

SALT = "wellread.membership.group.size"
# What is charged for the rest of a period changes by the second; it was said for this long.
SAID_FOR_S = 3600
# Each asks Stripe what it would cost, or charges.
ASKED = "120/h/key"
DECLINED = gettext_lazy(
    "The card was declined, or its bank asks for you. Nothing was charged and nothing has changed. "
    "Please enter another card on the page before, and try again."
)
TOO_OFTEN = gettext_lazy(
    "Seats were looked at very often within the hour. Nothing was charged; please try again in an "
    "hour."
)
ELSE = gettext_lazy("Meanwhile something has changed. Nothing was charged; please look again.")


class Said(NamedTuple):
    """What a manager was told before they pressed the button."""

    number: UUID
    seats_before: int
    seats_after: int
    amount_minor: int
    counts_from: datetime


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_managers
def resize(request: HttpRequest, group: SeatGroup, membership: Membership) -> HttpResponse:
    """Say what another number of seats costs, and have it when that is confirmed."""
    if not groups.can_change_seats(membership, at=clock.now()):
        messages.error(request, gettext("Seats can be changed once the charge under way is over."))
        return SeeOther(f"/groups/{group.pk}/")
    try:
        limits.count(request, action="resize", rate=ASKED, key=str(group.pk))
        if request.method == "POST":
            return _change(request, group, membership)
        return _page(request, group, membership)
    except limits.TooManyTries:
        messages.error(request, str(TOO_OFTEN))
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        messages.error(request, gettext("Our payment service does not answer. Please try again."))
    return SeeOther(f"/groups/{group.pk}/")


@never_cache
@require_safe
@for_managers
def size_agreed(
    request: HttpRequest, group: SeatGroup, membership: Membership, agreement: UUID
) -> HttpResponse:
    """Have the seats for who comes back from the page on which their bank was asked."""
    asked = AmountAgreement.objects.filter(pk=agreement, membership=membership).first()
    token = request.GET.get("said", "")
    said = _read(token, group)
    if asked is None or said is None or asked.quantity != said.seats_after:
        return _page(request, group, membership, notice=str(ELSE), status=400)
    try:
        if not agreements.take_card(asked):
            messages.error(request, str(NOT_AGREED))
            return SeeOther(f"/groups/{group.pk}/size/")
        answer = _do(request, group, membership, said)
        agreements.note_done(asked)
        return answer
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        messages.error(request, gettext("Our payment service does not answer. Please try again."))
        return SeeOther(f"/groups/{group.pk}/size/")


def _change(request: HttpRequest, group: SeatGroup, membership: Membership) -> HttpResponse:
    token = request.POST.get("said", "")
    said = _read(token, group)
    if said is None:
        return _page(request, group, membership, notice=str(ELSE), status=400)
    is_under_way = group.changes.filter(pk=said.number).exists()
    if not is_under_way and seen.is_outdated(request, seen.mark(membership)):
        notice = str(seen.CHANGED_MEANWHILE)
        return _page(request, group, membership, notice=notice, status=409)
    wanted = _wanted(membership, said.seats_after)
    if agreements.is_needed(membership, wanted):
        return SeeOther(agreements.begin(membership, wanted, way_back=_way_back(group, token)))
    return _do(request, group, membership, said)


def _way_back(group: SeatGroup, token: str) -> agreements.WayBack:
    return agreements.WayBack(
        reverse("resize_group", args=[group.pk]),
        lambda asked: (
            f"{reverse('group_size_agreed', args=[group.pk, asked])}?{urlencode({'said': token})}"
        ),
    )


def _wanted(membership: Membership, seats: int) -> ChargeTerms:
    """Return what so many seats cost each time."""
    subscription = membership.subscription
    unit_minor = subscription.amount_minor // subscription.quantity
    money = Money(unit_minor * seats, subscription.currency)
    return ChargeTerms(money, subscription.interval, quantity=seats)


def _do(request: HttpRequest, group: SeatGroup, membership: Membership, said: Said) -> HttpResponse:
    seats = {"seats_before": said.seats_before, "seats_after": said.seats_after}
    try:
        if said.seats_after > groups.paid_seats(group, membership):
            preview = PreviewFacts(
                Money(said.amount_minor, membership.subscription.currency), said.counts_from
            )
            actions.add_seats(number=said.number, group=group, said=preview, **seats)
        else:
            actions.renew_for(number=said.number, group=group, **seats)
    except gateway.CardDeclined:
        return _page(request, group, membership, notice=str(DECLINED), status=402)
    except (actions.SeatsHaveChanged, actions.NoSeatLeft):
        membership = groups.contract(group) or membership
        return _page(request, group, membership, notice=str(ELSE), status=409)
    messages.success(request, gettext("It is done. An e-mail confirms it."))
    return SeeOther(f"/groups/{group.pk}/")


def _page(
    request: HttpRequest,
    group: SeatGroup,
    membership: Membership,
    *,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    group.refresh_from_db()
    subscription = membership.subscription
    least = max(1, group.seats_filled)
    # What is given up for the time after the renewal is paid for until then: it is not paid twice.
    paid = groups.paid_seats(group, membership)
    is_shrinking = subscription.quantity < paid
    most = paid if is_shrinking else rules.GROUP_SEATS_MOST
    given = request.POST if request.method == "POST" else request.GET
    seats_after, fault = read_seats(given.get("seats", ""), least=least, most=most)
    context: dict[str, Any] = {
        "group": group,
        "membership": membership,
        "seen": seen.mark(membership),
        "paid": rules.how_many_seats(paid),
        "filled": group.seats_filled,
        "from_renewal": rules.how_many_seats(subscription.quantity) if is_shrinking else "",
        "typed": given.get("seats", "") or subscription.quantity,
        "least": least,
        "most": most,
        "fault": fault,
        "notice": notice,
        "next_charge_at": queries.next_charge_at(membership),
    }
    if seats_after and seats_after != subscription.quantity:
        context |= _terms(group, membership, seats_after)
    status = 400 if fault else status
    return render(request, "membership/group_size.html", context, status=status)


def _terms(group: SeatGroup, membership: Membership, seats_after: int) -> dict[str, Any]:
    """Return what another number of seats would cost, now and then, and the form's token."""
    subscription = membership.subscription
    wanted = _wanted(membership, seats_after)
    at = clock.now().replace(microsecond=0)
    now_costs = Money(0, subscription.currency)
    is_more = seats_after > groups.paid_seats(group, membership)
    if is_more:
        now_costs = actions.preview(group=group, seats_after=seats_after, at=at).money
    said = Said(uuid4(), subscription.quantity, seats_after, now_costs.amount_minor, at)
    return {
        "seats_after": rules.how_many_seats(seats_after),
        "is_more": is_more,
        "now_costs": now_costs if now_costs.amount_minor else None,
        "then_costs": rules.per(wanted.money, subscription.interval),
        "asks_bank": agreements.is_needed(membership, wanted),
        "said": _signed(said, group),
    }


def _signed(said: Said, group: SeatGroup) -> str:
    facts = [group.pk, str(said.number), *said[1:4], int(said.counts_from.timestamp())]
    return signing.dumps(facts, salt=SALT)


def _read(token: str, group: SeatGroup) -> Said | None:
    """Return what was said in a form; None for one that is forged, old, or another group's."""
    try:
        pk, number, before, after, amount, at = signing.loads(token, salt=SALT, max_age=SAID_FOR_S)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if pk != group.pk:
        return None
    return Said(UUID(number), before, after, amount, datetime.fromtimestamp(at, clock.now().tzinfo))
