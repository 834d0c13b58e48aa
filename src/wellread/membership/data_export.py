"""What we hold about a reader, as they may ask to have it."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from wellread.accounts.models import Reader
from wellread.mail.models import Email
from wellread.membership import charges, declarations, declined, postal, queries
from wellread.membership.gifts import queries as gifts
from wellread.membership.groups import queries as groups
from wellread.membership.models import (
    Cancellation,
    FailedRenewal,
    GiftMembership,
    Grant,
    LeftAlone,
    Membership,
    PostalAddress,
    ReaderNote,
    Seat,
    SeatGroup,
    SolidarityPledge,
    SolidarityYear,
    Withdrawal,
)
from wellread.meter import queries as meter
from wellread.newsletters import queries as newsletters
from wellread.newsletters.models import NewsletterReader, Reminder
from wellread.payments.models import Checkout, Payment, RefundOrder

READING = gettext_lazy(
    "What you read is counted and kept on your own devices. We hold no list of it, "
    "and nothing in this file comes from one."
)


def export(reader: Reader) -> dict[str, Any]:
    """Return everything stored about a reader, in words and values that JSON knows."""
    return {
        "account": {
            "address": reader.email,
            "name": reader.get_full_name(),
            "since": reader.date_joined,
            "last_signed_in": reader.last_login,
        },
        "signed_in_elsewhere": [
            {"site": one.site, "since": one.began_at}
            for one in reader.sites.exclude(key=None).order_by("began_at")
        ],
        "keys": [_key(one) for one in Authenticator.objects.filter(user=reader).order_by("pk")],
        "gifts": [_gift(one) for one in Grant.objects.filter(reader=reader).order_by("pk")],
        "gifts_to_take": [_taken(one) for one in gifts.waiting_for(reader)],
        "gifts_taken": [_taken(one) for one in gifts.taken(reader)],
        "seats": [_seat(one) for one in groups.ever_had(reader)],
        "seats_to_take": [_seat(one) for one in groups.offered_to(reader)],
        "free_years": [_free_year(one) for one in reader.solidarity_years.order_by("number")],
        **_paid(reader.checkouts.order_by("created_at")),
        **_written(
            reader.email,
            addresses=newsletters.addresses_of(reader),
            emails=queries.emails(reader=reader),
        ),
        **_reading(reader),
    }


def export_of_guest(address: str) -> dict[str, Any]:
    """Return everything stored about whoever paid under an address without an account."""
    waiting = GiftMembership.objects.filter(address=address, sent_at__isnull=False)
    offered = Seat.objects.filter(address=address).select_related("group")
    return {
        "address": address,
        "gifts": [_gift(one) for one in Grant.objects.filter(email=address).order_by("pk")],
        "gifts_to_take": [_taken(one) for one in waiting.select_related("plan").order_by("pk")],
        "seats_to_take": [_seat(one) for one in offered.order_by("pk")],
        **_paid(queries.of_guest(address).order_by("created_at")),
        **_written(address, addresses={address}, emails=queries.emails_to_guest(address)),
        "reading": str(READING),
    }


def _paid(checkouts: QuerySet[Checkout]) -> dict[str, Any]:
    """Return what was paid and bought by these Checkouts, and what came of it."""
    ids = list(checkouts.values_list("pk", flat=True))
    theirs: dict[str, Any] = {"reader": None, "checkouts": ids}
    pledges = SolidarityPledge.objects.filter(checkout__in=ids).order_by("pk")
    failed = FailedRenewal.objects.filter(membership__checkout__in=ids).order_by("failed_at")
    orders = RefundOrder.objects.filter(payment__checkout__in=ids).select_related("payment")
    return {
        "postal_address": _post(postal.of_payer(**theirs)),
        "memberships": [_membership(one) for one in queries.memberships(**theirs)],
        "gifts_given": [_given(one) for one in gifts.given(**theirs)],
        "groups_managed": [_group(one) for one in groups.managed(**theirs)],
        "promised_to_the_pot": [_pledge(one) for one in pledges],
        "checkouts": [_checkout(one) for one in checkouts],
        "payments": [_payment(one) for one in queries.payments(**theirs)],
        "failed_renewals": [_failed(one) for one in failed],
        "given_back_by_us": [_ordered(one) for one in orders.order_by("ordered_at")],
    }


def _written(address: str, *, addresses: set[str], emails: QuerySet[Email]) -> dict[str, Any]:
    """Return what was written to an address, by it, and about it."""
    return {
        "emails": [_email(one) for one in emails.order_by("pk")],
        "left_alone_since": _left_alone_since(address),
        "withdrawals": [_withdrawal(one) for one in declarations.withdrawals(address)],
        "cancellations": [_cancellation(one) for one in declarations.cancellations(address)],
        "newsletters": [_newsletter(one) for one in newsletters.entries_at(addresses)],
        "reminders": [_reminder(one) for one in newsletters.reminders_to(addresses)],
        "notes": [_note(one) for one in queries.notes(address).order_by("pk")],
    }


def _reading(reader: Reader) -> dict[str, Any]:
    """Return what is kept of what they read: nothing, unless they switched that on."""
    kept = meter.shared_count(reader)
    if kept is None:
        return {"reading": str(READING)}
    return {"reading": {"since": kept.since, **kept.stored}}


def _key(key: Authenticator) -> dict[str, Any]:
    name = key.data.get("name", "") if key.type == Authenticator.Type.WEBAUTHN else ""
    return {
        "kind": key.get_type_display(),
        "name": name,
        "added": key.created_at,
        "last_used": key.last_used_at,
    }


def _post(known: PostalAddress | None) -> dict[str, Any] | None:
    if known is None:
        return None
    return {
        "name": known.name,
        "lines": known.lines.splitlines(),
        "country": known.country,
        "given": known.given_at,
    }


def _left_alone_since(address: str) -> datetime | None:
    """Return since when they are asked back no more, having said so."""
    asked = LeftAlone.objects.filter(address=address)
    return asked.values_list("since", flat=True).first()


def _failed(failed: FailedRenewal) -> dict[str, Any]:
    return {
        "at": failed.failed_at,
        "reason": declined.words(failed.decline_code, needs_action=failed.needs_action),
        "ended": failed.ended_at,
        "outcome": failed.get_end_display(),
    }


def _ordered(order: RefundOrder) -> dict[str, Any]:
    return {
        "at": order.ordered_at,
        "amount": str(order.money),
        "reason": order.get_reason_display(),
        "note": order.note,
    }


def _withdrawal(withdrawal: Withdrawal) -> dict[str, Any]:
    return {
        "declared_at": withdrawal.declared_at,
        "name": withdrawal.name,
        "contract": withdrawal.contract,
        "done_at": withdrawal.done_at,
    }


def _cancellation(cancellation: Cancellation) -> dict[str, Any]:
    return {
        "declared_at": cancellation.declared_at,
        "name": cancellation.name,
        "contract": cancellation.contract,
        "kind": cancellation.get_kind_display(),
        "cause": cancellation.cause,
        "not_before": cancellation.wished_on,
        "done_at": cancellation.done_at,
    }


def _newsletter(entry: NewsletterReader) -> dict[str, Any]:
    return {
        "name": entry.newsletter.name,
        "address": entry.address,
        "since": entry.joined_at,
        "appeal": {"campaign": entry.campaign, "variant": entry.variant} if entry.campaign else {},
    }


def _reminder(reminder: Reminder) -> dict[str, Any]:
    return {
        "address": reminder.address,
        "day": reminder.day,
        "asked": reminder.made_at,
        "appeal": {"campaign": reminder.campaign, "variant": reminder.variant},
    }


def _note(note: ReaderNote) -> dict[str, Any]:
    return {"at": note.written_at, "text": note.text}


def _membership(membership: Membership) -> dict[str, Any]:
    return {
        "plan": membership.plan.name,
        "state": membership.get_status_display(),
        "amount": str(membership.subscription.money),
        "interval": membership.subscription.interval,
        "next_charge": str(charges.next_charge(membership)),
        "since": membership.started_at,
        "paid_until": membership.paid_until,
    }


def _gift(grant: Grant) -> dict[str, Any]:
    return {
        "reason": grant.get_reason_display(),
        "starts": grant.starts_at,
        "ends": grant.ends_at,
        "note": grant.note,
    }


def _given(gift: GiftMembership) -> dict[str, Any]:
    return {
        "plan": gift.plan.name,
        "months": gift.months,
        "for": gift.address,
        "from": gift.giver_name,
        "message": gift.message,
        "state": gift.state.label,
        "paid": gift.paid_at,
        "sent": gift.sent_at,
    }


def _taken(gift: GiftMembership) -> dict[str, Any]:
    return {
        "plan": gift.plan.name,
        "months": gift.months,
        "from": gift.giver_name,
        "message": gift.message,
        "taken": gift.redeemed_at,
    }


def _group(group: SeatGroup) -> dict[str, Any]:
    return {
        "name": group.name,
        "plan": group.plan.name,
        "seats": group.seats_paid,
        "handed_out": [
            {
                "to": seat.reader.email if seat.reader else seat.address,
                "state": seat.state.label,
                "invited": seat.invited_at,
                "taken": seat.taken_at,
            }
            for seat in groups.handed_out(group)
        ],
        "management_offered_to": group.offered_to,
    }


def _seat(seat: Seat) -> dict[str, Any]:
    return {
        "group": seat.group.name,
        "state": seat.state.label,
        "invited": seat.invited_at,
        "taken": seat.taken_at,
        "ended": seat.ended_at,
    }


def _free_year(year: SolidarityYear) -> dict[str, Any]:
    return {
        "number": year.number,
        "taken": year.taken_at,
        "starts": year.starts_at,
        "ends": year.ends_at,
    }


def _pledge(pledge: SolidarityPledge) -> dict[str, Any]:
    return {"since": pledge.since, "stopped": pledge.stopped_at}


def _checkout(checkout: Checkout) -> dict[str, Any]:
    return {
        "at": checkout.created_at,
        "amount": str(checkout.money),
        "interval": checkout.interval,
        "state": checkout.get_state_display(),
        "address_given": checkout.email,
        "country_of_bill": checkout.country,
        "came_from": checkout.return_path,
        "appeal": checkout.attribution,
        "code": checkout.metadata.get("code", ""),
        "free_days": checkout.trial_days,
        "had_before": hasattr(checkout, "offer_use") and checkout.offer_use.refused_at is not None,
    }


def _payment(payment: Payment) -> dict[str, Any]:
    return {
        "at": payment.paid_at,
        "amount": str(payment.money),
        "refunded": str(payment.refunded),
        "state": payment.get_status_display(),
        "number": payment.receipt_number,
    }


def _email(email: Email) -> dict[str, Any]:
    return {"about": email.get_name_display(), "written": email.queued_at, "sent": email.sent_at}
