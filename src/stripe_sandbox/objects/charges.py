"""Charges: one attempt to take money from a card."""

from stripe_sandbox import banks
from stripe_sandbox import params as read
from stripe_sandbox.errors import advice, decline_error
from stripe_sandbox.lists import PAGING, matching, page
from stripe_sandbox.objects import balance, card_updates, customers
from stripe_sandbox.shapes import Json, nulls
from stripe_sandbox.world import World


def attempt(
    world: World,
    intent: Json,
    method: Json,
    *,
    decline_code: str | None = None,
    is_authenticated: bool = False,
) -> Json:
    """Charge a card once; the charge says whether it succeeded."""
    decline_code = decline_code or refusal_of(world, intent, method)
    charge = make(world, intent, method, decline_code)
    if is_authenticated:
        charge["payment_method_details"]["card"]["three_d_secure"] = dict(AUTHENTICATED)
    if decline_code is not None:
        world.emit("charge.failed", charge)
        return charge
    charge["receipt_url"] = f"{world.address}/receipts/{charge['id']}"
    if intent["capture_method"] == "manual":
        charge.update(amount_captured=0, captured=False)
        world.emit("charge.succeeded", world.put(charge))
        return charge
    return clear(world, charge)


def clear(world: World, charge: Json) -> Json:
    """Note that the money came, and what it cost."""
    world.emit("charge.succeeded", world.put(charge))
    # Stripe knows the fee only after the payment, and says so by an event of its own.
    fee = balance.fee(charge, charge["amount"])
    booked = balance.book(world, charge, amount=charge["amount"], fee=fee, kind="charge")
    return world.change(charge, "charge.updated", balance_transaction=booked["id"])


def promise(world: World, intent: Json, method: Json, mandate: str) -> Json:
    """Write down a debit of which nobody knows yet whether it will work."""
    charge = make(world, intent, method, None)
    charge["payment_method_details"][method["type"]]["mandate"] = mandate
    charge.update(amount_captured=0, captured=False, paid=False, status="pending")
    world.emit("charge.pending", world.put(charge))
    return charge


def settle_promise(world: World, charge: Json, failure: str | None) -> None:
    """Note how a debit ended."""
    if failure is None:
        charge.update(
            amount_captured=charge["amount"], captured=True, paid=True, status="succeeded"
        )
        charge["receipt_url"] = f"{world.address}/receipts/{charge['id']}"
        clear(world, charge)
        return
    charge.update(
        failure_code=failure,
        failure_message=banks.FAILURES[failure],
        outcome={**outcome(failure), "seller_message": "The bank refused the debit."},
        status="failed",
    )
    world.emit("charge.failed", world.put(charge))


AUTHENTICATED = {
    **nulls("exemption_indicator result_reason transaction_id"),
    "authentication_flow": "challenge",
    "electronic_commerce_indicator": "05",
    "result": "authenticated",
    "version": "2.2.0",
}


def refusal_of(world: World, intent: Json, method: Json) -> str | None:
    """Return why the bank will refuse this payment method, or None when it will not."""
    if method["_decline_code"]:
        return str(method["_decline_code"])
    if card_updates.refuses(world, method):
        return "expired_card"
    return "insufficient_funds" if customers.card_fails(world, intent["customer"]) else None


def make(world: World, intent: Json, method: Json, decline_code: str | None) -> Json:
    """Write the charge down, with its outcome."""
    paid = decline_code is None
    error: Json = decline_error(decline_code) if decline_code else {}
    fields = {
        **nulls("application application_fee application_fee_amount authorization_code"),
        **nulls("balance_transaction failure_balance_transaction level3 on_behalf_of"),
        **nulls("presentment_details receipt_number receipt_url review shipping source"),
        **nulls("source_transfer statement_descriptor statement_descriptor_suffix"),
        **nulls("transfer_data transfer_group"),
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if paid else 0,
        "amount_refunded": 0,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": world.shop_name.upper()[:22],
        "captured": paid,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_code": error.get("code"),
        "failure_message": error.get("message"),
        "fraud_details": {},
        "metadata": dict(intent["metadata"]),
        "outcome": outcome(decline_code),
        "paid": paid,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": charged_method(method, intent),
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "refunded": False,
        "status": "succeeded" if paid else "failed",
    }
    return world.new("charge", "ch", fields)


def charged_method(method: Json, intent: Json) -> Json:
    """Return what was charged, as a charge shows it."""
    kind = method["type"]
    if kind == "card":
        return {"card": card_charged(method, intent), "type": "card"}
    hidden = ["generated_from", "financial_connections_account", "networks", "status_details"]
    shown = {name: value for name, value in method[kind].items() if name not in hidden}
    if kind == "us_bank_account":
        shown["payment_reference"] = None
    return {kind: shown, "type": kind}


# What a charge repeats of the card on file; it has fields of its own beside these.
REPEATED = "brand checks country exp_month exp_year fingerprint funding last4 regulated_status"


def card_charged(method: Json, intent: Json) -> Json:
    """Return the card of a charge, with what its network said."""
    card = method["card"]
    return {
        **nulls("authorization_code installments mandate network_transaction_id"),
        **nulls("three_d_secure transaction_link_id wallet"),
        **{name: card[name] for name in REPEATED.split()},
        "amount_authorized": intent["amount"],
        "network": card["brand"],
    }


def outcome(decline_code: str | None) -> Json:
    """Return what the bank is said to have answered."""
    paid = decline_code is None
    return {
        **nulls("network_advice_code network_decline_code"),
        "advice_code": advice(decline_code) if decline_code else None,
        "network_status": "approved_by_network" if paid else "declined_by_network",
        "reason": decline_code,
        "risk_level": "normal",
        "risk_score": 12,
        "seller_message": "Payment complete." if paid else "The bank declined the payment.",
        "type": "authorized" if paid else "issuer_declined",
    }


def retrieve(world: World, params: Json, charge_id: str) -> Json:
    """GET /v1/charges/{id}."""
    return world.get("charge", charge_id)


def update(world: World, params: Json, charge_id: str) -> Json:
    """POST /v1/charges/{id}."""
    read.only(params, "metadata description receipt_email")
    charge = world.get("charge", charge_id)
    changes: Json = {
        name: read.text(params, name) for name in ("description", "receipt_email") if name in params
    }
    changes["metadata"] = read.metadata(params, charge["metadata"])
    return world.change(charge, "charge.updated", **changes)


def list_charges(world: World, params: Json) -> Json:
    """GET /v1/charges."""
    read.only(params, f"{PAGING} customer payment_intent")
    rows = matching(world, "charge", params, "customer payment_intent")
    return page(rows, params, "/v1/charges")
