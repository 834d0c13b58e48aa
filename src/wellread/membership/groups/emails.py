"""Which e-mails a group brings, and the facts of each; the room `mail` has the words."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from wellread.language import writing
from wellread.mail import actions as mail
from wellread.mail.manager_emails import PREFIX
from wellread.mail.models import Email
from wellread.membership import charges, declined, rules
from wellread.membership import queries as members
from wellread.membership.groups import links, seats
from wellread.membership.models import Grant, Membership, Seat, SeatChange, SeatGroup
from wellread.payments import clock
from wellread.payments.models import Payment
from wellread.payments.money import Money

# What an e-mail is about: a seat's number, or a group's, and what else tells it from others.
OF_SEAT = frozenset({"seat_offered"})
OF_GROUP = frozenset(
    {"group_bought", "group_promised", "seats_changed", "seats_unpaid", "group_handed_over"}
)
OF_MANAGEMENT = "group_offered"


def send_bought(membership: Membership, payment: Payment | None) -> None:
    """Thank for a group: what was paid, what comes next, and where seats are handed out."""
    group = SeatGroup.objects.get(checkout=membership.checkout_id)
    _to_manager(
        "group_bought",
        group,
        about=f"{group.pk}:{payment.stripe_id if payment else ''}",
        seats=rules.how_many_seats(group.seats_paid),
        amount=str(payment.money) if payment else "",
        paid_on=_day(payment.paid_at if payment else None),
        receipt=payment.receipt_number if payment else "",
        **_terms(membership),
    )


def send_promised(membership: Membership, payment: Payment) -> None:
    """Tell that a group has begun while its bank is asked: the receipt comes later."""
    group = SeatGroup.objects.get(checkout=membership.checkout_id)
    _to_manager(
        "group_promised",
        group,
        about=f"{group.pk}:{payment.stripe_id}",
        seats=rules.how_many_seats(group.seats_paid),
        amount=str(payment.money),
        **_terms(membership),
    )


def send_offer(seat: Seat) -> bool:
    """Offer a seat to an address, once within an hour; return whether it is sent now."""
    about = f"{seat.pk}:{clock.now():%FT%H}"
    sent = Email.objects.filter(recipient=seat.address, name="seat_offered", about=about).first()
    if sent is not None:
        mail.send_again(email=sent)
        return sent.state == Email.State.FAILED
    mail.send(
        "seat_offered",
        to=seat.address,
        about=about,
        facts={"group": seat.group.name, "benefits": seat.group.plan.benefit_lines},
    )
    return True


def take_back_offer(seat: Seat) -> None:
    """Let an offer go that waits to be sent still."""
    waiting = Email.objects.filter(name="seat_offered", about__startswith=f"{seat.pk}:")
    waiting.filter(state=Email.State.QUEUED).delete()


def send_taken(seat: Seat, *, own: Membership | None) -> None:
    """Confirm to a reader that they have a seat; who pays for themselves too is told so."""
    assert seat.reader is not None
    mail.send(
        "seat_taken",
        to=seat.reader.email,
        about=str(seat.pk),
        facts={
            "group": seat.group.name,
            "benefits": seat.group.plan.benefit_lines,
            "own_price": rules.per(own.subscription.money, own.subscription.interval)
            if own
            else "",
            "next_charge": _day(members.next_charge_at(own)) if own else "",
        },
    )


def send_taken_back(seat: Seat, *, is_unpaid: bool = False) -> None:
    """Tell a reader that their seat was taken back, or that no bank paid for it."""
    assert seat.reader is not None
    mail.send(
        "seat_taken_back",
        to=seat.reader.email,
        about=str(seat.pk),
        facts={"group": seat.group.name, "is_unpaid": is_unpaid},
    )


def send_end(seat: Seat) -> None:
    """Tell a reader that their group is paid for no more, and until when all stays open."""
    assert seat.reader is not None
    grant = Grant.objects.filter(source=seat.source).first()
    runs = grant is not None and grant.withdrawn_at is None and grant.ends_at > clock.now()
    mail.send(
        "seat_ends",
        to=seat.reader.email,
        about=str(seat.pk),
        facts={
            "group": seat.group.name,
            "until": _day(grant.ends_at) if grant is not None and runs else "",
        },
    )


def send_changed(change: SeatChange, membership: Membership) -> None:
    """Confirm more seats, or fewer: from when, what was charged now, and what is next.

    A bank that is asked sends the money days later.
    """
    group = change.group
    is_more = change.seats_after > change.seats_before
    _to_manager(
        "seats_changed",
        group,
        about=f"{group.pk}:{change.pk}",
        seats=rules.how_many_seats(change.seats_after),
        is_more=is_more,
        charged=str(Money(change.amount_minor, change.currency)) if change.amount_minor else "",
        is_asked=members.promised_payment(membership) is not None,
        **_terms(membership),
    )


def send_unpaid(
    change: SeatChange, membership: Membership, *, payment: Payment, decline_code: str
) -> None:
    """Tell that a bank sent nothing for more seats: what that changes, and what is to be chosen."""
    group = change.group
    charged = membership.subscription.quantity
    _to_manager(
        "seats_unpaid",
        group,
        about=f"{group.pk}:{change.pk}",
        amount=str(payment.money),
        reason=declined.words(decline_code, needs_action=False),
        seats=rules.how_many_seats(charged),
        is_renewed=charged >= change.seats_after,
        taken=rules.how_many_seats(group.seats_filled),
        too_many=rules.how_many_seats(max(0, group.seats_filled - charged)),
        choose_by=_day(change.choose_by),
    )


def send_management(group: SeatGroup) -> None:
    """Offer somebody the management of a group."""
    mail.send(
        "group_offered",
        to=group.offered_to,
        about=f"{group.pk}:{group.hand}",
        facts={
            "group": group.name,
            "seats": rules.how_many_seats(group.seats_paid),
            "manager": group.manager_address,
        },
    )


def send_handed_over(group: SeatGroup, *, to: str, by: str) -> None:
    """Tell both that a group has another manager now."""
    for address in (by, to):
        if address:
            mail.send(
                "group_handed_over",
                to=address,
                about=f"{group.pk}:{group.hand}",
                facts={"group": group.name, "manager": to, "is_manager": address == to},
            )


def late_facts(email: Email) -> dict[str, Any]:
    """Return the links of an e-mail about a group, as they are right when it is sent."""
    is_of_payer = email.name in ("refunded", "promise_failed") and email.belongs_to
    if email.name.startswith(PREFIX) or is_of_payer:
        return _links_of_manager(email)
    number = email.about.partition(":")[0]
    if not number.isdecimal():
        return {}
    if email.name in OF_SEAT:
        seat = Seat.objects.filter(pk=number).first()
        return {"seat_url": links.seat_address(seat) if seat else settings.SITE_URL}
    if email.name not in OF_GROUP and email.name != OF_MANAGEMENT:
        return {}
    group = SeatGroup.objects.filter(pk=number).first()
    if group is None:
        return {"group_url": settings.SITE_URL, "management_url": settings.SITE_URL}
    if email.name == OF_MANAGEMENT:
        return {"management_url": links.management_address(group)}
    return {"group_url": links.manager_address(group)}


def _links_of_manager(email: Email) -> dict[str, str]:
    site = settings.SITE_URL
    rows = SeatGroup.objects.filter(checkout_id=UUID(email.belongs_to)) if email.belongs_to else ()
    group = next(iter(rows), None)
    return {
        "group_url": links.manager_address(group) if group else site,
        "groups_url": f"{site}/groups/",
    }


def _terms(membership: Membership) -> dict[str, str]:
    subscription = membership.subscription
    until = seats.open_until(membership)
    return {
        "price": charges.price_of(membership),
        "next_charge": _day(members.next_charge_at(membership)) if subscription.renews else "",
        "paid_until": _day(until),
    }


def _to_manager(name: str, managed: SeatGroup, *, about: str, **facts: Any) -> None:
    # Of somebody who was forgotten nothing is known to write to.
    if managed.manager_address:
        mail.send(
            name,
            to=managed.manager_address,
            about=about,
            belongs_to=str(managed.checkout_id),
            facts={"group": managed.name, **facts},
        )


def _day(moment: datetime | None) -> str:
    return writing.day(moment) if moment else ""
