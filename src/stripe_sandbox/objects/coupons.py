"""Coupons and the promotion codes under which people redeem them."""

import re

from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError, missing_object
from stripe_sandbox.lists import PAGING, matching, page
from stripe_sandbox.objects import customers
from stripe_sandbox.shapes import Json, nulls
from stripe_sandbox.world import World, new_id

COUPON = (
    "id percent_off amount_off currency duration duration_in_months max_redemptions redeem_by "
    "name metadata"
)
CODE = "promotion code customer active expires_at max_redemptions metadata restrictions"
DURATIONS = ("once", "repeating", "forever")
RESTRICTIONS = "first_time_transaction minimum_amount minimum_amount_currency"


def create(world: World, params: Json) -> Json:
    """POST /v1/coupons."""
    read.only(params, COUPON)
    wanted = read.text(params, "id")
    if wanted and world.store.get("coupon", wanted):
        raise ApiError("Coupon already exists.", code="resource_already_exists", param="id")
    duration = read.choice(params, "duration", DURATIONS, "once")
    months = read.integer(params, "duration_in_months")
    if (duration == "repeating") is not (months is not None and months > 0):
        raise ApiError(
            "You must pass `duration_in_months` with a duration of repeating, and only then.",
            param="duration_in_months",
        )
    fields = {
        **worth(params),
        "duration": duration,
        "duration_in_months": months,
        "max_redemptions": read.integer(params, "max_redemptions"),
        "metadata": read.metadata(params),
        "name": read.text(params, "name"),
        "redeem_by": read.integer(params, "redeem_by"),
        "times_redeemed": 0,
        "valid": True,
        "id": wanted or new_id("", 8)[1:],
    }
    coupon = world.new("coupon", "", fields)
    world.emit("coupon.created", coupon)
    return coupon


def worth(params: Json) -> Json:
    """Return what a coupon takes off: a share, or a sum in one currency."""
    if ("percent_off" in params) == ("amount_off" in params):
        raise ApiError("You must pass one of `percent_off` and `amount_off`.", param="percent_off")
    if "amount_off" in params:
        amount = read.amount(params, "amount_off")
        if not amount:
            raise ApiError("Invalid positive integer", param="amount_off")
        return {"amount_off": amount, "currency": read.currency(params), "percent_off": None}
    given = read.required(params, "percent_off")
    if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", given) or not 0 < float(given) <= 100:
        raise ApiError("Invalid percent_off: more than 0, at most 100.", param="percent_off")
    whole, _, part = given.partition(".")
    return {
        **nulls("amount_off currency"),
        "_basis_points": int(whole) * 100 + int(part.ljust(2, "0")),
        "percent_off": float(given),
    }


def retrieve(world: World, params: Json, coupon_id: str) -> Json:
    """GET /v1/coupons/{id}."""
    return present(world, coupon_id, param="id")


def present(world: World, coupon_id: str, *, param: str = "coupon") -> Json:
    """Return a coupon, told whether it is still valid at this moment."""
    coupon = world.get("coupon", coupon_id, param=param)
    used = coupon["max_redemptions"] is not None and (
        coupon["times_redeemed"] >= coupon["max_redemptions"]
    )
    late = coupon["redeem_by"] is not None and coupon["redeem_by"] <= world.now()
    coupon["valid"] = not (used or late or coupon.get("_deleted"))
    return coupon


def update(world: World, params: Json, coupon_id: str) -> Json:
    """POST /v1/coupons/{id}: its name and metadata; what it is worth stays."""
    read.only(params, "name metadata")
    coupon = present(world, coupon_id, param="id")
    changes: Json = {"metadata": read.metadata(params, coupon["metadata"])}
    if "name" in params:
        changes["name"] = read.text(params, "name")
    return world.change(coupon, "coupon.updated", **changes)


def delete(world: World, params: Json, coupon_id: str) -> Json:
    """DELETE /v1/coupons/{id}: nobody redeems it any more; who has it keeps it."""
    coupon = world.get("coupon", coupon_id)
    if coupon.get("_deleted"):
        raise missing_object("coupon", coupon_id, "id")
    coupon["_deleted"] = True
    world.put(coupon)
    world.emit("coupon.deleted", present(world, coupon_id))
    return {"id": coupon_id, "object": "coupon", "deleted": True}


def list_coupons(world: World, params: Json) -> Json:
    """GET /v1/coupons."""
    read.only(params, PAGING)
    rows = world.rows("coupon").where(lambda row: not row.get("_deleted"))
    answer = page(rows, params, "/v1/coupons")
    return {**answer, "data": [present(world, row["id"]) for row in answer["data"]]}


def create_code(world: World, params: Json) -> Json:
    """POST /v1/promotion_codes."""
    read.only(params, CODE)
    promotion = read.table(params, "promotion")
    read.only(promotion, "type coupon", within="promotion")
    read.choice(promotion, "type", ("coupon",))
    coupon = present(world, read.required(promotion, "coupon"), param="promotion[coupon]")
    code = read.text(params, "code") or new_id("", 8)[1:].upper()
    if any(one["active"] for one in codes_named(world, code)):
        raise ApiError("An active promotion code with the same code already exists.", param="code")
    if customer := read.text(params, "customer"):
        customers.present(world, customer)
    fields = {
        "active": read.flag(params, "active", True),
        "code": code,
        "customer": customer,
        "customer_account": None,
        "expires_at": read.integer(params, "expires_at"),
        "max_redemptions": read.integer(params, "max_redemptions"),
        "metadata": read.metadata(params),
        "promotion": {"coupon": coupon["id"], "type": "coupon"},
        "restrictions": restrictions(read.table(params, "restrictions")),
        "times_redeemed": 0,
    }
    made = world.new("promotion_code", "promo", fields)
    world.emit("promotion_code.created", made)
    return made


def restrictions(given: Json) -> Json:
    """Return who may redeem a code, and for how much at least."""
    read.only(given, RESTRICTIONS, within="restrictions")
    least = read.amount(given, "minimum_amount")
    return {
        "first_time_transaction": read.flag(given, "first_time_transaction"),
        "minimum_amount": least,
        "minimum_amount_currency": (
            read.currency(given, "minimum_amount_currency") if least is not None else None
        ),
    }


def codes_named(world: World, code: str) -> list[Json]:
    """Return the promotion codes that people write so, in whatever case."""
    return [one for one in world.all("promotion_code") if one["code"].lower() == code.lower()]


def retrieve_code(world: World, params: Json, code_id: str) -> Json:
    """GET /v1/promotion_codes/{id}."""
    return world.get("promotion_code", code_id)


def update_code(world: World, params: Json, code_id: str) -> Json:
    """POST /v1/promotion_codes/{id}."""
    read.only(params, "active metadata")
    found = world.get("promotion_code", code_id)
    return world.change(
        found,
        "promotion_code.updated",
        active=read.flag(params, "active", found["active"]),
        metadata=read.metadata(params, found["metadata"]),
    )


def list_codes(world: World, params: Json) -> Json:
    """GET /v1/promotion_codes."""
    read.only(params, f"{PAGING} active code coupon customer")
    rows = matching(world, "promotion_code", params, "customer")
    if "active" in params:
        active = read.flag(params, "active")
        rows = rows.where(lambda row: bool(row["active"] == active))
    if code := read.text(params, "code"):
        rows = rows.where(lambda row: bool(row["code"].lower() == code.lower()))
    if coupon := read.text(params, "coupon"):
        rows = rows.where(lambda row: bool(row["promotion"]["coupon"] == coupon))
    return page(rows, params, "/v1/promotion_codes")
