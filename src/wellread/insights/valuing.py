"""What a campaign's conversions are worth over three years, by the ledger and by who stays."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum

from wellread.experiments.retention import Rhythm, Stay, curve
from wellread.experiments.worth import Agreement, worth_minor
from wellread.insights.models import Conversion
from wellread.insights.value_settings import ValueSettings
from wellread.payments.models import LedgerEntry, Subscription

# Before any money came: Stripe's fee of a small payment.
KEPT_OF_MONEY = 0.95
_DAYS_A_MONTH = 30.4375
# A year of 365 days is twelve months.
_NEARLY = 0.1


class Valued(NamedTuple):
    """A conversion that stands, and its worth in the newsroom's currency."""

    conversion: Conversion
    worth_minor: int
    first_minor: int


class Values(NamedTuple):
    """The conversions of a campaign, and how many are left out because no rate is known."""

    found: list[Valued]
    left_out: dict[str, int]


Curves = dict[Rhythm, list[float]]


def values(
    campaign: str,
    whole: ValueSettings,
    kept: Curves,
    now: datetime,
    *,
    since: datetime | None = None,
) -> Values:
    """Return what a campaign's conversions are worth, or those since a moment.

    One that was given back is none.
    """
    conversions = Conversion.objects.filter(campaign=campaign)
    if since is not None:
        conversions = conversions.filter(at__gte=since, day__gte=since.astimezone(UTC).date())
    came = _came(conversions, whole)
    agreed = _agreed(conversions, now)
    part = kept_of_money(now)
    found: list[Valued] = []
    left_out: dict[str, int] = defaultdict(int)
    for one in conversions.order_by("at", "pk"):
        first = whole.converted(one.kept_minor, one.currency)
        if first is None:
            left_out[one.currency] += 1
        elif one.kept_minor > 0:
            agreement = agreed.get(one.checkout_id, _once(one))
            charge = whole.converted(agreement.amount_minor, one.currency) or 0
            agreement = agreement._replace(
                amount_minor=charge, came_minor=came.get(one.checkout_id, round(first * part))
            )
            found.append(Valued(one, max(0, worth_minor(agreement, kept, part)), first))
    return Values(found, dict(left_out))


def expected(paid: str, whole: ValueSettings, kept: Curves, part: float) -> int | None:
    """Return what a join is worth as it begins, of which such as "month-1000-USD" is known."""
    interval, _, rest = paid.partition("-")
    amount, _, currency = rest.partition("-")
    first = whole.converted(int(amount), currency) if amount.isdecimal() else None
    if first is None:
        return None
    rhythm: Rhythm | None = {"month": "month", "year": "year"}.get(interval)  # type: ignore[assignment]
    return max(0, worth_minor(Agreement(rhythm, first, round(first * part)), kept, part))


def curves(whole: ValueSettings, now: datetime) -> Curves:
    """Return the part of members that is kept after each month, by how often they pay."""
    stays: dict[str, list[Stay]] = {"month": [], "year": []}
    for rhythm, began, ended in _paid_subscriptions().values_list(
        "interval", "started_at", "ended_at"
    ):
        if rhythm in stays:
            stays[rhythm].append(Stay(_months(began, ended or now), ended is not None))
    return {
        "month": curve(stays["month"], "month", whole.published["month"]),
        "year": curve(stays["year"], "year", whole.published["year"]),
    }


def kept_of_money(now: datetime) -> float:
    """Return the part of what was paid in a year that fees, refunds and disputes left."""
    sums = LedgerEntry.objects.of_payments().filter(occurred_at__gte=now - timedelta(days=365))
    found = sums.aggregate(
        paid=Sum("amount_minor", filter=Q(kind=LedgerEntry.Kind.PAYMENT)), left=Sum("amount_minor")
    )
    if not found["paid"]:
        return KEPT_OF_MONEY
    return float(min(1.0, max(0.0, found["left"] / found["paid"])))


def _came(of: "QuerySet[Conversion]", whole: ValueSettings) -> dict[object, int]:
    """Return what the ledger has of each checkout's money, fees and refunds taken off."""
    rows = (
        LedgerEntry.objects.of_payments()
        .filter(payment__checkout_id__in=of.values("checkout_id"))
        .values_list("payment__checkout_id", "currency")
        .annotate(sum=Sum("amount_minor"))
        .order_by()
    )
    came: dict[object, int] = defaultdict(int)
    for checkout, currency, amount_minor in rows:
        came[checkout] += whole.converted(amount_minor, currency) or 0
    return dict(came)


def _agreed(of: "QuerySet[Conversion]", now: datetime) -> dict[object, Agreement]:
    subscriptions: Iterable[Subscription] = Subscription.objects.filter(
        checkout_id__in=of.values("checkout_id")
    )
    return {
        one.checkout_id: Agreement(
            "year" if one.interval == "year" else "month",
            one.amount_minor * one.quantity,
            0,
            min(36, _months(one.started_at, now)),
            one.ended_at is None and not one.cancel_at_period_end,
        )
        for one in subscriptions
    }


def _once(one: Conversion) -> Agreement:
    """Return what is known of a conversion without a subscription, such as money given once."""
    rhythm: Rhythm | None = {"month": "month", "year": "year"}.get(one.interval)  # type: ignore[assignment]
    return Agreement(rhythm, one.amount_minor, one.kept_minor)


def _paid_subscriptions() -> QuerySet[Subscription]:
    return Subscription.objects.exclude(status__in=("incomplete", "incomplete_expired"))


def _months(began: datetime, until: datetime) -> int:
    return max(0, int((until - began).days / _DAYS_A_MONTH + _NEARLY))
