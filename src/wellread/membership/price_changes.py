"""Asking members to pay more: told a month ahead, and only with their consent.

`law.toml` has the rules. Where it knows of none that needs no consent, consent is asked of all:
nobody's place is known for certain, and a rise in silence costs more trust than it brings money.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import chain
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from wellread.accounts.models import Reader
from wellread.membership import emails, queries, rules
from wellread.membership.models import Membership, Plan, PriceChange, PriceNotice
from wellread.membership.models.price_changes import asked_of
from wellread.payments import actions as payments
from wellread.payments import clock
from wellread.payments.money import Money

TOLD_AHEAD = timedelta(days=30)
# California asks for a notice 7 to 30 days before the higher charge; the letter may be older.
REMINDED_AHEAD = timedelta(days=14)
AT_ONCE = 100
MONTHS = {"month": 1, "year": 12}


class WantedRise(NamedTuple):
    """What a colleague thinks of asking."""

    plan: Plan
    money: Money
    interval: str
    since: date


class TouchedMembers(NamedTuple):
    """Members who pay the same now: how many, and what it would be."""

    before: Money
    after: Money
    more: Money
    members: int
    first_charge_at: datetime


def touched(wanted: WantedRise) -> QuerySet[Membership]:
    """Return the memberships that charge less than the new amount."""
    rows = Membership.objects.filter(
        plan=wanted.plan,
        status__in=rules.LIVE,
        second_since=None,
        is_group=False,
        subscription__interval=wanted.interval,
        subscription__currency=wanted.money.currency,
        subscription__amount_minor__lt=wanted.money.amount_minor,
    )
    return rows.select_related("subscription", "checkout", "reader", "plan").order_by("pk")


def touched_groups(wanted: WantedRise) -> list[Membership]:
    """Return the same of groups: those whose seats cost less than the new amount makes them."""
    rows = Membership.objects.filter(
        plan=wanted.plan,
        status__in=rules.LIVE,
        is_group=True,
        subscription__interval=wanted.interval,
        subscription__currency=wanted.money.currency,
    )
    rows = rows.select_related("subscription", "checkout", "reader", "plan").order_by("pk")
    return [one for one in rows if one.subscription.money < asked_of(one, wanted.money)]


def preview(wanted: WantedRise) -> list[TouchedMembers]:
    """Return who would be asked, by what they pay now; nothing is written."""
    members: Counter[tuple[Money, Money]] = Counter()
    first: dict[tuple[Money, Money], datetime] = {}
    for one in chain(touched(wanted).iterator(chunk_size=2000), touched_groups(wanted)):
        pays = one.subscription.money, asked_of(one, wanted.money)
        members[pays] += 1
        at = charge_at(one, since=wanted.since, told_at=clock.now())
        first[pays] = min(at, first.get(pays, at))
    return [
        TouchedMembers(
            before=before,
            after=after,
            more=Money(after.amount_minor - before.amount_minor, after.currency),
            members=members[before, after],
            first_charge_at=first[before, after],
        )
        for before, after in sorted(members)
    ]


def charge_at(membership: Membership, *, since: date, told_at: datetime) -> datetime:
    """Return the first charge that may be higher: a month after the letter, on the day or later."""
    zone = timezone.get_default_timezone()
    begins = datetime(since.year, since.month, since.day, tzinfo=zone)
    earliest = max(begins, told_at + TOLD_AHEAD)
    subscription = membership.subscription
    at = subscription.current_period_ends_at
    day = rules.day_of_charges(at, first=subscription.started_at)
    step, number = MONTHS[subscription.interval], 0
    while (found := rules.months_later(at, number * step, day=day)) < earliest:
        number += 1
    return found


@transaction.atomic
def announce(wanted: WantedRise, *, why: str, by: Reader | None) -> PriceChange:
    """Write down that members are asked; a job writes to each of them."""
    return PriceChange.objects.create(
        plan=wanted.plan,
        currency=wanted.money.currency,
        interval=wanted.interval,
        least_minor=wanted.money.amount_minor,
        since=wanted.since,
        why=why,
        announced_at=clock.now(),
        announced_by=by,
    )


def tell() -> None:
    """Write to some of those who were not asked yet, each once."""
    for change in PriceChange.objects.filter(cancelled_at=None).select_related("plan"):
        wanted = WantedRise(change.plan, change.money, change.interval, change.since)
        asked = PriceNotice.objects.filter(change=change).values("membership")
        rows = touched(wanted).filter(started_at__lt=change.announced_at).exclude(pk__in=asked)
        for membership in rows[:AT_ONCE]:
            _tell(change, membership)
        _tell_groups(change, wanted)


def _tell_groups(change: PriceChange, wanted: WantedRise) -> None:
    """Ask groups, each for the seats that it pays for: a word given for others was given for them.

    One that changed its number since is asked once more, a month ahead again.
    """
    asked = set(PriceNotice.objects.filter(change=change).values_list("membership", "seats"))
    for membership in touched_groups(wanted):
        seats = membership.subscription.quantity
        if membership.started_at < change.announced_at and (membership.pk, seats) not in asked:
            _tell(change, membership)


@transaction.atomic
def _tell(change: PriceChange, membership: Membership) -> None:
    now = clock.now()
    notice, is_new = PriceNotice.objects.get_or_create(
        change=change,
        membership=membership,
        seats=membership.subscription.quantity,
        defaults={
            "before_minor": membership.subscription.amount_minor,
            "told_at": now,
            "charge_at": charge_at(membership, since=change.since, told_at=now),
        },
    )
    if is_new:
        emails.send_price_rise(notice=notice)


def consent(notice: PriceNotice) -> bool:
    """Write down that a member agrees; return whether there is anything to agree to."""
    if not is_open(notice):
        return False
    PriceNotice.objects.filter(pk=notice.pk, consented_at=None).update(consented_at=clock.now())
    return True


def is_open(notice: PriceNotice) -> bool:
    """Tell whether a letter still asks: not taken back, and its member pays as before."""
    membership = notice.membership
    return (
        notice.change.cancelled_at is None
        and notice.applied_at is None
        and membership.status in rules.LIVE
        and membership.subscription.amount_minor == notice.before_minor
        and membership.subscription.interval == notice.change.interval
    )


def to_apply() -> list[PriceNotice]:
    """Return what members agreed to and whose charge of before is made."""
    agreed = PriceNotice.objects.filter(
        consented_at__isnull=False,
        applied_at=None,
        change__cancelled_at=None,
        membership__status=Membership.Status.ACTIVE,
        membership__subscription__amount_minor=F("before_minor"),
        # The next charge is the one that may be higher, or a later one.
        membership__subscription__current_period_ends_at__gte=F("charge_at"),
    )
    rows = agreed.select_related("change", "membership__subscription__checkout")
    return [one for one in rows.order_by("charge_at")[:AT_ONCE] if _is_between(one.membership)]


def _is_between(membership: Membership) -> bool:
    return queries.owed_since(membership) is None


def apply(notice: PriceNotice) -> None:
    """Have the next charge be the higher one; doing it twice changes nothing.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    subscription = notice.membership.subscription
    payments.change_amount(subscription=subscription, money=notice.money)
    PriceNotice.objects.filter(pk=notice.pk, applied_at=None).update(applied_at=clock.now())


def remind() -> None:
    """Tell those who agreed once more, two weeks before the charge."""
    now = clock.now()
    soon = PriceNotice.objects.filter(
        applied_at__isnull=False,
        reminded_at=None,
        charge_at__gt=now,
        charge_at__lte=now + REMINDED_AHEAD,
        membership__status__in=rules.LIVE,
    )
    for notice in soon.select_related("change__plan", "membership__subscription")[:AT_ONCE]:
        _remind(notice)


@transaction.atomic
def _remind(notice: PriceNotice) -> None:
    told = PriceNotice.objects.filter(pk=notice.pk, reminded_at=None)
    if told.update(reminded_at=clock.now()):
        emails.send_price_rises_soon(notice=notice)


@transaction.atomic
def take_back(change: PriceChange) -> None:
    """Ask nobody any more; whoever was asked and pays as before is told that it stays so."""
    if not PriceChange.objects.filter(pk=change.pk, cancelled_at=None).update(
        cancelled_at=clock.now()
    ):
        return
    # Whoever left meanwhile pays no price.
    standing = (
        _asked(change)
        .exclude(membership__status=Membership.Status.ENDED)
        # A group that was asked twice is told once, of what it pays for now.
        .filter(applied_at=None, membership__subscription__quantity=F("seats"))
    )
    for notice in standing.iterator(chunk_size=500):
        emails.send_price_stays(notice=notice)


def counts(change: PriceChange) -> dict[str, int]:
    """Return how many were asked, agreed, and pay it."""
    asked = _asked(change).order_by()
    agreed = asked.filter(consented_at__isnull=False)
    applied = asked.filter(applied_at__isnull=False)
    return {
        name: rows.values("membership").distinct().count()
        for name, rows in (("asked", asked), ("agreed", agreed), ("applied", applied))
    }


def _asked(change: PriceChange) -> QuerySet[PriceNotice]:
    rows = PriceNotice.objects.filter(change=change)
    return rows.select_related("membership__subscription", "membership__checkout", "change__plan")


def members_of(rows: Iterable[TouchedMembers]) -> int:
    """Return how many members would be asked."""
    return sum(row.members for row in rows)
