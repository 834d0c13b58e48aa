"""What a campaign would have come to in the last month, as its form has it now."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.utils.formats import date_format

from wellread.appeals import queries as appeals
from wellread.appeals.models import Campaign
from wellread.appeals.otherwise import AskingRule, Otherwise, otherwise
from wellread.appeals.ranking import rules_of
from wellread.desk.readers_asked import beyond_the_log, kept_from_again, readers_asked
from wellread.engine.campaign import Campaign as Rules
from wellread.experiments.off_policy import LEAST_GIFTS, Estimate, LoggedCell, estimate
from wellread.insights import measuring
from wellread.insights.logged import LoggedAsking, LoggedPlace, asked, decided
from wellread.insights.measuring import DECISIONS
from wellread.insights.models import ValueSettings
from wellread.language.editors import for_editors, number_said
from wellread.payments.money import Money

DAYS = 30
# An editor types; the month behind does not change meanwhile.
KEPT_S = 300

NOTHING = LoggedAsking(0, ())

NOT_BOTH = for_editors(
    "How often the whole campaign would have asked, and what that would have earned, is not "
    "reckoned while two rules are tried: each reader meets one of them alone."
)
TWO_WINDOWS = for_editors(
    "These figures are reckoned over the last %(days)s days. The days in which articles and "
    "appeals count are others, the campaign’s own: those before each page view."
)

Log = Mapping[LoggedPlace, LoggedAsking]
Shares = Mapping[str, Mapping[str, float]]


class _Limits(NamedTuple):
    """The rules that are wanted, and the limits that are narrower than those of the time.

    Whoever was asked under a narrower one would be under a wider one, wherever in a band they were.
    """

    wanted: Rules
    least: int | None
    most: int | None

    @classmethod
    def between(cls, was: Rules, wanted: Rules) -> "_Limits":
        before, after = was.audience.articles, wanted.audience.articles
        is_higher = (after.min or 0) > (before.min or 0)
        is_lower = after.max is not None and (before.max is None or after.max < before.max)
        return cls(wanted, after.min if is_higher else None, after.max if is_lower else None)


class WhatIf(NamedTuple):
    """How often it was shown and would have been, and what of it; two where bands hide numbers."""

    shown: int
    least: Estimate
    most: Estimate
    was_worth_minor: int


def notes(campaign: Campaign, now: datetime) -> list[str]:
    """Return how many readers it asks, or would; of changes, what they would have come to.

    Of another rule for part of the readers only what trying it costs.
    """
    if otherwise(campaign) is not None:
        # What all readers would have met by the stricter rule is nobody's question.
        return [NOT_BOTH, *_price_of_two(campaign, now)]
    return _notes(campaign, now)


def _price_of_two(campaign: Campaign, now: datetime) -> Iterator[str]:
    """Say what it costs a month that part of the readers is asked less, before it does."""
    two, strict = otherwise(campaign), rules_of(campaign)
    if two is None or strict is None:
        return
    if two.strict == AskingRule(campaign.min_articles, campaign.cap_views):
        yield for_editors(
            "Nobody is asked less than before: trying it costs no money that is known, and "
            "%(share)s %% of readers are asked %(generous)s."
        ) % {"share": f"{100 * (1 - two.strict_share):.4g}", "generous": two.words[0]}
        return
    words = {"share": f"{100 * two.strict_share:.4g}", "strict": two.words[1]}
    found = _lost_by(strict, two, _log(campaign.key, now))
    if found is None:
        yield (
            for_editors(
                "What it costs that %(share)s %% of readers are asked %(strict)s is not known from "
                "the last month; it is no more than what all that is asked of them is worth."
            )
            % words
        )
        return
    least, most = (Money(round(one), ValueSettings.load().currency) for one in found)
    yield from _windows(strict)
    yield for_editors(
        "That %(share)s %% of readers are asked %(strict)s costs between %(least)s and %(most)s a "
        "month, in worth over three years."
    ) % {**words, "least": least, "most": most}


def _lost_by(strict: Rules, two: Otherwise, log: Log) -> tuple[float, float] | None:
    """Return the least and the most that was given in a month where only the generous rule asks.

    None where no page was told of, or where only how often they ask differs, of which pages tell
    nothing.
    """
    before, after = two.generous.min_articles or 0, two.strict.min_articles or 0
    if not log or before == after:
        return None
    ends = []
    for certain in (1, 0):
        kept = (
            sum(one.values_minor)
            * _part_of_band(place.band, after, strict.audience.articles.max)[certain]
            for place, one in log.items()
        )
        ends.append(sum(sum(one.values_minor) for one in log.values()) - sum(kept))
    return ends[0] * two.strict_share, ends[1] * two.strict_share


def _notes(campaign: Campaign, now: datetime) -> list[str]:
    running = {one.id: one for one in appeals.line_up(settings.EDITION).campaigns}
    was, wanted = running.get(campaign.key), rules_of(campaign)
    if wanted is None:
        return []
    if was is None or not _differ(was, wanted):
        return [_readers_a_day(wanted, [was] if was else running.values(), now)]
    return [*_said(was, wanted, _log(campaign.key, now), now)]


def what_if(was: Rules, wanted: Rules, log: Log, shares: Shares) -> WhatIf:
    """Return what a campaign of these rules would have come to, by what was shown."""
    every = {**dict.fromkeys(_might_have_been(log, shares), NOTHING), **log}
    limits = _Limits.between(was, wanted)
    bounds = [
        estimate(_cell(limits, place, one, shares, end) for place, one in every.items())
        for end in (0, 1)
    ]
    return WhatIf(
        sum(one.shown for one in log.values()),
        bounds[0],
        bounds[1],
        sum(sum(one.values_minor) for one in log.values()),
    )


def _might_have_been(log: Log, shares: Shares) -> Iterator[LoggedPlace]:
    """Return where each variant had a chance, though nobody may have met it there."""
    for place in log:
        for variant, share in shares.get(place.version, {}).items():
            if share:
                yield place._replace(variant=variant)


def _part_kept(limits: _Limits, place: LoggedPlace) -> tuple[int, int]:
    """Return whether those of a place would be asked: surely (1, 1), never (0, 0), or some."""
    audience = limits.wanted.audience
    if not audience.countries.admits(place.country or None):
        return 0, 0
    if audience.devices and place.device not in audience.devices:
        return 0, 0
    return _part_of_band(place.band, limits.least, limits.most)


def _part_of_band(band: str, least: int | None, most: int | None) -> tuple[int, int]:
    if least is None and most is None:
        return 1, 1
    if not band:
        # Whoever's number is not known is not asked by a campaign that needs it.
        return 0, 0
    first, _, last = band.partition("-")
    lowest, highest = int(first), int(last) if last else None
    low, high = least or 0, most
    if (highest is not None and highest < low) or (high is not None and lowest > high):
        return 0, 0
    is_inside = lowest >= low and (high is None or (highest is not None and highest <= high))
    return (1, 1) if is_inside else (0, 1)


def _cell(
    limits: _Limits, place: LoggedPlace, one: LoggedAsking, shares: Shares, end: int
) -> LoggedCell:
    is_kept = _part_kept(limits, place)[end]
    share = {variant.id: variant.share for variant in limits.wanted.variants}.get(
        place.variant, 0.0
    )
    return LoggedCell(
        stratum=(place.version, place.country, place.device, place.band),
        variant=place.variant,
        shown=one.shown,
        chance=shares.get(place.version, {}).get(place.variant, 0.0),
        wanted=share if is_kept else 0.0,
        values_minor=one.values_minor,
    )


def _differ(was: Rules, wanted: Rules) -> bool:
    return _asks(was) != _asks(wanted)


def _asks(rules: Rules) -> tuple[object, ...]:
    shares = {one.id: one.share for one in rules.variants}
    return rules.audience, rules.pages, rules.cap, rules.holdout, shares


def _log(key: str, now: datetime) -> Log:
    name = f"what-if:{key}"
    kept: Log | None = cache.get(name)
    if kept is None:
        kept = asked(key, now - timedelta(days=DAYS), now)
        cache.set(name, kept, KEPT_S)
    return kept


def _said(was: Rules, wanted: Rules, log: Log, now: datetime) -> Iterator[str]:
    versions = {place.version for place in log}
    found = what_if(was, wanted, log, appeals.shares_by_version(wanted.id, versions))
    pattern = for_editors(
        "In the last %(days)s days this would have asked %(often)s instead of %(was)s."
    )
    if _may_ask_others(was, wanted):
        pattern = for_editors(
            "In the last %(days)s days this would have asked %(often)s or more, instead of %(was)s."
        )
    if found.shown:
        part = _part_asked(was, wanted)
        yield pattern % {
            "days": DAYS,
            "often": _times(round(found.least.shown * part), round(found.most.shown * part)),
            "was": _times(found.shown, found.shown),
        }
        yield _holdout_cost(was, wanted, found) if part != 1 else _earned(found)
        yield from _windows(wanted)
    yield from _readers_said(was, wanted, now)
    yield from _unknown(was, wanted, found)


def _windows(wanted: Rules) -> Iterator[str]:
    """Tell the days that are reckoned over from those in which a campaign's rule counts."""
    articles = wanted.audience.articles
    if articles.min is not None or articles.max is not None or wanted.cap.views is not None:
        yield TWO_WINDOWS % {"days": DAYS}


def _part_asked(was: Rules, wanted: Rules) -> float:
    """Return how much oftener one would ask who holds out so many instead of so many."""
    return (1 - wanted.holdout) / (1 - was.holdout) if was.holdout < 1 else 1.0


def _holdout_cost(was: Rules, wanted: Rules, found: WhatIf) -> str:
    """Say what it costs to ask fewer, before it does."""
    whole = found.was_worth_minor / (1 - was.holdout) * timedelta(days=30) / timedelta(days=DAYS)
    return for_editors(
        "Holding out %(share)s %% of readers costs about %(cost)s a month, in worth over three "
        "years."
    ) % {
        "share": f"{100 * wanted.holdout:.4g}",
        "cost": Money(round(whole * wanted.holdout), ValueSettings.load().currency),
    }


def _times(least: int, most: int) -> str:
    if least == most:
        return for_editors("%(number)s times") % {"number": number_said(most)}
    words = {"least": number_said(least), "most": number_said(most)}
    return for_editors("%(least)s to %(most)s times") % words


def _earned(found: WhatIf) -> str:
    least, most = found.least, found.most
    if most.unknown > 0 and not (least.is_enough and most.is_enough):
        return for_editors(
            "What it would have earned is not known: %(part)s %% of what it would show was never "
            "shown."
        ) % {"part": f"{100 * most.unknown:.0f}"}
    if not (least.is_enough and most.is_enough):
        return for_editors(
            "What it would have earned is not said: it would rest on %(number)s gifts, and fewer "
            "than %(needed)s say nothing."
        ) % {"number": int(least.effective_gifts), "needed": LEAST_GIFTS}
    code = ValueSettings.load().currency

    def money(minor: float) -> str:
        return str(Money(max(0, round(minor)), code))

    return for_editors(
        "It would have earned %(least)s to %(most)s over three years, instead of %(was)s "
        "(three ways of reckoning say %(by_worth)s, %(by_part)s and %(by_weight)s; it rests on "
        "%(gifts)s gifts)."
    ) % {
        "least": money(least.dr - least.half_width),
        "most": money(most.dr + most.half_width),
        "was": money(found.was_worth_minor),
        # Their names and what they do are one click away, in the form itself.
        "by_worth": money(most.dr),
        "by_part": money(most.snips),
        "by_weight": money(most.ips),
        "gifts": round(most.effective_gifts),
    }


NOT_COUNTED = for_editors(
    "How many readers that is, is not known: under “Settings”, “Counting readers” has it counted."
)


def _last_month(now: datetime) -> tuple[date, date]:
    until = now.astimezone(UTC).date().replace(day=1)
    return (until - timedelta(days=1)).replace(day=1), until


def _readers_a_day(wanted: Rules, running: Iterable[Rules], now: datetime) -> str:
    """Say how many readers it would ask a day, by what devices told of one that asks as it does.

    A campaign that never ran is told of by another one: whom that asked, and whom it refused only
    for what can be reckoned.
    """
    since, until = _last_month(now)
    alike = [one for one in running if one.interrupts == wanted.interrupts]
    told = {one.id: decided(one.id, since, until) for one in alike}
    found = [
        (sum(told[was.id].values()), reached)
        for was in alike
        if told[was.id] and (reached := readers_asked(was, wanted, told[was.id]))
    ]
    if not found:
        if DECISIONS not in measuring.told():
            return str(NOT_COUNTED)
        return str(
            for_editors(
                "How many readers that is, is not known: no campaign for such readers, on such "
                "pages, asked in the whole of last month."
            )
        )
    _, reached = max(found)
    days = (until - since).days
    return for_editors(
        "By the figures of %(month)s about %(a_day)s readers a day, %(many)s in that month, of "
        "those who consented to being counted."
    ) % {
        "month": date_format(since, "F"),
        "a_day": _span(round(reached.least / days), round(reached.most / days)),
        "many": _span(reached.least, reached.most),
    }


def _readers_said(was: Rules, wanted: Rules, now: datetime) -> Iterator[str]:
    """Say how many readers it would have asked in the last calendar month, by their devices."""
    since, until = _last_month(now)
    told = decided(wanted.id, since, until)
    if not told:
        if DECISIONS not in measuring.told():
            yield str(NOT_COUNTED)
        return
    found = readers_asked(was, wanted, told)
    if found is not None:
        yield for_editors(
            "In %(month)s this would have asked %(many)s readers instead of %(was)s, of those who "
            "consented to being counted."
        ) % {
            "month": date_format(since, "F"),
            "many": _span(found.least, found.most),
            "was": number_said(found.was),
        }
    if was.cap != wanted.cap:
        stopped = kept_from_again(told)
        yield for_editors(
            "%(number)s readers or more would have been asked again, had nothing but how often "
            "stood in the way."
        ) % {"number": number_said(stopped)}


def _span(least: int, most: int) -> str:
    if least == most:
        return number_said(most)
    words = {"least": number_said(least), "most": number_said(most)}
    return for_editors("%(least)s to %(most)s") % words


def _unknown(was: Rules, wanted: Rules, found: WhatIf) -> Iterator[str]:
    """Say what the log cannot tell of these changes."""
    if _may_ask_others(was, wanted):
        yield str(
            for_editors(
                "Who would be asked in addition is not among these: nobody asked them, and what "
                "they would have given is not known."
            )
        )
    if found.least.shown != found.most.shown:
        yield str(
            for_editors(
                "Numbers of articles are told in bands (0–1, 2–4, 5–9, 10–19, 20–49, 50 and more), "
                "so a limit within one is known from one end of it to the other."
            )
        )
    if beyond_the_log(was) != beyond_the_log(wanted):
        yield str(
            for_editors(
                "Of membership, sign-in, consent, newsletter, language, pages and caps a page "
                "tells nothing: their changes are not in these figures."
            )
        )
    if settings.EVENTS_ONE_IN > 1:
        yield for_editors("One page in %(number)s tells; the others are reckoned from it.") % {
            "number": settings.EVENTS_ONE_IN
        }


def _may_ask_others(was: Rules, wanted: Rules) -> bool:
    before, after = was.audience, wanted.audience
    fewer = (after.articles.min or 0) < (before.articles.min or 0)
    unlimited = float("inf")
    more = (after.articles.max or unlimited) > (before.articles.max or unlimited)
    return fewer or more or before.countries != after.countries or before.devices != after.devices
