"""The decision: which campaigns ask on this page view, and why the others do not."""

from bisect import bisect_right
from typing import Any, NamedTuple

from wellread.engine.assignment import drawn_variant, is_held_out
from wellread.engine.campaign import INTERRUPTION, Campaign
from wellread.engine.case import Case, Counts
from wellread.engine.history import PLAIN_WINDOW, Page
from wellread.engine.line_up import LineUp
from wellread.engine.refusal import (
    HELD_OUT,
    OUTRANKED,
    Refusal,
    every_refusal,
    page_refusal,
    place_refusal,
    refusal,
    suits,
)

# Article pages share a few combinations of short words; strangers' cases must not fill memory.
REMEMBERED_PAGES = 1000
# A page with longer words is no page of ours, and would fill the memory.
REMEMBERED_CHARACTERS = 500


class Shown(NamedTuple):
    """A campaign that asks: the variant drawn, its exact chance, and the count of its window."""

    campaign: str
    variant: str
    share: float
    article_count: int | None


class Decision(NamedTuple):
    """The winners by placement, and the campaigns this reader was held out of instead."""

    article_count: int | None
    shown: dict[str, Shown]
    held_out: tuple[str, ...]


class Explanation(NamedTuple):
    """The winners by placement, and the refusal of every other campaign."""

    article_count: int | None
    shown: dict[str, Shown]
    refusals: dict[str, Refusal]


# For each place those whom neither page nor time refuses. The place of those that interrupt comes
# first: who asks there leaves no other place but the header's to anybody.
Places = tuple[tuple[str, tuple[Campaign, ...]], ...]
# Between which two boundaries, and what of the page.
Key = tuple[int, tuple[Any, ...]]


def choose(line_up: LineUp, case: Case) -> Decision:
    """Return who asks on this page view: the live path."""
    reader, now = case.reader, case.now
    counts, seat = Counts(case), reader.seat
    shown: dict[str, Shown] = {}
    held_out = []
    interrupts = False
    for place, campaigns in places(line_up, case.page, now):
        if interrupts and place != "header":
            continue
        for campaign in campaigns:
            if refusal(campaign, reader, now, counts):
                continue
            if not is_held_out(line_up, campaign, seat):
                shown[campaign.placement] = _shown(campaign, seat, counts)
                interrupts = interrupts or campaign.interrupts
                break
            held_out.append(campaign.id)
    return Decision(counts[PLAIN_WINDOW], shown, tuple(held_out))


def explain(line_up: LineUp, case: Case) -> Explanation:
    """Return who asks and why every other campaign does not: preview, desk and tests."""
    reader, now = case.reader, case.now
    counts, seat = Counts(case), reader.seat
    shown: dict[str, Shown] = {}
    refusals = refused(line_up, case.page, now).copy()
    interrupts = False
    for place, campaigns in places(line_up, case.page, now):
        is_taken = interrupts and place != "header"
        for campaign in campaigns:
            if reason := refusal(campaign, reader, now, counts):
                refusals[campaign.id] = reason
            elif is_taken:
                refusals[campaign.id] = OUTRANKED
            elif is_held_out(line_up, campaign, seat):
                refusals[campaign.id] = HELD_OUT
            else:
                shown[campaign.placement] = _shown(campaign, seat, counts)
                is_taken = True
                interrupts = interrupts or campaign.interrupts
    return Explanation(counts[PLAIN_WINDOW], shown, refusals)


def places(line_up: LineUp, page: Page, now: int) -> Places:
    """Return who is still in the race on a page for everybody, remembered per line-up."""
    key = _key(line_up, page, now)
    found: Places | None = line_up.remembered.get(key)
    if found is None:
        found = _weighed(line_up, page, now)
        _remember(line_up.remembered, key, found)
    return found


def refused(line_up: LineUp, page: Page, now: int) -> dict[str, Refusal]:
    """Return why page and time refuse the other campaigns, remembered per line-up."""
    key = _key(line_up, page, now)
    found: dict[str, Refusal] | None = line_up.refused.get(key)
    if found is None:
        reasons = (
            (campaign.id, page_refusal(campaign, page, line_up.silence, now))
            for campaign in line_up.campaigns
        )
        found = {campaign: reason for campaign, reason in reasons if reason}
        _remember(line_up.refused, key, found)
    return found


def _key(line_up: LineUp, page: Page, now: int) -> Key:
    # Which article it is changes nothing here.
    marks = (page.sensitive, page.sponsored, page.silent)
    facts = (page.kind, page.section, page.topics, *marks)
    return bisect_right(line_up.boundaries, now), facts


def _remember(known: dict[Any, Any], key: Key, found: object) -> None:
    kind, section, topics, *_ = key[1]
    words = " ".join((kind, section or "", *topics))
    if len(words) <= REMEMBERED_CHARACTERS:
        if len(known) >= REMEMBERED_PAGES:
            known.clear()
        known[key] = found


def _weighed(line_up: LineUp, page: Page, now: int) -> Places:
    if every_refusal(page, line_up.silence):
        return ()
    found: dict[str, list[Campaign]] = {}
    for campaign in _suited(line_up, page, now):
        if suits(campaign, page):
            found.setdefault(campaign.place, []).append(campaign)
    # Sorting keeps the line-up's order among the rest.
    weighed = sorted(found.items(), key=lambda one: one[0] != INTERRUPTION)
    return tuple((place, tuple(campaigns)) for place, campaigns in weighed)


def _suited(line_up: LineUp, page: Page, now: int) -> tuple[Campaign, ...]:
    """Return who runs and asks on this kind of page in its section: there are a few of both."""
    key = (bisect_right(line_up.boundaries, now), (page.kind, page.section, ()))
    found: tuple[Campaign, ...] | None = line_up.index.get(key)
    if found is None:
        found = tuple(one for one in line_up.campaigns if not place_refusal(one, page, now))
        _remember(line_up.index, key, found)
    return found


def _shown(campaign: Campaign, seat: int, counts: Counts) -> Shown:
    variant = drawn_variant(campaign, seat)
    return Shown(campaign.id, variant.id, variant.share, counts[campaign.within])
