"""Comparing payouts with Stripe's: the bank's line, what of it is ours, and the ledger."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime

from wellread.payments import facts, gateway, ledger, paying_out, rules
from wellread.payments.differences import MOMENT, Difference, describe_standing
from wellread.payments.models import LedgerEntry, Payment, Payout
from wellread.payments.money import Money

PAYOUT = "payout"
KnownCheckouts = Callable[[Iterable[str]], Collection[str]]


def compared(
    *, since: datetime, until: datetime, missing: Collection[str], known: KnownCheckouts
) -> Iterator[Difference]:
    """Find payouts that differ; what is `missing` is ours though we have no row of it yet."""
    told_of: set[str] = set()
    for told in gateway.payouts(since=since, until=until):
        told_of.add(told.id)
        row = Payout.objects.filter(stripe_id=told.id).first()
        yield from _of_payout(row, told, missing, known)
    rows = Payout.objects.filter(made_at__gte=since, made_at__lt=until)
    for row in rows.exclude(stripe_id__in=told_of).order_by("pk"):
        yield Difference(PAYOUT, row.stripe_id, _describe_row(row), "")


def _of_payout(
    row: Payout | None, told: facts.PayoutFacts, missing: Collection[str], known: KnownCheckouts
) -> Iterator[Difference]:
    # What is all ours stays so; what others have a part in may have become ours since.
    asks = told.is_complete and (row is None or row.known_at is None or row.others_minor != 0)
    ours_minor = _ours(told, missing, known) if asks else row.ours_minor if row else None
    if row is None and not told.is_by_hand and not ours_minor:
        return
    here = _describe_row(row) if row else ""
    there = _describe(told, ours_minor if told.is_complete else None)
    if here != there:
        yield Difference(PAYOUT, told.id, here, there, mends_by=told.id)
    elif row is not None and row.known_at is not None:
        yield from _of_ledger(row, told)


def _of_ledger(row: Payout, told: facts.PayoutFacts) -> Iterator[Difference]:
    lines = LedgerEntry.objects.filter(payout=row)
    have = ledger.standing(lines)
    want = {
        (entry.kind, entry.source_id): ledger.wanted(entry)
        for entry in paying_out.expected(row, told)
        if entry.money.amount_minor
    }
    for movement in sorted({name for name, places in have.items() if places} | want.keys()):
        stands, wants = have.get(movement, {}), want.get(movement, {})
        if stands != wants:
            said = describe_standing(stands), describe_standing(wants) or "no such movement"
            yield Difference(*movement, *said, mends_by=told.id)
    held = sum(line.net_minor for line in row.lines.all())
    if held != row.ours_minor:
        here, there = (str(Money(minor, row.currency)) for minor in (held, row.ours_minor))
        yield Difference("payout lines", row.stripe_id, here, there, mends_by=told.id)


def _ours(told: facts.PayoutFacts, missing: Collection[str], known: KnownCheckouts) -> int:
    """Return what of a payout is ours, in minor units, by what is marked or known as ours."""
    found = 0
    for page in paying_out.pages(gateway.paid_out(told.id)):
        sources = [one.booked.source for one in page if one.booked is not None]
        intents = {source.payment_intent for source in sources} - {""}
        rows = Payment.objects.filter(stripe_id__in=intents, status__in=rules.RECEIVED)
        ours = {*rows.values_list("stripe_id", flat=True), *intents.intersection(missing)}
        marks = known(one.checkout_id for one in sources if isinstance(one, facts.ChargeFacts))
        for one in page:
            source = one.booked.source if one.booked is not None else None
            is_marked = isinstance(source, facts.ChargeFacts) and source.checkout_id in marks
            if is_marked or (source is not None and source.payment_intent in ours):
                found += one.movement.money.amount_minor - one.movement.fee.amount_minor
            elif one.returned_payout:
                before = Payout.objects.filter(stripe_id=one.returned_payout).first()
                found += before.ours_minor if before is not None else 0
    return found


def _describe_row(row: Payout) -> str:
    ours = f"{row.ours} ours" if row.known_at else "parts not known"
    return f"{row.money} on {row.made_at:{MOMENT}}, {row.status}, {ours}"


def _describe(told: facts.PayoutFacts, ours_minor: int | None) -> str:
    ours = "parts not known"
    if ours_minor is not None:
        ours = f"{Money(ours_minor, told.money.currency)} ours"
    return f"{told.money} on {told.made_at:{MOMENT}}, {told.status}, {ours}"
