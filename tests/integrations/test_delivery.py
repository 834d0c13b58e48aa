"""Webhooks on their way: signed, in order, tried again, replayed, and switched off at last."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.integrations.conftest import SECRET, make_endpoint
from tests.integrations.listener import Listener, is_signed
from wellread.integrations import actions, delivery, queries, rules
from wellread.integrations.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from wellread.mail.models import Email

pytestmark = pytest.mark.django_db


def tell(endpoint: WebhookEndpoint, *, subject: str, kind: str = rules.JOINED) -> WebhookDelivery:
    """Write down that something happened, as if to a membership."""
    event = WebhookEvent.objects.create(
        name=f"msg_{WebhookEvent.objects.count()}",
        kind=kind,
        subject=subject,
        body=f'{{"type": "{kind}", "data": {{"about": "{subject}"}}}}',
        happened_at=timezone.now(),
    )
    return WebhookDelivery.objects.create(endpoint=endpoint, event=event, subject=subject)


def pass_time(monkeypatch: Any, by: timedelta) -> None:
    now = timezone.now() + by
    monkeypatch.setattr(timezone, "now", lambda: now)


def test_an_event_arrives_once_and_is_signed(endpoint: WebhookEndpoint, listener: Listener) -> None:
    one = tell(endpoint, subject="membership 1")

    delivery.send_what_waits()
    delivery.send_what_waits()

    one.refresh_from_db()
    endpoint.refresh_from_db()
    assert listener.kinds == ["membership.joined"]
    assert is_signed(listener.headers[0], SECRET)
    assert not is_signed({**listener.headers[0], "body": "{}"}, SECRET)
    assert listener.headers[0]["webhook-id"] == one.event.name
    assert (one.state, one.answer, one.attempts) == ("delivered", 200, 1)
    assert endpoint.answered_at is not None


def test_both_secrets_sign_for_a_day(
    endpoint: WebhookEndpoint, listener: Listener, monkeypatch: Any
) -> None:
    secret = actions.make_secret(endpoint=endpoint)
    tell(endpoint, subject="membership 1")
    delivery.send_what_waits()
    pass_time(monkeypatch, timedelta(days=1, seconds=1))
    tell(endpoint, subject="membership 2")
    delivery.send_what_waits()

    during, after = listener.headers
    assert (is_signed(during, SECRET), is_signed(during, secret)) == (True, True)
    assert (is_signed(after, SECRET), is_signed(after, secret)) == (False, True)


def test_what_happened_to_one_member_is_told_in_its_order_and_holds_up_no_other(
    endpoint: WebhookEndpoint, listener: Listener, monkeypatch: Any
) -> None:
    tell(endpoint, subject="membership 1", kind=rules.JOINED)
    tell(endpoint, subject="membership 1", kind=rules.CANCELLED)
    listener.answers = 500
    delivery.send_what_waits()
    listener.answers = 200
    tell(endpoint, subject="membership 2", kind=rules.RENEWED)

    delivery.send_what_waits()
    early = list(listener.kinds)
    pass_time(monkeypatch, timedelta(seconds=6))
    delivery.send_what_waits()
    delivery.send_what_waits()

    assert early == ["membership.renewed"]
    assert listener.kinds == ["membership.renewed", "membership.joined", "membership.cancelled"]


def test_a_failure_is_tried_again_under_the_same_name(
    endpoint: WebhookEndpoint, listener: Listener, monkeypatch: Any
) -> None:
    one = tell(endpoint, subject="membership 1")
    listener.answers = 503
    delivery.send_what_waits()
    one.refresh_from_db()
    refused = (one.state, one.answer, one.error)
    listener.answers = 204
    pass_time(monkeypatch, timedelta(seconds=6))
    delivery.send_what_waits()

    one.refresh_from_db()
    assert refused == ("waiting", 503, "It answered 503.")
    assert (one.state, one.answer, one.error, one.attempts) == ("delivered", 204, "", 2)
    assert len({each["webhook-id"] for each in listener.headers}) == 1


def test_an_answer_may_ask_us_to_wait(endpoint: WebhookEndpoint, listener: Listener) -> None:
    one = tell(endpoint, subject="membership 1")
    listener.answers, listener.extra = 429, {"Retry-After": "3600"}

    delivery.send_what_waits()

    one.refresh_from_db()
    assert one.try_again_at is not None
    assert one.try_again_at > timezone.now() + timedelta(minutes=59)


def test_an_address_that_never_answers_well_is_switched_off_and_somebody_is_told_once(
    endpoint: WebhookEndpoint, listener: Listener, monkeypatch: Any
) -> None:
    one = tell(endpoint, subject="membership 1")
    tell(endpoint, subject="membership 1", kind=rules.CANCELLED)
    listener.answers = 500
    for _ in range(10):
        delivery.send_what_waits()
        pass_time(monkeypatch, timedelta(days=1, minutes=1))

    one.refresh_from_db()
    endpoint.refresh_from_db()
    email = Email.objects.get(name="webhook_switched_off")
    assert (one.state, one.attempts, endpoint.is_active) == ("given_up", 10, False)
    assert (email.recipient, email.facts["why"]) == ("desk@saltmere.example", "It answered 500.")
    assert queries.endpoints_with_work(timezone.now()) == []

    listener.answers = 200
    WebhookEndpoint.objects.update(is_active=True)
    delivery.send_what_waits()

    assert listener.kinds == ["membership.cancelled"]


def test_one_event_that_is_refused_does_not_switch_off_what_hears_all_others(
    endpoint: WebhookEndpoint, listener: Listener, monkeypatch: Any
) -> None:
    one = tell(endpoint, subject="membership 1")
    listener.answers = 400
    for number in range(10):
        delivery.send_what_waits()
        listener.answers = 200
        tell(endpoint, subject=f"membership {number + 2}")
        WebhookDelivery.objects.filter(pk=one.pk).update(
            try_again_at=timezone.now() + timedelta(hours=1)
        )
        delivery.send_what_waits()
        listener.answers = 400
        pass_time(monkeypatch, timedelta(days=1, minutes=1))

    one.refresh_from_db()
    endpoint.refresh_from_db()
    assert (one.state, endpoint.is_active) == ("given_up", True)


def test_who_is_gone_is_asked_no_more(endpoint: WebhookEndpoint, listener: Listener) -> None:
    tell(endpoint, subject="membership 1")
    listener.answers = 410

    delivery.send_what_waits()

    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.why_off) == (False, "It answered 410.")
    assert Email.objects.filter(name="webhook_switched_off").count() == 1


def test_who_does_not_answer_at_all_is_asked_once_in_a_round(
    listener: Listener, db: None, monkeypatch: Any
) -> None:
    silent = make_endpoint("http://127.0.0.1:9/nobody")
    other = make_endpoint(listener.address)
    for number in range(3):
        tell(silent, subject=f"membership {number}")
    tell(other, subject="membership 9")

    delivery.send_what_waits()
    delivery.send_what_waits()

    attempts = sorted(silent.deliveries.values_list("attempts", flat=True))
    assert (attempts, listener.kinds) == ([0, 0, 1], ["membership.joined"])


def test_what_another_worker_sends_to_is_left_to_it(
    endpoint: WebhookEndpoint, listener: Listener, monkeypatch: Any
) -> None:
    tell(endpoint, subject="membership 1")
    WebhookEndpoint.objects.update(claimed_until=timezone.now() + timedelta(seconds=30))
    delivery.send_what_waits()
    early = list(listener.kinds)
    pass_time(monkeypatch, timedelta(seconds=31))

    delivery.send_what_waits()

    assert (early, listener.kinds) == ([], ["membership.joined"])


def test_a_paused_address_hears_all_of_it_later(
    endpoint: WebhookEndpoint, listener: Listener
) -> None:
    WebhookEndpoint.objects.update(is_active=False)
    tell(endpoint, subject="membership 1")
    delivery.send_what_waits()
    early = list(listener.kinds)
    WebhookEndpoint.objects.update(is_active=True)

    delivery.send_what_waits()

    assert (early, listener.kinds) == ([], ["membership.joined"])


def test_one_event_and_all_of_a_time_are_sent_again_under_their_names(
    endpoint: WebhookEndpoint, listener: Listener
) -> None:
    one = tell(endpoint, subject="membership 1")
    tell(endpoint, subject="membership 2", kind=rules.CANCELLED)
    delivery.send_what_waits()

    actions.replay(deliveries=[one.pk])
    delivery.send_what_waits()
    hour = timedelta(hours=1)
    number = actions.replay_range(
        endpoint=endpoint, since=timezone.now() - hour, until=timezone.now() + hour
    )
    delivery.send_what_waits()

    names = [each["webhook-id"] for each in listener.headers]
    assert (number, names) == (2, ["msg_0", "msg_1", "msg_0", "msg_0", "msg_1"])


def test_who_came_later_hears_what_is_kept_when_asked_for(
    endpoint: WebhookEndpoint, listener: Listener
) -> None:
    tell(endpoint, subject="membership 1")
    later = make_endpoint(listener.address, name="Newsletters", kinds=[rules.JOINED])
    hour = timedelta(hours=1)

    number = actions.replay_range(
        endpoint=later, since=timezone.now() - hour, until=timezone.now() + hour
    )

    assert (number, later.deliveries.count()) == (1, 1)
