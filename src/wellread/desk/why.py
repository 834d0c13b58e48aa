"""Why was this reader not asked? The engine's own reasons, in the newsroom's words."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from wellread.appeals.choices import Stage
from wellread.appeals.queries import CampaignState
from wellread.engine.case import Case, parse_case
from wellread.engine.decision import explain
from wellread.engine.line_up import LineUp
from wellread.engine.values import spell
from wellread.language.editors import for_editors

PAGE_FACTS = ("article", "kind", "section", "topics", "sensitive", "sponsored", "silent")


class CampaignOutcome(NamedTuple):
    """What one campaign does: `variant` when it asks, else the reason in words and by its name."""

    campaign: str
    name: str
    variant: str
    share_percent: float
    article_count: int | None
    reason: str
    words: str


NOT_IN_THE_LINE_UP = {
    Stage.DRAFT: for_editors("It is a draft, and was never published."),
    Stage.PAUSED: for_editors("It is paused: somebody has unpublished it."),
    Stage.SCHEDULED: for_editors(
        "It has not started; it joins the line-up an hour before it does."
    ),
    Stage.ENDED: for_editors("It is over."),
    Stage.SWITCHED_OFF: for_editors("Asking is switched off, everywhere or in its place."),
    Stage.LIVE: for_editors(
        "It is published, and the line-up that readers get does not hold it yet."
    ),
}


def left_out(line_up: LineUp, states: Mapping[str, CampaignState]) -> tuple[CampaignOutcome, ...]:
    """Return the campaigns that no reader can meet, because the line-up does not hold them."""
    held = {campaign.id for campaign in line_up.campaigns}
    return tuple(
        CampaignOutcome(
            key, one.name, "", 0.0, None, one.stage.value, NOT_IN_THE_LINE_UP[one.stage]
        )
        for key, one in states.items()
        if key not in held
    )


def unfit(
    line_up: LineUp, states: Mapping[str, CampaignState], faults: Mapping[str, str]
) -> tuple[CampaignOutcome, ...]:
    """Return the campaigns that a rehearsed line-up does not hold: drafts, or not fit for it."""
    held = {campaign.id for campaign in line_up.campaigns}
    return tuple(
        CampaignOutcome(key, one.name, "", 0.0, None, *_why_unfit(one.stage, faults.get(key)))
        for key, one in states.items()
        if key not in held
    )


def _why_unfit(stage: Stage, fault: str | None) -> tuple[str, str]:
    if fault is None:
        return stage.value, NOT_IN_THE_LINE_UP[stage]
    words = for_editors("It could not be published: %(fault)s.") % {"fault": fault}
    return "fault", words


def answers(line_up: LineUp, case: Case, names: Mapping[str, str]) -> tuple[CampaignOutcome, ...]:
    """Return every campaign's answer to this reader on this page, in the line-up's order."""
    explanation = explain(line_up, case)
    shown = {one.campaign: one for one in explanation.shown.values()}
    found = []
    for campaign in line_up.campaigns:
        name = names.get(campaign.id, campaign.id)
        if one := shown.get(campaign.id):
            facts = (one.variant, round(100 * one.share, 2), one.article_count, "", "")
        else:
            reason = explanation.refusals[campaign.id]
            facts = ("", 0.0, None, str(reason), for_editors(reason.meaning))
        found.append(CampaignOutcome(campaign.id, name, *facts))
    return tuple(found)


def case_of(
    line_up: LineUp, page: Mapping[str, Any], reader: Mapping[str, Any], now: datetime
) -> Case:
    """Return the case of a reader described in a form; a restricted count stays unknown."""
    windows = {30, *(one.audience.articles.days for one in line_up.campaigns)}
    articles = reader["articles"]
    return parse_case(
        {
            "reader": {
                "seat": reader["seat"] or 0,
                "seat_kept": True,
                "country": reader["country"].upper() or None,
                "language": reader["language"] or None,
                "device": reader["device"] or None,
                "is_member": reader["membership"] == "is",
                "was_member": reader["membership"] == "was",
                "signed_in": reader["signed_in"],
                "consent": reader["consent"],
                "count_allowed": articles is not None,
                "visit_started_at": spell(_seconds(now)),
                "asked": _encounters(line_up, reader["asked"], reader["asked_days_ago"], now),
                "dismissed": _encounters(line_up, reader["closed"], reader["closed_days_ago"], now),
                "contributed_at": _days_ago(reader["gave_days_ago"], now),
                "counts": None
                if articles is None
                else {str(days): articles for days in sorted(windows)},
            },
            "page": {fact: page[fact] for fact in PAGE_FACTS},
            "now": spell(_seconds(now)),
        }
    )


def _encounters(
    line_up: LineUp, campaign: str, days_ago: int | None, now: datetime
) -> list[dict[str, str | None]]:
    return [
        {"campaign": one.id, "placement": one.placement, "at": _days_ago(days_ago or 0, now)}
        for one in line_up.campaigns
        if one.id == campaign
    ]


def _days_ago(days: int | None, now: datetime) -> str | None:
    return None if days is None else spell(_seconds(now - timedelta(days=days)))


def _seconds(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())
