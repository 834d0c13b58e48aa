"""E-mails about what somebody else did: they do not read as if their reader had acted."""

import re
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from tests.membership.test_account import kinds, member
from tests.membership.test_refunds_by_hand import page_of
from tests.payments.world import Shop, deliver
from tests.staff import colleague
from wellread.mail import delivery
from wellread.mail.catalogue import worded
from wellread.membership.models import Plan
from wellread.payments.models import Payment

# Sent by an act of their reader alone: at the end of a form, or of what they agreed to.
OF_AN_ACT = {
    *("amount_changed", "manager_amount_changed", "paused"),
    *("reminder_on_a_day", "reminder_on_a_day_promised"),
    *("price_rises_soon", "manager_price_rises_soon", "farewell", "guest_farewell"),
    *("sign_in_code", "address_code", "invitation"),
}
ACTED = re.compile(r"\bas you (asked|agreed|wished)\b|\byou asked\b", re.IGNORECASE)


def body_of(subject: str) -> str:
    delivery.send_due()
    [body] = [str(one.body) for one in mail.outbox if one.subject == subject]
    return body


def test_only_what_a_reader_did_is_said_to_have_been_asked_for() -> None:
    says_so = {
        one.name for one in worded() if ACTED.search(" ".join(str(words) for words in one.body))
    }

    assert says_so <= OF_AN_ACT


@pytest.mark.parametrize("whole", [True, False])
def test_what_a_colleague_cancels_is_not_said_to_have_been_asked_for(
    client: Client, shop: Shop, plan: Plan, whole: bool
) -> None:
    desk = colleague("desk", "access_admin", "view_payment", "add_refundorder")
    member(client, shop)
    order = {"order": str(uuid4()), "amount": "8" if whole else "3", "reason": "goodwill"}

    desk.post(page_of(Payment.objects.get()), {**order, "note": "", "stops_membership": "on"})
    deliver(shop.messages())
    deliver(shop.messages())

    assert kinds() == ["welcome", "cancelled", "refunded"]
    body = body_of("Your membership is cancelled")
    assert "is cancelled. Nothing more will be charged." in body
    assert ACTED.search(body) is None
    assert "change your mind" not in body


def test_what_is_cancelled_at_the_payment_service_is_told_of_once(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)

    path = f"subscriptions/{membership.subscription.stripe_id}"
    shop.call(path, {"cancel_at_period_end": "true"})
    for _ in range(3):
        deliver(shop.messages())

    assert kinds() == ["welcome", "cancelled"]
    assert ACTED.search(body_of("Your membership is cancelled")) is None
