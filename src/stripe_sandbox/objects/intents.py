"""Payment intents: one sum that is to be paid, by as many attempts as it takes."""

from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError, card_error
from stripe_sandbox.lists import PAGING, matching, page
from stripe_sandbox.objects import attempts, customers, payment_methods
from stripe_sandbox.shapes import Json, nulls, plain
from stripe_sandbox.world import World, new_id

CREATE = (
    "amount currency customer description metadata payment_method payment_method_types confirm "
    "off_session receipt_email setup_future_usage automatic_payment_methods return_url "
    "error_on_requires_action capture_method mandate_data"
)
CAPTURES = ("automatic", "automatic_async", "manual")
CANCELLABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


def make(world: World, *, amount: int, currency: str, **known: object) -> Json:
    """Make a payment intent that waits for a card, and announce it."""
    fields = {
        **nulls("amount_details application application_fee_amount canceled_at"),
        **nulls("automatic_payment_methods cancellation_reason customer customer_account"),
        **nulls("description hooks last_payment_error latest_charge managed_payments next_action"),
        **nulls("excluded_payment_method_types on_behalf_of payment_details payment_method"),
        **nulls("payment_method_configuration_details payment_record presentment_details"),
        **nulls("processing receipt_email review setup_future_usage shipping source"),
        **nulls("statement_descriptor"),
        **nulls("statement_descriptor_suffix transfer_data transfer_group"),
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "capture_method": "automatic_async",
        "confirmation_method": "automatic",
        "currency": currency,
        "metadata": {},
        "payment_method_options": {
            "card": {
                **nulls("installments mandate_options network"),
                "request_three_d_secure": "automatic",
            }
        },
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
        **known,
    }
    intent = world.new("payment_intent", "pi", fields)
    intent["client_secret"] = new_id(f"{intent['id']}_secret")
    world.put(intent)
    world.emit("payment_intent.created", intent)
    return intent


def create(world: World, params: Json) -> Json:
    """POST /v1/payment_intents."""
    read.only(params, CREATE)
    amount = read.amount(params, "amount")
    if amount is None:
        raise ApiError("Missing required param: amount.", code="parameter_missing", param="amount")
    if customer := read.text(params, "customer"):
        customers.present(world, customer)
    automatic = read.table(params, "automatic_payment_methods")
    intent = make(
        world,
        amount=amount,
        currency=read.currency(params),
        customer=customer,
        description=read.text(params, "description"),
        metadata=read.metadata(params),
        receipt_email=read.text(params, "receipt_email"),
        setup_future_usage=read.text(params, "setup_future_usage"),
        capture_method=read.choice(params, "capture_method", CAPTURES, "automatic_async"),
        automatic_payment_methods=(
            {"enabled": read.flag(automatic, "enabled"), "allow_redirects": "always"}
            if automatic
            else None
        ),
    )
    take_card(world, intent, params)
    return confirmed(world, intent, params) if read.flag(params, "confirm") else intent


def take_card(world: World, intent: Json, params: Json) -> None:
    """Note the card a request names."""
    if token := read.text(params, "payment_method"):
        method = payment_methods.resolve(world, token)
        intent.update(payment_method=method["id"], status="requires_confirmation")
        world.put(intent)


def confirm(world: World, params: Json, intent_id: str) -> Json:
    """POST /v1/payment_intents/{id}/confirm."""
    read.only(
        params,
        "payment_method off_session return_url receipt_email setup_future_usage "
        "error_on_requires_action mandate_data",
    )
    intent = world.get("payment_intent", intent_id)
    for name in ("receipt_email", "setup_future_usage"):
        if name in params:
            intent[name] = read.text(params, name)
    return confirmed(world, intent, params)


def confirmed(world: World, intent: Json, params: Json) -> Json:
    """Try the card, or ask its holder first; raise the 402 of a refusal."""
    refuse_unless(intent, CANCELLABLE, "confirm")
    take_card(world, intent, params)
    if not intent["payment_method"]:
        raise ApiError(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state",
            payment_intent=plain(intent),
        )
    off_session = params.get("off_session", "false") != "false"
    status = attempts.attempt(
        world,
        intent,
        world.get("payment_method", intent["payment_method"]),
        off_session=off_session,
        asks=not off_session and not read.flag(params, "error_on_requires_action"),
        return_url=read.url(params, "return_url"),
    )
    if status == "requires_payment_method":
        raise refused_payment(intent)
    return intent


def refused_payment(intent: Json) -> ApiError:
    """Return the 402 for an intent whose card said no."""
    error = intent["last_payment_error"]
    return card_error(error, charge=error.get("charge"), payment_intent=plain(intent))


def refuse_unless(intent: Json, statuses: tuple[str, ...], verb: str) -> None:
    """Raise the error of an intent that is past being changed in this way."""
    if intent["status"] not in statuses:
        raise ApiError(
            f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
            payment_intent=plain(intent),
        )


def retrieve(world: World, params: Json, intent_id: str) -> Json:
    """GET /v1/payment_intents/{id}."""
    return world.get("payment_intent", intent_id)


def update(world: World, params: Json, intent_id: str) -> Json:
    """POST /v1/payment_intents/{id}."""
    read.only(params, "metadata description receipt_email payment_method")
    intent = world.get("payment_intent", intent_id)
    for name in ("description", "receipt_email"):
        if name in params:
            intent[name] = read.text(params, name)
    intent["metadata"] = read.metadata(params, intent["metadata"])
    take_card(world, intent, params)
    return world.put(intent)


def cancel(world: World, params: Json, intent_id: str) -> Json:
    """POST /v1/payment_intents/{id}/cancel."""
    read.only(params, "cancellation_reason")
    intent = world.get("payment_intent", intent_id)
    refuse_unless(intent, CANCELLABLE, "cancel")
    return abandon(world, intent, read.text(params, "cancellation_reason"))


def abandon(world: World, intent: Json, reason: str | None) -> Json:
    """Close an intent that will not be paid."""
    intent.update(status="canceled", canceled_at=world.now(), cancellation_reason=reason)
    world.put(intent)
    world.emit("payment_intent.canceled", intent)
    return intent


def list_intents(world: World, params: Json) -> Json:
    """GET /v1/payment_intents."""
    read.only(params, f"{PAGING} customer")
    rows = matching(world, "payment_intent", params, "customer")
    return page(rows, params, "/v1/payment_intents")
