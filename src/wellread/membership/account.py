"""The account page: how the membership stands, what was paid, card, cancelling, resuming."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellread.accounts import passkey_offer
from wellread.accounts.actions import note_device
from wellread.accounts.queries import devices
from wellread.language import writing
from wellread.mail.queries import subjects
from wellread.membership import (
    actions,
    arrears,
    benefits,
    charges,
    claims,
    declarations,
    declined,
    guests,
    postal,
    queries,
    receipts,
    rules,
    seen,
)
from wellread.membership.benefits import Holder
from wellread.membership.gifts import links
from wellread.membership.gifts import queries as gifts
from wellread.membership.groups import links as links_of_groups
from wellread.membership.groups import queries as groups
from wellread.membership.models import Membership
from wellread.membership.solidarity import account_facts
from wellread.membership.solidarity import queries as solidarity
from wellread.membership.views import BUSY, SeeOther, render
from wellread.meter import queries as meter
from wellread.newsletters import queries as newsletters
from wellread.payments import actions as payments
from wellread.payments import clock, gateway
from wellread.payments.money import Money

View = Callable[..., HttpResponse]
# E-mails on the account page: more than a year of a monthly member's.
SHOWN = 24
NOT_CANCELLED = gettext_lazy(
    "Our payment service does not answer, so your membership may not be cancelled yet. "
    "Please try again in a minute."
)


def for_holders(view: View) -> View:
    """Let in who signed in, and a browser that paid what is nobody's yet; ask others to sign in."""

    def guarded(request: HttpRequest, **facts: object) -> HttpResponse:
        benefits.settle_what_was_begun(request)
        holder = benefits.visitor_of(request)
        if holder.reader is None and not _has_anything(holder):
            return SeeOther(f"/sign-in/?{urlencode({'next': request.path})}")
        return view(request, holder, **facts)

    return guarded


def _has_anything(holder: Holder) -> bool:
    """Tell whether something was paid for, or is open for nothing at first."""
    facts = holder._asdict()
    return queries.payments(**facts).exists() or queries.memberships(**facts).exists()


@never_cache
@require_safe
@for_holders
def account(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Show how things stand with a reader."""
    benefits.refresh(request)
    membership = membership_of(holder)
    paid = list(queries.payments(**holder._asdict()))
    withdrawable = declarations.withdrawable(**holder._asdict(), at=clock.now())
    opened = [declarations.cooling_off_of(one, at=clock.now()) for one in withdrawable]
    post = postal.of_payer(**holder._asdict())
    pause = queries.pause_of(membership) if membership else None
    context = {
        "post": post,
        "asks_for_post": postal.is_missing(membership, post),
        "receipt_needs_post": postal.is_for_receipts(paid, post),
        "reader": holder.reader,
        "membership": membership,
        "price": charges.price_of(membership) if membership else "",
        "pays_by_debit": membership is not None and pays_by_debit(membership),
        "card": card_of(membership) if membership else None,
        "next_charge_at": queries.next_charge_at(membership) if membership else None,
        "former": queries.memberships(**holder._asdict()).first(),
        "gifts": queries.gifts(reader=holder.reader, at=clock.now()),
        "payments": paid[:60],
        "years": receipts.years(paid),
        "emails": subjects(queries.emails_received(**holder._asdict())[:SHOWN]),
        "devices": _devices(request, holder),
        "given": [
            (gift, links.giver_address(gift), rules.how_long(gift.months))
            for gift in gifts.given(**holder._asdict())
        ],
        "gifts_to_take": [
            (gift, links.receiver_address(gift, hand=gift.hand, is_mailed=False))
            for gift in (gifts.waiting_for(holder.reader) if holder.reader else ())
        ],
        "promised": queries.promised_payment(membership) if membership else None,
        "runs_until": _runs_until_or_did(membership) if membership else None,
        "seats": groups.seat_of(holder.reader),
        "seats_to_take": [
            (seat, links_of_groups.seat_address(seat))
            for seat in (groups.offered_to(holder.reader) if holder.reader else ())
        ],
        "managed": groups.managed(**holder._asdict()),
        "unpaid": unpaid_of(membership) if membership else None,
        "waiting": queries.waiting_gifts(reader=holder.reader, at=clock.now()),
        "solidarity": account_facts.of_holder(holder),
        "withdrawable": withdrawable,
        "cooling_off": next(filter(None, opened), None),
        "taken_back": membership is not None and queries.is_taken_back(membership),
        "pause": pause,
        "seen": seen.mark(membership, pause) if membership else "",
        "is_free": membership is not None and queries.is_on_trial(membership),
        "can_pause": membership is not None and queries.can_pause(membership, at=clock.now()),
        "now": clock.now(),
        "newsletters": newsletters.taken_by(holder.reader) if holder.reader else (),
        "offers_passkey": holder.reader is not None and passkey_offer.is_open(request),
        "shared_count": meter.shared_count(holder.reader),
        "is_guest": holder.reader is None and bool(guests.opened_here(request)),
    }
    return render(request, "membership/account.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_holders
def cancel(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Say what cancelling means, and do it when confirmed."""
    membership = membership_of(holder)
    if membership is not None and request.method != "POST":
        catch_up(membership)
    if membership is None or membership.status not in rules.LIVE:
        return SeeOther("/account/")
    context: dict[str, Any] = {
        "price": charges.price_of(membership),
        "is_free": queries.is_on_trial(membership),
        "runs_until": runs_until(membership),
        "less": _less(membership),
        "offers_free_years": solidarity.open_pot() is not None,
    }
    if request.method != "POST":
        return render(request, "membership/cancel.html", context)
    try:
        actions.cancel(membership=membership)
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        context["notice"] = NOT_CANCELLED
        return render(request, "membership/cancel.html", context, status=503)
    membership.refresh_from_db()
    until = runs_until(membership)
    messages.success(request, _cancelled(until))
    return SeeOther("/account/")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_without_account(request: HttpRequest, token: str) -> HttpResponse:
    """Cancel by the link that was sent to the owner of a closed account: nothing else opens."""
    membership = claims.membership_to_cancel(token)
    if membership is None or not membership.email:
        return render(request, "membership/cancel_by_link.html", {"is_spent": True}, status=410)
    if not queries.is_of_closed_account(membership):
        # It was opened again: its owner signs in and sees everything.
        return SeeOther("/account/cancel/")
    context: dict[str, Any] = {
        "price": charges.price_of(membership),
        "charges": membership.status in rules.LIVE,
    }
    if request.method != "POST" or not context["charges"]:
        return render(request, "membership/cancel_by_link.html", context)
    try:
        actions.cancel(membership=membership)
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        context["notice"] = NOT_CANCELLED
        return render(request, "membership/cancel_by_link.html", context, status=503)
    return SeeOther(request.path)


def _cancelled(until: datetime | None) -> str:
    if until is None:
        return gettext(
            "Your membership is cancelled. Nothing more will be charged. An e-mail confirms this."
        )
    return gettext(
        "Your membership is cancelled. Your benefits stay until %(date)s, and nothing more will be "
        "charged. An e-mail confirms this."
    ) % {"date": writing.day(until)}


def catch_up(membership: Membership) -> None:
    """Learn how a charge ended that was due."""
    # A page that promises something about a charge must know whether it was made.
    with suppress(gateway.GatewayUnavailable, gateway.GatewayRefused):
        actions.catch_up(membership=membership)


def _runs_until_or_did(membership: Membership) -> datetime:
    """Return when what was paid for ends, or ended; what a bank is asked for counts as paid."""
    period_ends_at = membership.subscription.current_period_ends_at
    if queries.promised_payment(membership) is not None:
        return period_ends_at
    return membership.paid_until or period_ends_at


def runs_until(membership: Membership) -> datetime | None:
    """Return when what was paid for ends, or None when it is over."""
    until = _runs_until_or_did(membership)
    return until if until > clock.now() else None


@never_cache
@require_POST
@for_holders
def resume(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Take a cancellation back."""
    membership = membership_of(holder)
    try:
        if membership is None:
            raise actions.NothingToResume
        if seen.is_outdated(request, seen.mark(membership, queries.pause_of(membership))):
            say_how_it_goes_on(request, membership, gettext("Your membership goes on. Thank you."))
            return SeeOther("/account/")
        actions.resume(membership=membership)
    except actions.NothingToResume:
        messages.error(request, gettext("There is no cancelled membership to resume."))
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        messages.error(request, BUSY)
    else:
        messages.success(request, gettext("Your membership goes on. Thank you."))
    return SeeOther("/account/")


@never_cache
@require_POST
@for_holders
def change_card(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Open the payment service's page for changing the card."""
    membership = membership_of(holder)
    if membership is None:
        return SeeOther("/account/")
    try:
        return SeeOther(
            payments.card_page(
                subscription=membership.subscription, return_path=reverse("own_card_entered")
            )
        )
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        messages.error(request, BUSY)
        return SeeOther("/account/")


@never_cache
@require_safe
@for_holders
def card_entered(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Have the card be charged from now on that was entered on the payment service's page."""
    membership = membership_of(holder)
    if membership is not None:
        charge_entered_card(request, membership)
    return SeeOther("/account/")


def charge_entered_card(request: HttpRequest, membership: Membership) -> None:
    """Have an entered card be charged, and say which; who came back without one is told nothing."""
    subscription = membership.subscription
    before = subscription.card_fingerprint
    try:
        payments.charge_entered_card(subscription=subscription)
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        messages.error(request, BUSY)
        return
    if subscription.card_last4 and subscription.card_fingerprint != before:
        said = gettext("From now on the card ending in %(last4)s is charged.")
        messages.success(request, said % {"last4": subscription.card_last4})


def _devices(request: HttpRequest, holder: Holder) -> list[dict[str, Any]]:
    """Return where the reader is signed in, and which of these is here."""
    if holder.reader is None:
        return []
    # A session of before this was written down.
    note_device(request=request, reader=holder.reader)
    here = request.session.session_key
    return [{"device": one, "is_here": one.session_id == here} for one in devices(holder.reader)]


def say_how_it_goes_on(request: HttpRequest, membership: Membership, goes_on: str) -> None:
    """Tell whoever pressed twice that it goes on, and whoever saw something else to look again."""
    if membership.status == Membership.Status.ACTIVE:
        messages.success(request, goes_on)
    else:
        seen.tell(request)


def pays_by_debit(membership: Membership) -> bool:
    """Tell whether a bank account may be debited: one could be named, and no card is known."""
    return membership.checkout.takes_debits and not membership.subscription.card_last4


def card_of(membership: Membership) -> dict[str, str] | None:
    """Return the last digits of the card that is charged, and its last month, or None."""
    subscription = membership.subscription
    if not subscription.card_last4 or subscription.card_runs_out_at is None:
        return None
    last_day = subscription.card_runs_out_at.astimezone(UTC) - timedelta(days=1)
    return {"last4": subscription.card_last4, "month": f"{last_day:%m/%Y}"}


def membership_of(holder: Holder) -> Membership | None:
    """Return the membership that somebody may change, or None."""
    return queries.current_membership(**holder._asdict())


def _less(membership: Membership) -> Money | None:
    """Return the least that this member could pay instead, where that is less."""
    if not membership.can_change_amount or membership.price is None:
        return None
    subscription = membership.subscription
    limits = membership.price.limits(subscription.interval)
    least = Money(limits.least_minor, limits.currency)
    return least if least < subscription.money else None


def unpaid_of(membership: Membership) -> dict[str, Any] | None:
    """Return why the last renewal stands unpaid, until when all stays open, and where to pay."""
    failed = arrears.failed_renewal(membership)
    if failed is None:
        return None
    until = arrears.grace_ends_at(membership)
    return {
        "reason": declined.words(failed.decline_code, needs_action=failed.needs_action),
        "needs_action": failed.needs_action,
        "until": until if until and until > clock.now() else None,
        "url": urlsplit(claims.pay_address(failed)).path,
    }
