"""Checkout sessions: one visit to the hosted page, which ends paid, abandoned or expired."""

from stripe_sandbox import banks
from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError, missing_parameter
from stripe_sandbox.lists import PAGING, matching, page, page_of
from stripe_sandbox.objects import (
    billing_mode,
    customers,
    discounts,
    session_totals,
    setup_intents,
    trials,
)
from stripe_sandbox.objects.catalogue import inline_price, total_of
from stripe_sandbox.shapes import Json, listing, nulls
from stripe_sandbox.world import World, new_id

CREATE = (
    "mode line_items success_url cancel_url client_reference_id customer customer_email "
    "customer_creation metadata subscription_data payment_intent_data expires_at submit_type "
    "locale payment_method_types billing_address_collection allow_promotion_codes "
    "custom_text payment_method_collection ui_mode branding_settings setup_intent_data currency "
    "discounts payment_method_options"
)
PAYMENT_DATA = "metadata description receipt_email setup_future_usage statement_descriptor"
# Shown back as they came: nothing on our page depends on them.
ECHOED = "locale billing_address_collection submit_type branding_settings"
DAY = 86_400
# A session may be open for half an hour to a day
# (docs.stripe.com/api/checkout/sessions/create).
SHORTEST_S = 1800


def create(world: World, params: Json) -> Json:
    """POST /v1/checkout/sessions, in the modes `payment`, `subscription` and `setup`."""
    read.only(params, CREATE)
    mode = read.choice(params, "mode", tuple(LATER))
    read.choice(params, "ui_mode", ("hosted", "hosted_page"), "hosted_page")
    read.required(params, "success_url")
    later = data_for_later(world, params, mode)
    customer_id, email = buyer(world, params)
    items = sold(world, params, mode)
    redeemed = discounts.asked_for(world, params, customer=customer_id)
    if redeemed and read.flag(params, "allow_promotion_codes"):
        raise ApiError("You may pass one of discounts and allow_promotion_codes.")
    session_id = f"cs_test_{new_id('', 58)[1:]}"
    fields = {
        **blank(world),
        **{name: params.get(name) or None for name in ECHOED.split()},
        "_line_items": items,
        "_later": later,
        "id": session_id,
        "allow_promotion_codes": read.flag(params, "allow_promotion_codes"),
        "cancel_url": read.url(params, "cancel_url"),
        "client_reference_id": read.text(params, "client_reference_id"),
        "currency": items[0]["currency"] if items else read.currency(params),
        "customer": customer_id,
        "customer_creation": None if customer_id else creation(params, mode),
        "customer_details": {**BUYER, "email": email} if email else None,
        "customer_email": email if not customer_id else None,
        "expires_at": expiry(world, params),
        "metadata": read.metadata(params),
        "mode": mode,
        "payment_method_options": card_options(params),
        "payment_method_types": method_types(params),
        "payment_method_collection": "if_required" if mode == "payment" else "always",
        "payment_status": "no_payment_required" if mode == "setup" else "unpaid",
        "setup_intent": None,
        "success_url": read.url(params, "success_url"),
        "url": f"{world.address}/c/pay/{session_id}",
    }
    if mode == "setup":
        intent = setup_intents.make(world, customer=customer_id, metadata=read.metadata(later))
        fields |= {"setup_intent": intent["id"], "submit_type": None}
    else:
        session_totals.add_up(world, fields, redeemed)
    return world.new("checkout.session", "cs_test", fields)


# What each mode hands on to what it makes, and which parameters of that are played.
LATER = {
    "payment": ("payment_intent_data", PAYMENT_DATA),
    "subscription": ("subscription_data", f"metadata description billing_mode {trials.PARAMS}"),
    "setup": ("setup_intent_data", "metadata description"),
}
BUYER = {
    **nulls("address business_name email individual_name name phone"),
    "tax_exempt": "none",
    "tax_ids": [],
}


def blank(world: World) -> Json:
    """Return a session nobody has opened."""
    return {
        **nulls("amount_subtotal amount_total"),
        **nulls("after_expiration client_secret collected_information consent"),
        **nulls("consent_collection currency_conversion customer_account discounts invoice"),
        **nulls("managed_payments name_collection optional_items origin_context payment_intent"),
        **nulls("payment_link payment_method_configuration_details permissions"),
        **nulls("presentment_details recovered_from redirect_on_completion return_url"),
        **nulls("saved_payment_method_options setup_intent shipping_address_collection"),
        **nulls("shipping_cost subscription wallet_options integration_identifier"),
        "adaptive_pricing": {"enabled": False},
        "automatic_tax": {**nulls("liability provider status"), "enabled": False},
        "custom_fields": [],
        "custom_text": nulls("after_submit shipping_address submit terms_of_service_acceptance"),
        "invoice_creation": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "tax_id_collection": {"enabled": False, "required": "never"},
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
    }


def data_for_later(world: World, params: Json, mode: str) -> Json:
    """Return what the session hands on to the subscription or intent it makes."""
    name, allowed = LATER[mode]
    for other, _ in LATER.values():
        if other != name and params.get(other):
            raise ApiError(f"You can not pass `{other}` in `{mode}` mode.", param=other)
    later = read.table(params, name)
    read.only(later, allowed, within=name)
    trials.end_of(world, later)
    return {**later, "_billing_mode": billing_mode.chosen(world, later)}


def card_options(params: Json) -> Json:
    """Return when a session asks the card's holder to authenticate."""
    given = read.table(params, "payment_method_options")
    read.only(given, "card", within="payment_method_options")
    card = read.table(given, "card")
    read.only(card, "request_three_d_secure", within="payment_method_options[card]")
    asks = read.choice(card, "request_three_d_secure", ("automatic", "any"), "automatic")
    return {"card": {"request_three_d_secure": asks}}


def method_types(params: Json) -> list[str]:
    """Return how a session can be paid: by card unless it says otherwise."""
    given: list[str] = params.get("payment_method_types") or ["card"]
    for one in given:
        if one != "card" and one not in banks.SETTLES_AFTER_S:
            raise ApiError(f"Invalid payment_method_types: {one}", param="payment_method_types")
    return given


def sold(world: World, params: Json, mode: str) -> list[Json]:
    """Return the lines of what is sold; where a card is only kept there are none."""
    rows = read.rows(params, "line_items")
    if mode == "setup" and rows:
        raise ApiError("You can not pass `line_items` in `setup` mode.", param="line_items")
    items = [line_item(world, row, mode) for row in rows]
    if mode != "setup" and not items:
        raise missing_parameter("line_items")
    if len({item["currency"] for item in items}) > 1:
        raise ApiError("All prices must have the same currency.", param="line_items")
    return items


def buyer(world: World, params: Json) -> tuple[str | None, str | None]:
    """Return the customer and the address known beforehand."""
    customer_id, email = read.text(params, "customer"), read.text(params, "customer_email")
    if customer_id and email:
        raise ApiError(
            "You may only specify one of these parameters: customer, customer_email.",
            param="customer",
        )
    if customer_id:
        email = customers.present(world, customer_id)["email"]
    return customer_id, email


def line_item(world: World, row: Json, mode: str) -> Json:
    """Return what one line sells."""
    read.only(row, "price price_data quantity", within="line_items[0]")
    if "price_data" in row:
        price = inline_price(world, read.table(row, "price_data"))
    else:
        price = world.get("price", read.required(row, "price"), param="line_items[0][price]")
    quantity = read.integer(row, "quantity")
    if quantity is None:
        raise missing_parameter("line_items[0][quantity]")
    if (mode == "subscription") != (price["recurring"] is not None):
        raise ApiError(
            f"You specified `{mode}` mode but passed a "
            f"{'one-time' if mode == 'subscription' else 'recurring'} price.",
            param="line_items[0][price]",
        )
    if price["custom_unit_amount"] and (mode != "payment" or quantity != 1):
        raise ApiError(
            "A price with `custom_unit_amount` is bought once, in `payment` mode.",
            param="line_items[0][price]",
        )
    amount = total_of(price, quantity)
    return {
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": world.get("product", price["product"])["name"],
        "metadata": {},
        "price": price,
        "quantity": quantity,
    }


def creation(params: Json, mode: str) -> str:
    """Return whether a customer is made of the buyer."""
    return (
        "always"
        if mode != "payment"
        else read.choice(params, "customer_creation", ("always", "if_required"), "if_required")
    )


def expiry(world: World, params: Json) -> int:
    """Return when the session closes: a day from now unless told, half an hour to a day."""
    asked = read.integer(params, "expires_at")
    if asked is None:
        return world.now() + DAY
    # The page on screen and the caller may read the clock a moment apart.
    if not SHORTEST_S - 60 <= asked - world.now() <= DAY + 60:
        raise ApiError(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.",
            param="expires_at",
        )
    return asked


def refuse_unless_open(session: Json) -> None:
    """Raise for a session that is paid or expired."""
    if session["status"] != "open":
        raise ApiError(
            'Only Checkout Sessions with a status in ["open"] can be expired or paid. '
            f"This Checkout Session has a status of `{session['status']}`."
        )


def expire(world: World, params: Json, session_id: str) -> Json:
    """POST /v1/checkout/sessions/{id}/expire."""
    session = world.get("checkout.session", session_id)
    refuse_unless_open(session)
    return expire_now(world, session)


def expire_now(world: World, session: Json) -> Json:
    """Close the session unpaid."""
    session.update(status="expired", url=None)
    world.put(session)
    world.emit("checkout.session.expired", session)
    return session


def retrieve(world: World, params: Json, session_id: str) -> Json:
    """GET /v1/checkout/sessions/{id}."""
    return world.get("checkout.session", session_id)


def update(world: World, params: Json, session_id: str) -> Json:
    """POST /v1/checkout/sessions/{id}."""
    read.only(params, "metadata")
    session = world.get("checkout.session", session_id)
    session["metadata"] = read.metadata(params, session["metadata"])
    return world.put(session)


def list_sessions(world: World, params: Json) -> Json:
    """GET /v1/checkout/sessions."""
    read.only(params, f"{PAGING} customer status subscription payment_intent")
    names = "customer status subscription payment_intent"
    rows = matching(world, "checkout.session", params, names)
    return page(rows, params, "/v1/checkout/sessions")


def list_line_items(world: World, params: Json, session_id: str) -> Json:
    """GET /v1/checkout/sessions/{id}/line_items."""
    items = world.get("checkout.session", session_id)["_line_items"]
    return page_of(items, params, f"/v1/checkout/sessions/{session_id}/line_items")


def line_items_of(session: Json) -> Json:
    """Return the lines as they are included in a session on request."""
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return listing(url, session["_line_items"])
