"""What a Checkout session comes to: its lines less what was redeemed, or nothing on a trial."""

from stripe_sandbox.errors import ApiError
from stripe_sandbox.objects import coupons, discounts, trials
from stripe_sandbox.shapes import Json
from stripe_sandbox.world import World

# Stripe's least in dollars and euros; other currencies have leasts of their own.
LEAST_CHARGE = 50


def add_up(world: World, session: Json, redeemed: list[discounts.Redeemed]) -> None:
    """Write the totals of a session's lines on it; too little to be charged is refused."""
    lines = session["_line_items"]
    subtotal = sum(int(line["amount_subtotal"]) for line in lines)
    discounts.refuse_too_little(redeemed, subtotal, session["currency"])
    off = taken_off(lines, redeemed)
    on_trial = trials.end_of(world, session["_later"]) is not None
    for line, amount in zip(lines, off, strict=True):
        due = 0 if on_trial else line["amount_subtotal"] - amount
        line.update(amount_discount=0 if on_trial else amount, amount_total=due)
    total = sum(int(line["amount_total"]) for line in lines)
    refuse_too_small(total, session["currency"])
    session.update(
        amount_subtotal=0 if on_trial else subtotal,
        amount_total=total,
        discounts=[one.as_json() for one in redeemed],
        total_details={
            "amount_discount": 0 if on_trial else sum(off),
            "amount_shipping": 0,
            "amount_tax": 0,
        },
    )


def taken_off(lines: list[Json], redeemed: list[discounts.Redeemed]) -> list[int]:
    """Return what is taken off each line."""
    left = [int(line["amount_subtotal"]) for line in lines]
    for coupon, _ in redeemed:
        taken = discounts.shares(coupon, left)
        left = [amount - less for amount, less in zip(left, taken, strict=True)]
    return [int(line["amount_subtotal"]) - rest for line, rest in zip(lines, left, strict=True)]


def refuse_too_small(total: int, currency: str) -> None:
    """Raise for a sum that is more than nothing and less than can be charged."""
    if 0 < total < LEAST_CHARGE:
        raise ApiError(
            f"The Checkout Session's total amount due must add up to at least 0.50 {currency}.",
            code="amount_too_small",
        )


def redeemed_in(world: World, session: Json) -> list[discounts.Redeemed]:
    """Return what a session redeems; what has expired since is refused."""
    return discounts.asked_for(
        world,
        {
            "discounts": [
                {"promotion_code": one["promotion_code"]}
                if one["promotion_code"]
                else {"coupon": one["coupon"]}
                for one in session["discounts"] or []
            ]
        },
        customer=session["customer"],
    )


def chooses(session: Json) -> Json | None:
    """Return the line whose amount the buyer chooses, or None."""
    lines: list[Json] = session["_line_items"]
    return next((line for line in lines if line["price"]["custom_unit_amount"]), None)


def choose_amount(world: World, session: Json, amount: int) -> None:
    """Take the amount a buyer chose, in minor units; one out of bounds is refused."""
    line = chooses(session)
    if line is None:
        return
    bounds = line["price"]["custom_unit_amount"]
    least, most = max(LEAST_CHARGE, bounds["minimum"] or 0), bounds["maximum"]
    if amount < least or (most is not None and amount > most):
        up_to = f" and {most} at most" if most is not None else ""
        raise ApiError(f"The amount is {least} at least{up_to}, in minor units.")
    line["amount_subtotal"] = amount
    add_up(world, session, redeemed_in(world, session))
    world.put(session)


def enter_code(world: World, session: Json, text: str) -> None:
    """Redeem the promotion code somebody types on the page, in place of any before."""
    if not session["allow_promotion_codes"]:
        raise ApiError("No promotion code is taken here.")
    codes = [one for one in coupons.codes_named(world, text.strip()) if one["active"]]
    if not codes:
        raise ApiError("This code is invalid.")
    found = discounts.by_code(world, codes[0], customer=session["customer"])
    add_up(world, session, [found])
    world.put(session)
