"""Trials: a time before the first charge."""

from stripe_sandbox import params as read
from stripe_sandbox.clock import DAY
from stripe_sandbox.errors import ApiError
from stripe_sandbox.objects import billing_mode, customers, subscription_status
from stripe_sandbox.shapes import Json
from stripe_sandbox.world import World

PARAMS = "trial_period_days trial_end trial_settings"
# docs.stripe.com/billing/subscriptions/trials: at most two years, told three days before its end.
LONGEST_DAYS = 730
TOLD_BEFORE_S = 3 * DAY
ENDINGS = ("create_invoice", "cancel", "pause")
UPDATED = "customer.subscription.updated"


def end_of(world: World, params: Json) -> int | None:
    """Return when the trial a request asks for ends, or None when it asks for none."""
    days = read.integer(params, "trial_period_days")
    if days is not None and params.get("trial_end"):
        raise ApiError("You may pass one of trial_end and trial_period_days.", param="trial_end")
    if days is None and params.get("trial_end") in (None, "", "now"):
        return None
    end = world.now() + days * DAY if days is not None else read.integer(params, "trial_end")
    if end is None or not world.now() < end <= world.now() + LONGEST_DAYS * DAY:
        raise ApiError(f"A trial lasts at most {LONGEST_DAYS} days from now.", param="trial_end")
    return end


def settings(params: Json) -> Json:
    """Return what happens when nobody has left a card by the trial's end."""
    given = read.table(params, "trial_settings")
    read.only(given, "end_behavior", within="trial_settings")
    ending = read.table(given, "end_behavior")
    read.only(ending, "missing_payment_method", within="trial_settings[end_behavior]")
    chosen = read.choice(ending, "missing_payment_method", ENDINGS, "create_invoice")
    return {"end_behavior": {"missing_payment_method": chosen}}


def begin(world: World, subscription: Json, end: int) -> Json:
    """Put a subscription on trial until a moment; its periods are counted from there."""
    restarts = subscription["trial_start"] is None or billing_mode.is_flexible(subscription)
    items = [
        {**item, "current_period_start": world.now(), "current_period_end": end}
        for item in subscription["items"]["data"]
    ]
    return {
        "billing_cycle_anchor": end,
        "items": {**subscription["items"], "data": items},
        "status": "trialing",
        "trial_end": end,
        "trial_start": world.now() if restarts else subscription["trial_start"],
    }


def tells_at(subscription: Json) -> int | None:
    """Return when the end of a trial is told, None when it was or there is none."""
    if subscription["status"] != "trialing" or subscription.get("_trial_end_told"):
        return None
    return max(int(subscription["trial_end"]) - TOLD_BEFORE_S, int(subscription["trial_start"]))


def tell(world: World, subscription: Json) -> None:
    """Tell that a trial ends soon."""
    subscription["_trial_end_told"] = True
    world.emit("customer.subscription.trial_will_end", world.put(subscription))


def ends_without_card(world: World, subscription: Json) -> bool:
    """End or pause a trial that nobody left a card for; whether that was so."""
    how = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
    customer = world.get("customer", subscription["customer"])
    if how == "create_invoice" or customers.card_of(
        world, customer, subscription["default_payment_method"]
    ):
        return False
    if how == "cancel":
        subscription_status.end(world, subscription, reason="cancellation_requested")
        return True
    world.change(subscription, UPDATED, status="paused")
    world.emit("customer.subscription.paused", subscription)
    return True
