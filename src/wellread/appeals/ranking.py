"""Which campaign of the list leaves nobody to another: whoever stands higher asks first."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from wellread.appeals.documents import rules_document
from wellread.appeals.models import Campaign
from wellread.engine import coverage
from wellread.engine.campaign import Campaign as Rules
from wellread.engine.reading import read
from wellread.engine.values import Fault
from wellread.language.editors import for_editors


class HiddenBy(NamedTuple):
    """A campaign that asks first whomever another would ask; `whole`: it leaves it nobody."""

    campaign: Campaign
    whole: bool

    @property
    def words(self) -> str:
        """Say that another asks first, and what is left."""
        if self.whole:
            said = for_editors(
                "Nobody will meet it: “%(name)s”, higher in the list, asks everybody first whom "
                "this one would ask."
            )
        else:
            said = for_editors(
                "“%(name)s”, higher in the list, asks everybody first whom this one would ask: it "
                "is left those who closed that one, or are held out of it."
            )
        return said % {"name": self.campaign.name}


def hidden_by(campaign: Campaign, now: datetime) -> HiddenBy | None:
    """Return the first published campaign, higher in the list, that hides this one."""
    mine = rules_of(campaign)
    if mine is None:
        return None
    found = None
    for other, theirs in _others(campaign, now):
        if _stands_higher(other, campaign) and coverage.hides(theirs, mine):
            found = HiddenBy(other, coverage.leaves_nobody(theirs))
            if found.whole:
                return found
    return found


def hides(campaign: Campaign, now: datetime) -> list[Campaign]:
    """Return the published campaigns, lower in the list, that this one leaves nobody or few."""
    mine = rules_of(campaign)
    if mine is None:
        return []
    return [
        other
        for other, theirs in _others(campaign, now)
        if not _stands_higher(other, campaign) and coverage.hides(mine, theirs)
    ]


def rules_of(campaign: Campaign) -> Rules | None:
    """Return a campaign as engines weigh it; None while it could not be published."""
    try:
        return read(Rules, rules_document(campaign))
    except Fault:
        return None


def _others(campaign: Campaign, now: datetime) -> Iterator[tuple[Campaign, Rules]]:
    running: QuerySet[Campaign] = Campaign.objects.filter(live=True)
    running = running.filter(Q(ends_at=None) | Q(ends_at__gt=now)).exclude(pk=campaign.pk)
    for other in running.order_by("sort_order", "pk").prefetch_related("variants__translations"):
        rules = rules_of(other)
        if rules is not None:
            yield other, rules


def _stands_higher(other: Campaign, campaign: Campaign) -> bool:
    # One that was never saved comes last.
    if campaign.pk is None or campaign.sort_order is None:
        return True
    return (other.sort_order or 0, other.pk) < (campaign.sort_order, campaign.pk)
