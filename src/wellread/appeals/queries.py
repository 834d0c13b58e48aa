"""What is published: the line-up, its versions and its copy."""

import json
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db import Error, connection
from django.db.models import Q

from wellread.appeals.choices import Stage, Switch
from wellread.appeals.fields import word_fields
from wellread.appeals.models import (
    Ask,
    Campaign,
    Copy,
    LineUp,
    LineUpSettings,
    Publication,
    SwitchChange,
)
from wellread.appeals.otherwise import OTHER, Otherwise, otherwise
from wellread.engine import line_up as engine
from wellread.engine.reading import write
from wellread.engine.values import Moment, decode
from wellread.language.editors import for_editors

# Part of the minute within which a pause acts everywhere: 30 s in browsers, 30 in shared
# caches.
FRESH_S = 1.0


class Published(NamedTuple):
    """A line-up as it goes over the wire."""

    version: str
    document: str


class Offer(NamedTuple):
    """What a line-up lets a reader meet."""

    campaign: str
    variant: str
    placement: str


class CampaignState(NamedTuple):
    """Where a campaign stands; see `Campaign.stage`."""

    pk: int
    name: str
    stage: Stage


class Experiment(NamedTuple):
    """A running campaign of several variants."""

    pk: int
    key: str
    allocation: str
    variants: tuple[str, ...]


def line_up_address(edition: str) -> str:
    """Return where an edition's line-up of this minute is found."""
    return f"/appeals/line-up.{edition}.json"


def published(edition: str) -> Published | None:
    """Return what an edition serves now; an edition that never published asks nothing."""
    row = (
        Publication.objects.filter(edition=edition, line_up__isnull=False)
        .values_list("line_up__version", "line_up__document")
        .first()
    )
    if row:
        return Published(*row)
    return nothing_to_ask(edition) if edition == settings.EDITION else None


def version(edition: str, version: str) -> Published | None:
    """Return a version that was published at some time, or None."""
    row = (
        LineUp.objects.filter(edition=edition, version=version)
        .values_list("version", "document")
        .first()
    )
    if row:
        return Published(*row)
    empty = nothing_to_ask(edition)
    return empty if empty.version == version else None


def copy(hash: str) -> str | None:
    """Return the text of a copy document, or None."""
    return Copy.objects.filter(hash=hash).values_list("document", flat=True).first()


class _Kept(NamedTuple):
    line_up: engine.LineUp
    looked_at: float


_kept: dict[str, _Kept] = {}


def line_up(edition: str) -> engine.LineUp:
    """Return the published line-up, at most a second old; the last one read if none can be."""
    kept = _kept.get(edition)
    moment = time.monotonic()
    if kept and moment - kept.looked_at < FRESH_S:
        return kept.line_up
    fresh = _read(edition, kept)
    _kept[edition] = _Kept(fresh, moment)
    return fresh


def forget() -> None:
    """Read anew at the next call of line_up()."""
    _kept.clear()


def offers(version: str) -> frozenset[Offer] | None:
    """Return what a version could show, whatever its edition; None when no such version exists."""
    documents = list(LineUp.objects.filter(version=version).values_list("document", flat=True)[:1])
    return _offers(documents[0]) if documents else None


def campaign_names() -> dict[str, str]:
    """Return each campaign's name for the newsroom by its short name, and its other rule's."""
    return with_other_rules(dict(Campaign.objects.values_list("key", "name")))


def with_other_rules(names: Mapping[str, str]) -> dict[str, str]:
    """Return names with those of what campaigns ask only part of their readers."""
    other = for_editors("%(name)s: what the other rule asks besides")
    return {**names, **{f"{key}{OTHER}": other % {"name": name} for key, name in names.items()}}


def two_rules(campaigns: Iterable[str]) -> dict[str, Otherwise]:
    """Return the two rules of these ids of the line-up, of those that are another rule's."""
    keys = [one.removesuffix(OTHER) for one in campaigns if one.endswith(OTHER)]
    found = Campaign.objects.filter(key__in=keys) if keys else []
    return {f"{one.key}{OTHER}": two for one in found if (two := otherwise(one))}


def campaign_states(now: datetime) -> dict[str, CampaignState]:
    """Return where each campaign stands, by its short name, in the order of the list."""
    found = Campaign.objects.order_by("sort_order", "pk")
    off = {change.switch for change in switched_off()}
    return {one.key: CampaignState(one.pk, one.name, one.stage(now, off)) for one in found}


def experiments(now: datetime) -> list[Experiment]:
    """Return the campaigns that ask now and have several variants, in their order."""
    running = (
        Campaign.objects.filter(live=True)
        .filter(Q(starts_at=None) | Q(starts_at__lte=now))
        .filter(Q(ends_at=None) | Q(ends_at__gt=now))
        .order_by("sort_order", "pk")
        .prefetch_related("variants__translations")
    )
    found = [
        Experiment(one.pk, one.key, one.allocation, tuple(v.key for v in one.variants.all()))
        for one in running
    ]
    return [one for one in found if len(one.variants) > 1]


def shares_by_version(
    campaign: str, versions: Iterable[str] | None = None
) -> dict[str, dict[str, float]]:
    """Return the shares of a campaign's variants in each line-up that was published with it.

    Of all of them, or of the versions that are named.
    """
    found: dict[str, dict[str, float]] = {}
    documents = LineUp.objects.values_list("version", "document")
    if versions is not None:
        documents = documents.filter(version__in=list(versions))
    for version, document in documents.filter(document__contains=f'"{campaign}"').iterator():
        for one in json.loads(document)["campaigns"]:
            if one["id"] == campaign:
                found[version] = {variant["id"]: variant["share"] for variant in one["variants"]}
    return found


def holdouts_by_version(campaign: str) -> dict[str, float]:
    """Return which share a campaign left unasked in each line-up that was published with it."""
    found: dict[str, float] = {}
    documents = LineUp.objects.filter(document__contains=f'"{campaign}"')
    for version, document in documents.values_list("version", "document").iterator():
        line_up = json.loads(document)
        for one in line_up["campaigns"]:
            if one["id"] == campaign:
                found[version] = 1 - (1 - line_up["holdout"]["share"]) * (1 - one["holdout"])
    return found


def switches() -> dict[str, SwitchChange | None]:
    """Return the latest change of every switch; one that nobody has turned yet is on."""
    changes: dict[str, SwitchChange | None] = dict.fromkeys(Switch.values)
    for change in SwitchChange.objects.order_by("changed_at", "pk").select_related("changed_by"):
        changes[change.switch] = change
    return changes


def switched_off() -> list[SwitchChange]:
    """Return the changes by which asking is off at present."""
    return [change for change in switches().values() if change and not change.asks]


class WordList(NamedTuple):
    """A list in use, and where an editor finds it."""

    place: str
    kind: str
    text: str
    is_silence: bool


def published_campaigns() -> list[Campaign]:
    """Return the campaigns that are published, with their variants and asks, in their order."""
    published = Campaign.objects.filter(live=True).order_by("sort_order", "pk")
    return list(published.prefetch_related("variants__asks"))


def lists(campaigns: Iterable[Campaign]) -> list[WordList]:
    """Return every list of what readers meet now: the silence lists, and these campaigns'."""
    found = [
        WordList(for_editors("“Asking for support”"), field.kind, getattr(whole, field.name), True)
        for whole in LineUpSettings.objects.all()
        for field in word_fields(LineUpSettings)
    ]
    for campaign in campaigns:
        rows: list[Campaign | Ask] = [campaign, *asks_of(campaign)]
        found += [
            WordList(f"“{campaign.name}”", field.kind, getattr(row, field.name), False)
            for row in rows
            for field in word_fields(type(row))
        ]
    return found


def asks_of(campaign: Campaign) -> list[Ask]:
    """Return the amounts that a campaign's variants ask for."""
    return [ask for variant in campaign.variants.all() for ask in variant.asks.all()]


def faults() -> list[Publication]:
    """Return the editions whose latest line-up was refused."""
    return list(Publication.objects.exclude(fault="").order_by("edition"))


@lru_cache(maxsize=8)
def nothing_to_ask(edition: str) -> Published:
    """Return the line-up without a campaign, the same in every process."""
    nobody = engine.Holdout(share=0, draw="1")
    nowhere = engine.Silence(sections=frozenset(), topics=frozenset())
    line_up = engine.LineUp(engine.FORMAT, edition, "", Moment(0), nowhere, nobody, ())
    document: dict[str, object] = write(line_up)
    document["version"] = engine.version_of(document)
    return Published(str(document["version"]), json.dumps(document, separators=(",", ":")))


def _version_now(edition: str) -> str | None:
    return (
        Publication.objects.filter(edition=edition)
        .values_list("line_up__version", flat=True)
        .first()
    )


def _read(edition: str, kept: _Kept | None) -> engine.LineUp:
    try:
        latest = _version_now(edition)
        if kept and latest == kept.line_up.version:
            return kept.line_up
        served = published(edition) or nothing_to_ask(edition)
        # As readers' clients do: a newer release may have published words that we do not know.
        return engine.read_line_up(decode(served.document))
    except (Error, engine.LineUpFault):
        # The hot path never reaches the end of a request, where Django drops what is broken.
        connection.close_if_unusable_or_obsolete()
        return kept.line_up if kept else _silence(edition)


def _silence(edition: str) -> engine.LineUp:
    return engine.parse_line_up(decode(nothing_to_ask(edition).document))


@lru_cache(maxsize=64)
def _offers(document: str) -> frozenset[Offer]:
    campaigns = json.loads(document)["campaigns"]
    return frozenset(
        Offer(campaign["id"], variant["id"], campaign["placement"])
        for campaign in campaigns
        for variant in campaign["variants"]
    )
