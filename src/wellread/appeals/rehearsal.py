"""What readers would meet if every draft was published: for asking "why?" before it is."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from wellread.appeals import unmet
from wellread.appeals.actions import check_campaign
from wellread.appeals.documents import line_up_document, rules_documents
from wellread.appeals.models import Campaign, LineUpSettings
from wellread.engine.line_up import LineUp, parse_line_up
from wellread.engine.values import Fault


class Rehearsal(NamedTuple):
    """A line-up that no reader gets, and why campaigns, by short name, could not stand in it."""

    line_up: LineUp
    faults: dict[str, str]


def rehearsal(now: datetime, *, drafts: bool) -> Rehearsal:
    """Return the line-up of all campaigns, whatever their dates; of drafts as saved last, or none.

    Switches are left out of account: what is off is off whatever a campaign says.
    """
    documents, faults = [], {}
    campaigns = Campaign.objects.order_by("sort_order", "pk")
    for campaign in campaigns if drafts else campaigns.filter(live=True):
        written = campaign.get_latest_revision_as_object() if drafts else campaign
        fault = _fault(written, now, is_to_be_published=drafts and _waits(written))
        if fault:
            faults[campaign.key] = fault
        else:
            documents += rules_documents(written)
    whole = LineUpSettings.objects.first() or LineUpSettings()
    whole_line = line_up_document(settings.EDITION, documents, whole, now)
    return Rehearsal(parse_line_up({**whole_line, "version": "rehearsal"}), faults)


def _waits(campaign: Campaign) -> bool:
    return not campaign.live or campaign.has_unpublished_changes


def _fault(campaign: Campaign, now: datetime, *, is_to_be_published: bool) -> str:
    """Return why it could not go out, or not stay: what the form refuses at publishing; or ""."""
    try:
        check_campaign(campaign, now)
        if is_to_be_published:
            for row in _rows(campaign):
                row.clean()
    except Fault as fault:
        # It is looked at alone: where it would stand among others says nothing.
        return str(fault).removeprefix("campaigns[0].")
    except ValidationError as refused:
        return _as_part(refused.messages[0])
    if not is_to_be_published:
        return ""
    today = timezone.now()
    said = [*unmet.faults(campaign, today).values()]
    if unmet.has_a_late_deadline(campaign, today):
        said.append(unmet.LATE_DEADLINE)
    return _as_part(str(said[0])) if said else ""


def _rows(campaign: Campaign) -> Iterator[Model]:
    yield campaign
    for variant in campaign.variants.all():
        yield from (variant, *variant.asks.all(), *variant.translations.all())


def _as_part(sentence: str) -> str:
    """Return a sentence as it stands inside another one, which ends by itself."""
    return sentence.rstrip(".")
