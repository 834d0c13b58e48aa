"""Previews: the invoice that would come, made of nothing that stays."""

from stripe_sandbox import params as read
from stripe_sandbox.clock import next_boundary
from stripe_sandbox.errors import ApiError, missing_parameter
from stripe_sandbox.objects import (
    billing_mode,
    changes,
    customers,
    discounts,
    invoices,
    trials,
)
from stripe_sandbox.objects import subscriptions as subs
from stripe_sandbox.shapes import Json, plain
from stripe_sandbox.world import World, new_id

PARAMS = "customer subscription subscription_details discounts"
DETAILS = "items proration_behavior proration_date trial_end billing_mode"
MADE_INLINE = ("price", "product")


def create(world: World, params: Json) -> Json:
    """POST /v1/invoices/create_preview."""
    read.only(params, PARAMS)
    details = read.table(params, "subscription_details")
    read.only(details, DETAILS, within="subscription_details")
    latest = {kind: next(iter(world.rows(kind)), {}) for kind in MADE_INLINE}
    try:
        if "subscription" in params:
            return of_running(world, params, details)
        return of_new(world, params, details)
    finally:
        for kind, before in latest.items():
            rows = world.rows(kind)
            made = rows.newer_than(before["id"]) if before else iter(rows)
            for one in list(made or ()):
                world.store.remove(kind, one["id"])


def of_running(world: World, params: Json, details: Json) -> Json:
    """Return what a subscription would be charged next, after the changes asked for."""
    found = world.get("subscription", read.required(params, "subscription"), param="subscription")
    copy = {**plain(found), "_pending_lines": found["_pending_lines"]}
    lines: list[Json] = list(copy["_pending_lines"])
    rows = read.rows(details, "items")
    if rows:
        return of_changed(world, params, copy, lines, rows, details)
    return draft(world, copy, lines + next_lines(world, copy), params, reason="upcoming")


def of_changed(
    world: World, params: Json, copy: Json, lines: list[Json], rows: list[Json], details: Json
) -> Json:
    """Return the invoice after a change of items: at once where that is asked for, or the next."""
    prorate = read.choice(details, "proration_behavior", changes.PRORATIONS, "create_prorations")
    rests_until = trials.end_of(world, details)
    rests = rests_until is not None or copy["status"] == "trialing"
    at = changes.prorated_at(world, copy, details)
    after, changed, restarts = changes.planned_items(world, copy, rows, prorate, at=at, rests=rests)
    lines += changed
    copy["items"] = {**copy["items"], "data": after}
    if rests_until is not None:
        copy |= trials.begin(world, copy, rests_until)
    if restarts or prorate == "always_invoice":
        return draft(world, copy, lines, params, reason="subscription_update")
    return draft(world, copy, lines + next_lines(world, copy), params, reason="upcoming")


def of_new(world: World, params: Json, details: Json) -> Json:
    """Return the first invoice of a subscription that nobody has begun."""
    rows = read.rows(details, "items")
    if not rows:
        raise missing_parameter("subscription_details[items]")
    customer = customers.present(world, read.required(params, "customer"))
    chosen = [subs.price_and_quantity(world, row) for row in rows]
    mode = billing_mode.chosen(world, details)
    subscription = subs.make(world, customer, chosen, mode)
    world.store.remove("subscription", subscription["id"])
    lines = [subs.period_line(world, subscription, one) for one in subscription["items"]["data"]]
    if trials.end_of(world, details) is not None:
        lines = [subs.trial_line(line) for line in lines]
    return draft(world, subscription, lines, params, reason="subscription_create")


def next_lines(world: World, subscription: Json) -> list[Json]:
    """Return the lines of the period that comes next."""
    end = subs.period_end(subscription)
    lines = []
    for item in subscription["items"]["data"]:
        if item["current_period_end"] == end:
            anchor = subscription["billing_cycle_anchor"]
            until = next_boundary(anchor, *changes.rhythm(item), after=end)
            coming = {**item, "current_period_start": end, "current_period_end": until}
            lines.append(subs.period_line(world, subscription, coming))
    return lines


def draft(
    world: World, subscription: Json, lines: list[Json], params: Json, *, reason: str
) -> Json:
    """Return an invoice over the lines that is not kept."""
    upcoming = reason == "upcoming"
    at = subs.period_end(subscription) if upcoming else world.now()
    lines = [dict(line) for line in lines]
    if params.get("discounts") == "":
        # Asked for without any, it is told without the subscription's own too.
        params = {name: value for name, value in params.items() if name != "discounts"}
        subscription = {**subscription, "discounts": []}
    given = discounts.asked_for(world, params, customer=subscription["customer"])
    if given and subscription["discounts"]:
        raise ApiError("A preview takes discounts for a subscription without any.")
    invoice_id = new_id("upcoming_in")
    return {
        "id": invoice_id,
        "object": "invoice",
        "created": at,
        "livemode": False,
        **invoices.blank(world),
        **invoices.body(world, subscription, lines, invoice_id, redeemed=given),
        "billing_reason": reason,
        "next_payment_attempt": at + invoices.DRAFT_FOR_S if upcoming else at,
        "period_end": at,
        "period_start": (
            min(one["current_period_start"] for one in subscription["items"]["data"])
            if upcoming
            else at
        ),
    }
