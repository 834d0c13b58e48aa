"""Cards on file. A card number is never kept: its last digits and its fate are."""

from stripe_sandbox import params as read
from stripe_sandbox.cards import TOKENS, Card, card_for
from stripe_sandbox.errors import ApiError, declined
from stripe_sandbox.lists import PAGING, page
from stripe_sandbox.shapes import Json, nulls
from stripe_sandbox.world import World

NOBODY = {**nulls("email name phone tax_id"), "address": None}


def create(world: World, params: Json) -> Json:
    """POST /v1/payment_methods."""
    read.only(params, "type card billing_details metadata")
    read.choice(params, "type", ("card",))
    details = read.table(params, "card")
    if token := read.text(details, "token"):
        card = card_for(TOKENS.get(token.replace("tok_", "pm_card_"), ""))
    else:
        card = card_for(read.required(details, "number"))
    return make(world, card, billing=read.table(params, "billing_details"))


def make(world: World, card: Card, *, customer: str | None = None, billing: Json) -> Json:
    """Put a card on file, with or without an owner."""
    fields = {
        **nulls("customer_account radar_options"),
        "_asks": card.asks,
        "_decline_code": card.decline_code,
        "_declines_setup": None if card.attaches else card.decline_code,
        "_dispute": card.dispute,
        "_refund": card.refund,
        "_set_up": False,
        "allow_redisplay": "unspecified",
        "billing_details": {**NOBODY, **billing},
        "card": card_details(card),
        "customer": customer,
        "metadata": {},
        "type": "card",
    }
    return world.new("payment_method", "pm", fields)


def card_details(card: Card) -> Json:
    """Return the part of a card that may be shown."""
    return {
        **nulls("generated_from networks regulated_status three_d_secure_usage wallet"),
        "brand": card.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "country": "US",
        "display_brand": card.brand,
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": f"sandbox{card.last4}",
        "funding": "credit",
        "last4": card.last4,
    }


def resolve(world: World, token_or_id: str, *, param: str = "payment_method") -> Json:
    """Return the payment method of an id, or a new one for a token like `pm_card_visa`."""
    if number := TOKENS.get(token_or_id):
        return make(world, card_for(number), billing={})
    return world.get("payment_method", token_or_id, param=param)


def retrieve(world: World, params: Json, method_id: str) -> Json:
    """GET /v1/payment_methods/{id}."""
    return world.get("payment_method", method_id)


def attach(world: World, params: Json, method_id: str) -> Json:
    """POST /v1/payment_methods/{id}/attach."""
    read.only(params, "customer")
    customer = world.get("customer", read.required(params, "customer"), param="customer")
    return attach_to(world, customer, resolve(world, method_id))


def attach_to(world: World, customer: Json, method: Json) -> Json:
    """Give a card to a customer; another customer's card is refused."""
    if method["customer"] not in (None, customer["id"]):
        raise ApiError(
            "The payment method you provided has already been attached to a customer.",
            code="payment_method_unexpected_state",
        )
    if method["_decline_code"] == "incorrect_number":
        raise declined("incorrect_number")
    if method["customer"] is None:
        method["customer"] = customer["id"]
        world.put(method)
        world.emit("payment_method.attached", method)
    return method


def detach(world: World, params: Json, method_id: str) -> Json:
    """POST /v1/payment_methods/{id}/detach: nothing is charged to it any more."""
    method = world.get("payment_method", method_id)
    if method["customer"] is None:
        raise ApiError("The payment method you provided is not attached to a customer.")
    customer = world.get("customer", method["customer"])
    if customer["invoice_settings"]["default_payment_method"] == method_id:
        customer["invoice_settings"]["default_payment_method"] = None
        world.put(customer)
    for subscription in world.all("subscription", default_payment_method=method_id):
        subscription["default_payment_method"] = None
        world.put(subscription)
    return world.change(method, "payment_method.detached", customer=None)


def list_methods(world: World, params: Json, customer_id: str | None = None) -> Json:
    """GET /v1/payment_methods and /v1/customers/{id}/payment_methods."""
    read.only(params, f"{PAGING} customer type")
    owner = customer_id or read.text(params, "customer")
    if owner:
        world.get("customer", owner, param="customer")
    rows = [row for row in world.all("payment_method") if owner and row["customer"] == owner]
    return page(rows, params, f"/v1/customers/{owner}/payment_methods")
