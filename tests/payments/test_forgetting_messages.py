"""Messages dealt with a month ago say no more of people, and are not looked at again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wellread.payments import jobs, redaction
from wellread.payments.models import BillingEvent

pytestmark = pytest.mark.django_db

MONTH = jobs.MESSAGES_KEPT_WHOLE


def told(name: str, *, days: int, outcome: str = "processed") -> BillingEvent:
    told_of = {"id": "in_1", "object": "invoice", "customer_email": "ada@example.org"}
    return BillingEvent.objects.create(
        stripe_id=name,
        type="invoice.paid",
        object_id="in_1",
        payload={"id": name, "type": "invoice.paid", "data": {"object": told_of}},
        outcome=outcome,
        processed_at=None if outcome == "waiting" else timezone.now() - timedelta(days=days),
    )


def test_whom_an_old_message_names_is_forgotten_and_a_new_or_waiting_one_stays_whole():
    old, new = told("evt_old", days=31), told("evt_new", days=29)
    waiting = told("evt_waiting", days=40, outcome="waiting")

    jobs.forget_old_messages()

    for event in (old, new, waiting):
        event.refresh_from_db()
    assert old.payload == {
        "id": "evt_old",
        "type": "invoice.paid",
        "data": {"object": {"id": "in_1", "object": "invoice"}},
    }
    assert [one.is_whole for one in (old, new, waiting)] == [False, True, True]
    assert new.payload["data"]["object"]["customer_email"] == "ada@example.org"


def test_what_was_forgotten_is_not_read_again():
    for number in range(3):
        told(f"evt_{number}", days=31)
    jobs.forget_old_messages()

    with CaptureQueriesContext(connection) as asked:
        jobs.forget_old_messages()

    assert len(asked) == 1


def test_old_messages_are_found_by_an_index():
    # PostgreSQL reads a small table whole unless it is told otherwise.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")

    plan = redaction.not_forgotten(before=timezone.now() - MONTH).explain()

    assert "events_to_forget" in plan
