"""Money given once, gifts of months, the pot and pauses of the demo's past year."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings

from wellread.demo.amounts import in_own_currency
from wellread.demo.asked_history import PAST_DAYS, PAST_GIFTS, READ_AT, Won, past_ended_at
from wellread.desk.models import Annotation
from wellread.membership.models import (
    GiftMembership,
    Membership,
    Pause,
    Plan,
    SolidarityEntry,
    SolidarityPot,
)
from wellread.payments.models import Checkout, LedgerEntry, Payment

ONCE = (500, 1000, 1000, 2500, 5000)
GIFTS, GIFT_MONTHS, A_YEARS_GIFT = 14, 12, 6000
PAUSED = 6
# What one in eight members put into the pot above the price, each month.
PUT_IN, PUTTING_IN = 200, 0.12


def write_contributions(chance: random.Random, seed: int, now: datetime) -> dict[str, list[Won]]:
    """Write what was given once to the campaign that is over, by its variants."""
    ended_at, number = past_ended_at(now), 0
    gave: dict[str, list[Won]] = {}
    for variant, gifts in PAST_GIFTS.items():
        checkouts = []
        for _ in range(gifts):
            ago = timedelta(days=chance.randrange(1, PAST_DAYS))
            at = ended_at - ago + timedelta(hours=chance.choice(READ_AT), minutes=30)
            checkouts.append(_checkout(seed + 1, number, at, chance.choice(ONCE), "once"))
            number += 1
        _write_paid(checkouts)
        gave[variant] = [Won(one, one.amount_minor) for one in checkouts]
    return gave


def write_gifts(chance: random.Random, seed: int, now: datetime, plan: Plan) -> None:
    """Write gifts of a year: taken, on their way, and not taken yet."""
    checkouts = [
        _checkout(
            seed + 2, number, now - timedelta(days=chance.randrange(3, 300)), A_YEARS_GIFT, "gift"
        )
        for number in range(GIFTS)
    ]
    _write_paid(checkouts)
    GiftMembership.objects.bulk_create(
        GiftMembership(
            checkout=one,
            plan=plan,
            months=GIFT_MONTHS,
            giver_name="A reader",
            send_at=one.created_at,
            paid_at=one.created_at,
            sent_at=one.created_at,
            reminded_at=one.created_at,
            redeemed_at=one.created_at + timedelta(days=2) if number % 4 else None,
        )
        for number, one in enumerate(checkouts)
    )


def fill_pot_from(chance: random.Random, payments: Sequence[Payment]) -> None:
    """Have some of those payments put a part into the pot, once it is offered."""
    pot = SolidarityPot.objects.filter(currency=settings.CURRENCY).first()
    if pot is None:
        return
    part = in_own_currency(PUT_IN).amount_minor
    entries = [
        SolidarityEntry(
            pot=pot,
            kind=SolidarityEntry.Kind.PAID_IN,
            amount_minor=part,
            source=f"payment:{one.pk}:0",
            payment=one,
            occurred_at=one.paid_at,
        )
        for one in payments
        if one.paid_at and one.amount_minor > 3 * part and chance.random() < PUTTING_IN
    ]
    SolidarityEntry.objects.bulk_create(entries, batch_size=500)
    pot.balance_minor += part * len(entries)
    pot.save(update_fields=["balance_minor"])


def write_pauses(now: datetime) -> None:
    """Have some members rest now: Stripe would have moved their next charge."""
    monthly = Membership.objects.filter(
        status=Membership.Status.ACTIVE, subscription__interval="month", paid_until__gt=now
    )
    resting = list(monthly.order_by("pk")[: 3 * PAUSED : 3])
    Pause.objects.bulk_create(
        Pause(
            membership=one,
            asked_at=now - timedelta(days=40),
            rests_from=now - timedelta(days=20),
            resumes_at=now + timedelta(days=40 + 7 * place),
            done_at=now - timedelta(days=40),
        )
        for place, one in enumerate(resting)
    )


def note_days(now: datetime) -> None:
    """Note what turned the charts, as colleagues would."""
    for ago, kind, words in (
        (210, Annotation.Kind.NEWS, "Storm Ottilie: the town read all night"),
        (120, Annotation.Kind.PRICE, "The yearly price rose to sixty"),
        (33, Annotation.Kind.SITE, "The join page offers years first"),
    ):
        Annotation.objects.create(day=(now - timedelta(days=ago)).date(), kind=kind, words=words)


def _checkout(seed: int, number: int, at: datetime, cents: int, name: str) -> Checkout:
    return Checkout(
        id=UUID(int=seed << 64 | number),
        email=f"{name}-{number}@readers.example",
        kind=Checkout.Kind.ONCE,
        interval="once",
        amount_minor=in_own_currency(cents).amount_minor,
        currency=str(settings.CURRENCY),
        state=Checkout.State.PAID,
        stripe_session_id=f"cs_history_{name}_{number}",
        product_name=name,
        created_at=at.astimezone(UTC),
    )


def _write_paid(checkouts: Sequence[Checkout]) -> None:
    Checkout.objects.bulk_create(checkouts)
    names = [str(one.stripe_session_id).removeprefix("cs_") for one in checkouts]
    Payment.objects.bulk_create(
        Payment(
            stripe_id=f"pi_{name}",
            checkout=one,
            charge_id=f"ch_{name}",
            status="succeeded",
            amount_minor=one.amount_minor,
            currency=one.currency,
            paid_at=one.created_at,
        )
        for name, one in zip(names, checkouts, strict=True)
    )
    payments = dict(Payment.objects.filter(checkout__in=checkouts).values_list("checkout_id", "pk"))
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            payment_id=payments[one.pk],
            kind=kind,
            source_id=f"ch_{name}",
            amount_minor=amount_minor,
            currency=one.currency,
            occurred_at=one.created_at,
        )
        for name, one in zip(names, checkouts, strict=True)
        for kind, amount_minor in (
            ("payment", one.amount_minor),
            ("fee", -((one.amount_minor * 29 + 500) // 1000 + 30)),
        )
    )
