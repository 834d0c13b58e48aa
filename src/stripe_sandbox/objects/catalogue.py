"""Products and prices, made beforehand or inline in a request."""

from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError
from stripe_sandbox.lists import PAGING, matching, page
from stripe_sandbox.shapes import Json, nulls
from stripe_sandbox.shelf import Rows
from stripe_sandbox.world import World

PRODUCT = "id name active description metadata unit_label statement_descriptor url tax_code"
PRICE = (
    "currency unit_amount unit_amount_decimal custom_unit_amount product product_data recurring "
    "active "
    "metadata nickname lookup_key transfer_lookup_key tax_behavior"
)
INTERVALS = ("day", "week", "month", "year")


def create_product(world: World, params: Json) -> Json:
    """POST /v1/products."""
    read.only(params, PRODUCT)
    product = make_product(world, params)
    world.emit("product.created", product)
    return product


def make_product(world: World, params: Json) -> Json:
    """Make a product from a request or from inline product data."""
    wanted_id = read.text(params, "id")
    if wanted_id and world.store.get("product", wanted_id):
        raise ApiError("Product already exists.", code="resource_already_exists", param="id")
    fields = {
        **nulls("default_price package_dimensions shippable tax_details"),
        "active": read.flag(params, "active", True),
        "description": read.text(params, "description"),
        "images": [],
        "marketing_features": [],
        "metadata": read.metadata(params),
        "name": read.required(params, "name"),
        "statement_descriptor": read.text(params, "statement_descriptor"),
        "tax_code": read.text(params, "tax_code"),
        "type": "service",
        "unit_label": read.text(params, "unit_label"),
        "updated": world.now(),
        "url": read.text(params, "url"),
    }
    return world.new("product", "prod", {**fields, **({"id": wanted_id} if wanted_id else {})})


def retrieve_product(world: World, params: Json, product_id: str) -> Json:
    """GET /v1/products/{id}."""
    return world.get("product", product_id)


def update_product(world: World, params: Json, product_id: str) -> Json:
    """POST /v1/products/{id}."""
    read.only(params, "name active description metadata default_price unit_label url")
    product = world.get("product", product_id)
    changes: Json = {
        name: read.text(params, name)
        for name in ("name", "description", "default_price", "unit_label", "url")
        if name in params
    }
    changes["active"] = read.flag(params, "active", product["active"])
    changes["metadata"] = read.metadata(params, product["metadata"])
    return world.change(product, "product.updated", **changes)


def list_products(world: World, params: Json) -> Json:
    """GET /v1/products."""
    read.only(params, f"{PAGING} active ids")
    rows = in_use(world.rows("product"), params)
    if ids := params.get("ids"):
        rows = rows.where(lambda row: row["id"] in ids)
    return page(rows, params, "/v1/products")


def create_price(world: World, params: Json) -> Json:
    """POST /v1/prices."""
    read.only(params, PRICE)
    price = make_price(world, params)
    world.emit("price.created", price)
    return price


def inline_price(world: World, params: Json) -> Json:
    """Make the price that a request describes in place; like Stripe's it is not active."""
    read.only(
        params,
        "currency unit_amount unit_amount_decimal custom_unit_amount product product_data "
        "recurring tax_behavior",
        within="price_data",
    )
    return make_price(world, {**params, "active": "false"})


def make_price(world: World, params: Json) -> Json:
    """Make a price, with its product when that comes inline."""
    currency = read.currency(params)
    unit_amount = read.amount(params, "unit_amount")
    custom = chosen_by_buyer(read.table(params, "custom_unit_amount"))
    if custom and (unit_amount is not None or params.get("recurring")):
        raise ApiError(
            "A price with `custom_unit_amount` has no `unit_amount` and is paid once.",
            param="custom_unit_amount",
        )
    if unit_amount is None and custom is None:
        raise ApiError(
            "You must specify `unit_amount`.", code="parameter_missing", param="unit_amount"
        )
    recurring = recurrence(read.table(params, "recurring"))
    fields = {
        **nulls("tiers_mode transform_quantity"),
        "custom_unit_amount": custom,
        "active": read.flag(params, "active", True),
        "billing_scheme": "per_unit",
        "currency": currency,
        "lookup_key": claimed_lookup_key(world, params),
        "metadata": read.metadata(params),
        "nickname": read.text(params, "nickname"),
        "product": product_of(world, params)["id"],
        "recurring": recurring,
        "tax_behavior": read.text(params, "tax_behavior", "unspecified"),
        "type": "recurring" if recurring else "one_time",
        "unit_amount": unit_amount,
        "unit_amount_decimal": None if unit_amount is None else str(unit_amount),
    }
    return world.new("price", "price", fields)


def chosen_by_buyer(params: Json) -> Json | None:
    """Return the bounds in which buyers choose what they pay, or None for a fixed price."""
    if not params or not read.flag(params, "enabled"):
        return None
    read.only(params, "enabled minimum maximum preset", within="custom_unit_amount")
    bounds = {name: read.amount(params, name) for name in ("minimum", "maximum", "preset")}
    least, most, preset = bounds["minimum"] or 0, bounds["maximum"], bounds["preset"]
    if most is not None and most < max(least, preset or 0):
        raise ApiError("The maximum is below the minimum or the preset.", param="maximum")
    if preset is not None and preset < least:
        raise ApiError("The preset is below the minimum.", param="preset")
    return bounds


def product_of(world: World, params: Json) -> Json:
    """Return the product a price names, or the new one it describes."""
    if "product_data" in params:
        return make_product(world, read.table(params, "product_data"))
    return world.get("product", read.required(params, "product"), param="product")


def recurrence(params: Json) -> Json | None:
    """Return the rhythm of a recurring price, or None for a price paid once."""
    if not params:
        return None
    read.only(params, "interval interval_count usage_type", within="recurring")
    count = read.integer(params, "interval_count")
    if count is not None and count < 1:
        raise ApiError("Invalid positive integer", param="recurring[interval_count]")
    return {
        "interval": read.choice(params, "interval", INTERVALS),
        "interval_count": count or 1,
        "meter": None,
        "trial_period_days": None,
        "usage_type": read.choice(params, "usage_type", ("licensed",), "licensed"),
    }


def claimed_lookup_key(world: World, params: Json) -> str | None:
    """Return the lookup key, taken from the price that held it when asked to."""
    key = read.text(params, "lookup_key")
    holders = world.all("price", lookup_key=key) if key else []
    if holders and not read.flag(params, "transfer_lookup_key"):
        raise ApiError(
            f"A price (`{holders[0]['id']}`) already uses that lookup key.", param="lookup_key"
        )
    for holder in holders:
        world.change(holder, "price.updated", lookup_key=None)
    return key


def retrieve_price(world: World, params: Json, price_id: str) -> Json:
    """GET /v1/prices/{id}."""
    return world.get("price", price_id)


def update_price(world: World, params: Json, price_id: str) -> Json:
    """POST /v1/prices/{id}: everything but the amount."""
    read.only(params, "active metadata nickname lookup_key transfer_lookup_key")
    price = world.get("price", price_id)
    changes: Json = {
        "active": read.flag(params, "active", price["active"]),
        "metadata": read.metadata(params, price["metadata"]),
    }
    if "nickname" in params:
        changes["nickname"] = read.text(params, "nickname")
    if "lookup_key" in params and params["lookup_key"] != price["lookup_key"]:
        changes["lookup_key"] = claimed_lookup_key(world, params)
    return world.change(price, "price.updated", **changes)


def list_prices(world: World, params: Json) -> Json:
    """GET /v1/prices."""
    read.only(params, f"{PAGING} active product currency type lookup_keys recurring")
    rows = in_use(matching(world, "price", params, "product currency type"), params)
    if keys := params.get("lookup_keys"):
        rows = rows.where(lambda row: row["lookup_key"] in keys)
    if rhythm := read.table(params, "recurring"):
        rows = rows.where(
            lambda row: (
                bool(row["recurring"])
                and all(row["recurring"].get(name) == want for name, want in rhythm.items())
            )
        )
    return page(rows, params, "/v1/prices")


def in_use(rows: Rows, params: Json) -> Rows:
    """Return the rows that are as active as the request asks."""
    if "active" not in params:
        return rows
    wanted = read.flag(params, "active")
    return rows.where(lambda row: bool(row["active"] == wanted))


def total_of(price: Json, quantity: int) -> int:
    """Return what a quantity of a price costs, in minor units."""
    if price["custom_unit_amount"]:
        return int(price["custom_unit_amount"]["preset"] or 0) * quantity
    return int(price["unit_amount"]) * quantity
