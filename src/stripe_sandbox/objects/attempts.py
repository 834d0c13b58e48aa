"""Attempts to have a payment intent paid, and how each of them can end."""

from stripe_sandbox import banks
from stripe_sandbox.clock import DAY
from stripe_sandbox.errors import ApiError, decline_error
from stripe_sandbox.objects import charges, disputes, mandates
from stripe_sandbox.shapes import Json, nulls, plain
from stripe_sandbox.world import World, new_id

# What is waited for: a debit that settles, and money set aside that is let go if nobody takes it.
SETTLING, CAPTURE = "_settling", "_capture"
# docs.stripe.com/payments/place-a-hold-on-a-payment-method: a card's authorization holds a week.
CAPTURE_WITHIN_S = 7 * DAY
AUTHENTICATION_FAILED = {
    "type": "invalid_request_error",
    "code": "payment_intent_authentication_failure",
    "message": (
        "We are unable to authenticate your payment method. "
        "Please choose a different payment method and try again."
    ),
}


def attempt(
    world: World,
    intent: Json,
    method: Json,
    *,
    off_session: bool,
    asks: bool = True,
    is_authenticated: bool = False,
    return_url: str | None = None,
) -> str:
    """Try a payment method once; return the intent's status after it.

    Where the card wants its holder to authenticate, the holder is asked to; or, where nobody is to
    be asked, the payment is declined for that.
    """
    if not is_authenticated and wants_authentication(method, off_session=off_session):
        if asks:
            ask(world, intent, method, return_url)
            return "requires_action"
        return charge(world, intent, method, decline_code="authentication_required")
    if is_authenticated and intent["setup_future_usage"] == "off_session":
        set_up(world, method)
    return charge(world, intent, method, is_authenticated=is_authenticated)


def wants_authentication(method: Json, *, off_session: bool) -> bool:
    """Whether a payment with this card needs its holder to authenticate."""
    match method.get("_asks"):
        case "always":
            return True
        case "unless_set_up":
            return not (off_session and method.get("_set_up"))
        case "on_session":
            return not off_session
    return False


def set_up(world: World, method: Json) -> None:
    """Note that the holder has agreed, authenticated, to later payments without them."""
    method["_set_up"] = True
    world.put(method)


def ask(world: World, intent: Json, method: Json, return_url: str | None) -> None:
    """Have the holder of the card authenticate before anything is charged."""
    intent.update(
        next_action=challenge(world, intent, return_url),
        payment_method=method["id"],
        status="requires_action",
    )
    world.put(intent)
    world.emit("payment_intent.requires_action", intent)


def challenge(world: World, intent: Json, return_url: str | None) -> Json:
    """Return where the holder authenticates: by redirect when there is somewhere to return to."""
    page = f"{world.address}/3ds/{intent['id']}"
    if return_url:
        return {
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": return_url, "url": page},
        }
    return {
        "type": "use_stripe_sdk",
        "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": page},
    }


def charge(
    world: World,
    intent: Json,
    method: Json,
    *,
    decline_code: str | None = None,
    is_authenticated: bool = False,
) -> str:
    """Charge a payment method and write down on the intent how that went."""
    if method["type"] != "card":
        return promise(world, intent, method)
    charged = charges.attempt(
        world, intent, method, decline_code=decline_code, is_authenticated=is_authenticated
    )
    intent.update(latest_charge=charged["id"], next_action=None)
    if charged["status"] == "failed":
        refuse(world, intent, method, charged)
    elif not charged["captured"]:
        set_aside(world, intent, method)
    else:
        succeed(world, intent, method)
        if dispute := method.get("_dispute"):
            disputes.open_dispute(world, charged, reason=dispute)
    return str(intent["status"])


def set_aside(world: World, intent: Json, method: Json) -> None:
    """Note that the sum waits to be captured."""
    intent.update(
        amount_capturable=intent["amount"],
        last_payment_error=None,
        payment_method=method["id"],
        status="requires_capture",
    )
    world.put(intent)
    world.emit("payment_intent.amount_capturable_updated", intent)
    wait(world, CAPTURE, CAPTURE_WITHIN_S, intent, intent=intent["id"])


def promise(world: World, intent: Json, method: Json) -> str:
    """Ask a bank for a debit; days later it is known whether that worked."""
    kind = method["type"]
    if intent["currency"] != banks.CURRENCIES[kind]:
        raise ApiError(
            f"The payment method type {kind} takes {banks.CURRENCIES[kind]} only.",
            code="payment_method_currency_mismatch",
            param="currency",
        )
    mandate = mandates.of(world, method)
    charged = charges.promise(world, intent, method, mandate["id"])
    intent.update(
        latest_charge=charged["id"],
        payment_method=method["id"],
        payment_method_types=sorted({*intent["payment_method_types"], kind}),
        status="processing",
    )
    world.put(intent)
    world.emit("payment_intent.processing", intent)
    wait(world, SETTLING, banks.SETTLES_AFTER_S[kind], intent, charge=charged["id"])
    return "processing"


def wait(world: World, kind: str, after_s: int, whose: Json, **about: str) -> None:
    """Remember that something is to be done later, in the time of whose customer that is."""
    at, customer = world.now() + after_s, whose["customer"]
    world.put({"id": new_id("wait"), "object": kind, "at": at, "customer": customer, **about})


def settle(world: World, charged: Json) -> None:
    """End a debit as its bank account does."""
    intent = world.get("payment_intent", charged["payment_intent"])
    method = world.get("payment_method", charged["payment_method"])
    failure = charges.refusal_of(world, intent, method)
    charges.settle_promise(world, charged, failure)
    if failure:
        error = {
            "type": "invalid_request_error",
            "code": failure
            if failure != "generic_decline"
            else "payment_intent_payment_attempt_failed",
            "message": banks.FAILURES[failure],
            "charge": charged["id"],
            "payment_method": plain(method),
        }
        fail(world, intent, error)
        return
    succeed(world, intent, method)
    if dispute := method.get("_dispute"):
        disputes.open_dispute(world, charged, reason=dispute)


def succeed(world: World, intent: Json, method: Json) -> None:
    """Note that the sum is paid."""
    intent.update(
        amount_received=intent["amount"],
        last_payment_error=None,
        payment_method=method["id"],
        status="succeeded",
    )
    world.put(intent)
    world.emit("payment_intent.succeeded", intent)


def refuse(world: World, intent: Json, method: Json, charged: Json) -> None:
    """Note that the bank refused; the intent waits for another payment method."""
    reason = charged["outcome"]["reason"]
    error = {**decline_error(reason), "charge": charged["id"]}
    fail(world, intent, {**error, "payment_method": plain(method)})


def refuse_authentication(world: World, intent: Json) -> None:
    """Note that the holder did not authenticate: nothing was charged."""
    method = world.get("payment_method", intent["payment_method"])
    fail(world, intent, {**AUTHENTICATION_FAILED, "payment_method": plain(method)})


def fail(world: World, intent: Json, error: Json) -> None:
    """Leave the intent without a payment method, and say why."""
    intent.update(
        **nulls("next_action payment_method"),
        last_payment_error=error,
        status="requires_payment_method",
    )
    world.put(intent)
    world.emit("payment_intent.payment_failed", intent)
