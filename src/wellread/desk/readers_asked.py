"""How many readers a campaign would have asked, by what their devices told once a month."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from wellread.engine.campaign import Campaign as Rules
from wellread.insights.logged import DecidedPlace

# Where the bands of the article count begin.
BANDS_FROM = (0, 2, 5, 10, 20, 50)
OF_THE_CAP = ("asked_often", "asked_recently", "dismissed")


class ReadersAsked(NamedTuple):
    """How many readers were asked, and would have been: two where bands hide numbers."""

    was: int
    least: int
    most: int


def readers_asked(
    was: Rules, wanted: Rules, told: Mapping[DecidedPlace, int]
) -> ReadersAsked | None:
    """Return how many readers would have been asked once at least; None where it is not told."""
    before, after = was.audience, wanted.audience
    if before.articles.max != after.articles.max or beyond_the_log(was, cap=False) != (
        beyond_the_log(wanted, cap=False)
    ):
        return None
    asked_now = _number(told, lambda one: not one.reason)

    def is_welcome(one: DecidedPlace) -> bool:
        if after.devices and one.device not in after.devices:
            return False
        return after.countries.admits(one.country or None)

    if before.articles.min == after.articles.min:
        lifted = {"wrong_country", "wrong_device"}
        same = _number(
            told,
            lambda one: is_welcome(one) and (not one.reason or (one.only and one.reason in lifted)),
        )
        return ReadersAsked(asked_now, same, same)
    least = after.articles.min or 0
    # Whoever had read ten had read five: of the bands' beginnings the next ones are known.
    under = max(one for one in BANDS_FROM if one <= least)
    over = min((one for one in BANDS_FROM if one >= least), default=None)

    def had_read(number: int | None) -> int:
        return _number(
            told,
            lambda one: (
                one.only
                and one.reason == "too_few_articles"
                and one.band.partition("-")[0] == str(number)
                and is_welcome(one)
            ),
        )

    at_least = had_read(over)
    if least < (before.articles.min or 0):
        # Under a lower limit whoever was asked is asked.
        at_least = max(at_least, _number(told, lambda one: is_welcome(one) and not one.reason))
    return ReadersAsked(asked_now, at_least, max(at_least, had_read(under)))


def kept_from_again(told: Mapping[DecidedPlace, int]) -> int:
    """Return how many readers at least only how often they were asked kept from being asked."""
    kept = dict.fromkeys(OF_THE_CAP, 0)
    for one, number in told.items():
        if one.only and one.reason in kept:
            kept[one.reason] += number
    return max(kept.values())


def beyond_the_log(rules: Rules, *, cap: bool = True) -> tuple[object, ...]:
    """Return what neither impressions nor decisions tell of."""
    audience = rules.audience
    articles = audience.articles
    return (
        *(audience.membership, audience.sign_in, audience.consent, audience.newsletter),
        *(audience.languages, audience.rest_after_contribution_days),
        *(articles.days, articles.sections, articles.topics, rules.pages),
        rules.cap if cap else None,
    )


def _number(told: Mapping[DecidedPlace, int], is_meant: Callable[[DecidedPlace], bool]) -> int:
    return sum(number for one, number in told.items() if is_meant(one))
