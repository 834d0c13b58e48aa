"""Paying a renewal that could not be charged, by a link that needs no signing in.

Whoever has the link sees an amount and the reason, no name, no address and no card, and can do
nothing but pay.
"""

from contextlib import suppress
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from wellread.accounts import limits
from wellread.language import writing
from wellread.membership import (
    arrears,
    benefits,
    charges,
    claims,
    declined,
    failed_renewals,
    queries,
)
from wellread.membership.models import FailedRenewal, Membership
from wellread.membership.views import BUSY, TOO_MANY, SeeOther, render
from wellread.payments import actions as payments
from wellread.payments import clock, gateway

# Somebody with a card in each hand tries a few; whoever tries out stolen ones needs hundreds.
CHARGES = "8/h/key"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """Say what could not be charged and why; its buttons lead to a card, the bank, or a new try."""
    failed = claims.renewal_to_pay(token)
    if failed is None:
        return render(request, "membership/pay_spent.html", status=410)
    is_promised = queries.promised_payment(failed.membership) is not None
    if request.method != "POST" or failed.ended_at is not None or is_promised:
        return _page(request, failed)
    try:
        if request.POST.get("way") == "card":
            return _leave_for_card(failed, token)
        if request.POST.get("way") == "bank":
            return _leave_for_bank(request, failed)
        return _charge(request, failed, token)
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        return _page(request, failed, notice=str(BUSY), status=503)


@never_cache
@require_safe
def come_back(request: HttpRequest, token: str) -> HttpResponse:
    """Charge the card that was entered on Stripe's page a moment ago: once for each way there."""
    failed = claims.renewal_to_pay(token)
    if failed is None or failed.ended_at is not None:
        return SeeOther(reverse("pay", args=[token]))
    if not failed_renewals.came_back_with_card(failed):
        return SeeOther(reverse("pay", args=[token]))
    try:
        return _charge(request, failed, token)
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        return _page(request, failed, notice=str(BUSY), status=503)


@never_cache
@require_GET
def unpaid(request: HttpRequest) -> HttpResponse:
    """Hand a member's page the words about a renewal that stands unpaid; 204 when none does."""
    # Whatever the cookie says of it is brought up to date.
    benefits.refresh(request)
    failed = arrears.failed_renewal_of(**benefits.manager_of(request)._asdict())
    if failed is None:
        return HttpResponse(status=204)
    return JsonResponse(
        {
            "title": gettext("Your payment did not go through"),
            "said": _said(failed),
            "action": gettext("Put it right"),
            "url": urlsplit(claims.pay_address(failed)).path,
            "close": gettext("Later"),
            "style": static("style/thanks.css"),
        }
    )


def _said(failed: FailedRenewal) -> str:
    reason = declined.words(failed.decline_code, needs_action=failed.needs_action)
    until = arrears.grace_ends_at(failed.membership)
    if until is None or until <= clock.now():
        return reason
    stays = gettext("Everything stays open to you until %(date)s.") % {"date": writing.day(until)}
    return f"{reason} {stays}"


def _charge(request: HttpRequest, failed: FailedRenewal, token: str) -> HttpResponse:
    """Try to charge, and send the payer to their bank where that asks for them."""
    try:
        limits.count(request, action="collect", rate=CHARGES, key=str(failed.pk))
    except limits.TooManyTries:
        return _page(request, failed, notice=str(TOO_MANY), status=429)
    try:
        failed_renewals.collect(failed)
    except gateway.CardDeclined:
        failed.refresh_from_db()
        if failed.needs_action:
            return _leave_for_bank(request, failed)
        notice = gettext("This card was declined as well. Nothing was charged.")
        return _page(request, failed, notice=notice, status=402)
    except failed_renewals.NothingToCollect:
        # Another click of the same reader was faster: what became of it shows here.
        pass
    return SeeOther(reverse("pay", args=[token]))


def _leave_for_card(failed: FailedRenewal, token: str) -> HttpResponse:
    address = payments.card_page(
        subscription=failed.membership.subscription,
        return_path=reverse("pay_by_new_card", args=[token]),
    )
    failed_renewals.note_leaving_for_card(failed)
    return SeeOther(address)


def _leave_for_bank(request: HttpRequest, failed: FailedRenewal) -> HttpResponse:
    address = payments.invoice_page(invoice_id=failed.invoice_id)
    return SeeOther(address) if address else _page(request, failed)


def _page(
    request: HttpRequest, failed: FailedRenewal, *, notice: str = "", status: int = 200
) -> HttpResponse:
    if failed.ended_at is None and request.method != "POST":
        _catch_up(failed)
    # A click beside this one may have paid it.
    failed.refresh_from_db()
    # Whoever paid a moment ago has their page without the reminder.
    benefits.refresh(request)
    membership = failed.membership
    until = arrears.grace_ends_at(membership)
    context = {
        "failed": failed,
        "money": charges.owed(membership),
        "plan": membership.plan,
        "reason": declined.words(failed.decline_code, needs_action=failed.needs_action),
        "until": until if until and until > clock.now() else None,
        "next_charge_at": queries.next_charge_at(membership),
        "promised": queries.promised_payment(membership),
        "renews": membership.status == Membership.Status.ACTIVE,
        "notice": notice,
    }
    return render(request, "membership/pay.html", context, status=status)


def _catch_up(failed: FailedRenewal) -> None:
    """Ask whether it was paid at Stripe's page: its message may come later than its payer."""
    with suppress(gateway.GatewayUnavailable, gateway.GatewayRefused):
        payments.refresh_subscription(stripe_id=failed.membership.subscription.stripe_id)
    failed.refresh_from_db()
    failed.membership.refresh_from_db()
