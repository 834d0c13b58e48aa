"""Cards on file. A card number is never kept: its last digits and its fate are."""

from stripe_sandbox import banks
from stripe_sandbox import params as read
from stripe_sandbox.cards import TOKENS, Card, card_for
from stripe_sandbox.errors import ApiError, declined
from stripe_sandbox.lists import PAGING, page
from stripe_sandbox.objects import card_updates
from stripe_sandbox.shapes import Json, nulls
from stripe_sandbox.world import World

NOBODY = {**nulls("email name phone tax_id"), "address": None}


def create(world: World, params: Json) -> Json:
    """POST /v1/payment_methods."""
    kinds = ("card", *banks.SETTLES_AFTER_S)
    read.only(params, f"type billing_details metadata {' '.join(kinds)}")
    kind = read.choice(params, "type", kinds)
    billing = read.table(params, "billing_details")
    details = read.table(params, kind)
    if kind != "card":
        return make_bank(world, bank_account(kind, details), billing=billing)
    if token := read.text(details, "token"):
        card = card_for(TOKENS.get(token.replace("tok_", "pm_card_"), ""))
    else:
        card = card_for(read.required(details, "number"))
    made = make(world, card, billing=billing)
    card_updates.take_expiry(world, made, details)
    return made


def bank_account(kind: str, details: Json) -> banks.Account:
    """Return the account a request names, by its IBAN or by its number."""
    known = {
        "sepa_debit": "iban",
        "bacs_debit": "account_number sort_code",
        "us_bank_account": "account_number routing_number account_holder_type account_type",
    }[kind]
    read.only(details, known, within=kind)
    return banks.account_for(kind, read.required(details, known.split()[0]))


def make_bank(world: World, account: banks.Account, *, billing: Json) -> Json:
    """Put a bank account on file."""
    fields = {
        **nulls("customer customer_account radar_options"),
        "_asks": None,
        "_decline_code": account.failure,
        "_declines_setup": None,
        "_dispute": account.dispute,
        "allow_redisplay": "unspecified",
        "billing_details": {**NOBODY, **billing},
        account.kind: bank_details(account),
        "metadata": {},
        "type": account.kind,
    }
    return world.new("payment_method", "pm", fields)


def bank_details(account: banks.Account) -> Json:
    """Return the part of a bank account that may be shown."""
    shown: Json = {"fingerprint": f"sandbox{account.last4}", "last4": account.last4}
    match account.kind:
        case "sepa_debit":
            country = account.number[:2]
            return {**shown, **nulls("bank_code branch_code generated_from"), "country": country}
        case "bacs_debit":
            return {**shown, "sort_code": "108800"}
    return {
        **shown,
        **nulls("financial_connections_account networks status_details"),
        "account_holder_type": "individual",
        "account_type": "checking",
        "bank_name": "STRIPE TEST BANK",
        "routing_number": "110000000",
    }


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
        "country": card.country,
        "display_brand": card.brand,
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": f"sandbox{card.last4}",
        "funding": "credit",
        "last4": card.last4,
    }


def resolve(world: World, token_or_id: str, *, param: str = "payment_method") -> Json:
    """Return the payment method of an id, or a new one for a token like `pm_card_visa`."""
    if bank := banks.TOKENS.get(token_or_id):
        return make_bank(world, banks.account_for(*bank), billing={})
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
    rows = world.rows("payment_method", customer=owner).where(lambda row: bool(owner))
    if kind := read.text(params, "type"):
        rows = rows.where(lambda row: bool(row["type"] == kind))
    return page(rows, params, f"/v1/customers/{owner}/payment_methods")
