"""Mandates: the permission to debit a bank account."""

from stripe_sandbox.shapes import Json, nulls
from stripe_sandbox.world import World, new_id


def of(world: World, method: Json) -> Json:
    """Return the mandate of a bank account, given at its first debit."""
    given = world.all("mandate", payment_method=method["id"])
    if given:
        return given[0]
    kind = method["type"]
    fields = {
        "customer_acceptance": {
            "accepted_at": world.now(),
            "online": nulls("ip_address user_agent"),
            "type": "online",
        },
        "payment_method": method["id"],
        "payment_method_details": {kind: details(world, kind), "type": kind},
        "status": "active",
        "type": "multi_use",
    }
    return world.new("mandate", "mandate", fields)


def details(world: World, kind: str) -> Json:
    """Return what the bank is told of."""
    reference = new_id("", 16)[1:].upper()
    told = {"reference": reference, "url": f"{world.address}/_sandbox/"}
    match kind:
        case "sepa_debit":
            return told
        case "bacs_debit":
            more = nulls("display_name revocation_reason service_user_number")
            return {**told, **more, "network_status": "accepted"}
    return {}


def retrieve(world: World, params: Json, mandate_id: str) -> Json:
    """GET /v1/mandates/{id}."""
    return world.get("mandate", mandate_id)
