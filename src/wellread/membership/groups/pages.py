"""A group's pages: its manager's, who hands seats out and pays, and those that links open."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellread.accounts import limits
from wellread.accounts.actions import reader_with_verified_address, sign_in_by_email
from wellread.accounts.models import Reader
from wellread.accounts.queries import is_closed
from wellread.language import writing
from wellread.membership import actions as members
from wellread.membership import benefits, queries, rules, seen
from wellread.membership.account import (
    NOT_CANCELLED,
    catch_up,
    charge_entered_card,
    pays_by_debit,
    runs_until,
    say_how_it_goes_on,
    unpaid_of,
)
from wellread.membership.charges import price_of
from wellread.membership.groups import actions, links
from wellread.membership.groups import queries as groups
from wellread.membership.groups.forms import AddressForm, OfferForm
from wellread.membership.models import Membership, Seat, SeatGroup
from wellread.membership.views import BUSY, SeeOther, render
from wellread.payments import actions as payments
from wellread.payments import clock, gateway

View = Callable[..., HttpResponse]
# Each sends an e-mail to an address that was typed; a large group is invited at once.
OFFERED, OFFERED_AGAIN = "1000/d/key", "60/h/key"
TOO_OFTEN = gettext_lazy("There were too many invitations today. Please try again tomorrow.")
TOO_OFTEN_AGAIN = gettext_lazy(
    "Nothing was sent: too many invitations were sent again lately. Please try again in an hour."
)
SENT_JUST_NOW = gettext_lazy(
    "Nothing was sent: this invitation was sent within this hour already, or it is taken now."
)
NOT_SO_MANY = gettext_lazy(
    "So many seats are not free. Take one back that nobody needs, or add seats."
)


def for_managers(view: View) -> View:
    """Let in who manages the group, signed in or where it was paid; ask others to sign in."""

    def guarded(request: HttpRequest, number: int, **facts: object) -> HttpResponse:
        holder = benefits.visitor_of(request)
        group = SeatGroup.objects.filter(pk=number).first()
        managed = groups.managed(**holder._asdict()) if group is not None else []
        if group is None or group not in managed:
            if holder.reader is None:
                path = f"/groups/{number}/"
                return SeeOther(f"/sign-in/?{urlencode({'next': path})}")
            raise Http404
        membership = groups.contract(group)
        if membership is None:
            return render(request, "membership/not_yet.html", {"checkout": group.checkout})
        return view(request, group, membership, **facts)

    return guarded


@never_cache
@require_safe
@for_managers
def manage(request: HttpRequest, group: SeatGroup, membership: Membership) -> HttpResponse:
    """Show who has a seat, what is paid, and what can be done about each."""
    catch_up(membership)
    return _page(request, group, membership)


@never_cache
@require_POST
@for_managers
def offer(request: HttpRequest, group: SeatGroup, membership: Membership) -> HttpResponse:
    """Offer seats to addresses: to all that were typed, or to none."""
    form = OfferForm(request.POST)
    if not form.is_valid():
        return _page(request, group, membership, offer=form, status=400)
    addresses = form.cleaned_data["addresses"]
    try:
        for _ in addresses:
            limits.count(request, action="offer_seat", rate=OFFERED, key=str(group.pk))
        actions.offer(group=group, addresses=addresses)
    except limits.TooManyTries:
        form.add_error("addresses", str(TOO_OFTEN))
    except actions.NoSeatLeft:
        form.add_error("addresses", str(NOT_SO_MANY))
    except actions.HasSeatAlready as fault:
        said = gettext("%(address)s has a seat or an invitation already.")
        form.add_error("addresses", said % {"address": fault})
    else:
        messages.success(request, gettext("The invitations are on their way."))
        return SeeOther(f"/groups/{group.pk}/")
    return _page(request, group, membership, offer=form, status=400)


@never_cache
@require_POST
@for_managers
def take_one(request: HttpRequest, group: SeatGroup, membership: Membership) -> HttpResponse:
    """Give the manager a seat of their own."""
    reader = benefits.holder_of(request).reader
    if reader is not None:
        with suppress(actions.HasSeatAlready):
            try:
                actions.take_one(group=group, reader=reader)
            except (actions.NoSeatLeft, actions.SeatIsSpent):
                messages.error(request, str(NOT_SO_MANY))
        benefits.refresh(request)
    return SeeOther(f"/groups/{group.pk}/")


@never_cache
@require_POST
@for_managers
def change_seat(
    request: HttpRequest, group: SeatGroup, membership: Membership, seat: int
) -> HttpResponse:
    """Send an invitation again, or take a seat back."""
    found = group.seats.filter(pk=seat).first()
    if found is not None and request.POST.get("do") == "take_back":
        _take_back(request, found)
    elif found is not None and request.POST.get("do") == "again":
        _offer_again(request, found)
    return SeeOther(f"/groups/{group.pk}/")


def _take_back(request: HttpRequest, found: Seat) -> None:
    """Take a seat back as its manager saw it: a page that stood open shows it offered still."""
    try:
        actions.take_back(seat=found, seen_taken=request.POST.get(seen.FIELD) == Seat.State.TAKEN)
    except actions.SeatIsSpent:
        messages.error(
            request,
            gettext("Somebody has taken this seat meanwhile. Look again before you take it."),
        )
        return
    benefits.refresh(request)
    messages.success(request, gettext("The seat is free again."))


def _offer_again(request: HttpRequest, found: Seat) -> None:
    """Send an invitation again, and say what became of it."""
    try:
        limits.count(request, action="offer_again", rate=OFFERED_AGAIN, key=str(found.group_id))
        is_sent = actions.offer_again(seat=found)
    except limits.TooManyTries:
        messages.error(request, str(TOO_OFTEN_AGAIN))
        return
    if is_sent:
        messages.success(request, gettext("The invitation is on its way again."))
    else:
        messages.error(request, str(SENT_JUST_NOW))


@never_cache
@require_POST
@for_managers
def offer_management(
    request: HttpRequest, group: SeatGroup, membership: Membership
) -> HttpResponse:
    """Offer the management to another address, or take that offer back."""
    if request.POST.get("do") == "keep":
        actions.offer_management(group=group, address="")
        return SeeOther(f"/groups/{group.pk}/")
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, group, membership, successor=form, status=400)
    try:
        limits.count(request, action="offer_management", rate="10/d/key", key=str(group.pk))
    except limits.TooManyTries:
        form.add_error("address", str(TOO_OFTEN))
        return _page(request, group, membership, successor=form, status=429)
    actions.offer_management(group=group, address=form.cleaned_data["address"])
    messages.success(
        request,
        gettext(
            "They have an e-mail with a link now. Until they take the group over, it is yours."
        ),
    )
    return SeeOther(f"/groups/{group.pk}/")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_managers
def cancel(request: HttpRequest, group: SeatGroup, membership: Membership) -> HttpResponse:
    """Say what cancelling means for everybody's seat, and do it when confirmed."""
    if request.method != "POST":
        catch_up(membership)
    if membership.status not in rules.LIVE:
        return SeeOther(f"/groups/{group.pk}/")
    context: dict[str, Any] = {
        "group": group,
        "price": price_of(membership),
        "runs_until": runs_until(membership),
    }
    if request.method != "POST":
        return render(request, "membership/group_cancel.html", context)
    try:
        members.cancel(membership=membership)
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        context["notice"] = NOT_CANCELLED
        return render(request, "membership/group_cancel.html", context, status=503)
    messages.success(
        request,
        gettext("The group is cancelled. Nothing more will be charged. An e-mail confirms this."),
    )
    return SeeOther(f"/groups/{group.pk}/")


@never_cache
@require_POST
@for_managers
def resume(request: HttpRequest, group: SeatGroup, membership: Membership) -> HttpResponse:
    """Take a cancellation back."""
    if seen.is_outdated(request, seen.mark(membership)):
        say_how_it_goes_on(request, membership, gettext("The group goes on. Thank you."))
        return SeeOther(f"/groups/{group.pk}/")
    try:
        members.resume(membership=membership)
    except members.NothingToResume:
        messages.error(request, gettext("There is nothing cancelled that could go on."))
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        messages.error(request, BUSY)
    else:
        messages.success(request, gettext("The group goes on. Thank you."))
    return SeeOther(f"/groups/{group.pk}/")


@never_cache
@require_POST
@for_managers
def change_card(request: HttpRequest, group: SeatGroup, membership: Membership) -> HttpResponse:
    """Open the payment service's page for changing the group's card."""
    back = f"/groups/{group.pk}/"
    entered = reverse("group_card_entered", args=[group.pk])
    try:
        return SeeOther(
            payments.card_page(subscription=membership.subscription, return_path=entered)
        )
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        messages.error(request, BUSY)
        return SeeOther(back)


@never_cache
@require_safe
@for_managers
def card_entered(request: HttpRequest, group: SeatGroup, membership: Membership) -> HttpResponse:
    """Have the card be charged from now on that was entered on the payment service's page."""
    charge_entered_card(request, membership)
    return SeeOther(f"/groups/{group.pk}/")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, token: str) -> HttpResponse:
    """Show a seat that is offered; only POST takes it, since scanners open links."""
    opened = links.of_seat(token)
    reader = benefits.holder_of(request).reader
    if opened is None or not _is_offered(opened.seat):
        return _spent(request, opened.seat if opened else None, reader)
    if request.method != "POST":
        return _offered(request, opened, reader)
    try:
        return _take(request, opened, reader)
    except actions.SeatIsSpent:
        opened.seat.refresh_from_db()
        return _spent(request, opened.seat, reader)
    except actions.HasSeatAlready:
        return SeeOther("/account/")


@never_cache
@require_POST
def leave(request: HttpRequest, seat: int) -> HttpResponse:
    """Let a reader give their seat back."""
    reader = benefits.holder_of(request).reader
    found = Seat.objects.filter(pk=seat, reader=reader, ended_at=None).first() if reader else None
    if found is not None and reader is not None:
        actions.leave(seat=found, reader=reader)
        benefits.refresh(request)
        messages.success(request, gettext("You gave your seat back."))
    return SeeOther("/account/")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_management(request: HttpRequest, token: str) -> HttpResponse:
    """Show what managing a group means; only POST takes it over."""
    group = links.of_management(token)
    membership = groups.contract(group) if group is not None else None
    reader = benefits.holder_of(request).reader
    if group is None or membership is None:
        return render(request, "membership/seat_spent.html", {"is_management": True}, status=410)
    if request.method != "POST":
        context = {
            "group": group,
            "seats": rules.how_many_seats(group.seats_paid),
            "reader": reader,
            "price": price_of(membership),
            "next_charge_at": queries.next_charge_at(membership)
            if membership.subscription.renews
            else None,
            "sign_in": f"/sign-in/?{urlencode({'next': request.path})}",
        }
        return render(request, "membership/group_management.html", context)
    signed_in = reader is not None
    if reader is None:
        if is_closed(group.offered_to):
            return SeeOther("/sign-in/inactive/")
        reader = reader_with_verified_address(email=group.offered_to)
    try:
        actions.take_management(group=group, reader=reader)
    except actions.ManagementIsSpent:
        return render(request, "membership/seat_spent.html", {"is_management": True}, status=410)
    to = f"/groups/{group.pk}/"
    return SeeOther(to) if signed_in else sign_in_by_email(request=request, reader=reader, next=to)


def _take(request: HttpRequest, opened: links.OfferedSeat, reader: Reader | None) -> HttpResponse:
    """Give it to whoever is signed in, or to the address that the e-mail's link proves."""
    signed_in = reader is not None
    if reader is None:
        if not opened.proves:
            return SeeOther(f"/sign-in/?{urlencode({'next': request.path})}")
        if is_closed(opened.proves):
            return SeeOther("/sign-in/inactive/")
        reader = reader_with_verified_address(email=opened.proves)
    actions.take(seat=opened.seat, reader=reader)
    if not signed_in:
        return sign_in_by_email(request=request, reader=reader, next="/account/")
    benefits.refresh(request)
    messages.success(request, gettext("The seat is yours."))
    return SeeOther("/account/")


def _is_offered(seat: Seat) -> bool:
    membership = groups.contract(seat.group)
    is_open = membership is not None and groups.is_open(membership)
    return seat.state == Seat.State.INVITED and is_open


def _offered(
    request: HttpRequest, opened: links.OfferedSeat, reader: Reader | None
) -> HttpResponse:
    own = queries.current_membership(reader=reader) if reader else None
    context = {
        "seat": opened.seat,
        "group": opened.seat.group,
        "reader": reader,
        "proves": opened.proves,
        "own_price": price_of(own) if own is not None and own.status in rules.LIVE else "",
        "sign_in": f"/sign-in/?{urlencode({'next': request.path})}",
    }
    return render(request, "membership/seat.html", context)


def _spent(request: HttpRequest, seat: Seat | None, reader: Reader | None) -> HttpResponse:
    """Say that a seat's link opens nothing any more, and not who has it."""
    is_own = seat is not None and reader is not None and seat.reader_id == reader.pk
    if seat is not None and is_own and seat.ended_at is None:
        return SeeOther("/account/")
    return render(request, "membership/seat_spent.html", status=410)


def _page(
    request: HttpRequest,
    group: SeatGroup,
    membership: Membership,
    *,
    offer: OfferForm | None = None,
    successor: AddressForm | None = None,
    status: int = 200,
) -> HttpResponse:
    group.refresh_from_db()
    reader = benefits.holder_of(request).reader
    seats = groups.handed_out(group)
    subscription = membership.subscription
    free = groups.free_seats(group, membership)
    paid = groups.paid_seats(group, membership)
    to_choose = groups.to_choose(group)
    too_many = max(0, group.seats_filled - subscription.quantity)
    has_own = reader is not None and any(one.reader_id == reader.pk for one in seats)
    context = {
        "group": group,
        "membership": membership,
        "seen": seen.mark(membership),
        "reader": reader,
        "price": price_of(membership),
        "promised": queries.promised_payment(membership),
        "pays_by_debit": pays_by_debit(membership),
        "seats": [(one, groups.is_undelivered(one)) for one in seats],
        "paid": rules.how_many_seats(paid),
        "choose_by": to_choose.choose_by if to_choose is not None else None,
        "too_many": rules.how_many_seats(too_many) if too_many else "",
        "free": free,
        "from_renewal": rules.how_many_seats(subscription.quantity)
        if subscription.quantity < paid
        else "",
        "next_charge_at": queries.next_charge_at(membership) if subscription.renews else None,
        "can_change": groups.can_change_seats(membership, at=clock.now()),
        "can_change_interval": queries.can_change_interval(membership, at=clock.now()),
        "may_take_one": reader is not None and not has_own and free > 0,
        "unpaid": unpaid_of(membership),
        "offer": offer or OfferForm(),
        "successor": successor or AddressForm(),
        "now": clock.now(),
        "ends_on": writing.day(membership.paid_until) if membership.paid_until else "",
    }
    return render(request, "membership/group.html", context, status=status)
