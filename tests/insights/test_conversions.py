import uuid
from datetime import UTC, datetime

import pytest

from tests.payments.world import deliver, join, make_plan
from wellread.insights.actions import record_conversion
from wellread.insights.models import Conversion
from wellread.payments import clock
from wellread.payments.models import Checkout
from wellread.payments.money import Money

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SOURCE = {"campaign": "autumn-letter", "variant": "control", "version": "9f2c41d07a"}


def counted():
    return list(
        Conversion.objects.values_list(
            "campaign", "variant", "version", "amount_minor", "currency", "interval"
        )
    )


def test_the_first_invoice_counts_for_the_appeal_it_came_from_and_a_renewal_changes_nothing(shop):
    join(shop, make_plan(), attribution=SOURCE)

    deliver(shop.messages())
    deliver(reversed(shop.messages()))
    shop.lever("clock", {"advance_days": 31})
    clock.start_anew()
    clock.follow()
    deliver(shop.messages())

    assert counted() == [("autumn-letter", "control", "9f2c41d07a", 800, "USD", "month")]


def test_money_given_once_counts_too(shop):
    once = {"kind": "once", "interval": "once", "money": Money(5000, "USD")}
    join(shop, make_plan(), attribution=SOURCE, **once)

    deliver(shop.messages())

    assert counted() == [("autumn-letter", "control", "9f2c41d07a", 5000, "USD", "once")]


@pytest.mark.parametrize(
    "attribution", [{}, [], None, {"campaign": 5}, {"campaign": "a" * 65, "variant": ["x"]}]
)
def test_a_link_edited_by_hand_counts_for_no_appeal(db, attribution):
    checkout = Checkout(
        pk=uuid.uuid4(), interval="month", amount_minor=800, currency="USD", attribution=attribution
    )

    record_conversion(checkout, at=NOW)

    assert counted() == [("", "", "", 800, "USD", "month")]
