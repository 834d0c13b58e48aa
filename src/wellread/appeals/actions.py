"""Publishing the line-up, and making campaigns."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from wellread.accounts.models import Reader
from wellread.appeals import placeholders, queries, rules
from wellread.appeals.choices import Switch
from wellread.appeals.documents import (
    Document,
    campaign_documents,
    copy_document,
    instant,
    line_up_document,
    rules_for_all,
)
from wellread.appeals.fields import word_fields
from wellread.appeals.models import (
    Ask,
    Campaign,
    Copy,
    LearnedShares,
    LineUp,
    LineUpSettings,
    Publication,
    SwitchChange,
    Translation,
    Variant,
)
from wellread.appeals.otherwise import OTHER
from wellread.engine.copy import copy_hash, parse_copy
from wellread.engine.line_up import parse_line_up, version_of
from wellread.engine.values import Fault

# What starts within the hour is in the line-up already: browsers start it to the second.
AHEAD = timedelta(hours=1)


class _Made(NamedTuple):
    """What an edition would serve, made outside any transaction: no document keeps the last one."""

    document: Document | None
    copies: dict[str, Document]
    fault: str


class _Seen(NamedTuple):
    """What an edition served when its line-up was begun to be made."""

    line_up: int | None = None
    version: str | None = None
    fault: str = ""


def publish_line_up(edition: str, now: datetime) -> str:
    """Rebuild an edition's line-up whole; return "" or the fault that kept the last good one.

    With many campaigns that takes seconds, in which others write: only what changed is written,
    in a short transaction, and made again first where somebody else published meanwhile.
    """
    while True:
        seen = _seen(edition)
        made = _made(edition, seen, now)
        if _serves(seen, made) or _swap(edition, made, seen, now):
            return made.fault


def _seen(edition: str) -> _Seen:
    names = ("line_up_id", "line_up__version", "fault")
    row = Publication.objects.filter(edition=edition).values_list(*names).first()
    return _Seen(*row) if row else _Seen()


def _made(edition: str, seen: _Seen, now: datetime) -> _Made:
    try:
        document, copies = compose(edition, now)
    except Fault as fault:
        good = LineUp.objects.filter(edition=edition, version=seen.version or "").first()
        return _Made(_without_what_may_not_ask(good, now), {}, str(fault))
    return _Made(document, copies, "")


def _serves(seen: _Seen, made: _Made) -> bool:
    version = made.document["version"] if made.document else None
    return (version, made.fault) == (seen.version, seen.fault)


@transaction.atomic
def _swap(edition: str, made: _Made, seen: _Seen, now: datetime) -> bool:
    """Write down what is new; return False where what was seen is no longer what is served."""
    publication, _ = Publication.objects.select_for_update().get_or_create(edition=edition)
    if (publication.line_up_id, publication.fault) != (seen.line_up, seen.fault):
        return False
    publication.fault, publication.fault_at = made.fault, now if made.fault else None
    if made.document is not None:
        publication.line_up = _keep(edition, made.document, made.copies, now)
    publication.save()
    transaction.on_commit(queries.forget)
    return True


def compose(edition: str, now: datetime) -> tuple[Document, dict[str, Document]]:
    """Return the line-up and its copy documents by hash; raise Fault with the path of a fault."""
    copies: dict[str, Document] = {}
    campaigns = [
        document
        for place, campaign in enumerate(due_campaigns(now))
        for document in _composed(place, campaign, copies)
    ]
    document = line_up_document(edition, campaigns, _settings(), now)
    document["version"] = version_of(document)
    parse_line_up(document)
    return document, copies


def due_campaigns(now: datetime) -> QuerySet[Campaign]:
    """Return the published campaigns that run now or start within the next hour, in order.

    Those whose placement is switched off are left out; all are, when all asking is.
    """
    off = {change.switch for change in queries.switched_off()}
    asking = Campaign.objects.none() if Switch.ALL in off else Campaign.objects.all()
    return (
        asking.filter(live=True)
        .exclude(placement__in=off)
        .filter(Q(starts_at=None) | Q(starts_at__lte=now + AHEAD))
        .filter(Q(ends_at=None) | Q(ends_at__gt=now))
        .order_by("sort_order", "pk")
        .select_related("learned")
        .prefetch_related("variants__asks", "variants__portrait", "variants__translations")
    )


def turn_switch(
    *, switch: str, asks: bool, by: Reader | None, at: datetime, reason: str = ""
) -> SwitchChange:
    """Stop or resume asking, everywhere or in one placement, and publish the line-up at once."""
    change = SwitchChange.objects.create(
        switch=switch, asks=asks, changed_by=by, changed_at=at, reason=reason
    )
    publish_everywhere()
    return change


@transaction.atomic
def learn_shares(*, campaign: int, shares: dict[str, float], at: datetime) -> None:
    """Publish a campaign with these shares from now on; `at` is when they were learned."""
    week = f"{at:%G}w{at:%V}"
    LearnedShares.objects.update_or_create(
        campaign_id=campaign, defaults={"shares": shares, "week": week, "at": at}
    )
    publish_after_commit()


@transaction.atomic
def rename_word(*, kind: str, before: str, after: str) -> None:
    """Have every list that names a section or topic name it as it is called now, drafts too."""
    for model in (Campaign, Ask, LineUpSettings):
        for field in word_fields(model):
            if field.kind == kind:
                _rename_in(model, field.name, before, after)
    for campaign in Campaign.objects.exclude(latest_revision=None).select_related(
        "latest_revision"
    ):
        _rename_in_draft(campaign.latest_revision, kind, before, after)
    publish_after_commit()


def _rename_in(model: type[Model], field: str, before: str, after: str) -> None:
    for row in model._default_manager.filter(**{f"{field}__contains": before}):
        text = rules.renamed(getattr(row, field), before, after)
        model._default_manager.filter(pk=row.pk).update(**{field: text})


def _rename_in_draft(revision: Any, kind: str, before: str, after: str) -> None:
    content = dict(revision.content)
    for field in word_fields(Campaign):
        if field.kind == kind:
            content[field.name] = rules.renamed(content.get(field.name) or "", before, after)
    if content != revision.content:
        revision.content = content
        revision.save(update_fields=["content"])


def publish_after_commit() -> None:
    """Publish every edition's line-up once the transaction is through, whatever changes in it."""
    # One that waits already goes back only together with what is changed now.
    if publish_everywhere not in [waiting[1] for waiting in connection.run_on_commit]:
        transaction.on_commit(publish_everywhere)


def publish_everywhere() -> None:
    """Publish every edition's line-up anew, now."""
    editions = set(Publication.objects.values_list("edition", flat=True)) | {settings.EDITION}
    for edition in sorted(editions):
        publish_line_up(edition, timezone.now())


def check_campaign(campaign: Campaign, now: datetime) -> None:
    """Raise Fault when a campaign, saved or not, could not stand in a line-up."""
    document = line_up_document("check", _composed(0, campaign, {}), LineUpSettings(), now)
    document["version"] = "check"
    parse_line_up(document)


@transaction.atomic
def create_campaign(*, variants: Iterable[dict[str, Any]], **facts: Any) -> Campaign:
    """Make and publish a campaign; raise ValidationError for facts an editor could not save.

    Facts are Campaign's fields, each variant Variant's with `asks`, a list of Ask's.
    """
    campaign = Campaign(live=False, **facts)
    campaign.variants.set(
        [_new_variant(place, **variant) for place, variant in enumerate(variants)]
    )
    campaign.full_clean()
    for variant in campaign.variants.all():
        variant.full_clean(exclude=["campaign"])
        for ask in variant.asks.all():
            ask.full_clean(exclude=["variant"])
    campaign.sort_order = facts.get("sort_order", Campaign.objects.count())
    campaign.save()
    # In the history from the first day, so that it can be compared with and restored.
    campaign.save_revision(log_action="wagtail.create").publish()
    return Campaign.objects.get(pk=campaign.pk)


def _new_variant(
    place: int,
    *,
    asks: Iterable[dict[str, Any]],
    translations: Iterable[dict[str, Any]] = (),
    **facts: Any,
) -> Variant:
    variant = Variant(sort_order=place, **facts)
    variant.translations.set(
        [Translation(sort_order=row, **said) for row, said in enumerate(translations)]
    )
    variant.asks.set([Ask(sort_order=row, **ask) for row, ask in enumerate(asks)])
    return variant


def _composed(place: int, campaign: Campaign, copies: dict[str, Document]) -> list[Document]:
    try:
        hashes = {}
        for row, variant in enumerate(campaign.variants.all()):
            hashes[variant.key] = _composed_copy(row, variant, copies)
        return campaign_documents(campaign, hashes)
    except Fault as fault:
        raise fault.under(f"campaigns[{place}]") from None


def _composed_copy(row: int, variant: Variant, copies: dict[str, Document]) -> str:
    try:
        for text in variant.texts:
            placeholders.require_known(text, variant.campaign)
        document = copy_document(variant)
        parse_copy(document)
    except Fault as fault:
        raise fault.under(f"variants[{row}].copy") from None
    name = copy_hash(document)
    copies[name] = document
    return name


def _without_what_may_not_ask(good: LineUp | None, now: datetime) -> Document | None:
    """Return the last good line-up without what was paused, switched off or silenced since.

    A fault in one campaign keeps nothing else asking that an editor has stopped.
    """
    if good is None:
        return None
    document: Document = json.loads(good.document)
    allowed = set(due_campaigns(now).values_list("key", flat=True))
    kept = [one for one in document["campaigns"] if one["id"].removesuffix(OTHER) in allowed]
    document |= {"campaigns": kept, "published_at": instant(now), **rules_for_all(_settings())}
    document["version"] = version_of(document)
    return document


def _settings() -> LineUpSettings:
    return LineUpSettings.objects.first() or LineUpSettings()


def _keep(edition: str, document: Document, copies: dict[str, Document], now: datetime) -> LineUp:
    Copy.objects.bulk_create(
        (
            Copy(hash=name, document=_written(copy), published_at=now)
            for name, copy in copies.items()
        ),
        ignore_conflicts=True,
    )
    line_up, _ = LineUp.objects.get_or_create(
        edition=edition,
        version=document["version"],
        defaults={"document": _written(document), "published_at": now},
    )
    return line_up


def _written(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
