"""The phases of a subscription schedule: what is sold from when to when."""

from stripe_sandbox import params as read
from stripe_sandbox.clock import boundary
from stripe_sandbox.errors import ApiError, missing_parameter
from stripe_sandbox.objects import discounts
from stripe_sandbox.objects import subscriptions as subs
from stripe_sandbox.shapes import Json, nulls
from stripe_sandbox.world import World

PHASE = (
    "items end_date start_date duration proration_behavior discounts metadata trial_end "
    "default_payment_method description"
)
PRORATIONS = ("create_prorations", "none", "always_invoice")
INTERVALS = ("day", "week", "month", "year")


def read_all(world: World, rows: list[Json], *, start: int, customer: str) -> list[Json]:
    """Return the phases a request describes, one after the other from a moment."""
    if not rows:
        raise missing_parameter("phases")
    phases = []
    for row in rows:
        phase = read_one(world, row, start=start, customer=customer)
        phases.append(phase)
        start = phase["end_date"]
    if len({len(phase["items"]) for phase in phases}) > 1:
        raise ApiError("Phases with different numbers of items are not played.", param="phases")
    return phases


def read_one(world: World, row: Json, *, start: int, customer: str) -> Json:
    """Return one phase that begins at a moment."""
    read.only(row, PHASE, within="phases[0]")
    if row.get("start_date") not in (None, "", "now"):
        start = read.integer(row, "start_date") or start
    chosen = [subs.price_and_quantity(world, item) for item in read.rows(row, "items")]
    if not chosen:
        raise missing_parameter("phases[0][items]")
    redeemed = discounts.asked_for(world, row, customer=customer)
    return {
        **nulls("application_fee_percent billing_cycle_anchor billing_thresholds"),
        **nulls("collection_method invoice_settings on_behalf_of transfer_data"),
        "add_invoice_items": [],
        "currency": chosen[0][0]["currency"],
        "default_payment_method": read.text(row, "default_payment_method"),
        "description": read.text(row, "description"),
        "discounts": [{**one.as_json(), "discount": None} for one in redeemed],
        "end_date": end_of(row, start, chosen[0][0]),
        "items": [item_of(price, quantity) for price, quantity in chosen],
        "metadata": read.metadata(row),
        "proration_behavior": read.choice(
            row, "proration_behavior", PRORATIONS, "create_prorations"
        ),
        "start_date": start,
        "trial_end": read.integer(row, "trial_end"),
    }


def item_of(price: Json, quantity: int) -> Json:
    """Return an item as a phase shows it."""
    return {
        "billing_thresholds": None,
        "discounts": [],
        "metadata": {},
        "plan": price["id"],
        "price": price["id"],
        "quantity": quantity,
    }


def end_of(row: Json, start: int, price: Json) -> int:
    """Return when a phase ends: at a date, after a time, or after one period of its price."""
    duration = read.table(row, "duration")
    if duration and row.get("end_date"):
        raise ApiError("A phase has an end_date or a duration.", param="phases[0][end_date]")
    if (end := read.integer(row, "end_date")) is not None:
        if end <= start:
            raise ApiError("A phase ends after it begins.", param="phases[0][end_date]")
        return end
    read.only(duration, "interval interval_count", within="phases[0][duration]")
    rhythm = duration or price["recurring"]
    interval = read.choice(rhythm, "interval", INTERVALS)
    count = read.integer(duration, "interval_count") if duration else rhythm["interval_count"]
    return boundary(start, interval, count or 1, 1)


def of_subscription(subscription: Json) -> Json:
    """Return the phase in which a running subscription is."""
    items = subscription["items"]["data"]
    return {
        **nulls("application_fee_percent billing_cycle_anchor billing_thresholds"),
        **nulls("collection_method description invoice_settings on_behalf_of transfer_data"),
        "add_invoice_items": [],
        "currency": subscription["currency"],
        "default_payment_method": subscription["default_payment_method"],
        "discounts": [],
        "end_date": subs.period_end(subscription),
        "items": [item_of(one["price"], one["quantity"]) for one in items],
        "metadata": {},
        "proration_behavior": "create_prorations",
        "start_date": min(one["current_period_start"] for one in items),
        "trial_end": subscription["trial_end"],
    }
