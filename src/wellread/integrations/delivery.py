"""Sending what waits: to each address by one worker at a time, in order, and ever less often."""

import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from wellread.integrations import posting, queries, rules
from wellread.integrations.models import WebhookDelivery, WebhookEndpoint
from wellread.mail import actions as mail

AGENT = "Wellread-Webhooks/1 (+https://www.standardwebhooks.com)"
# A round of one address ends after this, so that all others have their turn.
ROUND_S = 20
# Longer than a round and the longest answer together: a worker that died is waited for no longer.
CLAIM = timedelta(seconds=90)
AT_ONCE = 8
GONE = 410
# As long as an answer may ask us to wait.
LONGEST_WAIT = timedelta(days=1)
# As long as an address rests that gave no answer.
LONGEST_REST = timedelta(minutes=5)

State = WebhookDelivery.State
logger = logging.getLogger(__name__)


class Parcel(NamedTuple):
    """All that sending one event takes, without a database."""

    delivery: int
    address: str
    name: str
    body: bytes
    secrets: tuple[str, ...]


class Sent(NamedTuple):
    """What became of a parcel."""

    delivery: int
    answer: posting.Answer


def send_what_waits() -> int:
    """Send what is due, each address for itself; return how many were answered well."""
    rounds = [one for one in map(_claim, queries.endpoints_with_work(timezone.now())) if one]
    if not rounds:
        return 0
    # The threads speak to the other side alone: rows are read and written by this one.
    with ThreadPoolExecutor(min(AT_ONCE, len(rounds)), "webhooks") as threads:
        sent = list(threads.map(_send, [parcels for _, parcels in rounds]))
    return sum(_write_down(endpoint, of) for (endpoint, _), of in zip(rounds, sent, strict=True))


def _claim(endpoint: WebhookEndpoint) -> tuple[WebhookEndpoint, list[Parcel]] | None:
    """Take an address for this worker, with what is to be sent there; None when another has it."""
    at = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=at)
    mine = WebhookEndpoint.objects.filter(free, pk=endpoint.pk, is_active=True)
    if not mine.update(claimed_until=at + CLAIM):
        return None
    endpoint.refresh_from_db()
    due = queries.due(at).filter(endpoint=endpoint).select_related("event")
    parcels = [_parcel(endpoint, one, at) for one in due[: queries.SENT_AT_ONCE]]
    return endpoint, parcels


def _parcel(endpoint: WebhookEndpoint, delivery: WebhookDelivery, at: datetime) -> Parcel:
    secrets = [endpoint.secret]
    if endpoint.old_secret and endpoint.old_secret_until and endpoint.old_secret_until > at:
        secrets.append(endpoint.old_secret)
    event = delivery.event
    return Parcel(delivery.pk, endpoint.address, event.name, event.body.encode(), tuple(secrets))


def _send(parcels: Sequence[Parcel]) -> list[Sent]:
    return list(_sent(parcels))


def _sent(parcels: Sequence[Parcel]) -> Iterator[Sent]:
    """Send one after another; whoever does not answer at all is asked no more in this round."""
    ends = time.monotonic() + ROUND_S
    for parcel in parcels:
        answer = _post(parcel)
        yield Sent(parcel.delivery, answer)
        if answer.status is None or time.monotonic() > ends:
            return


def _post(parcel: Parcel) -> posting.Answer:
    at = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "webhook-id": parcel.name,
        "webhook-timestamp": str(at),
        "webhook-signature": rules.signatures(
            name=parcel.name, at=at, body=parcel.body, secrets=parcel.secrets
        ),
    }
    return posting.post(parcel.address, body=parcel.body, headers=headers)


@transaction.atomic
def _write_down(endpoint: WebhookEndpoint, sent: Sequence[Sent]) -> int:
    """Write down what became of a round, and let the address go."""
    locked = WebhookEndpoint.objects.select_for_update().filter(pk=endpoint.pk).first()
    if locked is None:
        return 0
    at = timezone.now()
    locked.claimed_until = None
    for one in sent:
        delivery = WebhookDelivery.objects.get(pk=one.delivery)
        _conclude(locked, delivery, one.answer, at)
        if one.answer.status is None:
            # Who does not answer at all is not asked by every event that waits.
            locked.claimed_until = min(delivery.try_again_at or at, at + LONGEST_REST)
    locked.save(
        update_fields=["claimed_until", "answered_at", "is_active", "switched_off_at", "why_off"]
    )
    return sum(one.answer.is_fine for one in sent)


def _conclude(
    endpoint: WebhookEndpoint, delivery: WebhookDelivery, answer: posting.Answer, at: datetime
) -> None:
    delivery.attempts += 1
    delivery.tried_at, delivery.answer = at, answer.status
    delivery.error, delivery.took_ms = answer.error, answer.took_ms
    if answer.is_fine:
        delivery.state, delivery.try_again_at = State.DELIVERED, None
        endpoint.answered_at = at
    else:
        _postpone(endpoint, delivery, answer, at)
    delivery.save()


def _postpone(
    endpoint: WebhookEndpoint, delivery: WebhookDelivery, answer: posting.Answer, at: datetime
) -> None:
    wait = rules.retry_after(delivery.attempts)
    if answer.status == GONE:
        _switch_off(endpoint, answer.error, at)
    elif wait is None:
        delivery.state, delivery.try_again_at = State.GIVEN_UP, None
        # One that others are answered well is no reason: it may be this event alone.
        began = delivery.event.written_at
        if endpoint.answered_at is None or endpoint.answered_at < began:
            _switch_off(endpoint, answer.error, at)
        return
    asked = timedelta(seconds=answer.retry_after_s or 0)
    delivery.try_again_at = at + max(wait or LONGEST_WAIT, min(asked, LONGEST_WAIT))


def _switch_off(endpoint: WebhookEndpoint, why: str, at: datetime) -> None:
    """Send nothing more to an address until staff switch it on, and tell them."""
    if not endpoint.is_active:
        return
    endpoint.is_active, endpoint.switched_off_at, endpoint.why_off = False, at, why
    logger.error("Nothing more is sent to the webhook %s: %s", endpoint, why)
    mail.send(
        "webhook_switched_off",
        to=endpoint.contact,
        facts={
            "name": endpoint.name,
            "address": endpoint.address,
            "why": why,
            "admin_url": settings.SITE_URL + reverse("webhookendpoint:edit", args=[endpoint.pk]),
        },
        about=f"webhook {endpoint.pk} {at:%Y-%m-%dT%H:%M:%S}",
    )
