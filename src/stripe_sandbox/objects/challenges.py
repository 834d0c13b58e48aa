"""What follows when the holder of a card was asked to authenticate, and answered."""

from urllib.parse import urlencode

from stripe_sandbox.errors import ApiError
from stripe_sandbox.objects import attempts, invoice_calls, setup_intents
from stripe_sandbox.shapes import Json
from stripe_sandbox.world import World


def open_intent(world: World, intent_id: str) -> Json:
    """Return the intent whose holder is asked, or raise when nobody is any more."""
    kind = "setup_intent" if intent_id.startswith("seti_") else "payment_intent"
    intent = world.get(kind, intent_id)
    if intent["status"] != "requires_action":
        raise ApiError("Nothing is asked here any more. Go back to where you came from.")
    return intent


def answer(world: World, intent: Json, *, is_authenticated: bool) -> str | None:
    """Go on as the holder answered; return where to send them, None for nowhere."""
    leads_to = (intent["next_action"].get("redirect_to_url") or {}).get("return_url")
    if intent["object"] == "setup_intent":
        setup_intents.finish(world, intent, is_authenticated=is_authenticated)
    else:
        finish_payment(world, intent, is_authenticated=is_authenticated)
    return leads_back(intent, leads_to) if leads_to else None


def finish_payment(world: World, intent: Json, *, is_authenticated: bool) -> None:
    """Charge the card when its holder authenticated, and settle what that pays."""
    if not is_authenticated:
        attempts.refuse_authentication(world, intent)
        return
    method = world.get("payment_method", intent["payment_method"])
    attempts.attempt(world, intent, method, off_session=False, is_authenticated=True)
    invoice_calls.settle_paid_by(world, intent)


def leads_back(intent: Json, address: str) -> str:
    """Return the address with what Stripe adds to it."""
    went = "succeeded" if intent["status"] in ("succeeded", "requires_capture") else "failed"
    told = {
        intent["object"]: intent["id"],
        f"{intent['object']}_client_secret": intent["client_secret"],
        "redirect_status": went,
    }
    return f"{address}{'&' if '?' in address else '?'}{urlencode(told)}"
