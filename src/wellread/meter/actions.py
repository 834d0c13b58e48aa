"""Sharing one count among a reader's devices: beginning, adding, forgetting, ending."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from wellread.accounts.models import Reader
from wellread.meter import rules
from wellread.meter.models import SharedCount


def begin(*, reader: Reader, at: datetime) -> None:
    """Keep one count for all devices of a reader, from nothing; doing it twice changes nothing."""
    SharedCount.objects.get_or_create(reader=reader, defaults={"since": at})


def end(*, reader: Reader) -> None:
    """Erase what a reader's devices shared; each forgets it when it next asks for a page."""
    SharedCount.objects.filter(reader=reader).delete()


@transaction.atomic
def add(*, number: UUID, new: rules.Kept, at: datetime) -> None:
    """Add what one device knows; nothing where sharing has ended meanwhile."""
    row = SharedCount.objects.select_for_update().filter(pk=number).first()
    if row is None:
        return
    stored = rules.shared_json(rules.united(row.kept, new, int(at.timestamp())))
    if stored != row.stored:
        SharedCount.objects.filter(pk=number).update(stored=stored)


def forget_old_views(*, days: int, at: datetime) -> None:
    """Forget views that no campaign counts any more, of who reads no more, too."""
    for number in list(SharedCount.objects.values_list("pk", flat=True)):
        _forget_old_views(number, days=days, at=at)


@transaction.atomic
def _forget_old_views(number: UUID, *, days: int, at: datetime) -> None:
    row = SharedCount.objects.select_for_update().filter(pk=number).first()
    if row is None:
        return
    now = int(at.timestamp())
    # United with nothing, appeals that were met a year ago are forgotten, too.
    left = rules.without_old_views(rules.united(row.kept, rules.NOTHING, now), now, days=days)
    stored = rules.shared_json(left)
    if row.stored and stored != row.stored:
        SharedCount.objects.filter(pk=number).update(stored=stored)
