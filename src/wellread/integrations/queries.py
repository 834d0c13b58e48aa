"""Questions about what other systems were told."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from wellread.accounts.models import Reader
from wellread.integrations import rules
from wellread.integrations.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from wellread.membership.models import Membership
from wellread.payments.models import Checkout

# What one address is sent in a round: few enough for the others to have their turn soon.
SENT_AT_ONCE = 50


def facts_of(membership: Membership) -> rules.ToldFacts:
    """Return what other systems would be told of a membership now."""
    subscription = membership.subscription
    return rules.ToldFacts(
        status=membership.status,
        amount_minor=subscription.amount_minor,
        currency=subscription.currency,
        interval=subscription.interval,
        plan=membership.plan_id,
        reader=membership.reader_id,
        email=membership.email,
        paid_until=membership.paid_until,
    )


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
    subjects = [f"membership {number}" for number in memberships]
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
