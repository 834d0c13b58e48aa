"""Manual capture: money that is only set aside until it is taken, or let go."""

from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError
from stripe_sandbox.objects import balance, intents
from stripe_sandbox.shapes import Json
from stripe_sandbox.world import World


def capture(world: World, params: Json, intent_id: str) -> Json:
    """POST /v1/payment_intents/{id}/capture: all of what was set aside, or less."""
    read.only(params, "amount_to_capture metadata")
    intent = world.get("payment_intent", intent_id)
    intents.refuse_unless(intent, ("requires_capture",), "capture")
    asked = read.amount(params, "amount_to_capture")
    amount = intent["amount_capturable"] if asked is None else asked
    if not 0 < amount <= intent["amount_capturable"]:
        raise ApiError(
            f"The amount to capture is at most {intent['amount_capturable']}.",
            code="amount_too_large",
            param="amount_to_capture",
        )
    take(world, world.get("charge", intent["latest_charge"]), amount)
    intent.update(
        amount_capturable=0,
        amount_received=amount,
        metadata=read.metadata(params, intent["metadata"]),
        status="succeeded",
    )
    world.put(intent)
    world.emit("payment_intent.succeeded", intent)
    return intent


def take(world: World, charge: Json, amount: int) -> None:
    """Take part of a charge, and let the rest of it go."""
    charge.update(amount_captured=amount, amount_refunded=charge["amount"] - amount, captured=True)
    world.emit("charge.captured", world.put(charge))
    fee = balance.fee(charge, amount)
    booked = balance.book(world, charge, amount=amount, fee=fee, kind="charge")
    world.change(charge, "charge.updated", balance_transaction=booked["id"])


def let_go(world: World, intent: Json, reason: str | None) -> Json:
    """Give back what was only set aside."""
    charge = world.get("charge", intent["latest_charge"])
    charge.update(amount_refunded=charge["amount"], refunded=True)
    world.put(charge)
    world.emit("charge.expired" if reason == "automatic" else "charge.refunded", charge)
    intent["amount_capturable"] = 0
    return intents.abandon(world, intent, reason)


def expire(world: World, waiting: Json) -> None:
    """Let money go that was set aside and that nobody took in time."""
    world.store.remove(waiting["object"], waiting["id"])
    intent = world.get("payment_intent", waiting["intent"])
    if intent["status"] == "requires_capture":
        let_go(world, intent, "automatic")


def cancel(world: World, params: Json, intent_id: str) -> Json:
    """POST /v1/payment_intents/{id}/cancel, also of money that is only set aside."""
    intent = world.get("payment_intent", intent_id)
    if intent["status"] == "requires_capture":
        read.only(params, "cancellation_reason")
        return let_go(world, intent, read.text(params, "cancellation_reason"))
    return intents.cancel(world, params, intent_id)
