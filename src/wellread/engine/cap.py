"""How often a reader may be asked: recorded views, dismissals and contributions."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wellread.engine.campaign import INTERRUPTING, Campaign, Cap
from wellread.engine.values import DAY_S


class Encounter(NamedTuple):
    """A recorded view or a dismissal of an appeal; `at` in epoch seconds."""

    campaign: str
    placement: str
    at: int


class Asked(NamedTuple):
    """The recorded views up to now: times, newest first, under each name a cap may count."""

    times: dict[str, list[int]]
    interrupted_at: int


NEVER_ASKED = Asked({}, -1)


def asked_by(encounters: Iterable[Encounter], now: int) -> Asked:
    """Return the recorded views by cap; those dated in the future say nothing."""
    times: dict[str, list[int]] = {}
    interrupted_at = -1
    for campaign, placement, at in sorted(encounters, key=lambda one: -one.at):
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
    for campaign, _, at in encounters:
        if latest.get(campaign, -1) < at <= now:
            latest[campaign] = at
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
    return dismissed.get(campaign.id, -1) > now - campaign.cap.rest_days * DAY_S


def gave_recently(campaign: Campaign, contributed_at: int, now: int) -> bool:
    """Whether a contribution still rests this campaign, one dated in the future included."""
    days = campaign.audience.rest_after_contribution_days
    return days > 0 and contributed_at > now - days * DAY_S
