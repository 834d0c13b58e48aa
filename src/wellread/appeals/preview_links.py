"""Signed links that show one variant on any real page, for as long as they hold."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.core import signing
from django.utils import timezone

from wellread.appeals import rules
from wellread.appeals.documents import copy_document
from wellread.appeals.goals import progress
from wellread.appeals.models import Campaign, Variant

HOLDS_FOR = timedelta(days=7)
SALT = "wellread.appeals.preview_links"


class LinkOver(Exception):
    """A link that was never signed here, holds no longer, or whose variant is gone."""


class Preview(NamedTuple):
    """What a link shows: the campaign as saved last, one of its variants, the number it prints."""

    campaign: Campaign
    variant: Variant
    # None: the reader's number is unknown.
    article_count: int | None
    until: datetime

    def facts(self) -> dict[str, Any]:
        """Return what the page's script is told in place of a decision."""
        return {
            "campaign": self.campaign.key,
            "variant": self.variant.key,
            "placement": self.campaign.placement,
            "article_count": self.article_count,
            "country": self.country(),
        }

    def country(self) -> str | None:
        """Return where its reader stands: in the first chosen country that it has an amount for.

        None: anywhere, since no country is chosen and some amount is for all of them.
        """
        asked_in = [rules.words(ask.countries) for ask in self.variant.asks.all()]
        possible = rules.words(self.campaign.countries_only)
        if not possible and all(asked_in):
            possible = [country for countries in asked_in for country in countries]
        asked = [one for one in possible if any(one in only or not only for only in asked_in)]
        return next(iter(asked or possible), None)

    def progress(self, key: str) -> dict[str, Any] | None:
        """Return how far readers are towards its goal, published or not; None: it has none."""
        if key != self.campaign.key:
            return None
        found = progress(self.campaign, timezone.now(), is_draft=True)
        return found and found.document()

    def copy(self) -> dict[str, Any]:
        """Return what it says and asks, published or not; raises Fault where it could not be."""
        return copy_document(self.variant)


def token_of(campaign: Campaign, variant: str, article_count: int | None, *, now: datetime) -> str:
    """Return what an address carries to show a variant, by its short name, from now on."""
    until = int((now + HOLDS_FOR).timestamp())
    signed: str = signing.Signer(salt=SALT).sign_object(
        [campaign.pk, variant, article_count, until]
    )
    return signed


def preview_of(token: str, *, now: datetime) -> Preview:
    """Return what a signed link shows. Raises LinkOver."""
    try:
        pk, key, article_count, until_s = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        raise LinkOver from None
    until = datetime.fromtimestamp(until_s, UTC)
    campaign = Campaign.objects.filter(pk=pk).first()
    if until <= now or campaign is None:
        raise LinkOver
    written = campaign.get_latest_revision_as_object()
    for variant in written.variants.all():
        if variant.key == key:
            return Preview(written, variant, article_count, until)
    raise LinkOver
