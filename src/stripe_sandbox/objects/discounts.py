"""Discounts: a coupon that somebody redeemed, and what it takes off."""

from collections.abc import Sequence
from typing import NamedTuple

from stripe_sandbox import params as read
from stripe_sandbox.clock import boundary
from stripe_sandbox.errors import ApiError
from stripe_sandbox.objects import coupons
from stripe_sandbox.shapes import Json, nulls
from stripe_sandbox.world import World, new_id


class Redeemed(NamedTuple):
    """A coupon, and the promotion code under which it was found, if any."""

    coupon: Json
    code: Json | None

    def as_json(self) -> Json:
        """Return both by their ids."""
        return {
            "coupon": self.coupon["id"],
            "promotion_code": self.code["id"] if self.code else None,
        }


def asked_for(world: World, params: Json, *, customer: str | None) -> list[Redeemed]:
    """Return what the `discounts` of a request redeem; what cannot be is refused."""
    found = []
    for row in read.rows(params, "discounts"):
        read.only(row, "coupon promotion_code", within="discounts[0]")
        if ("coupon" in row) == ("promotion_code" in row):
            raise ApiError("A discount is one coupon or one promotion code.", param="discounts")
        if code_id := read.text(row, "promotion_code"):
            code = world.get("promotion_code", code_id, param="discounts[0][promotion_code]")
            found.append(by_code(world, code, customer=customer))
        else:
            found.append(Redeemed(valid(world, read.required(row, "coupon")), None))
    return found


def by_code(world: World, code: Json, *, customer: str | None) -> Redeemed:
    """Return the coupon of a promotion code that this customer may redeem now."""
    used = code["max_redemptions"] is not None and code["times_redeemed"] >= code["max_redemptions"]
    late = code["expires_at"] is not None and code["expires_at"] <= world.now()
    others = code["customer"] not in (None, customer)
    if not code["active"] or used or late or others:
        raise ApiError("This promotion code cannot be redeemed.", code="coupon_expired")
    if code["restrictions"]["first_time_transaction"] and has_paid(world, customer):
        raise ApiError(
            "This promotion code cannot be redeemed because the associated customer has prior "
            "transactions.",
            code="customer_has_prior_transactions",
        )
    return Redeemed(valid(world, code["promotion"]["coupon"]), code)


def has_paid(world: World, customer: str | None) -> bool:
    """Whether a customer has paid anything yet."""
    paid = world.all("charge", customer=customer, paid=True) if customer else []
    return bool(paid)


def valid(world: World, coupon_id: str) -> Json:
    """Return a coupon that can still be redeemed."""
    coupon = coupons.present(world, coupon_id)
    if not coupon["valid"]:
        raise ApiError(f"Coupon {coupon_id} is expired.", code="coupon_expired", param="coupon")
    return coupon


def refuse_too_little(redeemed: list[Redeemed], total: int, currency: str) -> None:
    """Raise where a code asks for more than is bought, or takes off in another currency."""
    for coupon, code in redeemed:
        if coupon["currency"] not in (None, currency):
            raise ApiError("The coupon's currency is another one.", param="discounts")
        least = code["restrictions"]["minimum_amount"] if code else None
        if (
            code
            and least is not None
            and (total < least or code["restrictions"]["minimum_amount_currency"] != currency)
        ):
            raise ApiError("The total is below the promotion code's minimum.", param="discounts")


def redeem(world: World, redeemed: Redeemed, **owner: str | None) -> Json:
    """Make the discount of whoever redeemed a coupon, and count it."""
    coupon, code = redeemed
    months = coupon["duration_in_months"]
    fields = {
        **nulls("checkout_session customer customer_account invoice invoice_item"),
        **nulls("subscription subscription_item"),
        "end": boundary(world.now(), "month", 1, months) if months else None,
        "promotion_code": code["id"] if code else None,
        "source": {"coupon": coupon["id"], "type": "coupon"},
        "start": world.now(),
        **owner,
    }
    count(world, redeemed)
    made = world.new("discount", "di", fields)
    world.emit("customer.discount.created", made)
    return made


def count(world: World, redeemed: Redeemed) -> None:
    """Count one redemption of a coupon and of its code."""
    for one in redeemed:
        if one:
            one["times_redeemed"] += 1
            world.put(one)
    coupons.present(world, redeemed.coupon["id"])


def shares(coupon: Json, amounts: list[int]) -> list[int]:
    """Return what a coupon takes off each amount, together at most what they are."""
    if coupon["amount_off"] is None:
        points = coupon["_basis_points"]
        return [(amount * points + 5_000) // 10_000 for amount in amounts]
    whole = sum(amounts)
    off = min(coupon["amount_off"], whole)
    taken = [off * amount // whole if whole else 0 for amount in amounts[:-1]]
    return [*taken, off - sum(taken)] if amounts else []


def take_off(world: World, discount_ids: list[str], lines: list[Json]) -> list[Json]:
    """Write on each line what the discounts take off it; return what each takes off in all."""
    named = []
    for discount_id in discount_ids:
        discount = world.get("discount", discount_id)
        named.append((discount_id, world.get("coupon", discount["source"]["coupon"])))
    return written_off(named, lines)


def take_off_unkept(redeemed: Sequence[Redeemed], lines: list[Json]) -> list[Json]:
    """Write on each line what coupons would take off it, which nobody has redeemed yet."""
    return written_off([(new_id("di"), one.coupon) for one in redeemed], lines)


def written_off(named: list[tuple[str, Json]], lines: list[Json]) -> list[Json]:
    """Write what coupons take off on each line; return what each takes off in all."""
    totals = []
    charged = [line for line in lines if line["amount"] > 0 and line["discountable"]]
    left = {line["id"]: int(line["amount"]) for line in charged}
    for discount_id, coupon in named:
        taken = shares(coupon, [left[line["id"]] for line in charged])
        for line, amount in zip(charged, taken, strict=True):
            left[line["id"]] -= amount
            line["discounts"] = [*line["discounts"], discount_id]
            line["discount_amounts"] = [
                *line["discount_amounts"],
                {"amount": amount, "discount": discount_id},
            ]
        totals.append({"amount": sum(taken), "discount": discount_id})
    return totals


def present_ids(world: World, subscription: Json) -> list[str]:
    """Return the discounts of a subscription that have not ended."""
    return [
        one
        for one in subscription["discounts"]
        if (world.get("discount", one)["end"] or world.now() + 1) > world.now()
    ]


def use_up(world: World, subscription: Json) -> None:
    """Drop from a subscription what was for one invoice, or is over."""
    going_on = []
    for discount_id in subscription["discounts"]:
        discount = world.get("discount", discount_id)
        coupon = world.get("coupon", discount["source"]["coupon"])
        over = discount["end"] is not None and discount["end"] <= world.now()
        if coupon["duration"] == "once" or over:
            world.emit("customer.discount.deleted", discount)
        else:
            going_on.append(discount_id)
    subscription["discounts"] = going_on
    world.put(subscription)
