"""Disputes: a bank took the money back, until somebody wins."""

from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError
from stripe_sandbox.lists import PAGING, matching, page
from stripe_sandbox.objects import balance
from stripe_sandbox.shapes import Json, nulls, plain
from stripe_sandbox.world import World

# Banks give 7 to 21 days; Stripe asks for the answer some days before.
TIME_TO_ANSWER_S = 9 * 86_400
EVIDENCE = (
    "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure "
    "cancellation_rebuttal customer_communication customer_email_address customer_name "
    "customer_purchase_ip customer_signature duplicate_charge_documentation "
    "duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy "
    "refund_policy_disclosure refund_refusal_explanation service_date service_documentation "
    "shipping_address shipping_carrier shipping_date shipping_documentation "
    "shipping_tracking_number uncategorized_file uncategorized_text"
)


def open_dispute(world: World, charge: Json, *, reason: str) -> Json:
    """Take a charge's money back on the bank's behalf."""
    if charge["disputed"] or not charge["paid"]:
        raise ApiError("Only a paid charge that is not disputed yet can be.", param="charge")
    fields = {
        "amount": charge["amount"] - charge["amount_refunded"],
        "balance_transactions": [],
        "charge": charge["id"],
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**nulls(EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": world.now() + TIME_TO_ANSWER_S,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "metadata": {},
        "network_reason_code": None,
        "payment_intent": charge["payment_intent"],
        "payment_method_details": disputed_card(charge),
        "reason": reason,
        "status": "needs_response",
    }
    dispute = world.new("dispute", "du", fields)
    charge["disputed"] = True
    world.put(charge)
    world.emit("charge.dispute.created", dispute)
    move_money(world, dispute, sign=-1)
    world.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def disputed_card(charge: Json) -> Json | None:
    """Return the card of a disputed charge; a bank account is not told again."""
    details = charge["payment_method_details"]
    if details["type"] != "card":
        return None
    brand = details["card"]["brand"]
    told = {
        "brand": brand,
        "case_type": "chargeback",
        "network": brand,
        "network_reason_code": "10.4",
    }
    return {"type": "card", "card": told}


def move_money(world: World, dispute: Json, *, sign: int) -> None:
    """Take the disputed sum and a fee, or give both back."""
    booked = balance.book(
        world,
        dispute,
        amount=sign * dispute["amount"],
        fee=-sign * balance.DISPUTE_FEE_MINOR,
        kind="adjustment",
    )
    dispute["balance_transactions"].append(plain(booked))
    world.put(dispute)


def settle(world: World, dispute: Json, *, won: bool) -> Json:
    """End a dispute; the money comes back when it was won."""
    if dispute["status"] in ("won", "lost"):
        raise ApiError("This dispute is already closed.")
    dispute["status"] = "won" if won else "lost"
    world.put(dispute)
    world.emit("charge.dispute.closed", dispute)
    if won:
        move_money(world, dispute, sign=1)
        world.emit("charge.dispute.funds_reinstated", dispute)
    return dispute


def close(world: World, params: Json, dispute_id: str) -> Json:
    """POST /v1/disputes/{id}/close: give in."""
    return settle(world, world.get("dispute", dispute_id), won=False)


def retrieve(world: World, params: Json, dispute_id: str) -> Json:
    """GET /v1/disputes/{id}."""
    return world.get("dispute", dispute_id)


def list_disputes(world: World, params: Json) -> Json:
    """GET /v1/disputes."""
    read.only(params, f"{PAGING} charge payment_intent")
    rows = matching(world, "dispute", params, "charge payment_intent")
    return page(rows, params, "/v1/disputes")
