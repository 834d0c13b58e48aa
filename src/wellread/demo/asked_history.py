"""A year of asking before today: impressions, what came of them, what was read, and a verdict."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings

from wellread.appeals import queries as appeals
from wellread.appeals.actions import create_campaign
from wellread.appeals.models import Campaign
from wellread.insights.models import (
    DECIDED,
    PLACE,
    ArticleViewTotal,
    Conversion,
    DecisionTotal,
    EventTotal,
    HourTotal,
    Kind,
    MeasuringSettings,
)
from wellread.insights.totals import add
from wellread.insights.verdicts import judge
from wellread.newsroom.models import Story
from wellread.payments.models import Checkout

DAYS = 400
# A day's impressions of all appeals, from Monday on.
IMPRESSIONS = (1300, 1400, 1350, 1300, 1200, 800, 750)
# Hours of the day in which a paper is read, in the newsroom's own time.
READ_AT = (7, 8, 8, 12, 13, 17, 18, 19, 20, 20, 21, 22)
COUNTRIES = ("US",) * 14 + ("GB",) * 3 + ("CA", "IE", "DE", "")
DEVICES = ("phone",) * 11 + ("desktop",) * 7 + ("tablet",) * 2
BANDS = ("5-9",) * 9 + ("10-19",) * 7 + ("20-49",) * 3 + ("50-",)
# Of a hundred impressions.
SHARES = {Kind.VIEW: 74, Kind.CLICK: 3, Kind.DISMISSAL: 46, Kind.OPT_OUT: 1, Kind.JOIN_STARTED: 1}
# For each of these in a day there are sums of its own: more would be a slow first start.
SUMS_A_DAY, SUMS_A_DAY_LONG_AGO = 12, 3
LATELY = 60
UNASKED = 0.3
# Of those who were asked on no page: by which letter's link they came, if by any.
LETTERS_OF_NEW = (
    ("",) * 8 + ("reminder_on_a_day",) * 4 + ("morning-tide",) * 5 + ("printed-in-october",) * 2
)
LETTERS_OF_FORMER = ("",) * 2 + ("win_back_first",) * 5 + ("win_back_second",) * 2 + ("lapsed",) * 3
READINGS_A_DAY = 9000
# Readers of a month by the articles they had read, and by what else a campaign said to them.
HAD_READ = {"0-1": 9400, "2-4": 5210, "5-9": 2280, "10-19": 930, "20-49": 240, "50-": 22}
SAID = {"": 1240, "too_few_articles": 7900, "first_page": 3100, "outranked": 610, "member": 180}
ONLY = {"asked_often": 130, "asked_recently": 410, "dismissed": 520}
PAST = "harvest-appeal"
PAST_DAYS, ENDED_DAYS_AGO, PAST_SHARES = 28, 12, {"thanks-first": 0.5, "costs-first": 0.5}
# Of those who gave; the words of the first were the better ones.
PAST_GIFTS = {"thanks-first": 150, "costs-first": 52}

Place = Mapping[str, str]
Choose = Callable[[], dict[str, str]]


class Won(NamedTuple):
    """A checkout that somebody paid, and what the ledger has of its first money."""

    checkout: Checkout
    kept_minor: int


class Asking(NamedTuple):
    """A campaign with the shares of its variants, as a version of the line-up had them."""

    campaign: str
    version: str
    placement: str
    shares: Mapping[str, float]


def make_past_campaign(now: datetime) -> Campaign:
    """Make a campaign that is over, with the words of the first that runs."""
    [words, *_] = Campaign.objects.order_by("sort_order", "pk").first().variants.all()  # type: ignore[union-attr]
    said = {
        name: getattr(words, name)
        for name in ("headline", "body", "signature_name", "signature_role", "join_label")
    }
    [ask] = list(words.asks.all())[-1:]
    asks = [
        {name: getattr(ask, name) for name in ("interval", "currency", "amounts", "preset")}
        | {"minimum": ask.minimum}
    ]
    ends_at = past_ended_at(now)
    return create_campaign(
        key=PAST,
        name="The harvest appeal",
        placement="overlay",
        min_articles=5,
        starts_at=ends_at - timedelta(days=PAST_DAYS),
        ends_at=ends_at,
        variants=[
            {**said, "key": key, "share_percent": 100 * share, "asks": asks}
            for key, share in PAST_SHARES.items()
        ],
    )


def past_ended_at(now: datetime) -> datetime:
    """Return when the campaign that is over ended."""
    day = now.astimezone(UTC) - timedelta(days=ENDED_DAYS_AGO)
    return day.replace(hour=0, minute=0, second=0, microsecond=0)


def write_asking(
    chance: random.Random, joined: Sequence[Won], gave: Mapping[str, Sequence[Won]], now: datetime
) -> None:
    """Write what was asked in the year before a moment, and what came of it.

    `gave` holds the gifts of the campaign that is over, by its variants.
    """
    weights = _weights(chance)
    choose = _readers(chance, weights)
    running = _running()
    past = Asking(PAST, "harvest", "overlay", PAST_SHARES)
    by_hour: Counter[tuple[object, ...]] = Counter()
    for at, often in _hours(chance, now):
        _show(chance, by_hour, at, often, chance.choice(running), choose())
    began = past_ended_at(now) - timedelta(days=PAST_DAYS)
    for day in range(PAST_DAYS):
        for hour in sorted(set(READ_AT)):
            at = began + timedelta(days=day, hours=hour)
            _show(chance, by_hour, at, round(chance.uniform(80, 140)), past, choose())
    _write_hours(by_hour)
    rows, before = [], set()
    for one in joined:
        asked = {} if chance.random() < UNASKED else _drawn(chance, chance.choice(running))
        rows.append(_conversion(one, asked and choose() | asked))
        address = one.checkout.email
        if not asked:
            letters = LETTERS_OF_FORMER if address in before else LETTERS_OF_NEW
            rows[-1].letter = chance.choice(letters)
        before.add(address)
    for variant, some in gave.items():
        rows += [_conversion(one, choose() | _of(past, variant)) for one in some]
    Conversion.objects.bulk_create(rows, batch_size=500)
    _write_reading(chance, weights, now)
    _write_decisions(running, now)
    found = judge(
        PAST, "measure", versions={"harvest": PAST_SHARES}, until=past_ended_at(now), now=now
    )
    if found is not None:
        found.save()


def _hours(chance: random.Random, now: datetime) -> Iterator[tuple[datetime, int]]:
    for ago in range(DAYS, 0, -1):
        day = (now - timedelta(days=ago)).astimezone(UTC)
        sums = SUMS_A_DAY if ago <= LATELY else SUMS_A_DAY_LONG_AGO
        often = IMPRESSIONS[day.weekday()] * (1 - 0.35 * ago / DAYS) / sums
        for hour in READ_AT[:: SUMS_A_DAY // sums]:
            at = day.replace(hour=hour, minute=0, second=0, microsecond=0)
            yield at, round(often * chance.uniform(0.6, 1.4))


def _show(
    chance: random.Random,
    by_hour: Counter[tuple[object, ...]],
    at: datetime,
    often: int,
    asking: Asking,
    reader: Place,
) -> None:
    """Deal impressions out by the shares, as readers' devices do: by chance."""
    left, share_left = often, 1.0
    for variant, share in asking.shares.items():
        part = min(1.0, share / share_left) if share_left > 0 else 1.0
        number = min(
            left, max(0, round(chance.gauss(left * part, (left * part * (1 - part)) ** 0.5)))
        )
        left, share_left = left - number, share_left - share
        told = {**reader, **_of(asking, variant)}
        numbers = {Kind.IMPRESSION: number} | {
            kind: round(number * percent / 100 * chance.uniform(0.7, 1.3))
            for kind, percent in SHARES.items()
        }
        for kind, count in numbers.items():
            by_hour[at, kind.value, *(told[name] for name in PLACE)] += count


def _write_hours(by_hour: Counter[tuple[object, ...]]) -> None:
    by_day: Counter[tuple[object, ...]] = Counter()
    campaign, variant = (2 + PLACE.index(name) for name in ("campaign", "variant"))
    for key, number in by_hour.items():
        at: Any = key[0]
        by_day[at.date(), key[campaign], key[variant], key[1]] += number
    add(HourTotal, ("hour", "kind", *PLACE), by_hour)
    add(EventTotal, ("day", "campaign", "variant", "kind"), by_day)


def _write_reading(chance: random.Random, weights: Mapping[str, float], now: datetime) -> None:
    """Write how often each story was read lately: a few of them by half of the town."""
    MeasuringSettings.objects.update_or_create(
        pk=1, defaults={"counts_article_views": True, "counts_decisions": True}
    )
    whole = sum(weights.values())
    numbers: Counter[tuple[object, ...]] = Counter()
    for ago in range(LATELY):
        day = (now - timedelta(days=ago)).astimezone(UTC)
        for story, weight in weights.items():
            at = day.replace(hour=chance.choice(READ_AT), minute=0, second=0, microsecond=0)
            if at <= now:
                often = READINGS_A_DAY * weight / whole * chance.uniform(0.5, 1.5)
                numbers[at, story] += round(often)
    add(ArticleViewTotal, ("hour", "story"), numbers)


def _write_decisions(running: Sequence[Asking], now: datetime) -> None:
    this_month = now.astimezone(UTC).date().replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    readers = Counter((country, device) for country in COUNTRIES for device in DEVICES)
    numbers: Counter[tuple[object, ...]] = Counter()
    for campaign in dict.fromkeys(one.campaign for one in running):
        said = [(reason, False, "", number) for reason, number in {**SAID, **ONLY}.items()]
        said += [(reason, True, "", number) for reason, number in ONLY.items()]
        said += [("too_few_articles", True, band, number) for band, number in HAD_READ.items()]
        for day, part in ((last_month, 1.0), (this_month, 0.9)):
            for reason, only, band, number in said:
                for (country, device), of_all in readers.items():
                    key = dict(
                        zip(
                            DECIDED,
                            (day, campaign, reason, only, band, country, device),
                            strict=True,
                        )
                    )
                    numbers[tuple(key.values())] += round(number * part * of_all / readers.total())
    add(DecisionTotal, DECIDED, numbers)


def _weights(chance: random.Random) -> dict[str, float]:
    stories = [str(one) for one in Story.objects.order_by("pk").values_list("pk", flat=True)]
    weights = [1 / (1 + place) for place in range(len(stories))]
    chance.shuffle(weights)
    return dict(zip(stories, weights, strict=True))


def _readers(chance: random.Random, weights: Mapping[str, float]) -> Choose:
    def choose() -> dict[str, str]:
        return {
            "country": chance.choice(COUNTRIES),
            "story": chance.choices(list(weights), list(weights.values()))[0],
            "device": chance.choice(DEVICES),
            "band": chance.choice(BANDS),
        }

    return choose


def _running() -> list[Asking]:
    line_up = appeals.line_up(settings.EDITION)
    return [
        Asking(one.id, line_up.version, one.placement, {v.id: v.share for v in one.variants})
        for one in line_up.campaigns
    ]


def _drawn(chance: random.Random, asking: Asking) -> dict[str, str]:
    [variant] = chance.choices(list(asking.shares), list(asking.shares.values()))
    return _of(asking, variant)


def _of(asking: Asking, variant: str) -> dict[str, str]:
    return {
        "campaign": asking.campaign,
        "variant": variant,
        "version": asking.version,
        "placement": asking.placement,
    }


def _conversion(one: Won, place: Place) -> Conversion:
    checkout = one.checkout
    return Conversion(
        checkout_id=checkout.pk,
        **place,
        amount_minor=checkout.amount_minor,
        kept_minor=one.kept_minor,
        currency=checkout.currency,
        interval=checkout.interval,
        at=checkout.created_at,
        day=checkout.created_at.astimezone(UTC).date(),
    )
