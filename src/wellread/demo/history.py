"""A year of readers before today, so that the desk opens on more than zeros.

Made from one seed through the rows that the product writes: memberships that began, stayed, lapsed
and came back, their payments and the ledger's lines, gifts, the pot, what was asked on which story
and what came of it. The sandbox knows none of it: `wellread demo --history` is for looking, and
`wellread reconcile` leaves it out.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings

from wellread.demo import given_history
from wellread.demo.amounts import in_own_currency
from wellread.demo.asked_history import DAYS, READ_AT, Won, make_past_campaign, write_asking
from wellread.mail.models import Email
from wellread.membership import win_back
from wellread.membership.models import FailedRenewal, Grant, Membership, Plan, WinBack
from wellread.payments.models import Checkout, LedgerEntry, Payment, Subscription

SEED = 1871
# In each id that would be Stripe's.
MARK = "_history_"
# Joined in a week at first, and how many more each year.
JOINED_A_WEEK, MORE_A_YEAR = 4.5, 0.6
YEARLY = 0.35
AMOUNTS = {"month": (600, 600, 1000, 1000, 2000), "year": (6000, 6000, 10_000, 20_000)}
# After a charge that failed: what is not paid by then has ended.
GRACE = timedelta(days=15)
PERIOD = {"month": timedelta(days=30), "year": timedelta(days=365)}
# Of those who pay by the month, so many leave at each renewal: the first ones oftenest.
LEAVE = (0.11, 0.08, 0.06, 0.05, 0.045, 0.04, 0.03)
LEAVE_A_YEAR, COME_BACK, PAY_MORE = 0.28, 0.15, 0.015
# Some who stay after failing leave for another reason within the sixty days that are counted.
FAIL, STAY_AFTER_FAILING, GIVEN_BACK = 0.05, 0.7, 0.015
# So long the pot has been offered.
POT_DAYS = timedelta(days=240)
ROWS_AT_ONCE = 500


@dataclass
class Life:
    """One membership as it went."""

    number: int
    reader: int
    interval: str
    amount: int
    began: datetime
    charges: list[tuple[datetime, int]] = field(default_factory=list)
    ended: datetime | None = None
    failed: list[tuple[datetime, bool]] = field(default_factory=list)
    given_back: bool = False

    @property
    def paid_until(self) -> datetime:
        """The end of what was paid."""
        return self.charges[-1][0] + PERIOD[self.interval]


def make_history(now: datetime) -> None:
    """Write the year before a moment; it differs from another moment's by the dates alone."""
    chance = random.Random(SEED)  # noqa: S311 (nothing is secret here)
    plan = Plan.objects.get(is_offered=True)
    lives = list(_lives(chance, now))
    checkouts = _write_money(lives, plan, now)
    given_history.fill_pot_from(chance, _paid_since(now - POT_DAYS))
    given_history.write_pauses(now)
    given_history.note_days(now)
    given_history.write_gifts(chance, SEED, now, plan)
    make_past_campaign(now)
    gave = given_history.write_contributions(chance, SEED, now)
    joined = [
        Won(checkouts[life.number], 0 if _is_given_back(life, 0) else life.amount) for life in lives
    ]
    write_asking(chance, joined, gave, now)


def is_made_up(*ids: str) -> bool:
    """Tell whether one of these ids, or what an id names, is of this history."""
    return any(MARK in one for one in ids)


def _paid_since(moment: datetime) -> list[Payment]:
    paid = Payment.objects.filter(status="succeeded", paid_at__gte=moment)
    return list(paid.order_by("paid_at", "pk"))


def _lives(chance: random.Random, now: datetime) -> Iterator[Life]:
    began = (now - timedelta(days=DAYS)).replace(minute=0, second=0, microsecond=0)
    number = reader = 0
    waiting: list[tuple[datetime, int]] = []
    for day in range(DAYS):
        moment = began + timedelta(days=day)
        expected = JOINED_A_WEEK / 7 * (1 + MORE_A_YEAR * day / 365)
        joined = sum(chance.random() < expected / 4 for _ in range(4))
        readers = [(moment, reader + one) for one in range(joined)]
        reader += joined
        readers += [one for one in waiting if one[0] <= moment]
        waiting = [one for one in waiting if one[0] > moment]
        for _, who in readers:
            at = moment + timedelta(hours=chance.choice(READ_AT), minutes=chance.randrange(60))
            if at >= now:
                continue
            life = _life(chance, Life(number, who, *_choice(chance), at), now)
            number += 1
            if life.ended and chance.random() < COME_BACK:
                waiting.append((life.ended + timedelta(days=chance.randrange(20, 120)), who))
            yield life


def _choice(chance: random.Random) -> tuple[str, int]:
    interval = "year" if chance.random() < YEARLY else "month"
    return interval, in_own_currency(chance.choice(AMOUNTS[interval])).amount_minor


def _life(chance: random.Random, life: Life, now: datetime) -> Life:
    at, amount = life.began, life.amount
    while at < now and life.ended is None:
        life.charges.append((at, amount))
        at += PERIOD[life.interval]
        if chance.random() < PAY_MORE:
            amount = amount * 3 // 2
        leaves = (
            LEAVE_A_YEAR
            if life.interval == "year"
            else LEAVE[min(len(life.charges), len(LEAVE)) - 1]
        )
        if at >= now:
            break
        if chance.random() < FAIL and at < now - GRACE:
            stays = chance.random() < STAY_AFTER_FAILING
            life.failed.append((at, stays))
            leaves = 0.0 if stays else 1.0
        if chance.random() < leaves:
            life.ended = at
    life.given_back = life.ended is not None and chance.random() < GIVEN_BACK * 4
    return life


def _write_money(lives: list[Life], plan: Plan, now: datetime) -> list[Checkout]:
    currency = str(settings.CURRENCY)
    checkouts = [
        Checkout(
            id=UUID(int=SEED << 64 | life.number),
            email=f"reader-{life.reader}@readers.example",
            kind=Checkout.Kind.SUBSCRIPTION,
            interval=life.interval,
            amount_minor=life.amount,
            currency=currency,
            state=Checkout.State.PAID,
            stripe_session_id=f"cs_history_{life.number}",
            product_name=plan.name,
            metadata={"plan": plan.pk},
            created_at=life.began,
        )
        for life in lives
    ]
    _make(Checkout, checkouts)
    _make(
        Subscription,
        (
            Subscription(
                stripe_id=f"sub_history_{life.number}",
                checkout=checkouts[life.number],
                status="canceled" if life.ended else "active",
                current_period_ends_at=life.paid_until,
                started_at=life.began,
                ended_at=life.ended,
                amount_minor=life.charges[-1][1],
                currency=currency,
                interval=life.interval,
            )
            for life in lives
        ),
    )
    subscriptions = dict(Subscription.objects.values_list("checkout_id", "pk"))
    numbers = {one.pk: subscriptions[one.pk] for one in checkouts}
    _make(
        Membership,
        (
            Membership(
                plan=plan,
                checkout=checkouts[life.number],
                subscription_id=numbers[checkouts[life.number].pk],
                status=Membership.Status.ENDED if life.ended else Membership.Status.ACTIVE,
                started_at=life.began,
                paid_until=life.paid_until,
                # Who was due was written to in their time: the mailbox is for whoever tries it.
                reminded_at=None if life.ended else now,
            )
            for life in lives
        ),
    )
    _make(Grant, (_grant(life, checkouts, place, plan) for life, place in _charged(lives)))
    _make(
        Payment,
        (
            Payment(
                stripe_id=f"pi_history_{life.number}_{place}",
                checkout=checkouts[life.number],
                subscription_id=numbers[checkouts[life.number].pk],
                invoice_id=f"in_history_{life.number}_{place}",
                charge_id=f"ch_history_{life.number}_{place}",
                status="refunded" if _is_given_back(life, place) else "succeeded",
                amount_minor=life.charges[place][1],
                refunded_minor=life.charges[place][1] if _is_given_back(life, place) else 0,
                currency=currency,
                paid_at=life.charges[place][0],
            )
            for life, place in _charged(lives)
        ),
    )
    payments = dict(Payment.objects.values_list("stripe_id", "pk"))
    _make(LedgerEntry, (line for life in lives for line in _lines(life, payments, currency)))
    memberships = dict(Membership.objects.values_list("checkout_id", "pk"))
    _make(
        FailedRenewal,
        (_failed(life, one, memberships, checkouts) for life in lives for one in life.failed),
    )
    written = [
        (life, letter, life.ended + timedelta(days=letter.after_days))
        for life in lives
        for letter in win_back.LETTERS
        if life.ended and life.ended + timedelta(days=letter.after_days) <= now
    ]
    _make(
        WinBack,
        (
            WinBack(
                membership_id=memberships[checkouts[life.number].pk],
                after_days=letter.after_days,
                written_at=at,
            )
            for life, letter, at in written
        ),
    )
    _make(
        Email,
        (
            Email(
                recipient=checkouts[life.number].email,
                name=letter.email,
                language=settings.LANGUAGE_CODE,
                about=f"{memberships[checkouts[life.number].pk]}:{letter.after_days}",
                belongs_to=str(checkouts[life.number].pk),
                state=Email.State.SENT,
                queued_at=at,
                sent_at=at,
            )
            for life, letter, at in written
        ),
    )
    return checkouts


def _charged(lives: Iterable[Life]) -> Iterator[tuple[Life, int]]:
    for life in lives:
        for place in range(len(life.charges)):
            yield life, place


def _is_given_back(life: Life, place: int) -> bool:
    return life.given_back and place == len(life.charges) - 1


def _grant(life: Life, checkouts: list[Checkout], place: int, plan: Plan) -> Grant:
    at, _ = life.charges[place]
    return Grant(
        checkout=checkouts[life.number],
        reason=Grant.Reason.MEMBERSHIP,
        entitlements=plan.entitlements,
        starts_at=at,
        ends_at=at + PERIOD[life.interval],
        withdrawn_at=at + timedelta(days=3) if _is_given_back(life, place) else None,
        source=f"invoice:in_history_{life.number}_{place}",
    )


def _lines(life: Life, payments: dict[str, int], currency: str) -> Iterator[LedgerEntry]:
    for place, (at, amount) in enumerate(life.charges):
        name = f"history_{life.number}_{place}"
        booked = [
            ("payment", f"ch_{name}", amount, at),
            ("fee", f"ch_{name}", -((amount * 29 + 500) // 1000 + 30), at),
        ]
        if _is_given_back(life, place):
            booked.append(("refund", f"re_{name}", -amount, at + timedelta(days=3)))
        for kind, source, amount_minor, occurred_at in booked:
            yield LedgerEntry(
                payment_id=payments[f"pi_{name}"],
                kind=kind,
                source_id=source,
                amount_minor=amount_minor,
                currency=currency,
                occurred_at=occurred_at,
            )


def _failed(
    life: Life,
    one: tuple[datetime, bool],
    memberships: dict[UUID, int],
    checkouts: list[Checkout],
) -> FailedRenewal:
    at, stays = one
    return FailedRenewal(
        membership_id=memberships[checkouts[life.number].pk],
        invoice_id=f"in_history_{life.number}_failed_{at:%Y%m%d}",
        failed_at=at,
        decline_code="insufficient_funds",
        told_at=at,
        ended_at=at + (timedelta(days=3) if stays else GRACE),
        end=FailedRenewal.End.PAID if stays else FailedRenewal.End.ENDED,
    )


def _make(kind: Any, rows: Iterable[Any]) -> None:
    walk = iter(rows)
    while some := list(islice(walk, ROWS_AT_ONCE)):
        kind.objects.bulk_create(some)
