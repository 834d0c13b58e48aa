"""Fills a paper with members: accounts, what each pays and opens, and where that was booked."""

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

BATCH = 5000
# A member since so many days, at most.
DAYS = 1000
# So many have cancelled and run on, and as many ended: one of each.
CANCELLED_EVERY = 50
AMOUNTS = (600, 1000, 2000)


def fill(count: int, say: Callable[[str], object] = lambda text: None) -> None:
    """Make so many members, a few thousand at a time."""
    for first in range(0, count, BATCH):
        _make(range(first, min(first + BATCH, count)))
        say(f"{min(first + BATCH, count):,} of {count:,} members made.")


def to_standard_error(text: str) -> None:
    """Say how far it is, where it does not mix with figures."""
    print(text, file=sys.stderr, flush=True)


def address(number: int) -> str:
    """Return where a member gets e-mails."""
    return f"member-{number}@readers.example"


def _make(numbers: range) -> None:
    from allauth.account.models import EmailAddress
    from django.db import transaction

    from wellread.accounts.models import Reader
    from wellread.membership.models import Grant, Membership
    from wellread.payments.models import Checkout, Customer, LedgerEntry, Payment, Subscription

    with transaction.atomic():
        made: dict[type, list[Any]] = {}
        for model, make in (
            (Reader, _reader),
            (EmailAddress, _address),
            (Customer, _customer),
            (Checkout, _checkout),
            (Subscription, _subscription),
            (Membership, _membership),
            (Grant, _grant),
            (Payment, _payment),
        ):
            rows = [make(number, place, made) for place, number in enumerate(numbers)]
            made[model] = model._default_manager.bulk_create(rows)
        payments = zip(numbers, made[Payment], strict=True)
        entries = [entry for number, payment in payments for entry in _entries(number, payment)]
        LedgerEntry.objects.bulk_create(entries)


def _began(number: int) -> Any:
    from django.utils import timezone

    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=number % DAYS, seconds=number % 86_400)


def _renews(number: int) -> Any:
    from django.utils import timezone

    return timezone.now() + timedelta(days=1 + number % 29)


def _plan() -> Any:
    from wellread.membership.models import Plan

    return Plan.objects.order_by("pk").first()


def _is_cancelled(number: int) -> bool:
    return number % CANCELLED_EVERY == 0


def _reader(number: int, place: int, made: dict[type, list[Any]]) -> Any:
    from wellread.accounts.models import Reader

    return Reader(email=address(number), password="!", date_joined=_began(number))


def _address(number: int, place: int, made: dict[type, list[Any]]) -> Any:
    from allauth.account.models import EmailAddress

    from wellread.accounts.models import Reader

    user = made[Reader][place]
    return EmailAddress(user=user, email=user.email, verified=True, primary=True)


def _customer(number: int, place: int, made: dict[type, list[Any]]) -> Any:
    from wellread.accounts.models import Reader
    from wellread.payments.models import Customer

    return Customer(
        id=UUID(int=1 << 100 | number), reader=made[Reader][place], stripe_id=f"cus_m{number}"
    )


def _checkout(number: int, place: int, made: dict[type, list[Any]]) -> Any:
    from wellread.accounts.models import Reader
    from wellread.payments.models import Checkout, Customer

    return Checkout(
        id=UUID(int=2 << 100 | number),
        reader=made[Reader][place],
        customer=made[Customer][place],
        email=address(number),
        kind=Checkout.Kind.SUBSCRIPTION,
        interval="month",
        amount_minor=AMOUNTS[number % 3],
        currency="USD",
        state=Checkout.State.PAID,
        stripe_session_id=f"cs_m{number}",
        product_name="Membership",
        created_at=_began(number),
    )


def _subscription(number: int, place: int, made: dict[type, list[Any]]) -> Any:
    from wellread.payments.models import Checkout, Subscription

    return Subscription(
        stripe_id=f"sub_m{number}",
        checkout=made[Checkout][place],
        status="active",
        cancel_at_period_end=_is_cancelled(number),
        current_period_ends_at=_renews(number),
        started_at=_began(number),
        amount_minor=AMOUNTS[number % 3],
        currency="USD",
        interval="month",
    )


def _membership(number: int, place: int, made: dict[type, list[Any]]) -> Any:
    from wellread.accounts.models import Reader
    from wellread.membership.models import Membership
    from wellread.payments.models import Checkout, Subscription

    status = Membership.Status.ENDING if _is_cancelled(number) else Membership.Status.ACTIVE
    return Membership(
        reader=made[Reader][place],
        plan=_plan(),
        checkout=made[Checkout][place],
        subscription=made[Subscription][place],
        status=status,
        started_at=_began(number),
        paid_until=_renews(number),
    )


def _grant(number: int, place: int, made: dict[type, list[Any]]) -> Any:
    from wellread.membership.models import Grant
    from wellread.payments.models import Checkout

    return Grant(
        checkout=made[Checkout][place],
        reason=Grant.Reason.MEMBERSHIP,
        entitlements=["ad_free", "community_content"],
        starts_at=_began(number),
        ends_at=_renews(number),
        source=f"invoice:in_m{number}",
    )


def _payment(number: int, place: int, made: dict[type, list[Any]]) -> Any:
    from wellread.payments.models import Checkout, Payment, Subscription

    return Payment(
        stripe_id=f"pi_m{number}",
        checkout=made[Checkout][place],
        subscription=made[Subscription][place],
        invoice_id=f"in_m{number}",
        charge_id=f"ch_m{number}",
        status=Payment.Status.SUCCEEDED,
        amount_minor=AMOUNTS[number % 3],
        currency="USD",
        paid_at=_began(number),
    )


def _entries(number: int, payment: Any) -> list[Any]:
    from wellread.payments.models import LedgerEntry

    moved = {"payment": payment.amount_minor, "fee": -(30 + payment.amount_minor * 29 // 1000)}
    return [
        LedgerEntry(
            payment=payment,
            kind=kind,
            source_id=f"txn_{kind}_m{number}",
            amount_minor=amount_minor,
            currency="USD",
            occurred_at=_began(number),
        )
        for kind, amount_minor in moved.items()
    ]
