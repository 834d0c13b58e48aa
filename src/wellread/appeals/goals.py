"""How far readers are towards a campaign's goal: what the ledger says, and nothing else."""

from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db.models import Sum

from wellread.appeals.documents import instant
from wellread.appeals.models import Campaign
from wellread.payments.models import LedgerEntry
from wellread.payments.money import AmountFault, Money

# Half of the minute within which readers learn of it: the other half is the browser's.
KEPT_S = 30
Kind = LedgerEntry.Kind
# What readers gave, and what of it went back to them; fees and payouts are the paper's own affair.
GIVEN = (Kind.PAYMENT, Kind.REFUND, Kind.REFUND_FAILED, Kind.DISPUTE, Kind.DISPUTE_WON)


class Progress(NamedTuple):
    """How far readers were at some moment."""

    goal: Money
    given: Money
    at: datetime

    @property
    def left(self) -> Money:
        """What is left; nothing once the goal is reached."""
        return self.goal._replace(
            amount_minor=max(0, self.goal.amount_minor - self.given.amount_minor)
        )

    @property
    def share(self) -> float:
        """The part that was given, from 0 to 1."""
        return min(1.0, round(self.given.amount_minor / self.goal.amount_minor, 4))

    def document(self) -> dict[str, Any]:
        """Return it as devices get it, its amounts written in the edition's language."""
        language = settings.LANGUAGE_CODE
        return {
            "given": self.given.written(language),
            "left": self.left.written(language),
            "share": self.share,
            "at": instant(self.at),
        }


def progress(campaign: Campaign, now: datetime, *, is_draft: bool = False) -> Progress | None:
    """Return how far readers are towards a campaign's goal; None where it has none, or counts not.

    Only its own currency counts: what was given in another is not converted. A draft that nothing
    counts for yet is told as if it was published now.
    """
    try:
        goal = campaign.goal
    except AmountFault:
        return None
    since = campaign.counts_goal_from or (now if is_draft else None)
    if since is None or goal is None or not goal.amount_minor:
        return None
    moved = LedgerEntry.objects.filter(
        kind__in=GIVEN, currency=goal.currency, occurred_at__gte=since, occurred_at__lte=now
    )
    total = moved.aggregate(total=Sum("amount_minor"))["total"] or 0
    return Progress(goal, Money(max(0, total), goal.currency), now)


def progress_document(key: str, now: datetime) -> dict[str, Any] | None:
    """Return a published campaign's progress, half a minute old at most; None: there is none."""
    name = f"appeals:goal:{key}"
    found: dict[str, Any] | None = cache.get(name)
    if found is None:
        campaign = Campaign.objects.filter(key=key, live=True).exclude(goal_amount="").first()
        counted = progress(campaign, now) if campaign else None
        found = counted.document() if counted else {}
        cache.set(name, found, KEPT_S)
    return found or None
