"""`expand[]`: ids replaced by the objects they name, and parts that are shown on request only."""

from collections.abc import Callable

from stripe_sandbox.errors import ApiError
from stripe_sandbox.objects import checkout
from stripe_sandbox.shapes import Json, listing, plain
from stripe_sandbox.world import World

# Stripe's own limit (docs.stripe.com/expand).
DEEPEST = 4


def payments_of(world: World, invoice: Json) -> Json:
    """Return the payments of an invoice as a list."""
    rows = world.all("invoice_payment", invoice=invoice["id"])
    return listing(f"/v1/invoice_payments?invoice={invoice['id']}", rows)


def refunds_of(world: World, charge: Json) -> Json:
    """Return the refunds of a charge as a list."""
    rows = world.all("refund", charge=charge["id"])
    return listing(f"/v1/charges/{charge['id']}/refunds", rows)


def subscriptions_of(world: World, customer: Json) -> Json:
    """Return the customer's subscriptions that are not canceled, as a list."""
    rows = world.all("subscription", customer=customer["id"])
    rows = [row for row in rows if row["status"] != "canceled"]
    return listing(f"/v1/customers/{customer['id']}/subscriptions", rows)


def line_items_of(world: World, session: Json) -> Json:
    """Return the lines of a Checkout session as a list."""
    return checkout.line_items_of(world.get("checkout.session", session["id"]))


ON_REQUEST: dict[tuple[str, str], Callable[[World, Json], Json]] = {
    ("invoice", "payments"): payments_of,
    ("charge", "refunds"): refunds_of,
    ("customer", "subscriptions"): subscriptions_of,
    ("checkout.session", "line_items"): line_items_of,
}


def expanded(world: World, answer: Json, paths: list[str]) -> Json:
    """Return a copy of the answer as the wire shows it, with the paths filled in."""
    copy: Json = plain(answer)
    for path in paths:
        steps = path.split(".")
        if len([step for step in steps if step != "data"]) > DEEPEST:
            raise ApiError(
                f"You cannot expand more than {DEEPEST} levels of a property ({path}).",
                param="expand",
            )
        fill(world, copy, steps, path)
    return copy


def fill(world: World, node: object, steps: list[str], path: str) -> None:
    """Follow one path down and replace the ids it meets."""
    if isinstance(node, list):
        for member in node:
            fill(world, member, steps, path)
    if not steps or not isinstance(node, dict):
        return
    name, rest = steps[0], steps[1:]
    if name not in node:
        node[name] = plain(on_request(world, node, name, path))
    if isinstance(node[name], str):
        node[name] = plain(named(world, node[name], path))
    if isinstance(node[name], list):
        node[name] = [
            plain(named(world, one, path)) if isinstance(one, str) else one for one in node[name]
        ]
    fill(world, node[name], rest, path)


def on_request(world: World, node: Json, name: str, path: str) -> Json:
    """Return a part that is left out unless asked for."""
    part = ON_REQUEST.get((node.get("object", ""), name))
    if part is None:
        raise ApiError(f"This property cannot be expanded ({path}).", param="expand")
    return part(world, node)


def named(world: World, object_id: str, path: str) -> Json:
    """Return the object an id names."""
    found = world.store.find(object_id)
    if found is None:
        raise ApiError(f"This property cannot be expanded ({path}).", param="expand")
    return found
