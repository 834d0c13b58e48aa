"""What must be true after all of it, each as a list of what breaks it.

The sandbox says what was paid; our rows say what was promised. Neither knows how the other counts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from chaos.mail_server import MailServer
from stripe_sandbox.clock import DAY
from stripe_sandbox.world import World
from wellread.payments.rules import SUBSCRIPTION_ENDS

Json = dict[str, Any]
# What is over when this much of a period is left: seconds of rounding, not days.
ROUNDING_S = 5
PAID_OUT = ", paid out"


class Paid(NamedTuple):
    """A period of a subscription that was paid for and is not given back."""

    invoice: str
    subscription: str
    email: str
    starts_at: int
    ends_at: int
    stopped_at: int
    """When the subscription ended at Stripe; 0 while it has not."""
    is_of_group: bool = False

    def __str__(self) -> str:
        days = f"{_day(self.starts_at)} to {_day(self.ends_at)}"
        stopped = f", stopped {_day(self.stopped_at)}" if self.stopped_at else ""
        return f"{self.invoice} of {self.subscription} ({self.email}), {days}{stopped}"


def broken(world: World, mail: MailServer, *, erased: set[str], report: str) -> Iterator[str]:
    """Yield each thing that is not as it must be, in words."""
    with world.lock:
        paid = list(_paid(world))
        money = _money(world)
    yield from _charged_twice(one for one in paid if one.email not in erased)
    yield from _unkept(one for one in paid if one.email not in erased)
    yield from _unpaid_for(world)
    yield from _differing(money)
    yield from _pot()
    yield from _groups(world)
    yield from _beginnings(world)
    yield from _emails(mail, report)


def _paid(world: World) -> Iterator[Paid]:
    for invoice in world.all("invoice", status="paid"):
        payments = world.all("invoice_payment", invoice=invoice["id"], status="paid")
        intents = [one["payment"]["payment_intent"] for one in payments]
        charges = [
            charge
            for intent in intents
            for charge in world.all("charge", payment_intent=intent, status="succeeded")
        ]
        if not charges or any(_is_back(world, charge) for charge in charges):
            continue
        customer = world.get("customer", invoice["customer"])
        for line in invoice["lines"]["data"]:
            parent = line["parent"]["subscription_item_details"]
            if line["amount"] > 0 and not parent["proration"]:
                subscription = world.get("subscription", parent["subscription"])
                yield Paid(
                    invoice["id"],
                    parent["subscription"],
                    str(customer["email"] or "").lower(),
                    line["period"]["start"],
                    line["period"]["end"],
                    subscription["ended_at"] or 0,
                    "group" in subscription["metadata"],
                )


def _is_back(world: World, charge: Json) -> bool:
    """Return whether a payment was given back whole, or is or was taken back by a bank."""
    disputes = world.all("dispute", charge=charge["id"])
    return charge["amount_refunded"] >= charge["amount"] or any(
        one["status"] != "won" for one in disputes
    )


def _charged_twice(paid: Iterable[Paid]) -> Iterator[str]:
    by_reader: defaultdict[str, list[Paid]] = defaultdict(list)
    for one in paid:
        # Whoever pays for a group may pay for themselves too, and for another group.
        by_reader[one.subscription if one.is_of_group else one.email].append(one)
    for periods in by_reader.values():
        periods.sort(key=lambda one: one.starts_at)
        for first, second in pairwise(periods):
            # Who had it stopped at once and joins again is told of the days that are paid for.
            was_stopped = 0 < first.stopped_at <= second.starts_at
            if second.starts_at < first.ends_at - ROUNDING_S and not was_stopped:
                yield f"charged twice for the same days: {first}; {second}"


def _unkept(paid: Iterable[Paid]) -> Iterator[str]:
    """Yield paid days for which nothing is held."""
    from wellread.membership.models import Grant
    from wellread.payments.models import Subscription

    holders = {
        stripe_id: (checkout, reader)
        for stripe_id, checkout, reader in Subscription.objects.values_list(
            "stripe_id", "checkout", "checkout__reader"
        )
    }
    held: defaultdict[object, list[tuple[datetime, datetime]]] = defaultdict(list)
    for checkout, reader, starts_at, ends_at in Grant.objects.filter(withdrawn_at=None).values_list(
        "checkout", "reader", "starts_at", "ends_at"
    ):
        held[reader or checkout].append((starts_at, ends_at))
    for one in paid:
        checkout, reader = holders.get(one.subscription, (None, None))
        if checkout is None:
            yield f"paid, and not known here: {one}"
        elif not _covered(one, [*held[checkout], *held[reader]] if reader else held[checkout]):
            yield f"paid, and not held: {one}"


def _covered(one: Paid, held: list[tuple[datetime, datetime]]) -> bool:
    until = one.starts_at + ROUNDING_S
    for starts_at, ends_at in sorted(held):
        if starts_at.timestamp() <= until:
            until = max(until, int(ends_at.timestamp()) + ROUNDING_S)
    return until >= one.ends_at


def _unpaid_for(world: World) -> Iterator[str]:
    """Yield what is held as paid for though no payment stands behind it."""
    from wellread.membership.models import Grant
    from wellread.payments import clock

    stands = {f"invoice:{invoice['id']}" for invoice in world.all("invoice", status="paid")}
    live = Grant.objects.filter(
        reason=Grant.Reason.MEMBERSHIP, withdrawn_at=None, ends_at__gt=clock.now()
    )
    for source in live.values_list("source", flat=True):
        if str(source) not in stands:
            yield f"held, and no paid invoice is behind it: {source}"


def _money(world: World) -> dict[tuple[str, str], int]:
    """Return what moved on Stripe's balance, by currency and month, in minor units.

    All of it is of this site; what left for the bank has months of its own.
    """
    sums: Counter[tuple[str, str]] = Counter()
    for moved in world.all("balance_transaction"):
        month = _day(moved["created"])[:7]
        if moved["type"].startswith("payout"):
            month += PAID_OUT
        sums[moved["currency"].upper(), month] += moved["net"]
    return dict(sums)


def _differing(theirs: dict[tuple[str, str], int]) -> Iterator[str]:
    from wellread.payments.models import LedgerEntry

    ours: Counter[tuple[str, str]] = Counter()
    rows = LedgerEntry.objects.values_list("currency", "occurred_at", "kind", "amount_minor")
    for currency, at, kind, amount in rows.iterator():
        month = f"{at.astimezone(UTC):%Y-%m}"
        if kind in (LedgerEntry.Kind.PAYOUT, LedgerEntry.Kind.PAYOUT_FAILED):
            month += PAID_OUT
        ours[currency, month] += amount
    for key in sorted(theirs.keys() | ours.keys()):
        if theirs.get(key, 0) != ours[key]:
            yield f"{' '.join(key)}: {theirs.get(key, 0)} at Stripe, {ours[key]} in the ledger"


def _pot() -> Iterator[str]:
    """Yield where the pot went below its floor, and what is taken from it without a year."""
    from wellread.membership.models import SolidarityEntry, SolidarityPot

    for pot in SolidarityPot.objects.all():
        balance = 0
        for entry in pot.entries.order_by("pk"):
            balance += entry.amount_minor
            if balance < -pot.deficit_minor:
                yield f"the pot was at {balance} after {entry.source}"
        if balance != pot.balance_minor:
            yield f"the pot says {pot.balance_minor}, its entries {balance}"
    yearless = SolidarityEntry.objects.filter(kind=SolidarityEntry.Kind.YEAR, year=None)
    yield from (f"{entry.source} is a year that nobody has" for entry in yearless)


def _groups(world: World) -> Iterator[str]:
    """Yield groups with more seats than are paid for, and seats that hold what nobody pays for."""
    from wellread.membership.groups import seats
    from wellread.membership.models import Grant, Membership, SeatGroup

    for group in SeatGroup.objects.all():
        membership = Membership.objects.filter(checkout=group.checkout_id).first()
        live = list(group.seats.filter(ended_at=None))
        if len(live) != group.seats_filled or len(live) > group.seats_paid:
            yield f"{group} has {len(live)} seats, {group.seats_filled} of {group.seats_paid}"
        if membership is None:
            yield from (f"{seat} of {group} is offered, and nothing was paid" for seat in live)
            continue
        charged = world.get("subscription", membership.subscription.stripe_id)
        quantity = charged["items"]["data"][0]["quantity"]
        if quantity > group.seats_paid and membership.subscription.status not in SUBSCRIPTION_ENDS:
            yield f"{group} pays for {quantity} seats and has {group.seats_paid}"
        yield from _unpaid_seats(world, group, charged)
        until = seats.open_until(membership)
        for seat in group.seats.exclude(reader=None).exclude(taken_at=None):
            grant = Grant.objects.filter(source=seat.source).first()
            holds = grant is not None and grant.withdrawn_at is None
            is_live = seat.ended_at is None and until is not None and seat.taken_at < until
            if grant is None or holds != is_live or (is_live and grant.ends_at != until):
                yield f"{seat} of {group} ({until}) is held as {grant}"


def _unpaid_seats(world: World, group: Any, subscription: Json) -> Iterator[str]:
    """Yield what more seats left behind whose bank sent nothing: debts, and seats nobody pays."""
    from wellread.membership.groups import seats
    from wellread.payments import clock

    for invoice in world.all("invoice", subscription=subscription["id"], status="open"):
        is_change = invoice["billing_reason"] == "subscription_update"
        intents = [
            world.get("payment_intent", one["payment"]["payment_intent"])
            for one in world.all("invoice_payment", invoice=invoice["id"])
        ]
        has_failed = any(one["status"] == "requires_payment_method" for one in intents)
        if is_change and has_failed and subscription["status"] not in SUBSCRIPTION_ENDS:
            yield f"{group} owes {invoice['id']} for more seats, that no bank paid for"
    overdue = seats.unpaid(group.pk).filter(choose_by__lt=clock.now())
    yield from (f"{group} has seats that were to end by {one.choose_by}" for one in overdue)


def _beginnings(world: World) -> Iterator[str]:
    """Yield who was charged in free days, or had twice what is there once."""
    from wellread.membership.models import Membership, OfferUse

    charged = defaultdict(list)
    for invoice in world.all("invoice"):
        details = (invoice["parent"] or {}).get("subscription_details") or {}
        if invoice["amount_paid"]:
            charged[details.get("subscription")].append(invoice)
    free = Membership.objects.filter(checkout__trial_days__gt=0)
    for membership in free.select_related("subscription", "checkout"):
        name = membership.subscription.stripe_id
        days = membership.checkout.trial_days
        until = world.get("subscription", name)["start_date"] + days * DAY
        for invoice in charged[name]:
            if invoice["created"] < until:
                yield f"{name} is free until {_day(until)}, and {invoice['id']} was paid before"
    for use in OfferUse.objects.filter(checkout__subscription__isnull=False, done_at=None):
        if use.checkout.state in ("paid", "promised"):
            yield f"nobody looked whether {use} was had before"
    had = Counter(
        OfferUse.objects.filter(refused_at=None)
        .exclude(card="")
        .values_list("offer", "card")
        .order_by()
    )
    yield from (
        f"{offer} was had {times} times with a card"
        for (offer, _), times in had.items()
        if times > 1
    )


def _emails(mail: MailServer, report: str) -> Iterator[str]:
    from wellread.mail.models import Email

    for name, times in mail.taken.items():
        if times > 1:
            yield f"the e-mail {name} was sent {times} times"
    for email in Email.objects.exclude(state=Email.State.SENT):
        if email.state != Email.State.FAILED:
            if email.state != Email.State.LATE:
                yield f"e-mail {email.pk} ({email.name}) is {email.state} still"
        elif email.can_be_sent_again and f"e-mail {email.pk} " not in report:
            yield f"e-mail {email.pk} ({email.name}) failed, and the report does not name it"


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
