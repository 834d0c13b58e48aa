"""What is done with the pot. Each function owns its transaction, or joins its caller's.

Whoever changes the pot holds its row first, so that two at once see each other's sum.
"""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from wellread.accounts.models import Reader
from wellread.membership import queries as members
from wellread.membership import rules
from wellread.membership.models import (
    Grant,
    Membership,
    SolidarityEntry,
    SolidarityPledge,
    SolidarityPot,
    SolidarityYear,
)
from wellread.membership.solidarity import emails, queries
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment, Subscription
from wellread.payments.money import Money

Kind = SolidarityEntry.Kind


class NoYear(Exception):
    """No year can be taken now."""


class PotIsEmpty(NoYear):
    """There is not enough in it for a year, or it is not offered."""


class TakenForToday(NoYear):
    """As many years were taken in a day as the newsroom allows."""


class IsMember(NoYear):
    """A membership charges this reader still."""


class HoldsAlready(NoYear):
    """Everything is open to this reader for longer than a year is renewed ahead."""

    def __init__(self, until: datetime) -> None:
        super().__init__(str(until))
        self.until = until


class BelowTheFloor(Exception):
    """The pot stands lower than the newsroom would let it go."""


@transaction.atomic
def pledge(*, checkout: Checkout, least: Money, interval: str) -> SolidarityPledge:
    """Have what is paid above a price go into the pot from now on; twice is once."""
    # The payment that begins it bears Stripe's second, which may be a little before ours.
    since = clock.now() - members.SKEW
    made, _ = SolidarityPledge.objects.get_or_create(
        checkout=checkout,
        stopped_at=None,
        defaults={
            "least_minor": least.amount_minor,
            "interval": interval,
            "since": since,
        },
    )
    return made


@transaction.atomic
def pledge_from_now(*, membership: Membership) -> None:
    """Have what a member pays above the plan's price go into the pot from the next payment on."""
    price = membership.price
    interval = membership.subscription.interval
    above = queries.above_price(
        membership.subscription.chosen, plan=membership.plan, interval=interval
    )
    if price is None or above is None or queries.open_pot() is None:
        return
    SolidarityPledge.objects.get_or_create(
        checkout=membership.checkout,
        stopped_at=None,
        defaults={
            "least_minor": price.limits(interval).least_minor
            + membership.subscription.fee_covered_minor,
            "interval": interval,
            "since": clock.now(),
        },
    )


@transaction.atomic
def stop_pledge(*, membership: Membership) -> None:
    """Put nothing more in; what is in stays in."""
    rows = SolidarityPledge.objects.filter(checkout=membership.checkout_id, stopped_at=None)
    rows.update(stopped_at=clock.now())


@transaction.atomic
def follow_terms(*, subscription: Subscription) -> None:
    """Measure what is promised by the plan's price anew where a member pays on other terms now.

    While amount and interval stay, the price that was said when it was promised stands.
    """
    promised = SolidarityPledge.objects.filter(
        checkout=subscription.checkout_id, stopped_at=None
    ).first()
    if promised is None or not queries.pays_on_other_terms(promised, subscription):
        return
    membership = Membership.objects.filter(subscription=subscription).first()
    price = membership.price if membership is not None else None
    interval = subscription.interval
    least_minor = None
    if price is not None:
        least_minor = price.limits(interval).least_minor + subscription.fee_covered_minor
    if (promised.interval, promised.least_minor) == (interval, least_minor):
        return
    # What is charged for the change may bear Stripe's second of just before.
    since = max(clock.now() - members.SKEW, promised.since)
    SolidarityPledge.objects.filter(pk=promised.pk).update(stopped_at=since)
    if least_minor is not None:
        SolidarityPledge.objects.create(
            checkout=promised.checkout, least_minor=least_minor, interval=interval, since=since
        )


@transaction.atomic
def settle(*, payment: Payment) -> None:
    """Bring what the pot has of a payment to what stands paid above the price that was said.

    A refund takes first what was above it. What it takes back after it was given out the newsroom
    stands in for: a year that was taken stays.
    """
    promised = queries.pledge_at(payment.checkout, payment.paid_at) if payment.paid_at else None
    if promised is None:
        return
    pot = _held(payment.currency)
    missing = queries.share_of(payment) - queries.put_in(payment)
    if not missing:
        return
    number = payment.solidarity_entries.count()
    below = rules.below_floor(pot.available_minor + missing)
    if below:
        source = f"stood in:{payment.pk}:{number}"
        _enter(pot, Kind.STOOD_IN, below, source=source, payment=payment)
    kind = Kind.PAID_IN if missing > 0 else Kind.TAKEN_BACK
    _enter(pot, kind, missing, source=f"payment:{payment.pk}:{number}", payment=payment)


@transaction.atomic
def take_year(*, reader: Reader) -> SolidarityYear:
    """Give a reader a free year from the pot, after what they hold; raise NoYear."""
    # Who erases the account holds this row.
    if not Reader.objects.select_for_update(no_key=True).filter(pk=reader.pk).exists():
        raise PotIsEmpty
    plan = members.offered_plan()
    price = queries.price_of_year(plan, settings.CURRENCY)
    if plan is None or price is None or queries.open_pot() is None:
        raise PotIsEmpty
    pot = _held(settings.CURRENCY)
    now = clock.now()
    starts_at = _next_beginning(reader, now=now)
    if not pot.is_open or pot.available_minor < price.amount_minor:
        raise PotIsEmpty
    if pot.most_a_day and queries.taken_lately(pot, at=now) >= pot.most_a_day:
        raise TakenForToday
    last = queries.latest_year(reader)
    year = SolidarityYear.objects.create(
        reader=reader,
        number=last.number + 1 if last else 1,
        taken_at=now,
        starts_at=starts_at,
        ends_at=rules.months_later(starts_at, 12),
    )
    _enter(pot, Kind.YEAR, -price.amount_minor, source=f"year:{year.pk}", year=year)
    Grant.objects.create(
        reader=reader,
        reason=Grant.Reason.HARDSHIP,
        entitlements=plan.entitlements,
        starts_at=year.starts_at,
        ends_at=year.ends_at,
        source=f"{rules.SOLIDARITY_SOURCE}:{year.pk}",
    )
    emails.send_year(year)
    return year


def _next_beginning(reader: Reader, *, now: datetime) -> datetime:
    """Return when a reader's next year begins; raise NoYear while it is not theirs to take."""
    live = Membership.objects.filter(reader=reader, status__in=rules.LIVE, is_group=False)
    if live.exists():
        raise IsMember
    if (until := queries.none_before(reader, at=now)) is not None:
        raise HoldsAlready(until)
    return max(queries.held_until(reader, at=now) or now, now)


@transaction.atomic
def top_up(*, money: Money, by: str, why: str) -> SolidarityEntry:
    """Have the newsroom put something in, or take out again what it put in too much.

    Raises BelowTheFloor.
    """
    pot = _held(money.currency)
    if pot.available_minor + money.amount_minor < 0:
        raise BelowTheFloor
    source = f"top up:{uuid4()}"
    return _enter(pot, Kind.TOPPED_UP, money.amount_minor, source=source, by=by, why=why)


@transaction.atomic
def arrange(*, currency: str, is_open: bool, deficit: Money, most_a_day: int) -> None:
    """Say whether the pot is offered, and how far it may go below nothing; raise BelowTheFloor."""
    pot = _held(currency)
    if pot.balance_minor + deficit.amount_minor < 0:
        raise BelowTheFloor
    pot.is_open, pot.deficit_minor = is_open, deficit.amount_minor
    pot.most_a_day = most_a_day
    pot.save(update_fields=["is_open", "deficit_minor", "most_a_day"])


@transaction.atomic
def tell_of_end(year: SolidarityYear) -> None:
    """Ask a reader once whether they would like another year, unless they hold something then."""
    untold = SolidarityYear.objects.filter(pk=year.pk, told_of_end_at=None)
    if not untold.update(told_of_end_at=clock.now()) or year.reader is None:
        return
    until = members.held_until(year.reader, at=clock.now())
    live = Membership.objects.filter(reader=year.reader, status__in=rules.LIVE, is_group=False)
    if until is not None and until <= year.ends_at and not live.exists():
        emails.send_end(year)


def _held(currency: str) -> SolidarityPot:
    """Return the pot of a currency, held; there is one from the first who needs it."""
    SolidarityPot.objects.get_or_create(currency=currency)
    return SolidarityPot.objects.select_for_update().get(currency=currency)


def _enter(
    pot: SolidarityPot,
    kind: Kind,
    amount_minor: int,
    *,
    source: str,
    payment: Payment | None = None,
    year: SolidarityYear | None = None,
    by: str = "",
    why: str = "",
) -> SolidarityEntry:
    """Write an entry down and bring the sum to it: both or neither."""
    pot.balance_minor += amount_minor
    pot.save(update_fields=["balance_minor"])
    return SolidarityEntry.objects.create(
        pot=pot,
        kind=kind,
        amount_minor=amount_minor,
        source=source,
        payment=payment,
        year=year,
        occurred_at=clock.now(),
        by=by,
        why=why,
    )
