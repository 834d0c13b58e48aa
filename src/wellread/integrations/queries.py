"""Questions about what other systems were told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from msgspec import UNSET

from wellread.accounts.models import Reader
from wellread.integrations import resources, rules
from wellread.integrations.models import (
    ToldMembership,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
)
from wellread.mail.address import spelled
from wellread.membership import queries as membership
from wellread.membership.models import Membership
from wellread.membership.rules import RESTS
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment, Subscription

# What one address is sent in a round: few enough for the others to have their turn soon.
SENT_AT_ONCE = 50


class LowerPrice(NamedTuple):
    """What each charge comes to for a time, and to when; no end where it is for good."""

    lower_minor: int | None
    lower_until: datetime | None


def facts_of(row: Membership) -> rules.ToldFacts:
    """Return what other systems would be told of a membership now."""
    subscription = row.subscription
    return rules.ToldFacts(
        status=row.status,
        amount_minor=subscription.amount_minor,
        currency=subscription.currency,
        interval=subscription.interval,
        plan=row.plan_id,
        reader=row.reader_id,
        email=row.email,
        paid_until=row.paid_until,
        trial_ends_at=trial_ends_at(row),
        **lower_price(subscription, at=clock.now())._asdict(),
    )


def trial_ends_at(row: Membership) -> datetime | None:
    """Return when a membership's free days end; None where there are none, or they are over.

    Nothing is looked up: of one that was charged once, what was paid for ends later than they did.
    """
    days = timedelta(days=row.checkout.trial_days)
    subscription = row.subscription
    if not days or subscription.status != RESTS or row.paid_until is None:
        return None
    is_first = row.paid_until <= row.started_at + days + timedelta(days=1)
    return subscription.current_period_ends_at if is_first else None


def lower_price(subscription: Subscription, *, at: datetime) -> LowerPrice:
    """Return what is charged at a moment where that is less than the amount, and until when."""
    charged_minor = subscription.charge_at(at).amount_minor
    if charged_minor == subscription.amount_minor:
        return LowerPrice(None, None)
    return LowerPrice(charged_minor, subscription.off_until)


def memberships_of(reader: Reader) -> list[Membership]:
    """Return the memberships of a reader, oldest first."""
    return list(Membership.objects.filter(reader=reader).order_by("pk"))


def untold() -> QuerySet[Membership]:
    """Return memberships of which other systems were told something else, or nothing."""
    differs = Q(told=None)
    for name, of in (
        ("status", "status"),
        ("paid_until", "paid_until"),
        ("amount_minor", "subscription__amount_minor"),
        ("currency", "subscription__currency"),
        ("interval", "subscription__interval"),
    ):
        differs |= ~Q(**{f"told__{name}": F(of)})
    differs &= ~Q(paid_until=None, told__paid_until=None)
    related = ("plan", "reader", "subscription", "checkout__customer", "checkout__reader")
    return Membership.objects.filter(differs).select_related(*related).order_by("pk")


def events_about(reader: Reader, memberships: Sequence[int]) -> QuerySet[WebhookEvent]:
    """Return the events that name a reader, also from before the payment found them."""
    payments = Payment.objects.filter(checkout__reader=reader).values_list("stripe_id", flat=True)
    subjects = [f"membership {number}" for number in memberships]
    subjects += [f"contribution {stripe_id}" for stripe_id in payments]
    about = Q(reader_number=reader.pk) | Q(subject__in=subjects)
    return WebhookEvent.objects.filter(about, redacted_at=None).exclude(kind=rules.ERASED)


def customers_of(reader: Reader) -> list[str]:
    """Return as whom Stripe knows a reader."""
    ids = Checkout.objects.filter(reader=reader).values_list("customer__stripe_id", flat=True)
    return sorted({one for one in ids if one})


def endpoints_with_work(at: datetime) -> list[WebhookEndpoint]:
    """Return the addresses to which something is to be sent now."""
    work = due(at).filter(endpoint=OuterRef("pk"))
    free = Q(claimed_until=None) | Q(claimed_until__lt=at)
    return list(WebhookEndpoint.objects.filter(free, Exists(work), is_active=True).order_by("pk"))


def due(at: datetime) -> QuerySet[WebhookDelivery]:
    """Return what is to be sent now, oldest first: of each subject the first that waits."""
    earlier = WebhookDelivery.objects.filter(
        state=WebhookDelivery.State.WAITING,
        endpoint=OuterRef("endpoint"),
        subject=OuterRef("subject"),
        event__lt=OuterRef("event"),
    )
    time_has_come = Q(try_again_at=None) | Q(try_again_at__lte=at)
    waiting = WebhookDelivery.objects.filter(time_has_come, state=WebhookDelivery.State.WAITING)
    return waiting.filter(~Exists(earlier)).order_by("event_id")


def told_memberships(
    *,
    since: datetime | None,
    until: datetime,
    after: tuple[datetime, int] | None,
    status: str | None,
) -> QuerySet[ToldMembership]:
    """Return members in the order of their changes, after a place in it."""
    rows = _described().filter(changed_at__lte=until)
    if since is not None:
        rows = rows.filter(changed_at__gte=since)
    if after is not None:
        moment, number = after
        rows = rows.filter(
            Q(changed_at__gt=moment) | Q(changed_at=moment, membership__gt=number),
            changed_at__gte=moment,
        )
    if status is not None:
        rows = rows.filter(status=status)
    return rows.order_by("changed_at", "membership_id")


def told_membership(number: int) -> ToldMembership | None:
    """Return one member, or None."""
    return _described().filter(membership=number).first()


def _described() -> QuerySet[ToldMembership]:
    """Return members who have begun, with all that is told of each."""
    related = ("plan", "reader", "subscription", "checkout__customer")
    rows = ToldMembership.objects.exclude(paid_until=None)
    return rows.select_related(*(f"membership__{name}" for name in related))


def entitlements_of(question: resources.HolderAsked, *, at: datetime) -> resources.Entitlements:
    """Return what is held by whoever is asked about: by grants alone, as everywhere."""
    readers, unclaimed = _asked_about(question)
    found = [membership.held(reader=reader, at=at) for reader in readers]
    if unclaimed:
        found.append(membership.held(reader=None, checkouts=unclaimed, at=at))
    names = frozenset[str]().union(*(one.entitlements for one in found))
    return resources.Entitlements(
        entitled=bool(names),
        entitlements=sorted(names),
        until=min((one.until for one in found if one.until), default=None),
        reader=readers[0].pk if len(readers) == 1 else None,
    )


def _asked_about(question: resources.HolderAsked) -> tuple[list[Reader], list[UUID]]:
    """Return the accounts, and what was paid that no account has claimed yet."""
    if question.reader is not UNSET:
        return list(Reader.objects.filter(pk=question.reader)), []
    if question.email is not UNSET:
        address = spelled(question.email)
        if "\0" in address:
            return [], []
        paid = Checkout.objects.filter(email=address, reader=None, forgotten_at=None)
        return list(Reader.objects.filter(email=address)), list(paid.values_list("pk", flat=True))
    rows = (
        Checkout.objects.filter(customer__stripe_id=question.customer)
        if question.customer is not UNSET
        else Checkout.objects.filter(subscription__stripe_id=question.subscription)
    )
    owners = rows.exclude(reader=None).values("reader")
    return (
        list(Reader.objects.filter(pk__in=owners).order_by("pk")),
        list(rows.filter(reader=None).values_list("pk", flat=True)),
    )
