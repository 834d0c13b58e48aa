"""Writing down what happened."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from wellread.insights.models import (
    DECIDED,
    OF_NO_VARIANT,
    PLACE,
    ArticleViewTotal,
    Conversion,
    DecisionTotal,
    DeviceEvent,
    DroppedEvents,
    DropReason,
    EventTotal,
    HourTotal,
    Kind,
    ReadFile,
)
from wellread.insights.rules import BeaconContents, Decided, Heard, ReadStory
from wellread.insights.totals import add
from wellread.payments.models import Checkout, LedgerEntry

FORGOTTEN_AT_ONCE = 2_000

LONGEST = {one.name: one.max_length or 0 for one in Conversion._meta.fields if one.name in PLACE}

NOTHING = BeaconContents([], [], [])

Offered = tuple[str, str, str]
Lookup = Callable[[str], "frozenset[Offered] | None"]


class Read(NamedTuple):
    """From where to where a file of messages was read."""

    name: str
    begin: int
    end: int


class ReadMeanwhile(Exception):
    """Somebody else counted what was read: none of it is to be counted again."""


def read_until(name: str) -> int:
    """Return how far a file of messages was counted."""
    found = ReadFile.objects.filter(name=name).values_list("read_bytes", flat=True).first()
    return found or 0


def forget_file(name: str) -> None:
    """Forget a file that is gone."""
    ReadFile.objects.filter(name=name).delete()


def keep(
    heard: BeaconContents,
    dropped: Counter[str],
    *,
    offered: Lookup,
    now: datetime,
    read: Read | None = None,
) -> None:
    """Write one batch: what is told of published campaigns, its totals, what was dropped.

    Where they were read from a file, also how far: both or neither. Raises ReadMeanwhile.
    """
    try:
        _keep(heard, dropped, offered, now, read)
    except IntegrityError:
        # Another process wrote one of them in this moment; now it is there to be seen.
        _keep(heard, dropped, offered, now, read)


@transaction.atomic
def _keep(
    heard: BeaconContents,
    dropped: Counter[str],
    offered: Lookup,
    now: datetime,
    read: Read | None,
) -> None:
    if read is not None:
        _go_on(read)
    versions = {one.version for one in heard.events} | {one.version for one in heard.decisions}
    offers = {version: offered(version) or frozenset() for version in versions}
    known = [event for event in heard.events if _was_offered(event, offers[event.version])]
    decided = [
        one
        for one in heard.decisions
        if any(one.campaign == campaign for campaign, _, _ in offers[one.version])
    ]
    new = _not_told_before(known)
    dropped = dropped + Counter(
        {
            DropReason.UNKNOWN.value: len(heard.events)
            + len(heard.decisions)
            - len(known)
            - len(decided),
            DropReason.REPEATED.value: len(known) - len(new),
        }
    )
    DeviceEvent.objects.bulk_create(DeviceEvent(**event._asdict()) for event in new)
    _add_up(new)
    _add_up_decisions(decided)
    _add_up_reading(heard.read)
    add(DroppedEvents, ("day", "reason"), {(now.date(), one): n for one, n in dropped.items()})


def record_join_started(checkout: Checkout) -> None:
    """Count that somebody began to pay, without a row that could be led back to them."""
    told = _source(checkout.attribution)
    if not told["campaign"]:
        return
    kind, at = Kind.JOIN_STARTED.value, checkout.created_at
    _add_up([Heard(**told, kind=kind, at=at, one_in=1, event_id=None)])


def record_conversion(checkout: Checkout, *, at: datetime) -> None:
    """Count a checkout's first money, once, inside the transaction that wrote the money."""
    amount_minor = checkout.first_charge.amount_minor
    Conversion.objects.get_or_create(
        checkout_id=checkout.pk,
        defaults={
            **_source(checkout.attribution),
            "letter": _letter(checkout.attribution),
            "amount_minor": amount_minor,
            "kept_minor": amount_minor,
            "currency": checkout.currency,
            "interval": checkout.interval,
            "at": at,
            "day": at.astimezone(UTC).date(),
        },
    )


def follow_the_money(checkout: Checkout) -> None:
    """Have a conversion say what the ledger still has of its first money, fees apart."""
    first = checkout.payments.filter(paid_at__isnull=False).order_by("paid_at", "pk").first()
    if first is None:
        return
    moved = LedgerEntry.objects.filter(payment=first).exclude(kind=LedgerEntry.Kind.FEE)
    kept_minor = moved.aggregate(sum=Sum("amount_minor"))["sum"]
    if kept_minor is not None:
        Conversion.objects.filter(checkout_id=checkout.pk).update(kept_minor=kept_minor)


@transaction.atomic
def prune(today: date, *, after_days: int) -> int:
    """Forget single events after so many days, their totals stay; return how many went.

    In steps, each on its own: devices go on reporting in between.
    """
    oldest = datetime.combine(today, datetime.min.time(), UTC) - timedelta(days=after_days)
    old, gone = DeviceEvent.objects.filter(at__lt=oldest).order_by().values_list("pk", flat=True), 0
    while some := list(old[:FORGOTTEN_AT_ONCE]):
        gone += DeviceEvent.objects.filter(pk__in=some).delete()[0]
    return gone


def _go_on(read: Read) -> None:
    if not read.begin:
        ReadFile.objects.get_or_create(name=read.name)
    rows = ReadFile.objects.filter(name=read.name, read_bytes=read.begin)
    if not rows.update(read_bytes=read.end, at=timezone.now()):
        raise ReadMeanwhile(read.name)


def _not_told_before(heard: Iterable[Heard]) -> list[Heard]:
    """Return the first of each id that no row has; those without an id are all new."""
    firsts: dict[object, Heard] = {}
    for place, event in enumerate(heard):
        firsts.setdefault(event.event_id or place, event)
    ids = [one for one in firsts if isinstance(one, str)]
    told = DeviceEvent.objects.filter(event_id__in=ids).values_list("event_id", flat=True)
    for one in told if ids else ():
        del firsts[one]
    return list(firsts.values())


def _add_up(heard: Sequence[Heard]) -> None:
    by_day: Counter[tuple[object, ...]] = Counter()
    by_hour: Counter[tuple[object, ...]] = Counter()
    for event in heard:
        place = tuple(getattr(event, name) for name in PLACE)
        by_day[event.at.date(), event.campaign, event.variant, event.kind] += event.one_in
        by_hour[event.hour, event.kind, *place] += event.one_in
    add(EventTotal, ("day", "campaign", "variant", "kind"), by_day)
    add(HourTotal, ("hour", "kind", *PLACE), by_hour)


def _add_up_decisions(decided: Iterable[Decided]) -> None:
    numbers: Counter[tuple[object, ...]] = Counter()
    for one in decided:
        numbers[tuple(getattr(one, name) for name in DECIDED)] += one.one_in
    add(DecisionTotal, DECIDED, numbers)


def _add_up_reading(read: Iterable[ReadStory]) -> None:
    numbers: Counter[tuple[object, ...]] = Counter()
    for one in read:
        numbers[one.hour, one.story] += one.one_in
    add(ArticleViewTotal, ("hour", "story"), numbers)


def _was_offered(event: Heard, offers: frozenset[Offered]) -> bool:
    if event.kind in OF_NO_VARIANT:
        return any((event.campaign, event.placement) == (offer[0], offer[2]) for offer in offers)
    return (event.campaign, event.variant, event.placement) in offers


def _source(attribution: Any) -> dict[str, str]:
    """Return where a reader came from; a link may have been edited by hand."""
    return {key: _short(_facts(attribution).get(key), LONGEST[key]) for key in PLACE}


def _letter(attribution: Any) -> str:
    longest: int = Conversion._meta.get_field("letter").max_length  # type: ignore[assignment]
    return _short(_facts(attribution).get("letter"), longest)


def _facts(attribution: Any) -> dict[str, Any]:
    return attribution if isinstance(attribution, dict) else {}


def _short(value: Any, longest: int) -> str:
    return value if isinstance(value, str) and len(value) <= longest else ""
