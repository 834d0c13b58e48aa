"""Setup intents: a payment method is kept for later, and nothing is charged."""

from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError, card_error, decline_error
from stripe_sandbox.lists import PAGING, matching, page
from stripe_sandbox.objects import attempts, customers, mandates, payment_methods
from stripe_sandbox.shapes import Json, nulls, plain
from stripe_sandbox.world import World, new_id

CREATE = (
    "customer payment_method confirm usage description metadata payment_method_types "
    "automatic_payment_methods return_url payment_method_options"
)
OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
USAGES = ("off_session", "on_session")
# What an attempt repeats of the card.
REPEATED = "brand checks country exp_month exp_year fingerprint funding last4 wallet"


def create(world: World, params: Json) -> Json:
    """POST /v1/setup_intents."""
    read.only(params, CREATE)
    if customer := read.text(params, "customer"):
        customers.present(world, customer)
    intent = make(
        world,
        customer=customer,
        description=read.text(params, "description"),
        metadata=read.metadata(params),
        usage=read.choice(params, "usage", USAGES, "off_session"),
    )
    take_method(world, intent, params)
    return confirmed(world, intent, params) if read.flag(params, "confirm") else intent


def make(world: World, **known: object) -> Json:
    """Make a setup intent that waits for a payment method, and announce it."""
    fields = {
        **nulls("application automatic_payment_methods cancellation_reason customer"),
        **nulls("customer_account description excluded_payment_method_types flow_directions"),
        **nulls("last_setup_error latest_attempt mandate next_action on_behalf_of payment_method"),
        **nulls("payment_method_configuration_details single_use_mandate"),
        "metadata": {},
        "payment_method_options": {
            "card": {**nulls("mandate_options network"), "request_three_d_secure": "automatic"}
        },
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
        "usage": "off_session",
        **known,
    }
    intent = world.new("setup_intent", "seti", fields)
    intent["client_secret"] = new_id(f"{intent['id']}_secret")
    world.emit("setup_intent.created", world.put(intent))
    return intent


def take_method(world: World, intent: Json, params: Json) -> None:
    """Note the payment method a request names."""
    if token := read.text(params, "payment_method"):
        method = payment_methods.resolve(world, token)
        intent.update(payment_method=method["id"], status="requires_confirmation")
        world.put(intent)


def confirm(world: World, params: Json, intent_id: str) -> Json:
    """POST /v1/setup_intents/{id}/confirm."""
    read.only(params, "payment_method return_url mandate_data payment_method_options")
    return confirmed(world, world.get("setup_intent", intent_id), params)


def confirmed(world: World, intent: Json, params: Json) -> Json:
    """Have the method kept, ask its holder first where that is wanted, or raise the refusal."""
    refuse_unless_open(intent, "confirm")
    take_method(world, intent, params)
    if not intent["payment_method"]:
        raise ApiError(
            "You cannot confirm this SetupIntent because it's missing a payment method.",
            code="setup_intent_unexpected_state",
            setup_intent=plain(intent),
        )
    method = world.get("payment_method", intent["payment_method"])
    if method.get("_asks") in ("always", "unless_set_up"):
        return ask(world, intent, read.url(params, "return_url"))
    return keep(world, intent, method)


def ask(world: World, intent: Json, return_url: str | None) -> Json:
    """Have the holder authenticate before the method is kept."""
    note_attempt(world, intent, "requires_action")
    action = attempts.challenge(world, intent, return_url)
    intent.update(next_action=action, status="requires_action")
    world.emit("setup_intent.requires_action", world.put(intent))
    return intent


def keep(world: World, intent: Json, method: Json) -> Json:
    """Keep the method for later; one that its bank does not let be saved is refused."""
    if decline_code := method.get("_declines_setup"):
        refuse(world, intent, {**decline_error(decline_code), "payment_method": plain(method)})
        raise card_error(intent["last_setup_error"], setup_intent=plain(intent))
    if intent["customer"]:
        owner = customers.present(world, intent["customer"])
        payment_methods.attach_to(world, owner, method)
    attempts.set_up(world, method)
    if method["type"] != "card":
        intent["mandate"] = mandates.of(world, method)["id"]
        intent["payment_method_types"] = [method["type"]]
    note_attempt(world, intent, "succeeded")
    intent.update(**nulls("last_setup_error next_action"), status="succeeded")
    world.emit("setup_intent.succeeded", world.put(intent))
    return intent


def refuse(world: World, intent: Json, error: Json) -> None:
    """Note that the method was not kept; the intent waits for another one."""
    note_attempt(world, intent, "failed", error)
    intent.update(
        **nulls("next_action payment_method"),
        last_setup_error=error,
        status="requires_payment_method",
    )
    world.emit("setup_intent.setup_failed", world.put(intent))


def finish(world: World, intent: Json, *, is_authenticated: bool) -> None:
    """Go on when the holder has answered."""
    method = world.get("payment_method", intent["payment_method"])
    if not is_authenticated:
        error = {**attempts.AUTHENTICATION_FAILED, "code": "setup_intent_authentication_failure"}
        refuse(world, intent, {**error, "payment_method": plain(method)})
        return
    try:
        keep(world, intent, method)
    except ApiError:
        # The intent says why; the page that was answered only leads back.
        return


def note_attempt(world: World, intent: Json, status: str, error: Json | None = None) -> None:
    """Write down one attempt to keep a method."""
    fields = {
        **nulls("application customer_account flow_directions on_behalf_of"),
        "customer": intent["customer"],
        "payment_method": intent["payment_method"],
        "payment_method_details": {"type": "card", "card": {"three_d_secure": None}},
        "setup_error": error,
        "setup_intent": intent["id"],
        "status": status,
        "usage": intent["usage"],
    }
    method = world.get("payment_method", intent["payment_method"])
    fields["payment_method_details"] = attempted(method)
    intent["latest_attempt"] = world.new("setup_attempt", "setatt", fields)["id"]


def attempted(method: Json) -> Json:
    """Return the method of an attempt, as far as that shows it."""
    kind = method["type"]
    if kind != "card":
        return {"type": kind, kind: {}}
    shown = REPEATED.split()
    card = {name: method["card"][name] for name in shown}
    return {
        "type": "card",
        "card": {**card, "network": card["brand"], "three_d_secure": None},
    }


def refuse_unless_open(intent: Json, verb: str) -> None:
    """Raise the error of an intent that is past being changed in this way."""
    if intent["status"] not in OPEN:
        raise ApiError(
            f"You cannot {verb} this SetupIntent because it has a status of {intent['status']}.",
            code="setup_intent_unexpected_state",
            setup_intent=plain(intent),
        )


def cancel(world: World, params: Json, intent_id: str) -> Json:
    """POST /v1/setup_intents/{id}/cancel."""
    read.only(params, "cancellation_reason")
    intent = world.get("setup_intent", intent_id)
    refuse_unless_open(intent, "cancel")
    reason = read.text(params, "cancellation_reason")
    intent.update(status="canceled", cancellation_reason=reason, next_action=None)
    world.emit("setup_intent.canceled", world.put(intent))
    return intent


def update(world: World, params: Json, intent_id: str) -> Json:
    """POST /v1/setup_intents/{id}."""
    read.only(params, "metadata description payment_method customer")
    intent = world.get("setup_intent", intent_id)
    if "description" in params:
        intent["description"] = read.text(params, "description")
    if customer := read.text(params, "customer"):
        intent["customer"] = customers.present(world, customer)["id"]
    intent["metadata"] = read.metadata(params, intent["metadata"])
    take_method(world, intent, params)
    return world.put(intent)


def retrieve(world: World, params: Json, intent_id: str) -> Json:
    """GET /v1/setup_intents/{id}."""
    return world.get("setup_intent", intent_id)


def list_intents(world: World, params: Json) -> Json:
    """GET /v1/setup_intents."""
    read.only(params, f"{PAGING} customer payment_method")
    rows = matching(world, "setup_intent", params, "customer payment_method")
    return page(rows, params, "/v1/setup_intents")


def list_attempts(world: World, params: Json) -> Json:
    """GET /v1/setup_attempts."""
    read.only(params, f"{PAGING} setup_intent")
    read.required(params, "setup_intent")
    rows = matching(world, "setup_attempt", params, "setup_intent")
    return page(rows, params, "/v1/setup_attempts")
