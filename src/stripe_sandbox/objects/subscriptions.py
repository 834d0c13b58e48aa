"""Subscriptions: a customer's standing promise to pay, one or more items at a rhythm."""

from collections.abc import Sequence

from stripe_sandbox import params as read
from stripe_sandbox.clock import next_boundary
from stripe_sandbox.errors import ApiError, declined
from stripe_sandbox.lists import PAGING, matching, page
from stripe_sandbox.objects import (
    attempts,
    billing_mode,
    customers,
    discounts,
    invoices,
    payment_methods,
    setup_intents,
    subscription_status,
    trials,
)
from stripe_sandbox.objects.catalogue import inline_price, total_of
from stripe_sandbox.shapes import Json, listing, nulls
from stripe_sandbox.world import World, new_id

CREATE = (
    "customer items default_payment_method metadata description payment_behavior "
    "cancel_at_period_end cancel_at off_session billing_mode collection_method currency "
    f"proration_behavior discounts {trials.PARAMS}"
)
BEHAVIOURS = ("allow_incomplete", "default_incomplete", "error_if_incomplete")
ITEM = "id price price_data quantity metadata deleted"


def create(world: World, params: Json) -> Json:
    """POST /v1/subscriptions."""
    read.only(params, CREATE)
    read.choice(params, "collection_method", ("charge_automatically",), "charge_automatically")
    behaviour = read.choice(params, "payment_behavior", BEHAVIOURS, "allow_incomplete")
    customer = customers.present(world, read.required(params, "customer"))
    chosen = [price_and_quantity(world, row) for row in read.rows(params, "items")]
    method = chosen_card(world, customer, params)
    trial_end = trials.end_of(world, params)
    if behaviour != "default_incomplete" and trial_end is None:
        refuse_unpayable(world, customer, method, strict=behaviour == "error_if_incomplete")
    subscription = start(
        world,
        customer,
        chosen,
        method_id=read.text(params, "default_payment_method"),
        metadata=read.metadata(params),
        description=read.text(params, "description"),
        mode=billing_mode.chosen(world, params),
        redeemed=discounts.asked_for(world, params, customer=customer["id"]),
        trial_end=trial_end,
        trial_settings=trials.settings(params),
    )
    if trial_end is not None and method is None:
        asked = setup_intents.make(world, customer=customer["id"])
        subscription["pending_setup_intent"] = asked["id"]
        world.put(subscription)
    if behaviour != "default_incomplete" and trial_end is None:
        invoice = world.get("invoice", subscription["latest_invoice"])
        invoices.collect(world, invoice, off_session=read.flag(params, "off_session"))
    if read.flag(params, "cancel_at_period_end") or params.get("cancel_at"):
        world.change(
            subscription,
            "customer.subscription.updated",
            **planned_end(world, subscription, params),
        )
    return subscription


def price_and_quantity(world: World, row: Json) -> tuple[Json, int]:
    """Return what one item asks for: a recurring price and how many of it."""
    read.only(row, ITEM, within="items")
    if "price_data" in row:
        price = inline_price(world, read.table(row, "price_data"))
    else:
        price = world.get("price", read.required(row, "price"), param="items[0][price]")
    if price["recurring"] is None:
        raise ApiError(
            "The price specified is set to `type=one_time` but this field only accepts "
            "prices with `type=recurring`.",
            param="items[0][price]",
        )
    quantity = read.integer(row, "quantity")
    return price, 1 if quantity is None else quantity


def chosen_card(world: World, customer: Json, params: Json) -> Json | None:
    """Return the card a new subscription will be charged to, if there is one."""
    token = read.text(params, "default_payment_method")
    if token is None:
        return customers.card_of(world, customer)
    method = payment_methods.resolve(world, token, param="default_payment_method")
    params["default_payment_method"] = method["id"]
    if method["customer"] != customer["id"]:
        raise ApiError(
            f"The customer does not have a payment method with the ID {method['id']}.",
            param="default_payment_method",
        )
    return method


def refuse_unpayable(world: World, customer: Json, method: Json | None, *, strict: bool) -> None:
    """Raise before anything is made when there is no card, or, if strict, a bad one."""
    if method is None:
        raise ApiError(
            "This customer has no attached payment source or default payment method.",
            code="resource_missing",
        )
    if method["type"] != "card":
        return
    fails = method["_decline_code"] or (
        "insufficient_funds" if customers.card_fails(world, customer["id"]) else None
    )
    if strict and fails:
        raise declined(fails)
    if strict and attempts.wants_authentication(method, off_session=True):
        raise ApiError(
            "Payment for this subscription requires additional user action before it can be "
            "completed successfully.",
            status=402,
            kind="card_error",
            code="subscription_payment_intent_requires_action",
        )


def start(
    world: World,
    customer: Json,
    chosen: list[tuple[Json, int]],
    *,
    method_id: str | None,
    metadata: Json,
    mode: Json,
    description: str | None = None,
    redeemed: Sequence[discounts.Redeemed] = (),
    trial_end: int | None = None,
    trial_settings: Json | None = None,
) -> Json:
    """Make a subscription with its first invoice, finalised and not paid yet."""
    subscription = make(world, customer, chosen, mode)
    if trial_end is not None:
        subscription.update(trials.begin(world, subscription, trial_end))
        subscription["trial_settings"] = trial_settings or subscription["trial_settings"]
    for one in redeemed:
        owner = {"customer": customer["id"], "subscription": subscription["id"]}
        subscription["discounts"].append(discounts.redeem(world, one, **owner)["id"])
    subscription.update(
        default_payment_method=method_id, metadata=metadata, description=description
    )
    customer["currency"] = subscription["currency"]
    world.put(customer)
    world.emit("customer.subscription.created", world.put(subscription))
    lines = [period_line(world, subscription, item) for item in subscription["items"]["data"]]
    if trial_end is not None:
        lines = [trial_line(line) for line in lines]
    invoice = invoices.draft(world, subscription, lines, reason="subscription_create")
    invoices.finalize(world, invoice)
    if trial_end is not None:
        invoices.settle(world, invoice)
    return subscription


def trial_line(line: Json) -> Json:
    """Return the line of a period that costs nothing yet."""
    named = str(line["description"]).partition(" × ")[2]
    return {**line, "amount": 0, "subtotal": 0, "description": f"Trial period for {named}"}


def make(world: World, customer: Json, chosen: list[tuple[Json, int]], mode: Json) -> Json:
    """Write a subscription down with its items."""
    billing_mode.refuse_mixed_rhythms(mode, [price for price, _ in chosen])
    now = world.now()
    currencies = {price["currency"] for price, _ in chosen}
    if len(currencies) != 1:
        raise ApiError("A subscription needs items, all in one currency.", param="items")
    fields = {
        **nulls("application application_fee_percent billing_cycle_anchor_config"),
        **nulls("billing_thresholds cancel_at canceled_at customer_account days_until_due"),
        **nulls("default_payment_method default_source description ended_at latest_invoice"),
        **nulls("managed_payments next_pending_invoice_item_invoice on_behalf_of pause_collection"),
        **nulls("pending_invoice_item_interval pending_setup_intent pending_update schedule"),
        **nulls("status_details transfer_data trial_end trial_start"),
        "_pending_lines": [],
        "automatic_tax": {**nulls("disabled_reason liability"), "enabled": False},
        "billing_cycle_anchor": now,
        "billing_mode": mode,
        "billing_schedules": [],
        "cancel_at_period_end": False,
        "cancellation_details": nulls("comment feedback reason"),
        "collection_method": "charge_automatically",
        "currency": currencies.pop(),
        "customer": customer["id"],
        "default_tax_rates": [],
        "discounts": [],
        "invoice_settings": {
            **nulls("account_tax_ids custom_fields description footer"),
            "issuer": {"type": "self"},
        },
        "metadata": {},
        "payment_settings": {
            **nulls("payment_method_options payment_method_types"),
            "save_default_payment_method": "off",
        },
        "start_date": now,
        "status": "incomplete",
        "test_clock": customer.get("test_clock"),
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
    }
    subscription = world.new("subscription", "sub", fields)
    items = [make_item(world, subscription, *pair) for pair in chosen]
    url = f"/v1/subscription_items?subscription={subscription['id']}"
    subscription["items"] = {**listing(url, items), "total_count": len(items)}
    return world.put(subscription)


def make_item(world: World, subscription: Json, price: Json, quantity: int) -> Json:
    """Return one item of a subscription, in the period that begins now."""
    rhythm = price["recurring"]
    now = world.now()
    end = next_boundary(now, rhythm["interval"], rhythm["interval_count"], now)
    return {
        "id": new_id("si"),
        "object": "subscription_item",
        **nulls("billed_until billing_thresholds current_trial"),
        "created": now,
        "current_period_end": end,
        "current_period_start": now,
        "discounts": [],
        "metadata": {},
        "plan": plan_of(price),
        "price": price,
        "quantity": quantity,
        "subscription": subscription["id"],
        "tax_rates": [],
    }


def plan_of(price: Json) -> Json:
    """Return the older shape of a price, which items still carry."""
    rhythm = price["recurring"]
    return {
        "id": price["id"],
        "object": "plan",
        **nulls("meter tiers_mode transform_usage trial_period_days"),
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": "per_unit",
        "created": price["created"],
        "currency": price["currency"],
        "interval": rhythm["interval"],
        "interval_count": rhythm["interval_count"],
        "livemode": False,
        "metadata": {},
        "nickname": price["nickname"],
        "product": price["product"],
        "usage_type": "licensed",
    }


def period_line(world: World, subscription: Json, item: Json, **changes: object) -> Json:
    """Return the invoice line over the item's present period."""
    price = item["price"]
    product = world.get("product", price["product"])
    line = {
        "id": new_id("il"),
        "object": "line_item",
        "amount": total_of(price, item["quantity"]),
        "currency": price["currency"],
        "description": f"{item['quantity']} × {product['name']}",
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "livemode": False,
        "metadata": dict(subscription["metadata"]),
        "parent": line_parent(subscription, item, proration=False),
        "period": {"start": item["current_period_start"], "end": item["current_period_end"]},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "quantity": item["quantity"],
        "quantity_decimal": str(item["quantity"]),
        "subscription": subscription["id"],
        "taxes": [],
        **changes,
    }
    return {**line, "subtotal": line["amount"]}


def line_parent(subscription: Json, item: Json, *, proration: bool) -> Json:
    """Return where a line names its subscription item."""
    return {
        "invoice_item_details": None,
        "subscription_item_details": {
            "invoice_item": None,
            "proration": proration,
            "proration_details": {"credited_items": None},
            "subscription": subscription["id"],
            "subscription_item": item["id"],
        },
        "type": "subscription_item_details",
    }


def planned_end(world: World, subscription: Json, params: Json) -> Json:
    """Return the fields that end a subscription later, or that take such a plan back."""
    if params.get("cancel_at") and params.get("cancel_at_period_end"):
        raise ApiError(
            "Received both cancel_at and cancel_at_period_end parameters. Please pass in only one.",
            param="cancel_at",
        )
    at_period_end = read.flag(params, "cancel_at_period_end")
    when = end_asked_for(subscription, params, at_period_end=at_period_end)
    if when is not None and when <= world.now():
        raise ApiError(
            "Invalid timestamp: must be an integer Unix timestamp in the future.", param="cancel_at"
        )
    details = dict(subscription["cancellation_details"])
    details["reason"] = "cancellation_requested" if when else None
    return {
        "cancel_at": when,
        "cancel_at_period_end": at_period_end,
        "canceled_at": (subscription["canceled_at"] or world.now()) if when else None,
        "cancellation_details": details,
    }


def end_asked_for(subscription: Json, params: Json, *, at_period_end: bool) -> int | None:
    """Return when a request has a subscription end, None for not at all."""
    if at_period_end:
        return period_end(subscription)
    if "cancel_at" not in params and not subscription["cancel_at_period_end"]:
        # Taking back what was not planned leaves a date that was.
        return int(subscription["cancel_at"]) if subscription["cancel_at"] else None
    if params.get("cancel_at") == "max_period_end":
        return int(max(item["current_period_end"] for item in subscription["items"]["data"]))
    if params.get("cancel_at") == "min_period_end":
        return period_end(subscription)
    return read.integer(params, "cancel_at")


def period_end(subscription: Json) -> int:
    """Return when the present period ends: the earliest end among the items."""
    return int(min(item["current_period_end"] for item in subscription["items"]["data"]))


def retrieve(world: World, params: Json, subscription_id: str) -> Json:
    """GET /v1/subscriptions/{id}."""
    return world.get("subscription", subscription_id)


def list_subscriptions(world: World, params: Json) -> Json:
    """GET /v1/subscriptions; canceled ones only when `status` asks for them."""
    read.only(params, f"{PAGING} customer price status collection_method test_clock")
    rows = matching(world, "subscription", params, "customer collection_method")
    if "customer" not in params or "test_clock" in params:
        clock = read.text(params, "test_clock")
        rows = rows.where(lambda row: bool(row.get("test_clock") == clock))
    status = read.text(params, "status")
    if status == "ended":
        rows = rows.where(lambda row: row["status"] in subscription_status.OVER)
    elif status is None:
        rows = rows.where(lambda row: bool(row["status"] != "canceled"))
    elif status != "all":
        rows = rows.where(lambda row: bool(row["status"] == status))
    if price := read.text(params, "price"):
        rows = rows.where(lambda row: any(i["price"]["id"] == price for i in row["items"]["data"]))
    return page(rows, params, "/v1/subscriptions")
