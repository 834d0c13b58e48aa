import uuid
from datetime import UTC, datetime

import pytest

from tests.payments.world import deliver, join, make_plan
from wellread.insights.actions import record_conversion
from wellread.insights.models import Conversion, EventTotal, HourTotal
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment, Refund
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


def refund(shop, amount_minor):
    payment = Payment.objects.get()
    shop.call("refunds", {"payment_intent": payment.stripe_id, "amount": str(amount_minor)})
    deliver(shop.messages())


def test_a_refund_takes_back_what_the_appeal_brought_and_a_refund_sent_back_returns_it(shop):
    join(shop, make_plan(), attribution=SOURCE)
    deliver(shop.messages())
    kept = [Conversion.objects.get().kept_minor]

    for amount_minor in (300, 500):
        refund(shop, amount_minor)
        kept.append(Conversion.objects.get().kept_minor)
    shop.lever("refunds", {"refund": Refund.objects.get(amount_minor=300).stripe_id})
    deliver(shop.messages())
    kept.append(Conversion.objects.get().kept_minor)

    assert kept == [800, 500, 0, 300]
    assert Conversion.objects.get().amount_minor == 800


def test_a_conversion_knows_where_it_was_asked_for_and_that_it_was_begun(shop):
    place = {"placement": "overlay", "story": "57", "country": "GB", "device": "phone"}
    join(shop, make_plan(), attribution=SOURCE | place | {"band": "5-9"})
    deliver(shop.messages())

    known = ("placement", "story", "country", "device", "band")
    assert Conversion.objects.values_list(*known).get() == ("overlay", "57", "GB", "phone", "5-9")
    begun = HourTotal.objects.get()
    assert (begun.kind, begun.number, begun.version) == ("join_started", 1, "9f2c41d07a")
    assert [getattr(begun, name) for name in known] == ["overlay", "57", "GB", "phone", "5-9"]
    assert EventTotal.objects.values_list("kind", "number").get() == ("join_started", 1)


def test_joining_without_an_appeal_starts_none(shop):
    join(shop, make_plan(), attribution={})

    assert not HourTotal.objects.exists()


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
