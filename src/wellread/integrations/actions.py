"""Writing down what other systems are to be told, in the transaction of what happened."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from django.db import transaction
from django.utils import timezone

from wellread.accounts.models import Reader
from wellread.accounts.queries import reader_who_proved
from wellread.integrations import describing, queries, resources, rules
from wellread.integrations.models import (
    ApiKey,
    ToldMembership,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
)
from wellread.membership.models import Grant, Membership
from wellread.newsletters.models import NewsletterReader
from wellread.payments import clock
from wellread.payments.models import Payment, Refund

WAITING = WebhookDelivery.State.WAITING


@transaction.atomic
def tell_of_membership(membership: Membership) -> None:
    """Write down what happened to a membership since other systems were told of it last."""
    ToldMembership.objects.get_or_create(
        membership=membership, defaults={"changed_at": clock.now()}
    )
    told = ToldMembership.objects.select_for_update().get(membership=membership)
    before, now = told.facts, queries.facts_of(membership)
    if before == now:
        return
    kinds = rules.kinds_of(before, now)
    if membership.checkout.brought_in_at is not None and rules.JOINED in kinds:
        # Other systems knew them before we did; to welcome them again would be a blunder.
        kinds = []
    written = told.take(now)
    told.changed_at = clock.now()
    for kind in kinds:
        told.events += 1
        said = resources.MembershipTold(
            sequence=told.events,
            membership=describing.membership(membership),
            reader=describing.reader(membership.reader, membership.email),
            previous=_previous(before, now, kind),
        )
        _write(kind, said, subject=f"membership {membership.pk}", reader=membership.reader)
    told.save(update_fields=[*written, "changed_at", "events"])


def _previous(before: rules.ToldFacts, now: rules.ToldFacts, kind: str) -> dict[str, object]:
    if kind == rules.JOINED:
        return {}
    return {
        name: describing.whole(value) if isinstance(value, datetime) else value
        for name, value in rules.changes(before, now).items()
    }


@transaction.atomic
def tell_of_contribution(*, payment: Payment) -> None:
    """Write down that money was given once."""
    checkout = payment.checkout
    said = resources.ContributionTold(
        contribution=describing.contribution(payment),
        reader=describing.reader(checkout.reader, checkout.email),
    )
    _write(
        rules.CONTRIBUTED, said, subject=f"contribution {payment.stripe_id}", reader=checkout.reader
    )


@transaction.atomic
def tell_of_gift(*, grant: Grant) -> None:
    """Write down that something was opened to somebody who pays nothing for it."""
    said = resources.GiftTold(
        gift=describing.gift(grant), reader=describing.reader(grant.reader, grant.email)
    )
    _write(rules.GIVEN, said, subject=f"gift {grant.pk}", reader=grant.reader)


@transaction.atomic
def tell_of_refund(*, payment: Payment, refund: Refund) -> None:
    """Write down that money is on its way back."""
    checkout = payment.checkout
    brought_in_at = checkout.brought_in_at
    if brought_in_at is not None and refund.created_at < brought_in_at:
        # It was told of by whoever gave it back.
        return
    membership = Membership.objects.filter(checkout=checkout).first()
    said = resources.RefundTold(
        refund=describing.refund(payment, refund),
        membership=membership.pk if membership else None,
        reader=describing.reader(checkout.reader, checkout.email),
    )
    about = f"membership {membership.pk}" if membership else f"contribution {payment.stripe_id}"
    _write(rules.REFUNDED, said, subject=about, reader=checkout.reader)


@transaction.atomic
def tell_of_newsletter(*, entry: NewsletterReader, ends: bool) -> None:
    """Write down that an address takes a newsletter, or that it takes it no more."""
    subject = f"newsletter {entry.pk}"
    if entry.is_erased:
        for event in WebhookEvent.objects.filter(subject=subject, redacted_at=None):
            _redact(event)
    of = None if entry.is_erased else reader_who_proved(entry.address)
    kind = rules.NEWSLETTER_LEFT if ends else rules.NEWSLETTER_JOINED
    said = describing.newsletter(entry, of, ends=ends)
    _write(kind, said, subject=subject, reader=of)


@transaction.atomic
def tell_of_erasure(*, reader: Reader) -> None:
    """Have other systems delete what they hold, and keep no address in what was told."""
    memberships = queries.memberships_of(reader)
    for event in queries.events_about(reader, [row.pk for row in memberships]):
        _redact(event)
    ToldMembership.objects.filter(membership__in=memberships).update(reader=None, email="")
    said = resources.ErasureTold(
        reader=reader.pk,
        memberships=[row.pk for row in memberships],
        customers=queries.customers_of(reader),
    )
    _write(rules.ERASED, said, subject=f"reader {reader.pk}", reader=reader)


def _redact(event: WebhookEvent) -> None:
    said = msgspec.json.decode(event.body)
    if "email" in (who := said["data"].get("reader") or {}):
        who["email"] = ""
    previous = said["data"].get("previous") or {}
    if "email" in previous:
        previous["email"] = ""
    event.body = msgspec.json.encode(said).decode()
    event.redacted_at = timezone.now()
    event.save(update_fields=["body", "redacted_at"])


def _write(kind: str, said: resources.Told, *, subject: str, reader: Reader | None) -> None:
    """Write an event down for all who hear its kind; what nobody hears is not kept."""
    endpoints = [one for one in WebhookEndpoint.objects.order_by("pk") if one.hears(kind)]
    if endpoints:
        _write_for(endpoints, kind, said, subject=subject, reader=reader)


def _write_for(
    endpoints: Sequence[WebhookEndpoint],
    kind: str,
    said: resources.Told,
    *,
    subject: str,
    reader: Reader | None = None,
) -> None:
    at = clock.now()
    event = WebhookEvent.objects.create(
        name=f"msg_{secrets.token_hex(16)}",
        kind=kind,
        subject=subject,
        body=describing.body(kind, said, at=at),
        happened_at=at,
        reader_number=reader.pk if reader is not None else None,
    )
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(endpoint=one, event=event, subject=subject) for one in endpoints
    )


@transaction.atomic
def make_secret(*, endpoint: WebhookEndpoint) -> str:
    """Give an address a new secret and return it; the old one signs beside it for a day."""
    secret = rules.written_secret(secrets.token_bytes(rules.SECRET_BYTES))
    endpoint.old_secret, endpoint.secret = endpoint.secret, secret
    endpoint.old_secret_until = timezone.now() + rules.BOTH_SECRETS_FOR
    endpoint.save(update_fields=["secret", "old_secret", "old_secret_until"])
    return secret


@transaction.atomic
def send_test(*, endpoint: WebhookEndpoint) -> None:
    """Have an address told something that means nothing."""
    said = resources.TestTold(endpoint=endpoint.name)
    _write_for([endpoint], rules.TEST, said, subject=f"endpoint {endpoint.pk}")


@transaction.atomic
def replay(*, deliveries: Iterable[int]) -> int:
    """Have events sent again under the names they had; return how many."""
    rows = WebhookDelivery.objects.filter(pk__in=list(deliveries)).exclude(state=WAITING)
    return rows.update(state=WAITING, attempts=0, try_again_at=None)


@transaction.atomic
def replay_range(*, endpoint: WebhookEndpoint, since: datetime, until: datetime) -> int:
    """Have an address told again of all that happened in a time and is still kept."""
    events = [
        event
        for event in WebhookEvent.objects.filter(happened_at__gte=since, happened_at__lt=until)
        if event.kind != rules.TEST and endpoint.hears(event.kind)
    ]
    # Of what happened before it was added, or while it did not hear the kind, it is told now.
    WebhookDelivery.objects.bulk_create(
        (WebhookDelivery(endpoint=endpoint, event=one, subject=one.subject) for one in events),
        ignore_conflicts=True,
    )
    again = endpoint.deliveries.filter(event__in=events).exclude(state=WAITING)
    again.update(state=WAITING, attempts=0, try_again_at=None)
    return len(events)


@transaction.atomic
def make_key(*, key: ApiKey, by: Reader | None) -> str:
    """Keep a new key, and return what is asked with: nobody can see it again."""
    secret = secrets.token_urlsafe(32)
    key.prefix, key.digest = secrets.token_hex(4), rules.digest(secret)
    key.made_by = by
    key.save()
    return rules.written_key(key.prefix, secret)


def revoke_key(*, key: ApiKey) -> None:
    """Have nothing more answered to a key."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())
