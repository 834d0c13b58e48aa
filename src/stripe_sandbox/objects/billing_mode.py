"""Classic and flexible billing: which one a subscription has.

What differs here: credits for unused time, mixed rhythms, and how the billing portal plans an end.
"""

from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError
from stripe_sandbox.shapes import Json
from stripe_sandbox.versions import bills_flexibly
from stripe_sandbox.world import World

MODES = ("classic", "flexible")


def chosen(world: World, params: Json) -> Json:
    """Return the mode a request asks for; its version decides when it asks for none."""
    given = read.table(params, "billing_mode")
    read.only(given, "type flexible", within="billing_mode")
    default = "flexible" if bills_flexibly(world.version) else "classic"
    if read.choice(given, "type", MODES, None if given else default) == "classic":
        if given.get("flexible"):
            raise ApiError("Flexible settings need `billing_mode[type]=flexible`.")
        return {"flexible": None, "type": "classic"}
    return flexible(world, read.table(given, "flexible"))


def flexible(world: World, settings: Json) -> Json:
    """Return the flexible mode, adopted now."""
    read.only(settings, "proration_discounts", within="billing_mode[flexible]")
    discounts = read.choice(settings, "proration_discounts", ("included", "itemized"), "included")
    return {
        "flexible": {"proration_discounts": discounts},
        "type": "flexible",
        "updated_at": world.now(),
    }


def is_flexible(subscription: Json) -> bool:
    """Whether a subscription bills flexibly."""
    return bool(subscription["billing_mode"]["type"] == "flexible")


def migrate(world: World, params: Json, subscription_id: str) -> Json:
    """POST /v1/subscriptions/{id}/migrate: from classic to flexible, never back."""
    read.only(params, "billing_mode")
    subscription = world.get("subscription", subscription_id)
    given = read.table(params, "billing_mode")
    read.choice(given, "type", ("flexible",))
    return world.change(
        subscription,
        "customer.subscription.updated",
        billing_mode=flexible(world, read.table(given, "flexible")),
    )


def refuse_mixed_rhythms(mode: Json, prices: list[Json]) -> None:
    """Raise when a classic subscription would bill its items at different rhythms."""
    rhythms = {(one["recurring"]["interval"], one["recurring"]["interval_count"]) for one in prices}
    if mode["type"] == "classic" and len(rhythms) > 1:
        raise ApiError(
            "All prices of a subscription in classic billing mode must have the same billing "
            "interval.",
            param="items",
        )
