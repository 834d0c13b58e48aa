"""A subscription's status, and what moves it.

A failed renewal makes it `past_due`. The card is tried again 3, 5 and 7 days after the try before;
when the fourth try fails the subscription is canceled, or becomes `unpaid` if the sandbox was told
so. A first invoice left unpaid for 23 hours makes it `incomplete_expired`.
"""

from stripe_sandbox.shapes import Json
from stripe_sandbox.world import World

OVER = ("canceled", "incomplete_expired")
# The schedule Stripe offers to whoever does not leave retries to it.
RETRY_AFTER_DAYS = (3, 5, 7)
AFTER_RETRIES = ("cancel", "unpaid")
# docs.stripe.com/billing/subscriptions/overview: 23 hours, then `incomplete_expired`.
FIRST_PAYMENT_WITHIN_S = 23 * 3600


def next_try(world: World, invoice: Json) -> int | None:
    """Return when a refused invoice is tried again; None after the last time."""
    tries = invoice["attempt_count"]
    if invoice["billing_reason"] == "subscription_create" or tries > len(RETRY_AFTER_DAYS):
        return None
    return world.now() + RETRY_AFTER_DAYS[tries - 1] * 86_400


def paid(world: World, subscription: Json) -> None:
    """An invoice was paid: whatever was in arrears is active again."""
    if subscription["status"] in ("incomplete", "past_due", "unpaid"):
        world.change(subscription, "customer.subscription.updated", status="active")


def refused(world: World, subscription: Json, invoice: Json) -> None:
    """An invoice was refused: fall into arrears, or end after the last try."""
    if subscription["status"] in (*OVER, "incomplete"):
        return
    if invoice["next_payment_attempt"] is not None:
        world.change(subscription, "customer.subscription.updated", status="past_due")
    elif world.setting("dunning", {}).get("after_retries") == "unpaid":
        world.change(subscription, "customer.subscription.updated", status="unpaid")
    else:
        end(world, subscription, reason="payment_failed")


def voided(world: World, subscription: Json) -> None:
    """What was owed is not asked for any more: a subscription in arrears is active again."""
    if subscription["status"] in ("past_due", "unpaid"):
        world.change(subscription, "customer.subscription.updated", status="active")


def end(world: World, subscription: Json, *, reason: str) -> Json:
    """Cancel now; open invoices stay open and are tried no more.

    Stripe's trap, kept: this stops finalised invoices only. A draft is finalised when its hour is
    over, and charged.
    """
    for invoice in invoices_of(world, subscription):
        if invoice["status"] == "open":
            invoice.update(auto_advance=False, next_payment_attempt=None)
            world.put(invoice)
    details = subscription["cancellation_details"]
    subscription.update(
        status="canceled",
        canceled_at=subscription["canceled_at"] or world.now(),
        cancellation_details={**details, "reason": details["reason"] or reason},
        ended_at=world.now(),
    )
    world.put(subscription)
    world.emit("customer.subscription.deleted", subscription)
    return subscription


def expire_first_payment(world: World, subscription: Json) -> None:
    """Give up on a subscription whose first invoice was never paid."""
    for invoice in invoices_of(world, subscription):
        if invoice["status"] == "open":
            invoice.update(status="void", auto_advance=False, next_payment_attempt=None)
            invoice["status_transitions"]["voided_at"] = world.now()
            world.put(invoice)
            world.emit("invoice.voided", invoice)
    world.change(
        subscription,
        "customer.subscription.updated",
        status="incomplete_expired",
        ended_at=world.now(),
    )


def invoices_of(world: World, subscription: Json) -> list[Json]:
    """Return a subscription's invoices, newest first."""
    return world.all("invoice", subscription=subscription["id"])


def subscription_id(invoice: Json) -> str:
    """Return the subscription an invoice belongs to."""
    return str(invoice["parent"]["subscription_details"]["subscription"])
