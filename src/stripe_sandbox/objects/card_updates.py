"""Cards that run out, and networks that tell of the new one before anybody asks."""

from datetime import UTC, datetime

from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError
from stripe_sandbox.shapes import Json
from stripe_sandbox.world import World

# How long a new card lasts.
RENEWED_FOR_YEARS = 4
SHOWN_YEARS = range(1970, 2100)


def is_expired(world: World, method: Json) -> bool:
    """Whether a card's last month is over."""
    now = datetime.fromtimestamp(world.now(), UTC)
    card = method["card"]
    return (int(card["exp_year"]), int(card["exp_month"])) < (now.year, now.month)


def refuses(world: World, method: Json) -> bool:
    """Whether a card is refused for having expired.

    The networks renew cards by themselves, and here each that runs out is renewed so; but not one
    whose last month somebody chose, since that was chosen to see it run out.
    """
    if method["type"] != "card" or not is_expired(world, method):
        return False
    if method.get("_runs_out"):
        return True
    renew(world, method)
    return False


def renew(world: World, method: Json) -> Json:
    """Have the network tell of the card that replaces this one."""
    now = datetime.fromtimestamp(world.now(), UTC)
    renewed = {**method["card"], "exp_year": now.year + RENEWED_FOR_YEARS}
    method["_runs_out"] = False
    return world.change(method, "payment_method.automatically_updated", card=renewed)


def set_expiry(world: World, method: Json, year: int, month: int) -> None:
    """Choose the last month of a card; one that is over already is no card."""
    if not 1 <= month <= 12:
        raise expiry_error("month")
    if year not in SHOWN_YEARS:
        raise expiry_error("year")
    method["card"] = {**method["card"], "exp_year": year, "exp_month": month}
    method["_runs_out"] = True
    world.put(method)


def refuse_expired(world: World, method: Json) -> None:
    """Raise for a card that is told with a month that is over."""
    if is_expired(world, method):
        raise expiry_error("year")


def expiry_error(part: str) -> ApiError:
    """Return the 402 for a month or year that no card has."""
    return ApiError(
        f"Your card's expiration {part} is invalid.",
        status=402,
        kind="card_error",
        code=f"invalid_expiry_{part}",
        param=f"exp_{part}",
    )


def take_expiry(world: World, method: Json, details: Json) -> None:
    """Note the last month that a request tells of a card."""
    month, year = read.integer(details, "exp_month"), read.integer(details, "exp_year")
    if month is None and year is None:
        return
    card = method["card"]
    set_expiry(
        world,
        method,
        card["exp_year"] if year is None else year,
        card["exp_month"] if month is None else month,
    )
    refuse_expired(world, method)


def update(world: World, params: Json, method_id: str) -> Json:
    """POST /v1/payment_methods/{id}."""
    read.only(params, "billing_details card metadata")
    method = world.get("payment_method", method_id)
    if method["customer"] is None:
        raise ApiError("You must save this PaymentMethod to a customer before you can update it.")
    before = dict(method["card"]) if method["type"] == "card" else {}
    details = read.table(params, "card")
    read.only(details, "exp_month exp_year", within="card")
    changes: Json = {"metadata": read.metadata(params, method["metadata"])}
    if details and method["type"] == "card":
        take_expiry(world, method, details)
        changes["card"], method["card"] = method["card"], before
    if billing := read.table(params, "billing_details"):
        changes["billing_details"] = {**method["billing_details"], **billing}
    return world.change(method, "payment_method.updated", **changes)
