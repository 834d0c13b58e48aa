"""Refunds: money given back, never more than was taken."""

from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError
from stripe_sandbox.lists import PAGING, matching, page
from stripe_sandbox.objects import balance
from stripe_sandbox.shapes import Json, nulls
from stripe_sandbox.world import World, new_id

# A refund whose end is waited for, and for how long.
WAITING = "_refunding"
SETTLES_AFTER_S = 86_400
REASONS = ("duplicate", "fraudulent", "requested_by_customer")


def create(world: World, params: Json) -> Json:
    """POST /v1/refunds, of a charge or of a payment intent's charge."""
    read.only(params, "charge payment_intent amount reason metadata")
    charge = charge_of(world, params)
    amount = refundable(charge, read.amount(params, "amount"))
    reason = read.choice(params, "reason", REASONS) if params.get("reason") else None
    refund = make(world, charge, amount=amount, reason=reason, metadata=read.metadata(params))
    given_back = charge["amount_refunded"] + amount
    world.emit("refund.created", refund)
    world.change(
        charge,
        "charge.refunded",
        amount_refunded=given_back,
        refunded=given_back == charge["amount"],
    )
    return refund


def charge_of(world: World, params: Json) -> Json:
    """Return the charge to give back."""
    if charge_id := read.text(params, "charge"):
        return world.get("charge", charge_id, param="charge")
    intent_id = read.text(params, "payment_intent")
    if intent_id is None:
        raise ApiError(
            "One of the following params should be provided for this request: "
            "payment_intent or charge.",
            code="parameter_missing",
        )
    intent = world.get("payment_intent", intent_id, param="payment_intent")
    if intent["status"] != "succeeded":
        raise ApiError(
            "This PaymentIntent does not have a successful charge to refund.",
            param="payment_intent",
        )
    return world.get("charge", intent["latest_charge"])


def refundable(charge: Json, amount: int | None) -> int:
    """Return the sum to give back, or raise when it is more than is left."""
    left = charge["amount_captured"] - charge["amount_refunded"]
    if left == 0:
        raise ApiError(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if charge["disputed"]:
        raise ApiError("This charge has been charged back.", code="charge_disputed")
    if amount == 0:
        raise ApiError("Invalid positive integer", param="amount")
    if amount is not None and amount > left:
        raise ApiError(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
            param="amount",
        )
    return left if amount is None else amount


def make(world: World, charge: Json, *, amount: int, reason: str | None, metadata: Json) -> Json:
    """Write the refund down, with its movement of the balance."""
    fields = {
        **nulls("customer_account description destination_details failure_reason next_action"),
        **nulls("failure_balance_transaction instructions_email pending_reason"),
        **nulls("receipt_number source_transfer_reversal transfer_reversal"),
        "amount": amount,
        "charge": charge["id"],
        "currency": charge["currency"],
        "customer": charge["customer"],
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": reason,
        "status": "succeeded",
    }
    refund = world.new("refund", "re", fields)
    booked = balance.book(world, refund, amount=-amount, fee=0, kind="refund")
    refund["balance_transaction"] = booked["id"]
    method = world.store.get("payment_method", charge["payment_method"]) or {}
    if method.get("_refund"):
        # Stripe's test cards for refunds: one is pending first, the other comes back later.
        refund["_ends"] = method["_refund"]
        refund["status"] = "pending" if method["_refund"] == "pending" else "succeeded"
        at = world.now() + SETTLES_AFTER_S
        waiting = {"id": new_id("wait"), "object": WAITING, "at": at, "refund": refund["id"]}
        world.put({**waiting, "customer": refund["customer"]})
    return world.put(refund)


def settle(world: World, refund: Json) -> None:
    """End a refund of which the bank only now says what became of it."""
    if refund["_ends"] == "pending":
        world.change(refund, "refund.updated", status="succeeded")
    elif refund["status"] == "succeeded":
        fail(world, refund)


def fail(world: World, refund: Json) -> Json:
    """Send a refund back on the bank's behalf: the money returns to us, on its own day."""
    if refund["status"] != "succeeded":
        raise ApiError("Only a refund that succeeded can come back.", param="refund")
    booked = balance.book(world, refund, amount=refund["amount"], fee=0, kind="refund_failure")
    charge = world.get("charge", refund["charge"])
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    world.put(charge)
    return world.change(
        refund,
        "refund.failed",
        status="failed",
        failure_reason="lost_or_stolen_card",
        failure_balance_transaction=booked["id"],
    )


def retrieve(world: World, params: Json, refund_id: str) -> Json:
    """GET /v1/refunds/{id}."""
    return world.get("refund", refund_id)


def update(world: World, params: Json, refund_id: str) -> Json:
    """POST /v1/refunds/{id}."""
    read.only(params, "metadata")
    refund = world.get("refund", refund_id)
    metadata = read.metadata(params, refund["metadata"])
    return world.change(refund, "refund.updated", metadata=metadata)


def list_refunds(world: World, params: Json) -> Json:
    """GET /v1/refunds."""
    read.only(params, f"{PAGING} charge payment_intent")
    rows = matching(world, "refund", params, "charge payment_intent")
    return page(rows, params, "/v1/refunds")
