"""How often a reader may be asked: recorded views, dismissals and contributions."""

from collections.abc import Iterable, Sequence
from typing import Annotated, NamedTuple

from wellread.engine.campaign import INTERRUPTING, Campaign, Cap
from wellread.engine.schema import Part, says
from wellread.engine.values import DAY_S, Moment


class Encounter(Part, frozen=True):
    """A recorded view or a dismissal of an appeal."""

    campaign: Annotated[str, says("The campaign that asked.", "autumn-letter")]
    placement: Annotated[str, says("Where it asked.", "overlay")]
    at: Annotated[Moment, says("When.", "2026-11-01T08:00:00Z")]


class Asked(NamedTuple):
    """The recorded views up to now: times, newest first, under each name a cap may count."""

    times: dict[str, list[int]]
    interrupted_at: int


NEVER_ASKED = Asked({}, -1)


def asked_by(encounters: Iterable[Encounter], now: int) -> Asked:
    """Return the recorded views by cap; those dated in the future say nothing."""
    times: dict[str, list[int]] = {}
    interrupted_at = -1
    for one in sorted(encounters, key=lambda one: -one.at):
        campaign, placement, at = one.campaign, one.placement, one.at
        if at > now:
            continue
        times.setdefault(f"campaign:{campaign}", []).append(at)
        times.setdefault(f"placement:{placement}", []).append(at)
        if placement != "header":
            times.setdefault("all", []).append(at)
        if placement in INTERRUPTING:
            interrupted_at = max(interrupted_at, at)
    return Asked(times, interrupted_at)


def dismissed_by(encounters: Iterable[Encounter], now: int) -> dict[str, int]:
    """Return the latest dismissal of each campaign up to now, in whichever placement."""
    latest: dict[str, int] = {}
    for one in encounters:
        if latest.get(one.campaign, -1) < one.at <= now:
            latest[one.campaign] = one.at
    return latest


def asked_often(cap: Cap, times: Sequence[int], now: int) -> bool:
    """Whether the cap's number of views is already used up in its days."""
    if cap.views is None or len(times) < cap.views:
        return False
    return cap.views == 0 or cap.days is None or times[cap.views - 1] > now - cap.days * DAY_S


def asked_recently(cap: Cap, times: Sequence[int], now: int) -> bool:
    """Whether the gap since the last view is still too short; `times` holds one at least."""
    return times[0] > now - cap.gap_days * DAY_S


def was_dismissed(campaign: Campaign, dismissed: dict[str, int], now: int) -> bool:
    """Whether the reader closed this campaign, in any placement, within its rest days."""
    closed_at = dismissed.get(campaign.id)
    # A rest may be longer than all of time.
    return closed_at is not None and closed_at > now - campaign.cap.rest_days * DAY_S


def gave_recently(campaign: Campaign, contributed_at: int, now: int) -> bool:
    """Whether a contribution still rests this campaign, one dated in the future included."""
    days = campaign.audience.rest_after_contribution_days
    return days > 0 and contributed_at > now - days * DAY_S
