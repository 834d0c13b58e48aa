"""Our rows, as other systems are told of them."""

from datetime import UTC, datetime

import msgspec

from wellread.accounts.models import Reader
from wellread.integrations import queries, resources
from wellread.integrations.models import ToldMembership
from wellread.membership.models import Grant, Membership
from wellread.newsletters import links
from wellread.newsletters.models import NewsletterReader
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment, Refund


def body(kind: str, told: resources.Told, *, at: datetime) -> str:
    """Return the body of an event: type, timestamp, data."""
    said = {"type": kind, "timestamp": whole(at), "data": told}
    return msgspec.json.encode(said).decode()


def whole(moment: datetime) -> datetime:
    """Return a moment in UTC, without parts of a second."""
    return moment.astimezone(UTC).replace(microsecond=0)


def whole_or_none(moment: datetime | None) -> datetime | None:
    """Return the same of a moment that may not have come."""
    return whole(moment) if moment is not None else None


def reader(of: Reader | None, email: str) -> resources.ReaderResource:
    """Describe a reader, or whoever has an address."""
    return (
        resources.ReaderResource(of.pk, of.email)
        if of is not None
        else resources.ReaderResource(None, email)
    )


def membership(row: Membership) -> resources.MembershipResource:
    """Describe a membership; its plan, subscription and customer are at hand."""
    subscription = row.subscription
    lower = queries.lower_price(subscription, at=clock.now())
    return resources.MembershipResource(
        id=row.pk,
        status=row.status,  # type: ignore[arg-type]
        plan=resources.PlanResource(row.plan_id, row.plan.name),
        amount_minor=subscription.amount_minor,
        currency=subscription.currency,
        interval=subscription.interval,  # type: ignore[arg-type]
        started_at=whole(row.started_at),
        paid_until=whole_or_none(row.paid_until),
        trial_ends_at=whole_or_none(queries.trial_ends_at(row)),
        lower_minor=lower.lower_minor,
        lower_until=whole_or_none(lower.lower_until),
        subscription=subscription.stripe_id,
        customer=customer_of(row.checkout),
    )


def customer_of(checkout: Checkout) -> str:
    """Return the id at Stripe of whoever paid, or an empty text."""
    return (checkout.customer.stripe_id or "") if checkout.customer else ""


def contribution(payment: Payment) -> resources.ContributionResource:
    """Describe money given once."""
    return resources.ContributionResource(
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        paid_at=whole_or_none(payment.paid_at),
        payment=payment.stripe_id,
        customer=customer_of(payment.checkout),
    )


def gift(grant: Grant) -> resources.GiftResource:
    """Describe a grant that its reader did not pay for."""
    return resources.GiftResource(
        id=grant.pk,
        reason=grant.reason,
        entitlements=list(grant.entitlements),
        starts_at=whole(grant.starts_at),
        ends_at=whole(grant.ends_at),
    )


def refund(payment: Payment, row: Refund) -> resources.RefundResource:
    """Describe money given back."""
    return resources.RefundResource(
        id=row.stripe_id,
        amount_minor=row.amount_minor,
        currency=row.currency,
        created_at=whole(row.created_at),
        payment=payment.stripe_id,
        paid_minor=payment.amount_minor,
    )


def newsletter(
    entry: NewsletterReader, of: Reader | None, *, ends: bool
) -> resources.NewsletterTold:
    """Describe who takes a newsletter; of somebody erased it says no address."""
    return resources.NewsletterTold(
        id=entry.pk,
        newsletter=resources.NewsletterResource(entry.newsletter.key, entry.newsletter.name),
        reader=reader(None, "") if entry.is_erased else reader(of, entry.address),
        joined_at=whole(entry.joined_at),
        campaign=entry.campaign,
        unsubscribe_url="" if ends else links.leave_address(entry),
    )


def member(told: ToldMembership) -> resources.Member:
    """Describe a member as the list of them does."""
    row = told.membership
    return resources.Member(
        membership=membership(row),
        reader=reader(row.reader, row.email),
        changed_at=whole(told.changed_at),
    )
