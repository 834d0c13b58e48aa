"""What a campaign's last judgement says, in the words of the desk."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from wellread.engine.line_up import LineUp
from wellread.experiments.worth import per_thousand
from wellread.insights.models import Judgement
from wellread.language import writing
from wellread.language.editors import for_editors
from wellread.payments.money import Money

_MONTH = timedelta(days=30)
_PERCENT = 0.01
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


class VariantWorth(NamedTuple):
    """One variant: its share now, and what a thousand impressions of it are worth and brought."""

    name: str
    share: str
    worth: str
    first: str
    is_winner: bool


class VerdictFigures(NamedTuple):
    """A verdict, whether it is a winner or a fault, and what stands beside it."""

    reason: str
    status: str
    interval: str
    earns: bool
    at: datetime
    variants: tuple[VariantWorth, ...]
    left_out: str
    holdout: str


def verdicts(found: Mapping[str, Judgement], line_up: LineUp) -> dict[str, VerdictFigures]:
    """Return the last verdict on each campaign."""
    held_out = {one.id: one.holdout for one in line_up.campaigns}
    return {key: _figures(one, held_out.get(key, 0.0)) for key, one in found.items()}


def _figures(one: Judgement, holdout: float) -> VerdictFigures:
    status = "winner" if one.winner else "none"
    if one.reason.startswith("stopped"):
        status = "fault"
    return VerdictFigures(
        _said(one.reason),
        status,
        _interval(one),
        one.mode == "optimise",
        one.at,
        tuple(_worth(one, name) for name in sorted(one.tallies)),
        ", ".join(f"{number} {code}" for code, number in sorted(one.left_out.items())),
        _holdout(one, holdout),
    )


def _said(reason: str) -> str:
    """Return a reason as the desk writes it: its moments in the newsroom's own time."""

    def local(found: re.Match[str]) -> str:
        return writing.day_and_clock(datetime.fromisoformat(found[0]))

    said = _MOMENT.sub(local, reason)
    return said[:1].upper() + said[1:]


def _interval(one: Judgement) -> str:
    """Write how much more the leader is worth, or nothing while all is possible."""
    if one.difference is None or one.difference["most"] > 5:
        return ""
    least, most = (f"{100 * one.difference[end]:+.0f} %" for end in ("least", "most"))
    return for_editors(
        "An impression of “%(of)s” is worth between %(least)s and %(most)s more than one of "
        "“%(over)s”: at 95 %%, however often one looks."
    ) % {
        "of": one.difference["of"],
        "over": one.difference["over"],
        "least": least.replace("-", "−"),
        "most": most.replace("-", "−"),
    }


def _worth(one: Judgement, name: str) -> VariantWorth:
    tally, share = one.tallies[name], one.shares.get(name)
    return VariantWorth(
        name,
        "–" if share is None else f"{100 * share:.1f} %",
        _per_thousand(tally["worth_minor"], tally["impressions"], one.currency),
        _per_thousand(tally["first_minor"], tally["impressions"], one.currency),
        name == one.winner,
    )


def _per_thousand(total_minor: int, impressions: int, currency: str) -> str:
    each = per_thousand(total_minor, impressions)
    return "–" if each is None else str(Money(round(each), currency))


def _holdout(one: Judgement, holdout: float) -> str:
    """Say what it costs to ask fewer: what is held out now, or one in a hundred."""
    months = max(timedelta(days=1), one.at - one.began_at) / _MONTH
    total = sum(tally["worth_minor"] for tally in one.tallies.values()) / months
    share = holdout or _PERCENT
    # What is asked of the others is worth this much; those held out would have brought as much.
    whole = total / (1 - holdout) if holdout < 1 else 0.0
    cost = Money(round(whole * share), one.currency)
    words = {"share": f"{100 * share:.4g}", "cost": cost}
    if holdout:
        return (
            for_editors("Holding out %(share)s %% of readers costs about %(cost)s a month.") % words
        )
    return (
        for_editors("Holding out %(share)s %% of readers would cost about %(cost)s a month.")
        % words
    )
