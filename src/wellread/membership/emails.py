"""Which e-mails members get, and the facts of each; the room `mail` has the words."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, Sum
from django.urls import reverse

from wellread.accounts.queries import staff_with
from wellread.language import writing
from wellread.mail import actions as mail
from wellread.mail.manager_emails import PREFIX, TO_MANAGERS
from wellread.mail.models import Email
from wellread.membership import charges, claims, declined, dunning, law, place, queries, rules
from wellread.membership.cooling_off import CoolingOff
from wellread.membership.models import (
    Cancellation,
    FailedRenewal,
    Grant,
    Membership,
    Pause,
    PriceNotice,
    SeatGroup,
    Withdrawal,
)
from wellread.payments import clock
from wellread.payments.facts import ChargeTerms
from wellread.payments.models import Checkout, Dispute, Payment, Refund
from wellread.payments.money import Money
from wellread.payments.rules import RECEIVED, SUBSCRIPTION_ENDS

WIN_BACK = "win_back_"
# Refunds that a bank sent back, or that never left.
NOT_GIVEN_BACK = ("requires_action", "canceled", "failed")


def send_welcome(*, membership: Membership, payment: Payment | None, invoice_id: str) -> None:
    """Welcome a member: what was paid, what it opens, what comes next, how to cancel."""
    _welcome("welcome", membership, payment, about=payment.stripe_id if payment else invoice_id)


def send_welcome_from_elsewhere(*, membership: Membership) -> None:
    """Tell a member who was brought here that nothing changes, with what they paid last."""
    about = f"brought in: {membership.checkout_id}"
    # Until December 2026 it was the welcome of who joins.
    if Email.objects.filter(name="welcome", about=about).exists():
        return
    received = membership.subscription.payments.filter(status__in=RECEIVED)
    _welcome("brought_in", membership, received.order_by("-paid_at").first(), about=about)


def _welcome(name: str, membership: Membership, payment: Payment | None, *, about: str) -> None:
    _send_to_member(
        name,
        membership,
        about=about,
        benefits=membership.plan.benefit_lines,
        **_membership_facts(membership),
        **_payment_facts(payment),
    )


def send_trial_begun(*, membership: Membership) -> None:
    """Welcome a member who pays nothing at first: until when, what then, and how to cancel."""
    _send_to_member(
        "trial_begun",
        membership,
        about=str(membership.pk),
        benefits=membership.plan.benefit_lines,
        **_membership_facts(membership),
    )


def send_trial_refused(*, membership: Membership) -> None:
    """Tell that free days did not begin, having been had before, and that nothing was charged."""
    subscription = membership.subscription
    price = rules.per(membership.checkout.first_charge, subscription.interval)
    _send_to_member("trial_refused", membership, about=str(membership.pk), price=price)


def send_offer_refused(*, membership: Membership) -> None:
    """Tell that a lower price ends with what was paid, having been had before."""
    facts = _membership_facts(membership)
    _send_to_member("offer_refused", membership, about=str(membership.pk), **facts)


def send_first_charge(*, membership: Membership) -> None:
    """Tell ahead of the first charge after free days."""
    ends_at = membership.subscription.current_period_ends_at
    _send_to_member(
        "first_charge",
        membership,
        about=f"{membership.pk}:{ends_at:%Y-%m-%d}",
        **_membership_facts(membership),
    )


def send_receipt(
    *, membership: Membership, payment: Payment, is_for_more_seats: bool = False
) -> None:
    """Send the receipt of a renewal, or of more seats: what was paid, and what comes next."""
    _send_to_member(
        "receipt",
        membership,
        about=payment.stripe_id,
        is_for_more_seats=is_for_more_seats,
        **_membership_facts(membership),
        **_payment_facts(payment),
    )


def send_promised(*, membership: Membership, payment: Payment) -> None:
    """Welcome a member whose bank was asked: what it opens, and that the receipt comes later."""
    _send_to_member(
        "promised",
        membership,
        about=payment.stripe_id,
        amount=str(payment.money),
        benefits=membership.plan.benefit_lines,
        **_membership_facts(membership),
    )


def send_cooling_off(*, membership: Membership, opened: CoolingOff) -> None:
    """Tell on its first day that a charge may be withdrawn from, until when, and what goes back."""
    _send_to_member(
        "cooling_off",
        membership,
        about=opened.payment.stripe_id,
        plan=membership.plan.name,
        amount=str(opened.payment.money),
        paid_on=_day(opened.charged_at),
        until=_day(opened.last_day),
        gives_back_all=opened.gives_back_all,
    )


def send_promise_kept(*, membership: Membership, payment: Payment) -> None:
    """Send the receipt of what a bank was asked for: a welcome was sent then."""
    _send_to_member(
        "promise_kept",
        membership,
        about=payment.stripe_id,
        **_membership_facts(membership),
        **_payment_facts(payment),
    )


def send_contribution_promised(*, checkout: Checkout, payment: Payment) -> None:
    """Thank for a contribution of which the bank was asked."""
    amount = str(payment.money)
    _send("contribution_promised", checkout, about=payment.stripe_id, amount=amount)


def send_promise_failed(*, checkout: Checkout, payment: Payment, decline_code: str) -> None:
    """Tell that the bank sent nothing, and that nothing is owed."""
    _send(
        "promise_failed",
        checkout,
        about=payment.stripe_id,
        amount=str(payment.money),
        reason=declined.words(decline_code, needs_action=False),
        is_membership=payment.subscription_id is not None and not checkout.is_of_group,
        is_group=checkout.is_of_group,
    )


def send_refund(*, payment: Payment, refund: Refund) -> None:
    """Tell that money was given back, and that what it paid for ends when it was all of it."""
    # By the time this is written more may be back already: each e-mail tells its own part.
    until_now = payment.refunds.filter(created_at__lte=refund.created_at).exclude(
        status__in=NOT_GIVEN_BACK
    )
    given_back_minor = until_now.aggregate(sum=Sum("amount_minor"))["sum"]
    _send(
        "refunded",
        payment.checkout,
        about=refund.stripe_id,
        given_back=str(Money(refund.amount_minor, refund.currency)),
        is_all=given_back_minor >= payment.amount_minor,
        is_membership=payment.subscription_id is not None and not payment.checkout.is_of_group,
        is_group=payment.checkout.is_of_group,
        is_over=_is_over(payment),
        **_payment_facts(payment),
    )


def _is_over(payment: Payment) -> bool:
    """Tell whether nothing more is charged for what a payment was for: withdrawn from, or ended."""
    subscription = payment.subscription
    if subscription is None or Withdrawal.objects.filter(checkout=payment.checkout).exists():
        return True
    return subscription.status in SUBSCRIPTION_ENDS


def send_dispute(*, dispute: Dispute) -> None:
    """Tell the colleagues who look after disputes of a new one, and until when to answer."""
    checkout = dispute.payment.checkout
    for colleague in staff_with("payments.view_dispute"):
        mail.send(
            "dispute_opened",
            to=colleague.email,
            about=dispute.stripe_id,
            facts={
                "amount": str(dispute.money),
                "reason": dispute.reason,
                "address": checkout.reader.email if checkout.reader else checkout.email,
                "answer_by": writing.day_and_clock(dispute.answer_by) if dispute.answer_by else "",
                "admin_url": f"{settings.SITE_URL}{reverse('dispute:index')}",
            },
        )


def send_thanks(*, checkout: Checkout, payment: Payment) -> None:
    """Thank for a contribution."""
    _send("thanks", checkout, about=payment.stripe_id, **_payment_facts(payment))


def send_failure(*, failed: FailedRenewal, name: str) -> None:
    """Tell that a renewal could not be charged: why, until when all stays, and what to do."""
    membership = failed.membership
    tried_at = failed.next_attempt_at
    _send_to_member(
        name,
        membership,
        about=failed.invoice_id,
        amount=str(charges.owed(membership)),
        reason=declined.words(failed.decline_code, needs_action=failed.needs_action),
        needs_action=failed.needs_action,
        next_attempt=_day(tried_at) if tried_at and tried_at > clock.now() else "",
        benefits_until=_day(_benefits_until(membership)),
    )


def send_reminder(*, membership: Membership, which: str) -> None:
    """Tell once a year what is charged, how often, when next, and how to cancel."""
    _send_to_member(
        "reminder",
        membership,
        about=f"{membership.pk}:{which}",
        **_membership_facts(membership),
    )


def _is_reminded_often(email: Email) -> bool:
    if email.name not in ("reminder", f"{PREFIX}reminder") or not email.belongs_to:
        return False
    checkout = Checkout.objects.filter(pk=email.belongs_to).first()
    where = place.of_checkout(checkout) if checkout else place.UNKNOWN
    return law.reminder_months(clock.now().date(), where) < law.USUAL_REMINDER_MONTHS


def send_change(*, membership: Membership, before: ChargeTerms) -> None:
    """Confirm another amount or interval: from when it is charged, and how to cancel."""
    subscription = membership.subscription
    _send_to_member(
        "amount_changed",
        membership,
        # Of two clicks at once each believes that it made the change.
        about=f"{membership.pk}:{before.money.amount_minor}:{before.interval}:"
        f"{subscription.amount_minor}:{subscription.fee_covered_minor}:{subscription.interval}:"
        f"{clock.now():%FT%H:%M}",
        before=rules.per(before.money, before.interval),
        before_amount=str(before.money),
        was_charged=subscription.payments.filter(
            status__in=RECEIVED, amount_minor=before.money.amount_minor
        ).exists(),
        is_due=queries.next_charge_at(membership) < subscription.current_period_ends_at,
        is_tried_again=membership.status == Membership.Status.PAST_DUE,
        **_membership_facts(membership),
    )


def send_paused(*, pause: Pause) -> None:
    """Confirm a pause: until when benefits stay, and when charging begins again."""
    _send_to_member(
        "paused",
        pause.membership,
        about=str(pause.pk),
        benefits_until=_day(pause.rests_from),
        **_pause_facts(pause),
    )


def send_pause_ends(*, pause: Pause) -> None:
    """Tell a week ahead that charging begins again."""
    _send_to_member("pause_ends", pause.membership, about=str(pause.pk), **_pause_facts(pause))


def _pause_facts(pause: Pause) -> dict[str, str]:
    return {"resumes_on": _day(pause.resumes_at), "price": _price(pause.membership)}


def send_gift(*, grant: Grant) -> None:
    """Tell a reader what was given to them; who has no account is told how to take it."""
    _send_gift(grant, str(grant.pk), is_changed=False)


def send_gift_again(*, grant: Grant, before: str, at: datetime) -> None:
    """Tell of another end, or whoever it is for now; an e-mail that still waits is taken back.

    Nothing is written to the address before: it was a slip, or somebody else's.
    """
    about = f"{grant.pk} of {at.isoformat()}"
    is_same = before == (grant.reader.email if grant.reader else grant.email)
    waiting = Email.objects.filter(name="gift", state=Email.State.QUEUED)
    named = Q(about=str(grant.pk)) | Q(about__startswith=f"{grant.pk} of ")
    waiting.filter(named, recipient=before).delete()
    _send_gift(grant, about, is_changed=is_same)


def _send_gift(grant: Grant, about: str, *, is_changed: bool) -> None:
    mail.send(
        "gift",
        to=grant.reader.email if grant.reader else grant.email,
        about=about,
        facts={
            "until": _day(grant.ends_at),
            "is_held": grant.reader is None,
            "is_changed": is_changed,
        },
    )


def send_lapse(*, membership: Membership) -> None:
    """Tell that a membership ended because it could not be charged, and how to come back."""
    _send_to_member("lapsed", membership, about=str(membership.pk), **_membership_facts(membership))


def send_win_back(*, membership: Membership, name: str, after_days: int) -> None:
    """Ask a former member back, once for each of these days."""
    _send_to_member(
        name,
        membership,
        about=f"{membership.pk}:{after_days}",
        price=_price(membership),
        is_failed=membership.failed_renewals.filter(end="ended").exists(),
    )


def take_back_win_backs(address: str) -> None:
    """Let what was about to ask somebody back go, who wants no more of it."""
    waiting = Email.objects.filter(recipient=address, name__startswith=WIN_BACK)
    waiting.filter(state=Email.State.QUEUED).delete()


def send_card_runs_out(*, membership: Membership) -> None:
    """Tell that the card behind a membership is about to expire: once for each card."""
    subscription = membership.subscription
    runs_out_at = subscription.card_runs_out_at
    assert runs_out_at is not None
    _send_to_member(
        "card_expires",
        membership,
        about=f"{membership.pk}:{subscription.card_fingerprint}:{runs_out_at:%Y-%m}",
        last4=subscription.card_last4,
        last_day=_day(runs_out_at - timedelta(days=1)),
        **_membership_facts(membership),
    )


def send_cancellation(*, membership: Membership) -> None:
    """Confirm a cancellation."""
    subscription = membership.subscription
    until = membership.paid_until or subscription.current_period_ends_at
    is_free = membership.checkout.trial_days and not subscription.payments.exists()
    _send_to_member(
        "trial_cancelled" if is_free else "cancelled",
        membership,
        about=f"{membership.pk}:{membership.times_cancelled}",
        price=charges.price_of(membership),
        benefits_until=_day(until) if until > clock.now() else "",
        can_resume=membership.status != Membership.Status.ENDED
        and not queries.is_of_closed_account(membership),
    )


def send_second_membership(*, membership: Membership) -> None:
    """Tell that one of two memberships was stopped, and what was given back of it."""
    rows = membership.returned_payments.select_related("payment")
    refused = [row.payment for row in rows if row.try_again_at is not None]
    refunds = Refund.objects.filter(payment__in=[row.payment_id for row in rows]).exclude(
        status__in=NOT_GIVEN_BACK
    )
    until = membership.paid_until
    is_open = not refunds and not refused and until is not None and until > clock.now()
    _send_to_member(
        "second_membership",
        membership,
        about=str(membership.pk),
        given_back=_summed(refunds),
        refused=_summed(refused),
        benefits_until=_day(until) if is_open else "",
        price=rules.per(membership.subscription.money, membership.subscription.interval),
    )


def _summed(rows: Iterable[Payment | Refund]) -> str:
    """Say how much money these are, each currency by itself."""
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row.currency] += row.amount_minor
    return writing.listed([str(Money(sums[currency], currency)) for currency in sorted(sums)])


def send_farewell(address: str, *, was_member: bool) -> None:
    """Confirm that an account is erased; the e-mail's row goes with it."""
    mail.send("farewell", to=address, facts={"was_member": was_member})


def send_farewell_to_guest(address: str, *, was_member: bool) -> None:
    """Confirm the same to whoever had no account."""
    mail.send("guest_farewell", to=address, facts={"was_member": was_member})


def send_closed(*, membership: Membership) -> None:
    """Tell a member whose account was closed how to cancel without it: once, for each account."""
    _send_to_member("account_closed", membership, about=str(membership.pk))


def send_withdrawal(*, withdrawal: Withdrawal, part: Money | None = None) -> None:
    """Acknowledge at once that somebody withdrew: what they declared, on which day and when.

    ``part`` is what goes back where not all does.
    """
    mail.send(
        "withdrawal",
        to=withdrawal.address,
        about=str(withdrawal.pk),
        belongs_to=str(withdrawal.checkout_id or ""),
        facts={
            "name": withdrawal.name,
            "contract": withdrawal.contract,
            "declared_at": writing.day_and_clock(withdrawal.declared_at),
            "needs_proof": withdrawal.checkout_id is None,
            "part": str(part) if part else "",
        },
    )


def send_cancellation_received(*, cancellation: Cancellation) -> None:
    """Acknowledge at once that somebody cancelled: what, when, and when it ends."""
    membership = cancellation.membership
    until = membership.paid_until if membership else None
    wished_on = cancellation.wished_on
    mail.send(
        "cancellation_received",
        to=cancellation.address,
        about=str(cancellation.pk),
        belongs_to=str(membership.checkout_id) if membership else "",
        facts={
            "name": cancellation.name,
            "contract": cancellation.contract,
            "declared_at": writing.day_and_clock(cancellation.declared_at),
            "cause": cancellation.cause,
            "wished_on": writing.day(wished_on) if wished_on else "",
            "is_known": membership is not None,
            **_group_facts(membership),
            "ends_on": _day(until) if until and until > clock.now() and not wished_on else "",
            "ends_now": membership is not None and not (until and until > clock.now()),
        },
    )


def _group_facts(membership: Membership | None) -> dict[str, str]:
    """Return the group that a membership pays for, and how many have a seat; empty for none."""
    group = (
        SeatGroup.objects.filter(checkout=membership.checkout_id).first() if membership else None
    )
    if group is None:
        return {"group": "", "seats": ""}
    return {"group": group.name, "seats": rules.how_many_seats(group.seats_filled)}


def send_guest_link(*, checkout: Checkout) -> None:
    """Send a guest the way to what they paid; whoever has an account is told to sign in."""
    address = checkout.reader.email if checkout.reader else checkout.email
    mail.send("guest_link", to=address, belongs_to=str(checkout.pk), facts={})


def send_price_rise(*, notice: PriceNotice) -> None:
    """Ask a member to pay more: from when, why, and that nothing rises without their word."""
    _send_of_price("price_rise", notice, why=notice.change.why)


def send_price_rises_soon(*, notice: PriceNotice) -> None:
    """Tell a member who agreed of the day of the higher charge once more."""
    # A group that has other seats by now pays the agreed price for each of them.
    _send_of_price("price_rises_soon", notice.for_seats(notice.membership.subscription.quantity))


def send_price_stays(*, notice: PriceNotice) -> None:
    """Tell a member who was asked to pay more that the price stays."""
    _send_to_member(
        "price_stays",
        notice.membership,
        about=str(notice.pk),
        price=rules.per(notice.before, notice.change.interval),
    )


def _send_of_price(name: str, notice: PriceNotice, **more: str) -> None:
    interval = notice.change.interval
    _send_to_member(
        name,
        notice.membership,
        about=str(notice.pk),
        plan=notice.change.plan.name,
        price=rules.per(notice.money, interval),
        before=rules.per(notice.before, interval),
        charge_on=_day(notice.charge_at),
        **more,
    )


def late_facts(email: Email) -> dict[str, Any]:
    """Return the links of an e-mail to a member, as they are right when it is sent."""
    closed = _of_closed_account(email)
    cancel_url = claims.cancel_address(closed) if closed else ""
    # Whoever proved the address since has it, and needs no link for it.
    needs_claim = bool(email.belongs_to) and _is_unclaimed(email.belongs_to)
    site = settings.SITE_URL
    return {
        "needs_claim": needs_claim,
        # Claiming leads to the account page, which an unclaimed payment has in one browser only.
        "account_url": claims.address(email.belongs_to)
        if needs_claim
        # Nobody signs in to a closed account: what its owner may want there is to cancel.
        else cancel_url or f"{site}/account/",
        "cancel_url": cancel_url,
        "still_charged": _price(closed) if closed else "",
        "sign_in_url": f"{site}/sign-in/?next=/account/",
        "join_url": f"{site}/join/?letter={email.name}",
        "withdraw_url": f"{site}/withdraw/",
        "proof_url": _proof_url(email),
        "keep_url": _keep_url(email),
        "agree_url": _agree_url(email),
        "is_often": _is_reminded_often(email),
        "guest_url": _guest_url(email, needs_claim=needs_claim),
        "guest_link_url": f"{site}/account/link/",
        "pay_url": _pay_url(email),
        **_links_of_members(email),
    }


def _keep_url(email: Email) -> str:
    if email.name != "cancellation_received" or not email.about.isdecimal():
        return ""
    cancellation = Cancellation.objects.filter(pk=email.about).first()
    return claims.keep_address(cancellation) if cancellation else ""


def _agree_url(email: Email) -> str:
    if email.name != "price_rise" or not email.about.isdecimal():
        return ""
    notice = PriceNotice.objects.filter(pk=email.about).first()
    return claims.agree_address(notice) if notice else ""


def _guest_url(email: Email, *, needs_claim: bool) -> str:
    if email.name != "guest_link" or not needs_claim:
        return ""
    return claims.guest_address(email.belongs_to)


def _proof_url(email: Email) -> str:
    if email.name != "withdrawal" or not email.about.isdecimal():
        return ""
    withdrawal = Withdrawal.objects.filter(pk=email.about).first()
    return claims.withdrawal_address(withdrawal) if withdrawal else ""


def _pay_url(email: Email) -> str:
    if email.name not in dunning.EMAILS:
        return ""
    failed = FailedRenewal.objects.filter(invoice_id=email.about).first()
    # What was erased meanwhile is paid by nobody.
    return claims.pay_address(failed) if failed else f"{settings.SITE_URL}/account/"


def _links_of_members(email: Email) -> dict[str, Any]:
    """Return the links by which a card is changed, or a former member comes back or is left be."""
    number = email.about.partition(":")[0]
    of_card = email.name in ("card_expires", f"{PREFIX}card_expires")
    of_end = email.name == "lapsed"
    if not (of_card or of_end or email.name.startswith(WIN_BACK)) or not number.isdecimal():
        return {}
    membership = Membership.objects.filter(pk=number).first()
    if membership is None:
        return {}
    if of_card:
        return {"card_url": claims.card_address(membership)}
    links = {"back_url": claims.back_address(membership, letter=email.name)}
    if not of_end:
        links["unsubscribe_url"] = claims.no_more_address(membership)
    return links


def _of_closed_account(email: Email) -> Membership | None:
    """Return what still charges the owner of a closed account; what an e-mail is about first."""
    charging = list(queries.memberships_of_closed(address=email.recipient))
    charging.sort(key=lambda one: str(one.checkout_id) != email.belongs_to)
    return charging[0] if charging else None


def _price(membership: Membership) -> str:
    return charges.price_of(membership)


def _is_unclaimed(checkout: str) -> bool:
    return Checkout.objects.filter(pk=checkout, reader=None).exists()


def _send_to_member(name: str, membership: Membership, *, about: str, **facts: Any) -> None:
    # Whoever erased the account left none: what their contract still comes to is told to nobody.
    if not membership.email:
        return
    if membership.is_group and name in TO_MANAGERS:
        name, facts = f"{PREFIX}{name}", facts | {"group": _group_facts(membership)["group"]}
    _write(name, membership.email, membership.checkout, about, facts)


def _send(name: str, checkout: Checkout, *, about: str, **facts: Any) -> None:
    address = checkout.reader.email if checkout.reader else checkout.email
    _write(name, address, checkout, about, facts)


def _write(name: str, address: str, checkout: Checkout, about: str, facts: dict[str, Any]) -> None:
    mail.send(name, to=address, about=about, belongs_to=str(checkout.pk), facts=facts)


def _membership_facts(membership: Membership) -> dict[str, Any]:
    subscription = membership.subscription
    return {
        "plan": membership.plan.name,
        "price": charges.price_of(membership),
        "next_charge": _day(queries.next_charge_at(membership)) if subscription.renews else "",
    }


def _payment_facts(payment: Payment | None) -> dict[str, str]:
    if payment is None:
        return {"amount": "", "paid_on": "", "receipt": ""}
    return {
        "amount": str(payment.money),
        "paid_on": _day(payment.paid_at),
        "receipt": payment.receipt_number,
    }


def _benefits_until(membership: Membership) -> datetime | None:
    ends = membership.checkout.grants.order_by("-ends_at").values_list("ends_at", flat=True)
    return ends.first()


def _day(moment: datetime | None) -> str:
    return writing.day(moment) if moment else ""
