"""Making a subscription ours that another system began at Stripe. Nothing is charged or changed."""

from collections.abc import Callable, Mapping
from uuid import UUID, uuid5

from django.db import transaction

from wellread.accounts.queries import reader_who_proved
from wellread.payments import clock, facts, gateway
from wellread.payments.actions import claim_address, refresh_subscription
from wellread.payments.models import BROUGHT_IN_KEY, Checkout, Subscription

# What Checkouts of subscriptions begun elsewhere are numbered in.
NAMESPACE = UUID("6f1d3c7e-5b1a-4a86-9d53-0a7f6f1f2c11")


def checkout_id(subscription_id: str) -> UUID:
    """Return the id of the Checkout that a subscription gets here, however often it is tried."""
    return uuid5(NAMESPACE, subscription_id)


def take_over(
    *,
    told: facts.FoundSubscription,
    email: str,
    product_name: str,
    metadata: Mapping[str, str],
    write_beside: Callable[[Checkout], object] = lambda checkout: None,
) -> Subscription:
    """Write a subscription down as ours, with all that was ever paid for it; safe to repeat.

    It is given to whoever proved the address, now or later. Other rows that tell of it are written
    in the same transaction. Raises gateway.GatewayUnavailable or
    gateway.GatewayRefused.
    """
    checkout = _written_down(told, email, product_name, metadata, write_beside)
    if told.checkout_id != str(checkout.pk):
        gateway.mark_as_ours(told.id, checkout_id=str(checkout.pk))
    subscription = refresh_subscription(stripe_id=told.id)
    if subscription is None:
        raise gateway.GatewayRefused(f"{told.id} does not name its Checkout")
    reader = reader_who_proved(email)
    if reader is not None:
        claim_address(reader=reader, address=email)
    return subscription


@transaction.atomic
def _written_down(
    told: facts.FoundSubscription,
    email: str,
    product_name: str,
    metadata: Mapping[str, str],
    write_beside: Callable[[Checkout], object],
) -> Checkout:
    now = clock.now()
    checkout, is_new = Checkout.objects.get_or_create(
        pk=checkout_id(told.id),
        defaults={
            "email": email,
            "kind": Checkout.Kind.SUBSCRIPTION,
            "interval": told.interval,
            "amount_minor": told.amount_minor,
            "quantity": max(told.quantity, 1),
            "currency": told.currency,
            "state": Checkout.State.PAID,
            "product_name": product_name,
            "metadata": {**metadata, BROUGHT_IN_KEY: now.isoformat()},
            "created_at": now,
        },
    )
    if is_new:
        write_beside(checkout)
    return checkout
