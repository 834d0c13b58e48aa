"""Billing portal sessions: a hosted page on which a customer changes the card or cancels."""

from stripe_sandbox import params as read
from stripe_sandbox.cards import Card
from stripe_sandbox.errors import ApiError
from stripe_sandbox.objects import billing_mode, customers, payment_methods, subscription_status
from stripe_sandbox.objects import subscriptions as subs
from stripe_sandbox.shapes import Json, nulls
from stripe_sandbox.world import World, new_id

# Stripe closes a session an hour after it was last used.
OPEN_FOR_S = 3600
FLOWS = ("payment_method_update", "subscription_cancel")
UPDATED = "customer.subscription.updated"


def create(world: World, params: Json) -> Json:
    """POST /v1/billing_portal/sessions."""
    read.only(params, "customer return_url configuration flow_data locale")
    customer = customers.present(world, read.required(params, "customer"))
    session_id = new_id("bps")
    fields = {
        **nulls("after_expiration customer_account on_behalf_of"),
        "id": session_id,
        "configuration": read.text(params, "configuration", "bpc_sandbox"),
        "customer": customer["id"],
        "flow": flow(read.table(params, "flow_data")),
        "locale": read.text(params, "locale"),
        "return_url": read.url(params, "return_url"),
        "url": f"{world.address}/p/session/{session_id}",
    }
    return world.new("billing_portal.session", "bps", fields)


def flow(params: Json) -> Json | None:
    """Return the one thing the page is opened for, or None for all of it."""
    if not params:
        return None
    read.only(params, "type after_completion subscription_cancel", within="flow_data")
    ending = read.table(params, "after_completion") or {"type": "portal_homepage"}
    read.url(read.table(ending, "redirect"), "return_url")
    return {
        "type": read.choice(params, "type", FLOWS),
        "after_completion": {**nulls("hosted_confirmation redirect"), **ending},
        "subscription_cancel": read.table(params, "subscription_cancel") or None,
        **nulls("subscription_update subscription_update_confirm"),
    }


def open_session(world: World, session_id: str) -> Json:
    """Return a session that may still be used."""
    session = world.get("billing_portal.session", session_id)
    if world.now() > session["created"] + OPEN_FOR_S:
        raise ApiError("This link has expired. Go back and open the page again.", status=410)
    return session


def current_subscriptions(world: World, customer_id: str) -> list[Json]:
    """Return what the customer is paying for, newest first."""
    rows = world.all("subscription", customer=customer_id)
    return [row for row in rows if row["status"] not in subscription_status.OVER]


def change_card(world: World, session: Json, card: Card) -> Json:
    """Make a new card the customer's own; it recovers a failing customer.

    A subscription that has a card for itself, as Checkout leaves one, goes on charging that one
    until its seller names another: who takes the new card for charged meets the old one here.
    """
    customer = customers.present(world, session["customer"])
    method = payment_methods.make(
        world, card, billing={"email": customer["email"], "name": customer["name"]}
    )
    payment_methods.attach_to(world, customer, method)
    customers.set_card_fails(world, customer["id"], False)
    customers.set_default_card(world, customer, method["id"])
    return method


def set_ending(world: World, session: Json, subscription_id: str, *, ends: bool) -> Json:
    """Plan the end of a subscription with its period, or take that plan back."""
    subscription = world.get("subscription", subscription_id)
    if subscription["customer"] != session["customer"]:
        raise ApiError("This subscription belongs to somebody else.", status=404)
    # docs.stripe.com/billing/subscriptions/billing-mode/compare: in flexible mode the portal plans
    # a date, and leaves `cancel_at_period_end` as it is.
    if billing_mode.is_flexible(subscription) and not subscription["cancel_at_period_end"]:
        asked = {"cancel_at": "max_period_end" if ends else ""}
    else:
        asked = {"cancel_at_period_end": "true" if ends else "false"}
    return world.change(subscription, UPDATED, **subs.planned_end(world, subscription, asked))
