"""A campaign judged by its hours: the same rules as `wellread judge`, told from our own totals."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Max

from wellread.engine.values import Moment
from wellread.experiments.hours import HOUR_S, Hour, Showing
from wellread.experiments.judging import Judge, Mode, Verdict
from wellread.experiments.shares import Sums
from wellread.experiments.spreads import PastVariant, learned_amount_spread, learned_cv
from wellread.insights.hours import counted
from wellread.insights.models import Judgement, Kind
from wellread.insights.value_settings import ValueSettings
from wellread.insights.valuing import Values, curves, values
from wellread.insights.warehouse import HourQuestion

# Nights without a reader are hours like others; a silence of more than these is none.
_QUIET_HOURS = 12

Shares = Mapping[str, float]
# (hour, version) to impressions by variant.
_Shown = dict[tuple[datetime, str], dict[str, int]]


class Tally(NamedTuple):
    """What a variant had so far, in the newsroom's currency."""

    impressions: int
    conversions: int
    worth_minor: int
    first_minor: int
    # As they were judged, with the cap: their sum, and that of their squares.
    judged_minor: int
    judged_squares: int


def judge(
    campaign: str, mode: Mode, *, versions: Mapping[str, Shares], until: datetime, now: datetime
) -> Judgement | None:
    """Return what its whole hours before `until` say, unsaved; None before the first impression.

    Each impression is held against the shares of the version of the line-up that it was shown by.
    """
    whole = ValueSettings.load()
    shown = _shown(campaign, until)
    if not shown:
        return None
    found = values(campaign, whole, curves(whole, now), now)
    began_at = min(hour for hour, _ in shown)
    earlier = _earlier(campaign, began_at)
    judge = Judge(
        mode,
        cap_minor=whole.cap_minor,
        cv=learned_cv(earlier),
        amount_spread=learned_amount_spread(earlier),
    )
    verdict: Verdict | None = None
    for hour in hours(shown, found, versions, until):
        verdict = judge.hear(hour)
    if verdict is None:
        return None
    return Judgement(
        campaign=campaign,
        at=until,
        mode=mode,
        winner=verdict.winner or "",
        reason=verdict.reason,
        difference=verdict.difference.as_json() if verdict.difference else None,
        shares=verdict.shares,
        tallies={
            name: one._asdict() for name, one in _tallies(shown, found, whole.cap_minor).items()
        },
        currency=whole.currency,
        left_out=found.left_out,
        began_at=began_at,
    )


def hours(
    shown: _Shown, found: Values, versions: Mapping[str, Shares], until: datetime
) -> list[Hour]:
    """Return the hours of a campaign; a conversion is of the last hour its version showed it in."""
    credited = _credited(shown, found)
    by_hour: dict[datetime, dict[str, dict[str, int]]] = defaultdict(dict)
    for (hour, version), variants in shown.items():
        by_hour[hour][version] = variants
    told: list[Hour] = []
    last: datetime | None = None
    for hour in sorted(by_hour):
        if last is not None and hour - last <= timedelta(hours=_QUIET_HOURS):
            told += [_quiet(told[-1], step) for step in range(1, _steps(last, hour))]
        told.append(_hour(hour, by_hour[hour], versions, credited.get(hour, {})))
        last = hour
    return told


def _earlier(campaign: str, began_at: datetime) -> list[list[PastVariant]]:
    """Return what other campaigns had come to when this one began: the same in all its hours."""
    others = Judgement.objects.exclude(campaign=campaign).filter(at__lte=began_at)
    last = dict(others.values_list("campaign").annotate(Max("at")).order_by("campaign"))
    found = others.filter(campaign__in=last, at__in=set(last.values())).order_by("campaign")
    return [
        [_past(one) for one in judgement.tallies.values()]
        for judgement in found
        if judgement.at == last[judgement.campaign]
    ]


def _past(tally: Mapping[str, int]) -> PastVariant:
    number = tally["conversions"]
    # Judgements of before do not tell of squares.
    amounts = (
        Sums(number, tally["judged_minor"], tally["judged_squares"])
        if "judged_squares" in tally
        else None
    )
    return PastVariant(tally["impressions"], number, amounts)


def _hour(
    hour: datetime,
    by_version: Mapping[str, Mapping[str, int]],
    versions: Mapping[str, Shares],
    values_minor: Mapping[str, list[int]],
) -> Hour:
    impressions: dict[str, int] = defaultdict(int)
    expected: dict[str, float] = defaultdict(float)
    known = True
    for version, variants in by_version.items():
        number = sum(variants.values())
        shares = versions.get(version)
        known = known and shares is not None
        for name, one in variants.items():
            impressions[name] += one
        for name, share in (shares or {}).items():
            expected[name] += number * share
    total = sum(expected.values())
    names = sorted({*impressions, *(name for name, one in expected.items() if one), *values_minor})
    told = known and total > 0 and all(name in expected for name in names)
    return Hour(
        Moment(hour.timestamp()),
        {
            name: Showing(
                impressions.get(name, 0),
                tuple(values_minor.get(name, ())),
                expected[name] / total if told else None,
            )
            for name in names
        },
    )


def _quiet(before: Hour, step: int) -> Hour:
    variants = {name: Showing(0, (), one.share) for name, one in before.variants.items()}
    return Hour(Moment(before.at + step * HOUR_S), variants)


def _steps(before: datetime, hour: datetime) -> int:
    return round((hour - before).total_seconds() / HOUR_S)


def _shown(campaign: str, until: datetime) -> _Shown:
    shown: _Shown = defaultdict(dict)
    question = HourQuestion(
        ("hour", "version", "variant"), until=until, campaign=campaign, kind=Kind.IMPRESSION.value
    )
    for (hour, version, variant), number in sorted(counted(question).items()):
        shown[hour, version][variant] = number
    return dict(shown)


def _credited(shown: _Shown, found: Values) -> dict[datetime, dict[str, list[int]]]:
    """Return values by the hour and variant that they are credited to."""
    seen: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    anywhere: dict[str, list[datetime]] = defaultdict(list)
    for (hour, version), variants in sorted(shown.items()):
        for name in variants:
            seen[version, name].append(hour)
            anywhere[name].append(hour)
    credited: dict[datetime, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for conversion, worth_minor, _ in found.found:
        own = seen.get((conversion.version, conversion.variant)) or anywhere.get(conversion.variant)
        if own:
            at = conversion.at.astimezone(UTC)
            hour = max((one for one in own if one <= at), default=own[0])
            credited[hour][conversion.variant].append(worth_minor)
    return credited


def _tallies(shown: _Shown, found: Values, cap_minor: int) -> dict[str, Tally]:
    tallies: dict[str, Tally] = defaultdict(lambda: Tally(0, 0, 0, 0, 0, 0))
    for variants in shown.values():
        for name, number in variants.items():
            tallies[name] = tallies[name]._replace(impressions=tallies[name].impressions + number)
    for conversion, worth_minor, first_minor in found.found:
        if conversion.variant in tallies:
            had = tallies[conversion.variant]
            value = min(worth_minor, cap_minor)
            tallies[conversion.variant] = Tally(
                had.impressions,
                had.conversions + 1,
                had.worth_minor + worth_minor,
                had.first_minor + first_minor,
                had.judged_minor + value,
                had.judged_squares + value**2,
            )
    return dict(tallies)
