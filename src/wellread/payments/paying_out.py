"""Payouts: what left for the bank, which of it is ours, and its lines in the ledger.

A payout is of the whole Stripe account. Of what is not ours a sum is kept and nothing else.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice

from django.db import transaction

from wellread.payments import actions, bookkeeping, clock, facts, gateway, ledger, rules
from wellread.payments.models import LedgerEntry, Payment, Payout, PayoutLine
from wellread.payments.money import Money

PAYOUT, CAME_BACK = LedgerEntry.Kind.PAYOUT, LedgerEntry.Kind.PAYOUT_FAILED
# As long as a bank may take to send one back.
STILL_MOVES = timedelta(days=40)


def refresh_payout(*, payout_id: str) -> Payout | None:
    """Write down how a payout stands at Stripe; return None where nothing of it is ours.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    return _refresh(gateway.payout(payout_id))


def follow_payouts() -> None:
    """Write down the payouts of late that no message told of, or that may come back still."""
    until = clock.now() + timedelta(seconds=1)
    known = dict(
        Payout.objects.filter(made_at__gte=until - STILL_MOVES).values_list("stripe_id", "status")
    )
    for told in gateway.payouts(since=until - STILL_MOVES, until=until):
        if known.get(told.id) != told.status:
            _refresh(told)


def lines_of(told: facts.PayoutFacts) -> list[PayoutLine] | None:
    """Ask what of a payout is ours; None while, or because, Stripe does not say what it holds."""
    if not told.is_complete:
        return None
    found: list[PayoutLine] = []
    for page in pages(gateway.paid_out(told.id)):
        rows = _known_payments(page)
        for one in page:
            if one.booked is not None and one.booked.source.payment_intent in rows:
                found.append(_line(rows[one.booked.source.payment_intent], one.booked))
            elif one.returned_payout:
                found += _returned(one)
    return found


def _refresh(told: facts.PayoutFacts) -> Payout | None:
    ours = lines_of(told)
    if ours == [] or (ours is None and not told.is_by_hand):
        # Either nothing of it is ours, or Stripe has not all its movements together yet.
        return Payout.objects.filter(stripe_id=told.id).first()
    return settle_payout(told=told, ours=ours)


@transaction.atomic
def settle_payout(*, told: facts.PayoutFacts, ours: Sequence[PayoutLine] | None) -> Payout:
    """Write down a payout, what it holds of ours, and its lines in the ledger; safe to repeat."""
    described = {
        "status": told.status,
        "amount_minor": told.money.amount_minor,
        "currency": told.money.currency,
        "made_at": told.made_at,
        "arrives_at": told.arrives_at,
        "reference": told.reference,
        "descriptor": told.descriptor,
        "is_by_hand": told.is_by_hand,
    }
    Payout.objects.get_or_create(stripe_id=told.id, defaults=described)
    payout = Payout.objects.select_for_update().get(stripe_id=told.id)
    for name, value in described.items():
        setattr(payout, name, value)
    if ours is not None:
        _write_lines(payout, ours)
        payout.ours_minor = sum(line.net_minor for line in ours)
        payout.others_minor = payout.amount_minor - payout.ours_minor
        payout.known_at = payout.known_at or clock.now()
    payout.save()
    if ours is not None:
        _book(payout, told)
    return payout


def expected(payout: Payout, told: facts.PayoutFacts) -> list[bookkeeping.ExpectedEntry]:
    """Return what the ledger must say of a payout: our share of it, and no more."""
    ours = Money(payout.ours_minor, payout.currency)
    left = Money(-ours.amount_minor, ours.currency)
    found = []
    if told.left is not None:
        entry = (told.id, left, told.left.moved_at, told.left.id)
        found.append(bookkeeping.ExpectedEntry(PAYOUT, *entry))
    if told.came_back is not None:
        back = (told.id, ours, told.came_back.moved_at, told.came_back.id)
        found.append(bookkeeping.ExpectedEntry(CAME_BACK, *back))
    return found


def _book(payout: Payout, told: facts.PayoutFacts) -> None:
    """Bring the ledger to what left and came back: by lines that are added."""
    for entry in expected(payout, told):
        lines = list(LedgerEntry.objects.filter(kind=entry.kind, source_id=entry.source_id))
        have = ledger.standing(lines).get((entry.kind, entry.source_id), {})
        want = ledger.wanted(entry)
        number = len(lines)
        for place in sorted(have.keys() | want.keys()):
            if missing := want.get(place, 0) - have.get(place, 0):
                currency, occurred_at = place
                LedgerEntry.objects.create(
                    payout=payout,
                    kind=entry.kind,
                    source_id=entry.source_id,
                    amount_minor=missing,
                    currency=currency,
                    occurred_at=occurred_at,
                    correction=number,
                )
                number += 1


def _write_lines(payout: Payout, lines: Sequence[PayoutLine]) -> None:
    known = set(payout.lines.values_list("movement_id", flat=True))
    for line in lines:
        line.payout = payout
    # Stripe tells the latest first.
    new = [line for line in reversed(lines) if line.movement_id not in known]
    PayoutLine.objects.bulk_create(new)


def _known_payments(page: Sequence[facts.PaidOut]) -> dict[str, Payment]:
    """Return our payments among these; one that bears our mark and has no row is asked for."""
    sources = [one.booked.source for one in page if one.booked is not None]
    intents = {source.payment_intent for source in sources} - {""}
    rows = Payment.objects.filter(stripe_id__in=intents, status__in=rules.RECEIVED)
    found = {row.stripe_id: row for row in rows}
    for source in sources:
        if not isinstance(source, facts.ChargeFacts) or source.payment_intent in found:
            continue
        if source.checkout_id and actions.checkout_by_id(source.checkout_id) is not None:
            told = actions.refresh_payment(payment_intent=source.payment_intent)
            if told is not None:
                found[told.stripe_id] = told
    return found


def _line(payment: Payment, booked: facts.BookedMovement) -> PayoutLine:
    movement = booked.movement
    entries = bookkeeping.entries_of(booked)
    # Beside what moved stands its fee, which is told in the currency of our balance.
    entry = next((one for one in entries if one.kind != LedgerEntry.Kind.FEE), entries[0])
    is_fee = entry.kind == LedgerEntry.Kind.FEE
    return PayoutLine(
        payment=payment,
        movement_id=movement.id,
        kind=entry.kind[:13],
        source_id=entry.source_id,
        moved_at=movement.moved_at,
        amount_minor=movement.money.amount_minor if is_fee else entry.money.amount_minor,
        currency=entry.money.currency,
        settled_minor=movement.money.amount_minor,
        fee_minor=movement.fee.amount_minor,
    )


def _returned(one: facts.PaidOut) -> list[PayoutLine]:
    """Return our share of a payout that had come back and goes with this one."""
    before = Payout.objects.filter(stripe_id=one.returned_payout).first()
    if before is None or not before.ours_minor:
        return []
    return [
        PayoutLine(
            movement_id=one.movement.id,
            kind=CAME_BACK,
            source_id=before.stripe_id,
            moved_at=one.movement.moved_at,
            amount_minor=before.ours_minor,
            currency=before.currency,
            settled_minor=before.ours_minor,
            fee_minor=0,
        )
    ]


def pages(lines: Iterable[facts.PaidOut]) -> Iterator[list[facts.PaidOut]]:
    """Hand out lines a page at a time, so that no more of them are held."""
    walk = iter(lines)
    while page := list(islice(walk, gateway.PAGE_SIZE)):
        yield page
