"""How often a reader may be asked: recorded views, dismissals and contributions."""

from typing import NamedTuple

from wellread.engine.line_up import INTERRUPTING, Campaign
from wellread.engine.values import DAY_S


class Encounter(NamedTuple):
    """A recorded view or a dismissal of an appeal; `at` in epoch seconds."""

    campaign: str
    placement: str
    at: int


def asked_often(campaign: Campaign, asked: tuple[Encounter, ...], now: int) -> bool:
    """Whether the cap's number of views is already used up in its days."""
    cap = campaign.cap
    if cap.views is None:
        return False
    start = -1 if cap.days is None else now - cap.days * DAY_S
    return cap.views <= sum(start < one.at <= now and _is_counted(campaign, one) for one in asked)


def asked_recently(
    campaign: Campaign, asked: tuple[Encounter, ...], visit_started_at: int, now: int
) -> bool:
    """Whether the gap since the last view is too short, or this visit was interrupted already."""
    start = now - campaign.cap.gap_days * DAY_S
    return any(start < one.at <= now and _is_counted(campaign, one) for one in asked) or (
        campaign.interrupts
        and any(
            visit_started_at <= one.at <= now and one.placement in INTERRUPTING for one in asked
        )
    )


def was_dismissed(campaign: Campaign, dismissed: tuple[Encounter, ...], now: int) -> bool:
    """Whether the reader closed this campaign, in any placement, within its rest days."""
    start = now - campaign.cap.rest_days * DAY_S
    return any(start < one.at <= now and one.campaign == campaign.id for one in dismissed)


def gave_recently(campaign: Campaign, contributed_at: int | None, now: int) -> bool:
    """Whether a contribution still rests this campaign, one dated in the future included."""
    days = campaign.audience.rest_after_contribution_days
    return contributed_at is not None and days > 0 and contributed_at > now - days * DAY_S


def _is_counted(campaign: Campaign, one: Encounter) -> bool:
    match campaign.cap.counts:
        case "campaign":
            return one.campaign == campaign.id
        case "placement":
            return one.placement == campaign.placement
        case _:
            return one.placement != "header"
