import uuid
from datetime import UTC, datetime

import pytest

from wellread.insights.models import Conversion
from wellread.payments.models import Checkout
from wellread.payments.signals import contribution_paid, invoice_paid

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SOURCE = {"campaign": "autumn-letter", "variant": "control", "version": "9f2c41d07a"}


def make_checkout(**overrides):
    facts = {
        "kind": "subscription",
        "interval": "month",
        "amount_minor": 800,
        "currency": "USD",
        "attribution": SOURCE,
        "product_name": "Membership",
        "created_at": NOW,
    }
    return Checkout.objects.create(**{**facts, **overrides})


def counted():
    return list(
        Conversion.objects.values_list(
            "campaign", "variant", "version", "amount_minor", "currency", "interval"
        )
    )


def test_the_first_invoice_counts_for_the_appeal_it_came_from(db):
    checkout = make_checkout()

    invoice_paid.send(sender=None, checkout=checkout, subscription=None, payment=None)

    assert counted() == [("autumn-letter", "control", "9f2c41d07a", 800, "USD", "month")]


def test_a_renewal_and_a_repeated_message_change_nothing(db):
    checkout = make_checkout()

    for _ in range(3):
        invoice_paid.send(sender=None, checkout=checkout, subscription=None, payment=None)

    assert Conversion.objects.count() == 1


def test_money_once_counts_too(db):
    checkout = make_checkout(kind="once", interval="once", amount_minor=5000)

    contribution_paid.send(sender=None, checkout=checkout, payment=None)

    assert counted() == [("autumn-letter", "control", "9f2c41d07a", 5000, "USD", "once")]


@pytest.mark.parametrize(
    "attribution", [{}, [], None, {"campaign": 5}, {"campaign": "a" * 65, "variant": ["x"]}]
)
def test_a_link_edited_by_hand_counts_for_no_appeal(db, attribution):
    checkout = Checkout(
        pk=uuid.uuid4(), interval="month", amount_minor=800, currency="USD", attribution=attribution
    )

    invoice_paid.send(sender=None, checkout=checkout, subscription=None, payment=None)

    assert counted() == [("", "", "", 800, "USD", "month")]
