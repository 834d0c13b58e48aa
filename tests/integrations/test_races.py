"""Two workers and two messages at the same moment: told once, sent once, in order."""

import pytest
from django.utils import timezone

from tests.integrations.listener import Listener
from tests.integrations.test_api import ask, make_key
from tests.integrations.test_delivery import tell
from tests.integrations.test_telling import joined
from tests.membership.test_races import together
from tests.payments.world import Shop, make_reader
from wellread.integrations import actions, delivery, jobs, rules
from wellread.integrations.models import (
    ToldMembership,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
)
from wellread.membership.models import Membership, Plan

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_workers_send_each_event_once_and_in_order(
    endpoint: WebhookEndpoint, listener: Listener
) -> None:
    for number in range(6):
        tell(endpoint, subject="membership 1", kind=[rules.JOINED, rules.RENEWED][number % 2])

    for _ in range(6):
        together(delivery.send_what_waits, delivery.send_what_waits, delivery.send_what_waits)

    names = [each["webhook-id"] for each in listener.headers]
    assert names == [f"msg_{number}" for number in range(6)]
    assert set(WebhookDelivery.objects.values_list("state", "attempts")) == {("delivered", 1)}


def test_one_change_that_two_tell_of_is_one_event(
    shop: Shop, plan: Plan, endpoint: WebhookEndpoint
) -> None:
    membership = joined(shop, plan, reader=make_reader())
    Membership.objects.filter(pk=membership.pk).update(status="ended")

    def tell_of_it() -> None:
        actions.tell_of_membership(Membership.objects.get(pk=membership.pk))

    together(tell_of_it, jobs.tell_what_was_not_told, tell_of_it)

    assert list(WebhookEvent.objects.order_by("pk").values_list("kind", flat=True)) == [
        "membership.joined",
        "membership.ended",
    ]
    assert ToldMembership.objects.get().events == 2


def test_a_key_is_counted_exactly_however_many_ask_at_once(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "ASKED_A_MINUTE", 5)
    key = make_key()

    at = timezone.now().replace(second=30)
    monkeypatch.setattr(timezone, "now", lambda: at)

    answers = together(*[lambda: ask("members", key).status_code] * 8)

    assert sorted(answers) == [200] * 5 + [429] * 3
