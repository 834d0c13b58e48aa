"""Which campaign leaves nobody to another: what a newsroom wants to know before it publishes."""

from collections.abc import Set

from wellread.engine.campaign import Audience, Campaign, Cap, Countries, Pages, Sections
from wellread.engine.refusal import is_too_loud


def hides(first: Campaign, second: Campaign) -> bool:
    """Whether `second`, lower in the line-up, is met only by who closed or is held out of `first`.

    It errs on one side: what it does not see through it calls not hidden.
    """
    takes_its_place = first.place == second.place or (
        first.interrupts and second.placement != "header"
    )
    return takes_its_place and covers(first, second)


def leaves_nobody(campaign: Campaign) -> bool:
    """Whether a campaign gives its turn to the next neither when closed nor for a comparison."""
    return campaign.cap.rest_days == 0 and campaign.holdout == 0


def covers(first: Campaign, second: Campaign) -> bool:
    """Whether `first` refuses no case that `second` takes, but for who closed it.

    Each line is a line of `refusal`, read as: when this one passes, the other does.
    """
    return (
        _runs_as_long(first, second)
        and _fits_as_many_pages(first, second)
        and _takes_as_many_readers(first, second)
        and _counts_alike(first, second)
        and _asks_as_often(first, second)
    )


def _runs_as_long(first: Campaign, second: Campaign) -> bool:
    starts, ends = (first.starts_at, second.starts_at), (first.ends_at, second.ends_at)
    starts_no_later = starts[0] is None or (starts[1] is not None and starts[0] <= starts[1])
    ends_no_earlier = ends[0] is None or (ends[1] is not None and ends[1] <= ends[0])
    return starts_no_later and ends_no_earlier


def _fits_as_many_pages(first: Campaign, second: Campaign) -> bool:
    here, there = first.pages, second.pages
    return (
        _is_within(there.kinds, here.kinds)
        and _admits_as_much(here.sections, there.sections)
        and _has_as_many_topics(here, there)
        and (is_too_loud(second) or not is_too_loud(first))
    )


def _has_as_many_topics(here: Pages, there: Pages) -> bool:
    return _is_within(there.topics.any, here.topics.any) and here.topics.none <= there.topics.none


def _takes_as_many_readers(first: Campaign, second: Campaign) -> bool:
    here, there = first.audience, second.audience
    return (
        _membership_is_as_wide(here, there)
        and here.sign_in in ("any", there.sign_in)
        and here.newsletter in ("any", there.newsletter)
        and here.consent in ("any", there.consent)
        and _admits_as_much(here.countries, there.countries)
        and _speaks_as_many(here, there)
        and _is_within(there.devices, here.devices)
    )


def _membership_is_as_wide(here: Audience, there: Audience) -> bool:
    is_part = here.membership == "non_members" and there.membership == "former_members"
    return is_part or here.membership in ("any", there.membership)


def _speaks_as_many(here: Audience, there: Audience) -> bool:
    if not here.languages:
        return True
    prefixes = tuple(f"{tag}-".lower() for tag in here.languages)
    tags = [f"{tag}-".lower() for tag in there.languages]
    return bool(tags) and all(tag.startswith(prefixes) for tag in tags)


def _counts_alike(first: Campaign, second: Campaign) -> bool:
    if not first.needs_count:
        return True
    # Of another window nothing is known: its count may be unknown where this one is not.
    if not second.needs_count or first.within != second.within:
        return False
    here, there = first.audience.articles, second.audience.articles
    starts_no_higher = here.min is None or (there.min is not None and here.min <= there.min)
    ends_no_lower = here.max is None or (there.max is not None and there.max <= here.max)
    return starts_no_higher and ends_no_lower


def _asks_as_often(first: Campaign, second: Campaign) -> bool:
    if first.interrupts and not second.interrupts:
        return False
    here, there = first.cap, second.cap
    # A cap that counts more is used up sooner.
    counts_no_more = first.conditions.cap_key == second.conditions.cap_key or (
        here.counts == "placement" and first.placement != "header" and there.counts == "all"
    )
    rest = first.audience.rest_after_contribution_days
    return (
        (here.views is None or (counts_no_more and _is_used_up_later(here, there)))
        and (here.gap_days == 0 or (counts_no_more and here.gap_days <= there.gap_days))
        and rest <= second.audience.rest_after_contribution_days
    )


def _is_used_up_later(here: Cap, there: Cap) -> bool:
    if here.views is None or there.views is None or there.views > here.views:
        return False
    return there.days is None or (here.days is not None and here.days <= there.days)


def _is_within(part: Set[str], whole: Set[str]) -> bool:
    """Whether one list takes in another; an empty one takes in all."""
    return not whole or (bool(part) and part <= whole)


def _admits_as_much(here: Countries | Sections, there: Countries | Sections) -> bool:
    if there.only:
        return all(here.admits(value) for value in there.only - there.but)
    # All others and an unknown one pass there.
    return not here.only and here.but <= there.but
