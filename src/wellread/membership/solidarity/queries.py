"""Questions about the pot: what is in it, who may put in, who may take a year."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum

from wellread.accounts.models import Reader
from wellread.membership import queries, rules
from wellread.membership.models import (
    Membership,
    Plan,
    SolidarityEntry,
    SolidarityPledge,
    SolidarityPot,
    SolidarityYear,
)
from wellread.payments.models import Checkout, Payment, Subscription
from wellread.payments.money import Money
from wellread.payments.rules import RECEIVED

# A round of the job stays short; the next one goes on.
TOLD_AT_ONCE = 50


class PotSum(NamedTuple):
    """What readers are told of the pot: its true sum, in money and in free years."""

    balance: Money
    years: int
    deficit: Money
    given: int


class Figures(NamedTuple):
    """What came in and went out, for staff."""

    paid_in: Money
    taken_back: Money
    topped_up: Money
    stood_in: Money
    taken_out: Money
    years: int
    running: int
    payers: int


def open_pot() -> SolidarityPot | None:
    """Return the pot that readers are offered: that of the newsroom's currency, or None."""
    return SolidarityPot.objects.filter(currency=settings.CURRENCY, is_open=True).first()


def price_of_year(plan: Plan | None, currency: str) -> Money | None:
    """Return what a free year takes out: the plan's least price of a year, or None without one."""
    price = plan.price(currency) if plan is not None else None
    return Money(price.minimum_year_minor, currency) if price is not None else None


def summed(pot: SolidarityPot) -> PotSum:
    """Return the pot's sum as it is shown to everybody."""
    price = price_of_year(queries.offered_plan(), pot.currency)
    years = rules.years_in(pot.available_minor, year_minor=price.amount_minor) if price else 0
    given = SolidarityEntry.objects.filter(
        pot__currency=pot.currency, kind=SolidarityEntry.Kind.YEAR
    ).count()
    return PotSum(pot.balance, years, pot.deficit, given)


def figures(pot: SolidarityPot, *, at: datetime) -> Figures:
    """Return what came in and went out, by kind."""
    rows = SolidarityEntry.objects.filter(pot__currency=pot.currency).order_by().values_list("kind")
    sums = {
        kind: (total, number)
        for kind, total, number in rows.annotate(Sum("amount_minor"), Count("pk"))
    }

    def money(kind: str) -> Money:
        return Money(sums.get(kind, (0, 0))[0], pot.currency)

    pledges = SolidarityPledge.objects.filter(stopped_at=None, checkout__currency=pot.currency)
    paying = pledges.filter(checkout__membership__status__in=rules.LIVE)
    years = SolidarityYear.objects.filter(
        starts_at__lte=at, ends_at__gt=at, entries__pot__currency=pot.currency
    )
    return Figures(
        paid_in=money("paid_in"),
        taken_back=money("taken_back"),
        topped_up=money("topped_up"),
        stood_in=money("stood_in"),
        taken_out=money("year"),
        years=sums.get("year", (0, 0))[1],
        running=years.count(),
        payers=paying.count(),
    )


def pledge_of(membership: Membership) -> SolidarityPledge | None:
    """Return what a member has promised to the pot at present."""
    return SolidarityPledge.objects.filter(checkout=membership.checkout_id, stopped_at=None).first()


def pays_on_other_terms(promised: SolidarityPledge, subscription: Subscription) -> bool:
    """Tell whether what is charged next differs from what was paid last, or in its interval."""
    last = subscription.payments.filter(status__in=RECEIVED).order_by("-paid_at").first()
    is_other = last is not None and last.amount_minor != subscription.amount_minor
    return is_other or promised.interval != subscription.interval


def pledge_at(checkout: Checkout, at: datetime) -> SolidarityPledge | None:
    """Return what stood promised when a payment was made."""
    stood = Q(stopped_at=None) | Q(stopped_at__gt=at)
    rows = SolidarityPledge.objects.filter(stood, checkout=checkout, since__lte=at)
    return rows.order_by("-since").first()


def above_price(money: Money, *, plan: Plan, interval: str) -> Money | None:
    """Return what is paid above a plan's price and could go into the pot, or None."""
    price = plan.price(money.currency)
    if interval == "once" or price is None or money.currency != settings.CURRENCY:
        return None
    above_minor = money.amount_minor - price.limits(interval).least_minor
    return Money(above_minor, money.currency) if above_minor > 0 else None


def pledged_checkouts() -> QuerySet[SolidarityPledge, Any]:
    """Return the Checkouts of which something was ever promised to the pot."""
    return SolidarityPledge.objects.order_by().values("checkout")


def share_of(payment: Payment) -> int:
    """Return what of a payment belongs to the pot now, in minor units."""
    promised = pledge_at(payment.checkout, payment.paid_at) if payment.paid_at else None
    if promised is None:
        return 0
    return rules.pot_share(
        amount_minor=payment.amount_minor,
        refunded_minor=payment.refunded_minor,
        least_minor=promised.least_minor,
        status=payment.status,
    )


def put_in(payment: Payment) -> int:
    """Return what the pot has of a payment now, in minor units."""
    rows = payment.solidarity_entries.exclude(kind=SolidarityEntry.Kind.STOOD_IN)
    return int(rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def latest_year(reader: Reader) -> SolidarityYear | None:
    """Return the year that a reader took last, or None."""
    return SolidarityYear.objects.filter(reader=reader).order_by("-number").first()


def held_until(reader: Reader, *, at: datetime) -> datetime | None:
    """Return until when everything is, or once was said to be, open to a reader; or None."""
    until = queries.held_until(reader, at=at)
    # Whose grant staff ended early has had the year nevertheless.
    last = latest_year(reader)
    ends = [moment for moment in (until, last.ends_at if last else None) if moment]
    return max(ends, default=None)


def none_before(reader: Reader | None, *, at: datetime) -> datetime | None:
    """Return until when a reader holds so much that no further year is theirs yet, or None."""
    until = held_until(reader, at=at) if reader is not None else None
    return until if until is not None and until > at + rules.YEAR_RENEWED_WITHIN else None


def taken_lately(pot: SolidarityPot, *, at: datetime) -> int:
    """Return how many years were taken in the last 24 hours."""
    rows = SolidarityEntry.objects.filter(pot=pot, kind=SolidarityEntry.Kind.YEAR)
    return rows.filter(occurred_at__gt=at - timedelta(days=1)).count()


def years_to_tell(*, at: datetime) -> list[SolidarityYear]:
    """Return years that end soon and whose readers were not told so."""
    rows = SolidarityYear.objects.filter(
        ends_at__gt=at,
        ends_at__lte=at + rules.YEAR_RENEWED_WITHIN,
        told_of_end_at=None,
        reader__is_active=True,
    )
    return list(rows.select_related("reader").order_by("ends_at")[:TOLD_AT_ONCE])
