"""Fills a paper with members: accounts, what each pays and opens, and where that was booked."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from bench.copying import copy, typed

BATCH = 5000
# The first members joined so many days ago.
DAYS = 1000
# One of so many has cancelled, and runs still.
CANCELLED_EVERY = 50
AMOUNTS = (600, 1000, 2000)
COLUMNS = (
    "number bigint PRIMARY KEY, model bigint, email text, customer text, checkout text,"
    " began text, renews text, amount_minor bigint, status text, cancelled integer"
)


def address(number: int) -> str:
    """Return where a member gets e-mails."""
    return f"member-{number}@readers.example"


def fill(count: int) -> None:
    """Make one member, and so many like it."""
    from django.db import connection, transaction

    with transaction.atomic():
        model = _one()
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE joined ({COLUMNS})")
            rows, places = _rows(count, model), ", ".join(["%s"] * 10)
            while batch := list(islice(rows, BATCH)):
                cursor.executemany(f"INSERT INTO joined VALUES ({places})", batch)
            for statement in _statements(model):
                cursor.execute(statement)
            cursor.execute("DROP TABLE joined")
            for table in _tables() if connection.vendor == "postgresql" else ():
                # What was given a number has not been counted.
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
                )


def _one() -> dict[str, Any]:
    """Make the member who is repeated; return the row of each kind."""
    from allauth.account.models import EmailAddress
    from django.utils import timezone

    from wellread.accounts.models import Reader
    from wellread.membership.models import Grant, Membership, Plan
    from wellread.payments.models import Checkout, Customer, LedgerEntry, Payment, Subscription

    now, email = timezone.now(), address(0)
    money = {"amount_minor": AMOUNTS[0], "currency": "USD"}
    reader = Reader.objects.create_user(email)
    EmailAddress.objects.create(user=reader, email=email, verified=True, primary=True)
    customer = Customer.objects.create(reader=reader, stripe_id="cus_m0")
    checkout = Checkout.objects.create(
        reader=reader,
        customer=customer,
        email=email,
        kind="subscription",
        interval="month",
        state="paid",
        stripe_session_id="cs_m0",
        product_name="Membership",
        created_at=now,
        **money,
    )
    subscription = Subscription.objects.create(
        stripe_id="sub_m0",
        checkout=checkout,
        status="active",
        current_period_ends_at=now + timedelta(days=30),
        started_at=now,
        interval="month",
        **money,
    )
    Membership.objects.create(
        reader=reader,
        plan=Plan.objects.earliest("pk"),
        checkout=checkout,
        subscription=subscription,
        status="active",
        started_at=now,
        paid_until=now + timedelta(days=30),
    )
    Grant.objects.create(
        checkout=checkout,
        reason="membership",
        starts_at=now,
        ends_at=now + timedelta(days=30),
        source="invoice:in_m0",
    )
    payment = Payment.objects.create(
        stripe_id="pi_m0",
        checkout=checkout,
        subscription=subscription,
        invoice_id="in_m0",
        charge_id="ch_m0",
        status="succeeded",
        paid_at=now,
        **money,
    )
    for kind in ("payment", "fee"):
        LedgerEntry.objects.create(
            payment=payment, kind=kind, source_id=f"txn_{kind}_m0", occurred_at=now, **money
        )
    return {"reader": reader, "checkout": checkout, "payment": payment}


def _rows(count: int, model: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    from django.utils import timezone

    now = timezone.now()
    for number in range(1, count + 1):
        is_cancelled = number % CANCELLED_EVERY == 0
        yield (
            number,
            model["reader"].pk,
            address(number),
            UUID(int=1 << 100 | number).hex,
            UUID(int=2 << 100 | number).hex,
            _moment(now - timedelta(days=number % DAYS, seconds=number % 86_400)),
            _moment(now + timedelta(days=1 + number % 29)),
            AMOUNTS[number % 3],
            "ending" if is_cancelled else "active",
            int(is_cancelled),
        )


def _moment(at: datetime) -> str:
    return at.isoformat(sep=" ")[:19]


def _statements(model: dict[str, Any]) -> Iterator[str]:
    """Copy each row of the one with what must differ."""
    from allauth.account.models import EmailAddress

    from wellread.accounts.models import Reader
    from wellread.membership.models import Grant, Membership
    from wellread.payments.models import Checkout, Customer, LedgerEntry, Payment, Subscription

    reader, subscription = _numbered(Reader), _numbered(Subscription)
    payment, checkout = _numbered(Payment), typed("r.checkout", "uuid")
    began, renews = typed("r.began", "timestamptz"), typed("r.renews", "timestamptz")
    paid = {"checkout_id": checkout, "amount_minor": "r.amount_minor"}
    changes: dict[type, dict[str, str]] = {
        Reader: {"id": reader, "email": "r.email", "date_joined": began},
        EmailAddress: {"user_id": reader, "email": "r.email"},
        Customer: {"id": typed("r.customer", "uuid"), "reader_id": reader, "stripe_id": _id("cus")},
        Checkout: {
            "id": checkout,
            "reader_id": reader,
            "customer_id": typed("r.customer", "uuid"),
            "email": "r.email",
            "stripe_session_id": _id("cs"),
            "amount_minor": "r.amount_minor",
            "created_at": began,
        },
        Subscription: paid
        | {
            "id": subscription,
            "stripe_id": _id("sub"),
            "cancel_at_period_end": typed("r.cancelled", "boolean"),
            "current_period_ends_at": renews,
            "started_at": began,
        },
        Membership: {
            "reader_id": reader,
            "checkout_id": checkout,
            "subscription_id": subscription,
            "status": "r.status",
            "started_at": began,
            "paid_until": renews,
        },
        Grant: {
            "checkout_id": checkout,
            "starts_at": began,
            "ends_at": renews,
            "source": _id("invoice:in"),
        },
        Payment: paid
        | {
            "id": payment,
            "subscription_id": subscription,
            "stripe_id": _id("pi"),
            "invoice_id": _id("in"),
            "charge_id": _id("ch"),
            "paid_at": began,
        },
        LedgerEntry: {
            "payment_id": payment,
            "source_id": "'txn_' || t.kind || '_m' || r.number",
            "amount_minor": "CASE t.kind WHEN 'fee' THEN -30 ELSE r.amount_minor END",
            "occurred_at": began,
        },
    }
    for kind, differs in changes.items():
        yield copy(kind, "joined", _link(kind, model), differs)


def _id(beginning: str) -> str:
    """Return an id of Stripe's for each."""
    return f"'{beginning}_m' || r.number"


def _link(kind: type, model: dict[str, Any]) -> str:
    """Return what finds the rows that are repeated."""
    from allauth.account.models import EmailAddress
    from django.db import connection

    from wellread.accounts.models import Reader
    from wellread.membership.models import Membership
    from wellread.payments.models import Checkout, Customer, LedgerEntry

    key = model["checkout"].pk
    checkout = f"'{key.hex if connection.vendor == 'sqlite' else key}'"
    if kind is Reader:
        return "t.id = r.model"
    if kind is EmailAddress:
        return "t.user_id = r.model"
    if kind in (Customer, Checkout, Membership):
        return "t.reader_id = r.model"
    if kind is LedgerEntry:
        return f"t.payment_id = {model['payment'].pk}"
    return f"t.checkout_id = {checkout}"


def _numbered(kind: Any) -> str:
    latest = kind.objects.latest("pk").pk
    return f"{latest} + r.number"


def _tables() -> Iterator[str]:
    from wellread.accounts.models import Reader
    from wellread.payments.models import Payment, Subscription

    for kind in (Reader, Subscription, Payment):
        yield kind._meta.db_table
