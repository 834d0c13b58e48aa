"""What the ledger must say: one entry for each movement of money, dated when it moved.

A movement that Stripe has not made yet has no entry: its date would be a guess.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from wellread.payments import facts, rules
from wellread.payments.money import Money

# Of a movement that we have no kind for: named by comparing, booked by nobody.
UNKNOWN = "unknown"


class ExpectedEntry(NamedTuple):
    """What one line of the ledger says, from our side: received is positive."""

    kind: str
    source_id: str
    money: Money
    moved_at: datetime
    movement_id: str


def entries(
    payment: facts.PaymentFacts,
    refunds: Iterable[facts.RefundFacts] = (),
    disputes: Iterable[facts.DisputeFacts] = (),
) -> Iterator[ExpectedEntry]:
    """Return what the ledger must say of a payment that was received, and of what followed."""
    if payment.movement is not None and payment.paid_at is not None:
        received = Money(payment.amount_minor, payment.currency)
        yield from _of_charge(payment.charge or payment.id, received, payment.movement)
    for refund in refunds:
        yield from _of_refund(refund)
    for dispute in disputes:
        yield from _of_dispute(dispute)


def entries_of(booked: facts.BookedMovement) -> tuple[ExpectedEntry, ...]:
    """Return what the ledger must say of one line of Stripe's own balance."""
    movement, source = booked.movement, booked.source
    found: Iterable[ExpectedEntry] = ()
    if isinstance(source, facts.ChargeFacts) and movement.money.amount_minor > 0:
        found = _of_charge(source.id, source.received, movement)
    elif isinstance(source, facts.RefundFacts):
        comes_back = movement.money.amount_minor > 0
        found = _of_refund(
            source._replace(
                left=None if comes_back else movement, came_back=movement if comes_back else None
            )
        )
    elif isinstance(source, facts.DisputeFacts):
        found = _of_dispute(source)
    known = tuple(entry for entry in found if entry.movement_id == movement.id)
    # One that we have no word for is no reason to say nothing of it.
    return known or (
        ExpectedEntry(UNKNOWN, source.id, movement.money, movement.moved_at, movement.id),
    )


def _of_charge(
    source_id: str, received: Money, movement: facts.Movement
) -> Iterator[ExpectedEntry]:
    yield ExpectedEntry("payment", source_id, received, movement.moved_at, movement.id)
    yield from _fee(movement, source_id)


def _of_refund(told: facts.RefundFacts) -> Iterator[ExpectedEntry]:
    # A refund that came back moved money twice, though we may hear of it only afterwards.
    if told.left is not None:
        given_back = Money(-told.amount_minor, told.currency)
        yield ExpectedEntry("refund", told.id, given_back, told.left.moved_at, told.left.id)
        yield from _fee(told.left, told.left.id)
    if told.came_back is not None and told.status in rules.REFUND_CAME_BACK:
        back = Money(told.amount_minor, told.currency)
        yield ExpectedEntry(
            "refund_failed", told.id, back, told.came_back.moved_at, told.came_back.id
        )
        yield from _fee(told.came_back, told.came_back.id)


def _of_dispute(told: facts.DisputeFacts) -> Iterator[ExpectedEntry]:
    seen: set[str] = set()
    for movement in told.movements:
        if movement.money.amount_minor:
            sign = 1 if movement.money.amount_minor > 0 else -1
            kind = "dispute_won" if sign > 0 else "dispute"
            # A bank may take the money a second time after it was won.
            source_id = movement.id if kind in seen else told.id
            seen.add(kind)
            moved = Money(sign * told.amount_minor, told.currency)
            yield ExpectedEntry(kind, source_id, moved, movement.moved_at, movement.id)
        yield from _fee(movement, movement.id)


def _fee(movement: facts.Movement, source_id: str) -> Iterator[ExpectedEntry]:
    fee_minor, currency = movement.fee
    if fee_minor:
        fee = Money(-fee_minor, currency)
        yield ExpectedEntry("fee", source_id, fee, movement.moved_at, movement.id)
