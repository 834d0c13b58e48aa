"""What readers would meet if every draft was published: for asking "why?" before it is."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from wellread.appeals.documents import line_up_document, rules_documents
from wellread.appeals.models import Campaign, LineUpSettings
from wellread.engine.campaign import Campaign as Rules
from wellread.engine.line_up import LineUp, parse_line_up
from wellread.engine.reading import read
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
        try:
            made = rules_documents(written)
            for document in made:
                read(Rules, document)
        except Fault as fault:
            faults[campaign.key] = str(fault)
        else:
            documents += made
    whole = LineUpSettings.objects.first() or LineUpSettings()
    whole_line = line_up_document(settings.EDITION, documents, whole, now)
    return Rehearsal(parse_line_up({**whole_line, "version": "rehearsal"}), faults)
