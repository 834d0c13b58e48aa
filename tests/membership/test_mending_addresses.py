"""Rows of before addresses had one spelling, as the migration mends them."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection
from django.db.models import CharField, Model, Value

from tests.membership.letters_of_before import as_then, make_letter
from tests.payments.world import make_reader
from wellread.accounts.models import Reader
from wellread.membership import queries
from wellread.membership.models import Grant, Membership, Plan
from wellread.payments.models import Checkout, Customer, Subscription

migration = import_module("wellread.membership.migrations.0006_mend_addresses")
seconds = import_module("wellread.membership.migrations.0010_seconds_of_joined_accounts")
customers = import_module("wellread.payments.migrations.0009_customers_of_claims")
LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)


def mend() -> None:
    migration.mend(as_then(), SimpleNamespace(connection=connection))


def as_stored(row: Model, column: str, text: str) -> Any:
    """Put a text into a row as it could be stored before."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    rows.update(**{column: Value(text, output_field=CharField())})
    return row


def make_membership(reader: Reader | None, plan: Plan, *, started_at: datetime) -> Membership:
    number = Checkout.objects.count()
    checkout = Checkout.objects.create(
        reader=reader,
        email="x@reader.example",
        kind="subscription",
        interval="month",
        amount_minor=800,
        currency="USD",
        state="paid",
        created_at=started_at,
    )
    subscription = Subscription.objects.create(
        stripe_id=f"sub_{number}",
        checkout=checkout,
        status="active",
        current_period_ends_at=started_at + timedelta(days=300),
        started_at=started_at,
        amount_minor=800,
        currency="USD",
        interval="month",
    )
    Customer.objects.create(reader=reader, stripe_id=f"cus_{number}")
    return Membership.objects.create(
        reader=reader,
        plan=plan,
        checkout=checkout,
        subscription=subscription,
        status="active",
        started_at=started_at,
    )


def test_a_reader_who_was_locked_out_is_known_again(db: None) -> None:
    reader = as_stored(make_reader("x@reader.example"), "email", "Anna.Berg@reader.example")
    row = EmailAddress.objects.create(user=reader, email="x@reader.example", verified=True)
    as_stored(row, "email", "Anna.Berg@reader.example")
    EmailAddress.objects.create(user=reader, email="anna.berg@reader.example", primary=True)

    mend()
    mend()

    assert Reader.objects.get().email == "anna.berg@reader.example"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("anna.berg@reader.example", True, True)
    ]


def test_of_two_accounts_of_one_address_one_holds_all_that_was_paid(
    plan: Plan, capsys: Any
) -> None:
    first, second = make_reader("a@reader.example"), make_reader("b@reader.example")
    as_stored(first, "email", "JÖRG@reader.example")
    as_stored(second, "email", "jo\u0308rg@reader.example")
    Reader.objects.filter(pk=second.pk).update(last_login=LONG_AGO)
    earlier = make_membership(first, plan, started_at=LONG_AGO)
    later = make_membership(second, plan, started_at=LONG_AGO + timedelta(days=40))
    gift = Grant.objects.create(
        reader=first,
        reason="complimentary",
        starts_at=LONG_AGO,
        ends_at=LONG_AGO + timedelta(days=500),
    )

    mend()

    second.refresh_from_db()
    first.refresh_from_db()
    gift.refresh_from_db()
    assert (second.email, second.is_active, first.is_active) == ("jörg@reader.example", True, False)
    assert list(Membership.objects.order_by("pk").values_list("pk", "reader", "status")) == [
        (earlier.pk, second.pk, "active"),
        (later.pk, second.pk, "ending"),
    ]
    assert {row.reader_id for row in Checkout.objects.all()} == {second.pk}
    assert {row.reader_id for row in Customer.objects.all()} == {second.pk}
    assert gift.reader_id == second.pk
    assert f"Accounts {second.pk} and {first.pk} had one address" in capsys.readouterr().out


def test_checkouts_and_letters_are_spelled_and_no_letter_is_lost_or_sent_twice(plan: Plan) -> None:
    membership = make_membership(None, plan, started_at=LONG_AGO)
    as_stored(membership.checkout, "email", "Petra+News@Reader.example")
    letters = [make_letter(recipient=f"{n}@reader.example", about="in_1") for n in range(2)]
    as_stored(letters[0], "recipient", "Petra+News@Reader.example")
    as_stored(letters[1], "recipient", "petra+news@Reader.example")

    mend()

    address = "petra+news@reader.example"
    assert Checkout.objects.get().email == address
    rows = type(letters[0])._default_manager.order_by("pk")
    assert list(rows.values_list("recipient", "about", "state")) == [
        (address, "in_1", "queued"),
        (address, f"in_1 ({letters[1].pk})", "failed"),
    ]


def test_the_second_membership_of_joined_accounts_is_given_back_too(plan: Plan) -> None:
    first, second = make_reader("x@reader.example"), make_reader("jörg@reader.example")
    as_stored(first, "email", "Jörg@reader.example")
    earlier = make_membership(second, plan, started_at=LONG_AGO)
    later = make_membership(first, plan, started_at=LONG_AGO + timedelta(days=40))
    bea = make_reader("bea@reader.example")
    cancelled = make_membership(bea, plan, started_at=LONG_AGO)
    Membership.objects.filter(pk=cancelled.pk).update(status="ending")

    mend()
    for _ in range(2):
        seconds.mark(apps, SimpleNamespace(connection=connection))

    marked = Membership.objects.filter(second_since__isnull=False)
    assert list(marked.values_list("pk")) == [(later.pk,)]
    assert [one.pk for one in queries.second_memberships()] == [later.pk]
    assert Membership.objects.get(pk=earlier.pk).status == "active"


def test_whom_stripe_knows_from_a_claim_is_nobodys_again(plan: Plan) -> None:
    reader = make_reader("x@reader.example")
    membership = make_membership(reader, plan, started_at=LONG_AGO)
    claimed, own = Customer.objects.get(), Customer.objects.create(reader=reader)
    Checkout.objects.filter(pk=membership.checkout_id).update(customer=claimed)

    customers.let_go(apps, SimpleNamespace(connection=connection))

    assert list(Customer.objects.filter(reader=reader)) == [own]
