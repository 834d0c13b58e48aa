"""Attempts to have a payment intent paid, and how each of them can end."""

from stripe_sandbox.errors import decline_error
from stripe_sandbox.objects import charges, disputes
from stripe_sandbox.shapes import Json, nulls, plain
from stripe_sandbox.world import World

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
    charged = charges.attempt(
        world, intent, method, decline_code=decline_code, is_authenticated=is_authenticated
    )
    intent.update(latest_charge=charged["id"], next_action=None)
    if charged["status"] == "failed":
        refuse(world, intent, method, charged)
    else:
        succeed(world, intent, method)
        if dispute := method.get("_dispute"):
            disputes.open_dispute(world, charged, reason=dispute)
    return str(intent["status"])


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
