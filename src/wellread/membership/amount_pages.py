"""Choosing another amount, or months instead of years: what is charged when, said before."""

from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wellread.membership import actions, agreements, charges, intro, queries, rules
from wellread.membership.account import catch_up, for_holders, membership_of
from wellread.membership.benefits import Holder
from wellread.membership.charges import price_of
from wellread.membership.joining import LABELS, Pill
from wellread.membership.models import AmountAgreement, Membership
from wellread.membership.seen import CHANGED_MEANWHILE, is_outdated, mark, said_of
from wellread.membership.views import BUSY, SeeOther, render
from wellread.payments import actions as payments
from wellread.payments import clock, gateway
from wellread.payments.currencies import step_minor
from wellread.payments.facts import ChargeTerms, PreviewFacts
from wellread.payments.money import AmountFault, Money

PATH = "/account/amount/"
UNDER_WAY = gettext_lazy(
    "A charge is being made just now. Please change this in an hour or two, when it is done."
)
NOT_AGREED = gettext_lazy("Your bank did not agree, so nothing was changed.")
SAME = gettext_lazy("That is what you pay now. Nothing changes.")
MONTHS = 12


class WantedAmount(NamedTuple):
    """What a member chose so far; `money` is None until an amount can be taken.

    ``fee`` is what would cover the payment service's fee, None where nobody is asked to.
    """

    interval: str
    typed: str
    money: Money | None
    fault: str
    fee: Money | None = None
    covers_fee: bool = False

    @property
    def terms(self) -> ChargeTerms | None:
        """What would be charged, or None until an amount can be taken."""
        if self.money is None:
            return None
        covered_minor = self.fee.amount_minor if self.fee and self.covers_fee else 0
        whole = Money(self.money.amount_minor + covered_minor, self.money.currency)
        return ChargeTerms(whole, self.interval, covered_minor)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_holders
def change_amount(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Ask for another amount, say from when it is charged, and do it when confirmed."""
    membership = membership_of(holder)
    if membership is None or not membership.can_change_amount:
        return SeeOther("/account/")
    given = request.POST if request.method == "POST" else request.GET
    catch_up(membership)
    wanted = _wanted(membership, given.get("interval", ""), given.get("own"), given.get("fee", ""))
    if request.method == "POST":
        if said_of(wanted.terms) == said_of(actions.terms_of(membership.subscription)):
            if is_outdated(request, mark(membership)):
                # The button was pressed twice, or in two windows.
                _say_changed(request, membership)
            else:
                messages.info(request, str(SAME))
            return SeeOther("/account/")
        if is_outdated(request, mark(membership)):
            context = _context(membership, wanted) | {"notice": CHANGED_MEANWHILE}
            return render(request, "membership/amount.html", context, status=409)
    elif said_of(wanted.terms) == said_of(actions.terms_of(membership.subscription)):
        wanted = wanted._replace(money=None, fault=str(SAME))
    context = _context(membership, wanted)
    if request.method != "POST" or wanted.terms is None:
        status = 400 if request.method == "POST" else 200
        return render(request, "membership/amount.html", context, status=status)
    try:
        if agreements.is_needed(membership, wanted.terms):
            return SeeOther(agreements.begin(membership, wanted.terms))
        actions.change_amount(membership=membership, wanted=wanted.terms)
    except actions.ChargeUnderWay:
        context["notice"] = UNDER_WAY
        return render(request, "membership/amount.html", context, status=409)
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        return render(request, "membership/amount.html", {**context, "notice": BUSY}, status=503)
    _say_changed(request, membership)
    return SeeOther("/account/")


@never_cache
@require_safe
@for_holders
def amount_agreed(request: HttpRequest, holder: Holder, number: UUID) -> HttpResponse:
    """Change the amount for who comes back from the page on which their bank was asked."""
    membership = membership_of(holder)
    asked = AmountAgreement.objects.filter(pk=number, membership=membership).first()
    if membership is None or asked is None or not membership.can_change_amount:
        return SeeOther("/account/")
    try:
        is_agreed = agreements.finish(asked)
    except actions.ChargeUnderWay:
        messages.error(request, str(UNDER_WAY))
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        messages.error(request, BUSY)
    else:
        if is_agreed:
            membership.refresh_from_db()
            _say_changed(request, membership)
        else:
            messages.error(request, str(NOT_AGREED))
    return SeeOther("/account/")


def _say_changed(request: HttpRequest, membership: Membership) -> None:
    messages.success(
        request,
        gettext(
            "Your membership is %(price)s now, from the next charge on. An e-mail confirms this."
        )
        % {"price": price_of(membership)},
    )


def _wanted(membership: Membership, interval: str, typed: str | None, fee: str) -> WantedAmount:
    """Read what was chosen; whoever covers the fee goes on to, unless they say otherwise."""
    assert membership.price is not None
    own = membership.subscription.interval
    interval = interval if interval in ("month", "year") else own
    if typed is None:
        return WantedAmount(interval, _suggested(membership, interval), None, "")
    limits = membership.price.limits(interval)
    try:
        money = rules.chosen_amount(minor="", own=typed, interval=interval, limits=limits)
        charges.refuse_too_little(membership, money)
    except AmountFault as fault:
        return WantedAmount(interval, typed, None, str(fault))
    covers = fee == "1" or (fee != "0" and membership.subscription.fee_covered_minor > 0)
    return WantedAmount(interval, typed, money, "", membership.price.fee(money), covers)


def _suggested(membership: Membership, interval: str) -> str:
    """Return what stands in the field at first: for another interval as much in a year."""
    subscription = membership.subscription
    if interval == subscription.interval:
        return ""
    assert membership.price is not None
    limits = membership.price.limits(interval)
    amount_minor = subscription.chosen.amount_minor
    amount_minor = amount_minor * MONTHS if interval == "year" else amount_minor // MONTHS
    amount_minor -= amount_minor % step_minor(limits.currency)
    within = min(max(amount_minor, limits.least_minor), limits.most_minor)
    return Money(within, limits.currency).plain


def _context(membership: Membership, wanted: WantedAmount) -> dict[str, Any]:
    subscription = membership.subscription
    assert membership.price is not None
    limits = membership.price.limits(wanted.interval)
    next_charge_at = queries.next_charge_at(membership)
    money = wanted.money
    return {
        "membership": membership,
        "price": price_of(membership),
        "seen": mark(membership),
        "next_charge_at": next_charge_at,
        "is_due": next_charge_at < subscription.current_period_ends_at,
        "least": rules.per(Money(limits.least_minor, limits.currency), wanted.interval),
        "intervals": _pills(membership, wanted),
        "interval": wanted.interval,
        "is_other_interval": wanted.interval != subscription.interval,
        "typed": wanted.typed,
        "money": money,
        "fault": wanted.fault,
        **_new_price(membership, wanted),
        "fee": rules.per(wanted.fee, wanted.interval) if wanted.fee else "",
        "covers_fee": wanted.covers_fee,
        "due_now": charges.owed(membership),
        "preview": _preview(membership, wanted),
        "asks_bank": _asks_bank(membership, wanted),
    }


def _new_price(membership: Membership, wanted: WantedAmount) -> dict[str, Any]:
    """Return what is paid from the next charge on, and when and what once a discount is over."""
    if wanted.terms is None:
        return {"new_price": ""}
    later = charges.with_amount(membership, wanted.terms.money, wanted.interval)
    at = queries.next_charge_at(membership)
    due = later.charge_at(at)
    ends_at = later.off_until if due != wanted.terms.money else None
    return {
        "new_price": rules.per(due, wanted.interval),
        "lower_until": ends_at,
        "full_price": rules.per(wanted.terms.money, wanted.interval),
    }


def _pills(membership: Membership, wanted: WantedAmount) -> list[Pill]:
    """Return months and years, where they can be changed now."""
    if not queries.can_change_interval(membership, at=clock.now()):
        return []
    return [
        Pill(
            str(LABELS[interval]),
            f"{PATH}?{urlencode({'interval': interval})}",
            interval == wanted.interval,
        )
        for interval in ("month", "year")
    ]


def _preview(membership: Membership, wanted: WantedAmount) -> PreviewFacts | None:
    """Ask Stripe what it would charge then; what it does not answer is said without it."""
    if wanted.terms is None or wanted.interval == membership.subscription.interval:
        return None
    with suppress(gateway.GatewayUnavailable, gateway.GatewayRefused):
        return payments.preview(
            subscription=membership.subscription,
            at=queries.next_charge_at(membership),
            terms=wanted.terms._replace(coupon=_coupon(membership, wanted)),
        )
    return None


def _coupon(membership: Membership, wanted: WantedAmount) -> str | None:
    """By the year no first month is lower: what Stripe is asked must know it."""
    return "" if intro.runs(membership) and wanted.interval == "year" else None


def _asks_bank(membership: Membership, wanted: WantedAmount) -> bool:
    """Tell whether the next page is the bank's; where Stripe does not answer the press will."""
    if wanted.terms is None:
        return False
    with suppress(gateway.GatewayUnavailable, gateway.GatewayRefused):
        return agreements.is_needed(membership, wanted.terms)
    return False
