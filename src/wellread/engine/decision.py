"""The decision: which campaigns ask on this page view, and why the others do not."""

from bisect import bisect_right
from typing import NamedTuple

from wellread.engine.assignment import drawn_variant, is_held_out
from wellread.engine.campaign import INTERRUPTION, Campaign
from wellread.engine.case import Case, Counts
from wellread.engine.history import PLAIN_WINDOW, Page
from wellread.engine.line_up import LineUp
from wellread.engine.refusal import HELD_OUT, OUTRANKED, Refusal, page_refusal, refusal

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


class Standing(NamedTuple):
    """What page and time alone decide: the refused, and for each place those still in the race.

    The place of those that interrupt comes first: who asks there leaves no other place but the
    header's to anybody.
    """

    refused: dict[str, Refusal]
    places: tuple[tuple[str, tuple[Campaign, ...]], ...]


def choose(line_up: LineUp, case: Case) -> Decision:
    """Return who asks on this page view: the live path."""
    reader, now = case.reader, case.now
    counts, seat = Counts(case), reader.seat
    shown: dict[str, Shown] = {}
    held_out = []
    interrupts = False
    for place, campaigns in standing(line_up, case.page, now).places:
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
    found = standing(line_up, case.page, now)
    shown: dict[str, Shown] = {}
    refusals = found.refused.copy()
    interrupts = False
    for place, campaigns in found.places:
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


def standing(line_up: LineUp, page: Page, now: int) -> Standing:
    """Return what the page and the time decide for everybody, remembered per line-up."""
    # Which article it is changes nothing here.
    facts = (page.kind, page.section, page.topics, page.sensitive, page.sponsored)
    key = (bisect_right(line_up.boundaries, now), facts)
    found: Standing | None = line_up.remembered.get(key)
    if found is None:
        found = _sift(line_up, page, now)
        words = " ".join((page.kind, page.section or "", *page.topics))
        if len(words) <= REMEMBERED_CHARACTERS:
            if len(line_up.remembered) >= REMEMBERED_PAGES:
                line_up.remembered.clear()
            line_up.remembered[key] = found
    return found


def _sift(line_up: LineUp, page: Page, now: int) -> Standing:
    refused: dict[str, Refusal] = {}
    places: dict[str, list[Campaign]] = {}
    for campaign in line_up.campaigns:
        reason = page_refusal(campaign, page, line_up.silence, now)
        if reason:
            refused[campaign.id] = reason
        else:
            places.setdefault(campaign.place, []).append(campaign)
    # Sorting keeps the line-up's order among the rest.
    weighed = sorted(places.items(), key=lambda found: found[0] != INTERRUPTION)
    return Standing(refused, tuple((place, tuple(campaigns)) for place, campaigns in weighed))


def _shown(campaign: Campaign, seat: int, counts: Counts) -> Shown:
    variant = drawn_variant(campaign, seat)
    return Shown(campaign.id, variant.id, variant.share, counts[campaign.within])
