"""Figures: what became of the appeals of some days."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Max, Sum

from wellread.insights.models import (
    OF_NO_VARIANT,
    Conversion,
    DroppedEvents,
    DropReason,
    EventTotal,
    Judgement,
    Kind,
)
from wellread.payments.money import Money


class Row(NamedTuple):
    """One variant's way from impressions to money; `value` is what was kept of the first money."""

    campaign: str
    variant: str
    impressions: int
    views: int
    clicks: int
    dismissals: int
    conversions: int
    value: tuple[Money, ...]


class Funnel(NamedTuple):
    """Figures of some days (UTC), both ends included."""

    rows: tuple[Row, ...]
    held_out: dict[str, int]
    # Of whose joining it is known whether they had been asked.
    compared: frozenset[str]
    views_by_day: dict[date, int]
    conversions_by_day: dict[date, int]
    without_appeal: tuple[int, tuple[Money, ...]]
    # By a letter's link, and no appeal's.
    by_letter: tuple[int, tuple[Money, ...]]


class _Counted(NamedTuple):
    conversions: int
    value: tuple[Money, ...]


JOINED = (Kind.JOINED_ASKED, Kind.JOINED_HELD)
NOTHING = _Counted(0, ())
# In place of a campaign and its variant.
BY_LETTER = ("", "letter")


def funnel(since: date, until: date) -> Funnel:
    """Return the figures from one day to another, in as many queries however many campaigns."""
    events = _events(since, until)
    money = _money(since, until)
    variants = sorted(
        {(campaign, variant) for campaign, variant, kind in events if kind not in OF_NO_VARIANT}
        | {key for key in money if key[0]}
    )
    return Funnel(
        tuple(_row(campaign, variant, events, money) for campaign, variant in variants),
        _held_out(events),
        frozenset(campaign for campaign, _, kind in events if kind in JOINED),
        _views_by_day(since, until),
        _conversions_by_day(since, until),
        money.get(("", ""), NOTHING),
        money.get(BY_LETTER, NOTHING),
    )


def shown(campaign: str, since: date, until: date) -> int:
    """Return how often a campaign was put on a page, whichever its variant; both ends included."""
    totals = EventTotal.objects.filter(
        campaign=campaign, kind=Kind.IMPRESSION, day__range=(since, until)
    )
    return totals.aggregate(total=Sum("number"))["total"] or 0


class DayRow(NamedTuple):
    """One variant's day (UTC): events by kind, conversions, first money by currency."""

    day: date
    campaign: str
    variant: str
    events: dict[str, int]
    conversions: int
    value: dict[str, Money]


def by_day(since: date, until: date) -> list[DayRow]:
    """Return what each variant had on each day, oldest first; "" is no campaign or no variant."""
    found: dict[tuple[date, str, str], DayRow] = {}

    def row(day: date, campaign: str, variant: str) -> DayRow:
        return found.setdefault((day, campaign, variant), DayRow(day, campaign, variant, {}, 0, {}))

    days = {"day__range": (since, until)}
    for day, campaign, variant, kind, number in EventTotal.objects.filter(**days).values_list(
        "day", "campaign", "variant", "kind", "number"
    ):
        # Of who joined, about what was paid stands in the variant's place.
        events = row(day, campaign, "" if kind in JOINED else variant).events
        events[kind] = events.get(kind, 0) + number
    sums = (
        Conversion.objects.filter(**days)
        .values_list("day", "campaign", "variant", "currency")
        .annotate(conversions=Count("pk"), value=Sum("kept_minor"))
        .order_by()
    )
    for day, campaign, variant, currency, conversions, value in sums:
        one = row(day, campaign, variant)
        one.value[currency] = Money(value, currency)
        found[day, campaign, variant] = one._replace(conversions=one.conversions + conversions)
    return [found[key] for key in sorted(found)]


def dropped(since: date, until: date) -> list[tuple[str, int]]:
    """Return how many events were not kept, by reason in words."""
    counted = (
        DroppedEvents.objects.filter(day__range=(since, until))
        .values_list("reason")
        .annotate(number=Sum("number"))
        .order_by("reason")
    )
    return [(DropReason(reason).label, number) for reason, number in counted]


def _row(
    campaign: str,
    variant: str,
    events: dict[tuple[str, str, str], int],
    money: dict[tuple[str, str], _Counted],
) -> Row:
    conversions, value = money.get((campaign, variant), NOTHING)

    def number(kind: Kind) -> int:
        return events.get((campaign, variant, kind), 0)

    return Row(
        campaign,
        variant,
        impressions=number(Kind.IMPRESSION),
        views=number(Kind.VIEW),
        clicks=number(Kind.CLICK),
        dismissals=number(Kind.DISMISSAL),
        conversions=conversions,
        value=value,
    )


def _held_out(events: dict[tuple[str, str, str], int]) -> dict[str, int]:
    held_out: dict[str, int] = {}
    for (campaign, _, kind), number in events.items():
        if kind == Kind.HELD_OUT:
            held_out[campaign] = held_out.get(campaign, 0) + number
    return held_out


def _events(since: date, until: date) -> dict[tuple[str, str, str], int]:
    totals = (
        EventTotal.objects.filter(day__range=(since, until))
        .values_list("campaign", "variant", "kind")
        .annotate(total=Sum("number"))
        .order_by()
    )
    return {(campaign, variant, kind): total for campaign, variant, kind, total in totals}


def _money(since: date, until: date) -> dict[tuple[str, str], _Counted]:
    sums = (
        Conversion.objects.filter(day__range=(since, until))
        .values_list("campaign", "variant", "letter", "currency")
        .annotate(conversions=Count("pk"), value=Sum("kept_minor"))
        .order_by("currency")
    )
    found: dict[tuple[str, str], _Counted] = {}
    for campaign, variant, letter, currency, conversions, value in sums:
        key = (campaign, variant) if campaign or not letter else BY_LETTER
        before = found.get(key, NOTHING)
        found[key] = _Counted(
            before.conversions + conversions, _added(before.value, Money(value, currency))
        )
    return found


def _added(sums: tuple[Money, ...], more: Money) -> tuple[Money, ...]:
    """Return sums by currency, which come in its order."""
    if sums and sums[-1].currency == more.currency:
        return (*sums[:-1], Money(sums[-1].amount_minor + more.amount_minor, more.currency))
    return (*sums, more)


def _views_by_day(since: date, until: date) -> dict[date, int]:
    days = (
        EventTotal.objects.filter(day__range=(since, until), kind=Kind.VIEW)
        .values_list("day")
        .annotate(total=Sum("number"))
        .order_by("day")
    )
    return dict(days)


def _conversions_by_day(since: date, until: date) -> dict[date, int]:
    days = (
        Conversion.objects.filter(day__range=(since, until))
        .values_list("day")
        .annotate(total=Count("pk"))
        .order_by("day")
    )
    return dict(days)


def last_judgements(campaigns: Iterable[str]) -> dict[str, Judgement]:
    """Return what was said last of each of these campaigns."""
    newest = (
        Judgement.objects.filter(campaign__in=list(campaigns))
        .values("campaign")
        .annotate(newest=Max("pk"))
        .order_by()
    )
    return {one.campaign: one for one in Judgement.objects.filter(pk__in=newest.values("newest"))}
