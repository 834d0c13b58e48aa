"""Changing a subscription: its end, its card, its pause, and the price of its items."""

from stripe_sandbox import params as read
from stripe_sandbox.clock import next_boundary
from stripe_sandbox.errors import ApiError, missing_object
from stripe_sandbox.lists import page_of
from stripe_sandbox.objects import (
    billing_mode,
    customers,
    discounts,
    invoices,
    payment_methods,
    subscription_status,
    trials,
)
from stripe_sandbox.objects import subscriptions as subs
from stripe_sandbox.objects.catalogue import total_of
from stripe_sandbox.shapes import Json
from stripe_sandbox.world import World

UPDATE = (
    "cancel_at_period_end cancel_at metadata default_payment_method items pause_collection "
    "proration_behavior proration_date payment_behavior cancellation_details description "
    "off_session "
    "discounts trial_end trial_settings"
)
PRORATIONS = ("create_prorations", "none", "always_invoice")
STRICT = "error_if_incomplete"
BEHAVIOURS = (
    "allow_incomplete",
    "default_incomplete",
    STRICT,
    "pending_if_incomplete",
)
PAUSES = ("void", "mark_uncollectible", "keep_as_draft")
UPDATED = "customer.subscription.updated"


def update(world: World, params: Json, subscription_id: str) -> Json:
    """POST /v1/subscriptions/{id}."""
    read.only(params, UPDATE)
    subscription = world.get("subscription", subscription_id)
    refuse_if_over(subscription, params)
    prorate = read.choice(params, "proration_behavior", PRORATIONS, "create_prorations")
    rests_until = trials.end_of(world, params)
    begins_to_rest = rests_until is not None and subscription["status"] != "trialing"
    if rows := read.rows(params, "items"):
        rests = rests_until is not None or subscription["status"] == "trialing"
        at = prorated_at(world, subscription, params)
        if read.choice(params, "payment_behavior", BEHAVIOURS, "allow_incomplete") == STRICT:
            refuse_unpayable_change(world, subscription, rows, prorate, at=at, rests=rests)
        change_items(world, subscription, rows, prorate, at=at, rests=rests)
    changes: Json = {"metadata": read.metadata(params, subscription["metadata"])}
    if "cancel_at_period_end" in params or "cancel_at" in params:
        changes |= subs.planned_end(world, subscription, params)
    if "cancellation_details" in params:
        held = changes.get("cancellation_details") or subscription["cancellation_details"]
        changes["cancellation_details"] = explained(held, params)
    if "default_payment_method" in params:
        changes["default_payment_method"] = own_card(world, subscription, params)
    if "discounts" in params:
        changes["discounts"] = changed_discounts(world, subscription, params)
    if "trial_settings" in params:
        changes["trial_settings"] = trials.settings(params)
    if rests_until is not None:
        changes |= trials.begin(world, subscription, rests_until)
        subscription["_trial_end_told"] = False
    if params.get("trial_end") == "now" and subscription["status"] == "trialing":
        end_trial(world, subscription)
    if "description" in params:
        changes["description"] = read.text(params, "description")
    if "pause_collection" in params:
        changes["pause_collection"] = pause(read.table(params, "pause_collection"))
    changed = world.change(subscription, UPDATED, **changes)
    if begins_to_rest:
        bill_trial(world, subscription)
    return changed


def bill_trial(world: World, subscription: Json) -> None:
    """Invoice the time that costs nothing, as the start of any trial does."""
    lines = [
        subs.trial_line(subs.period_line(world, subscription, item))
        for item in subscription["items"]["data"]
    ]
    bill(world, subscription, lines, at_once=True)


def changed_discounts(world: World, subscription: Json, params: Json) -> list[str]:
    """Return the discounts a request leaves: those it names, or none."""
    if params["discounts"] == "":
        return []
    customer = subscription["customer"]
    redeemed = discounts.asked_for(world, params, customer=customer)
    owner = {"customer": customer, "subscription": subscription["id"]}
    return [str(discounts.redeem(world, one, **owner)["id"]) for one in redeemed]


def end_trial(world: World, subscription: Json) -> None:
    """End a trial now: the first period that is paid for begins, and is charged at once."""
    items = [restarted(world, item) for item in subscription["items"]["data"]]
    world.change(
        subscription,
        UPDATED,
        billing_cycle_anchor=world.now(),
        items={**subscription["items"], "data": items},
        status="active",
        trial_end=world.now(),
    )
    lines = [subs.period_line(world, subscription, item) for item in items]
    bill(world, subscription, lines, at_once=True)


def refuse_if_over(subscription: Json, params: Json) -> None:
    """A subscription that has ended keeps only its metadata and its reasons open."""
    if subscription["status"] in subscription_status.OVER and set(params) - {
        "metadata",
        "cancellation_details",
        "expand",
    }:
        raise ApiError(
            "A canceled subscription can only update its cancellation_details and metadata."
        )


def explained(held: Json, params: Json) -> Json:
    """Return why a reader leaves, in addition to what is known."""
    given = read.table(params, "cancellation_details")
    read.only(given, "comment feedback", within="cancellation_details")
    return {**held, **{name: read.text(given, name) for name in given}}


def own_card(world: World, subscription: Json, params: Json) -> str | None:
    """Return the id of a card that belongs to the subscription's customer."""
    token = read.text(params, "default_payment_method")
    if token is None:
        return None
    method = payment_methods.resolve(world, token, param="default_payment_method")
    customer = customers.present(world, subscription["customer"])
    return str(payment_methods.attach_to(world, customer, method)["id"])


def pause(params: Json) -> Json | None:
    """Return how collection rests, or None to go on."""
    if not params:
        return None
    read.only(params, "behavior resumes_at", within="pause_collection")
    return {
        "behavior": read.choice(params, "behavior", PAUSES),
        "resumes_at": read.integer(params, "resumes_at"),
    }


def prorated_at(world: World, subscription: Json, params: Json) -> int:
    """Return the moment from which a change counts: now, or another one of the present period."""
    at = read.integer(params, "proration_date")
    if at is None:
        return world.now()
    starts_at = min(one["current_period_start"] for one in subscription["items"]["data"])
    if not starts_at <= at <= subs.period_end(subscription):
        raise ApiError(
            "Invalid proration_date: it must be within the current period of the subscription.",
            param="proration_date",
        )
    return at


def refuse_unpayable_change(
    world: World, subscription: Json, rows: list[Json], prorate: str, *, at: int, rests: bool
) -> None:
    """Raise before anything is changed where what is charged at once could not be paid."""
    _, lines, restarts = planned_items(world, subscription, rows, prorate, at=at, rests=rests)
    is_charged = restarts or prorate == "always_invoice"
    if is_charged and sum(line["amount"] for line in lines) > 0:
        customer = customers.present(world, subscription["customer"])
        card = customers.card_of(world, customer, subscription["default_payment_method"])
        subs.refuse_unpayable(world, customer, card, strict=True)


def change_items(
    world: World,
    subscription: Json,
    rows: list[Json],
    prorate: str,
    *,
    at: int | None = None,
    rests: bool = False,
) -> None:
    """Put new prices or quantities on items; a new rhythm starts a new period at once.

    While a trial rests all charging, the new rhythm begins at its end.
    """
    after, lines, restarts = planned_items(world, subscription, rows, prorate, at=at, rests=rests)
    changes: Json = {"items": {**subscription["items"], "data": after}}
    if restarts:
        changes["billing_cycle_anchor"] = world.now()
    world.change(subscription, UPDATED, **changes)
    bill(world, subscription, lines, at_once=restarts or prorate == "always_invoice")


def planned_items(
    world: World,
    subscription: Json,
    rows: list[Json],
    prorate: str,
    *,
    at: int | None = None,
    rests: bool = False,
) -> tuple[list[Json], list[Json], bool]:
    """Return the items after a change, the lines it makes, and whether a new period begins."""
    before = subscription["items"]["data"]
    after = [changed_item(world, item, row_of(item, rows, before)) for item in before]
    refuse_strangers(rows, before)
    billing_mode.refuse_mixed_rhythms(
        subscription["billing_mode"], [item["price"] for item in after]
    )
    restarts = not rests and any(rhythm(a) != rhythm(b) for a, b in zip(before, after, strict=True))
    lines: list[Json] = []
    if prorate != "none":
        for old, new in zip(before, after, strict=True):
            since = world.now() if at is None else at
            lines += prorated(world, subscription, old, new, at=since, credit_only=restarts)
    if restarts:
        after = [restarted(world, item) for item in after]
        lines += [subs.period_line(world, subscription, item) for item in after]
    return after, lines, restarts


def row_of(item: Json, rows: list[Json], items: list[Json]) -> Json:
    """Return the request's row for an item; with one item the id may be left out."""
    for row in rows:
        if row.get("id") == item["id"] or (len(items) == len(rows) == 1 and "id" not in row):
            return row
    return {}


def refuse_strangers(rows: list[Json], items: list[Json]) -> None:
    """Raise for a row that names an item of another subscription."""
    known = {item["id"] for item in items}
    for row in rows:
        if "id" in row and row["id"] not in known:
            raise missing_object("subscription item", row["id"], "items[0][id]")


def changed_item(world: World, item: Json, row: Json) -> Json:
    """Return the item with the price and quantity a request gives it."""
    changed = dict(item)
    if "price" in row or "price_data" in row:
        price, _ = subs.price_and_quantity(world, row)
        changed.update(price=price, plan=subs.plan_of(price))
    if (quantity := read.integer(row, "quantity")) is not None:
        changed["quantity"] = quantity
    return changed


def rhythm(item: Json) -> tuple[str, int]:
    """Return how often an item is billed."""
    recurring = item["price"]["recurring"]
    return recurring["interval"], recurring["interval_count"]


def restarted(world: World, item: Json) -> Json:
    """Return the item in a period that begins now."""
    now = world.now()
    end = next_boundary(now, *rhythm(item), after=now)
    return {**item, "current_period_start": now, "current_period_end": end}


def prorated(
    world: World, subscription: Json, old: Json, new: Json, *, at: int, credit_only: bool
) -> list[Json]:
    """Return the lines for unused time on the old price and remaining time on the new one."""
    if (old["price"], old["quantity"]) == (new["price"], new["quantity"]):
        return []
    lines = given_back(world, subscription, old, at=at)
    if not credit_only:
        says = "Remaining time on"
        lines.append(remaining(world, subscription, new, at=at, sign=1, says=says))
    return lines


def given_back(world: World, subscription: Json, item: Json, *, at: int) -> list[Json]:
    """Return what is given back for the rest of the period.

    Classic billing gives back by the price as it stands. Flexible billing gives back of what was
    debited for this price: nothing when nothing was
    (docs.stripe.com/billing/subscriptions/billing-mode/compare).
    """
    if not billing_mode.is_flexible(subscription):
        return [remaining(world, subscription, item, at=at, sign=-1, says="Unused time on")]
    debit = debit_of(world, subscription, item, at=at)
    if debit is None:
        return []
    start, end = debit["period"]["start"], debit["period"]["end"]
    whole, left = end - start, max(0, end - at)
    line = remaining(world, subscription, item, at=at, sign=-1, says="Unused time on")
    amount = -((2 * int(debit["amount"]) * left + whole) // (2 * whole))
    return [{**line, "amount": amount, "subtotal": amount}]


def debit_of(world: World, subscription: Json, item: Json, *, at: int) -> Json | None:
    """Return the latest line that charged an item at its present price for the time being."""
    lines: list[Json] = [*reversed(subscription["_pending_lines"])]
    for invoice in subscription_status.invoices_of(world, subscription):
        if invoice["status"] != "void":
            lines += reversed(invoice["lines"]["data"])
    return next((line for line in lines if debits(line, item, now=at)), None)


def debits(line: Json, item: Json, *, now: int) -> bool:
    """Whether a line charged this item, at this price, for a time that runs now."""
    details = line["parent"]["subscription_item_details"]
    return bool(
        details
        and details["subscription_item"] == item["id"]
        and line["amount"] > 0
        and line["quantity"] == item["quantity"]
        and line["pricing"]["price_details"]["price"] == item["price"]["id"]
        and line["period"]["start"] <= now < line["period"]["end"]
    )


def remaining(
    world: World, subscription: Json, item: Json, *, at: int, sign: int, says: str
) -> Json:
    """Return one line over the rest of the period, its amount rounded half up."""
    start, end = item["current_period_start"], item["current_period_end"]
    whole, left = end - start, max(0, end - at)
    total = total_of(item["price"], item["quantity"])
    line = subs.period_line(
        world,
        subscription,
        item,
        amount=sign * ((2 * total * left + whole) // (2 * whole)),
        parent=subs.line_parent(subscription, item, proration=True),
        period={"start": at, "end": end},
    )
    return {**line, "description": f"{says} {line['description']}"}


def bill(world: World, subscription: Json, lines: list[Json], *, at_once: bool) -> None:
    """Invoice the lines now, or keep them for the next renewal."""
    if not lines:
        return
    if not at_once:
        subscription["_pending_lines"] += lines
        world.put(subscription)
        return
    invoice = invoices.draft(world, subscription, lines, reason="subscription_update")
    invoices.finalize(world, invoice)
    if invoice["total"] <= 0:
        invoices.settle(world, invoice)
    else:
        invoices.collect(world, invoice)


def cancel(world: World, params: Json, subscription_id: str) -> Json:
    """DELETE /v1/subscriptions/{id}: ends it now, without giving anything back."""
    read.only(params, "cancellation_details invoice_now prorate")
    subscription = world.get("subscription", subscription_id)
    if subscription["status"] in subscription_status.OVER:
        raise missing_object("subscription", subscription_id, "id")
    if "cancellation_details" in params:
        held = subscription["cancellation_details"]
        subscription["cancellation_details"] = explained(held, params)
    return subscription_status.end(world, subscription, reason="cancellation_requested")


def list_items(world: World, params: Json) -> Json:
    """GET /v1/subscription_items."""
    read.only(params, "subscription limit starting_after ending_before")
    subscription = world.get(
        "subscription", read.required(params, "subscription"), param="subscription"
    )
    return page_of(subscription["items"]["data"], params, "/v1/subscription_items")


def retrieve_item(world: World, params: Json, item_id: str) -> Json:
    """GET /v1/subscription_items/{id}."""
    return owner_of(world, item_id)[1]


def update_item(world: World, params: Json, item_id: str) -> Json:
    """POST /v1/subscription_items/{id}."""
    read.only(params, "price price_data quantity proration_behavior payment_behavior")
    prorate = read.choice(params, "proration_behavior", PRORATIONS, "create_prorations")
    subscription, _ = owner_of(world, item_id)
    row: Json = {
        name: params[name] for name in ("price", "price_data", "quantity") if name in params
    }
    change_items(world, subscription, [{"id": item_id, **row}], prorate)
    return owner_of(world, item_id)[1]


def owner_of(world: World, item_id: str) -> tuple[Json, Json]:
    """Return the subscription an item belongs to, and the item."""
    for subscription in world.all("subscription"):
        for item in subscription["items"]["data"]:
            if item["id"] == item_id:
                return subscription, item
    raise missing_object("subscription item", item_id, "id")
