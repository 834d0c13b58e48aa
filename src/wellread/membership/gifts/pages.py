"""A gift's two pages: its receiver's, who takes, gives on or returns it, and its giver's."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wellread.accounts import limits
from wellread.accounts.actions import reader_with_verified_address, sign_in_by_email
from wellread.accounts.models import Reader
from wellread.accounts.queries import is_closed
from wellread.language import writing
from wellread.mail.fields import AddressFormField
from wellread.membership import benefits, rules
from wellread.membership import queries as members
from wellread.membership.gifts import actions, links, queries
from wellread.membership.models import GiftMembership, Grant
from wellread.membership.views import SeeOther, render
from wellread.payments import clock, gateway

# Each sends an e-mail to an address that was typed.
GIVEN_ON_FROM, GIVEN_ON = "20/h/ip", "5/d/key"
TOO_OFTEN = gettext_lazy("This gift was sent on too often today. Please try again tomorrow.")
NO_ADDRESS = gettext_lazy("Please write the whole e-mail address.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest, token: str) -> HttpResponse:
    """Show a gift; only POST takes, gives on or returns it, since scanners open links."""
    opened = links.of_receiver(token)
    reader = benefits.holder_of(request).reader
    if opened is None or not queries.is_takeable(opened.gift):
        return _spent(request, opened.gift if opened else None, reader)
    wanted = request.POST.get("do", "") if request.method == "POST" else ""
    try:
        if wanted == "take":
            return _take(request, opened, reader)
        if wanted == "give_on":
            return _give_on(request, opened, reader)
        if wanted == "return":
            return _return(request, opened.gift)
    except actions.GiftIsSpent:
        opened.gift.refresh_from_db()
        return _spent(request, opened.gift, reader)
    return _open(request, opened, reader)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def given(request: HttpRequest, token: str) -> HttpResponse:
    """Show a giver how their gift stands, and let them mend the address while nobody took it."""
    gift = links.of_giver(token)
    if gift is None:
        return SeeOther("/give/")
    fault = ""
    if gift.paid_at is None:
        # The message of it is under way: the page asks no more than this.
        return render(request, "membership/given.html", {"gift": gift}, status=200)
    if request.method == "POST":
        try:
            fault = _send_elsewhere(request, gift, by_giver=True)
        except actions.GiftIsSpent:
            fault = gettext("It was taken or returned meanwhile.")
        if not fault:
            messages.success(request, gettext("It is sent to the other address."))
            return SeeOther(request.path)
    context = {
        "gift": gift,
        "how_long": rules.how_long(gift.months),
        "link": ""
        if gift.address
        else links.receiver_address(gift, hand=gift.hand, is_mailed=False),
        "is_undelivered": queries.is_undelivered(gift),
        "may_send": queries.is_takeable(gift),
        "fault": fault,
    }
    return render(request, "membership/given.html", context, status=400 if fault else 200)


def _take(request: HttpRequest, opened: links.Opened, reader: Reader | None) -> HttpResponse:
    """Give it to whoever is signed in, or to the address that the e-mail's link proves."""
    signed_in = reader is not None
    if reader is None:
        if not opened.proves:
            return SeeOther(f"/sign-in/?{urlencode({'next': request.path})}")
        if is_closed(opened.proves):
            return SeeOther("/sign-in/inactive/")
        reader = reader_with_verified_address(email=opened.proves)
    grant = actions.redeem(gift=opened.gift, reader=reader)
    if not signed_in:
        return sign_in_by_email(request=request, reader=reader, next="/account/")
    benefits.refresh(request)
    messages.success(request, _taken(grant))
    return SeeOther("/account/")


def _taken(grant: Grant) -> str:
    if grant.starts_at > clock.now():
        return gettext("The gift is yours. It runs from %(start)s to %(end)s.") % {
            "start": writing.day(grant.starts_at),
            "end": writing.day(grant.ends_at),
        }
    return gettext("The gift is yours, until %(end)s.") % {"end": writing.day(grant.ends_at)}


def _give_on(request: HttpRequest, opened: links.Opened, reader: Reader | None) -> HttpResponse:
    fault = _send_elsewhere(request, opened.gift, by_giver=False)
    if fault:
        return _open(request, opened, reader, fault=fault)
    return render(request, "membership/gift_spent.html", {"came_to": "given_on"})


def _send_elsewhere(request: HttpRequest, gift: GiftMembership, *, by_giver: bool) -> str:
    """Send a gift to the address that was typed; return what was wrong with that, or ""."""
    try:
        address = AddressFormField(max_length=254).clean(request.POST.get("address", ""))
        limits.count(request, action="give_on", rate=GIVEN_ON_FROM)
        limits.count(request, action="give_on", rate=GIVEN_ON, key=str(gift.pk))
    except forms.ValidationError:
        return str(NO_ADDRESS)
    except limits.TooManyTries:
        return str(TOO_OFTEN)
    actions.give_on(gift=gift, address=address, by_giver=by_giver)
    return ""


def _return(request: HttpRequest, gift: GiftMembership) -> HttpResponse:
    # Where Stripe does not answer a job goes on: it is returned, and that is what counts.
    with suppress(gateway.GatewayUnavailable, gateway.GatewayRefused):
        actions.give_back(gift=gift)
    return render(request, "membership/gift_spent.html", {"came_to": "returned"})


def _open(
    request: HttpRequest, opened: links.Opened, reader: Reader | None, *, fault: str = ""
) -> HttpResponse:
    gift = opened.gift
    begins = members.held_until(reader, at=clock.now()) if reader else None
    context: dict[str, Any] = {
        "gift": gift,
        "how_long": rules.how_long(gift.months),
        "reader": reader,
        "proves": opened.proves,
        "begins": begins,
        "is_returnable": queries.is_returnable(gift),
        "fault": fault,
        "sign_in": f"/sign-in/?{urlencode({'next': request.path})}",
    }
    return render(request, "membership/gift.html", context, status=400 if fault else 200)


def _spent(
    request: HttpRequest, gift: GiftMembership | None, reader: Reader | None
) -> HttpResponse:
    """Say what became of a gift whose link opens nothing any more, and not who has it."""
    if gift is not None and reader is not None and gift.reader_id == reader.pk:
        return SeeOther("/account/")
    came_to = str(gift.state) if gift is not None else ""
    context = {"came_to": came_to}
    return render(request, "membership/gift_spent.html", context, status=410)
