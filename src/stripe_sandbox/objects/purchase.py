"""What a reader does on the hosted Checkout page: pay, or be refused."""

from stripe_sandbox import params as read
from stripe_sandbox.cards import Card
from stripe_sandbox.objects import (
    billing_mode,
    checkout,
    customers,
    intents,
    invoices,
    payment_methods,
)
from stripe_sandbox.objects import subscriptions as subs
from stripe_sandbox.shapes import Json
from stripe_sandbox.world import World


def pay(world: World, session: Json, card: Card, *, email: str | None, name: str | None) -> str:
    """Try a card on the hosted page; return "" when it is paid, else what to tell the reader."""
    checkout.refuse_unless_open(session)
    known = customers.present(world, session["customer"]) if session["customer"] else None
    billing = {"email": email, "name": name}
    method = payment_methods.make(world, card, billing=billing)
    if refusal := refused(world, session, known, method):
        return refusal
    customer = known or customer_of(world, session, email, name)
    if session["mode"] == "subscription":
        subscribe(world, session, customer or {}, method)
    else:
        pay_once(world, session, customer, method)
    complete(world, session, customer, {**checkout.BUYER, "email": email, "name": name})
    return ""


def refused(world: World, session: Json, customer: Json | None, method: Json) -> str:
    """Try a card that will be refused, and return what the bank says; "" for a good card."""
    fails = customers.card_fails(world, customer["id"]) if customer else False
    if not (method["_decline_code"] or fails):
        return ""
    intent = intents.make(
        world,
        amount=session["amount_total"],
        currency=session["currency"],
        customer=customer["id"] if customer else None,
        metadata=intent_metadata(session),
    )
    intents.charge(world, intent, method)
    return str(intent["last_payment_error"]["message"])


def intent_metadata(session: Json) -> Json:
    """Return the metadata meant for the payment intent: none flows from a subscription's."""
    return read.metadata(session["_later"]) if session["mode"] == "payment" else {}


def customer_of(world: World, session: Json, email: str | None, name: str | None) -> Json | None:
    """Make a customer of the buyer, when the session wants one."""
    if session["customer_creation"] != "always":
        return None
    return customers.make(world, email=email, name=name)


def subscribe(world: World, session: Json, customer: Json, method: Json) -> None:
    """Make the subscription and pay its first invoice."""
    payment_methods.attach_to(world, customer, method)
    later = session["_later"]
    subscription = subs.start(
        world,
        customer,
        [(item["price"], item["quantity"]) for item in session["_line_items"]],
        method_id=method["id"],
        metadata=read.metadata(later),
        description=read.text(later, "description"),
        mode=later.get("_billing_mode") or billing_mode.chosen(world, {}),
    )
    invoice = world.get("invoice", subscription["latest_invoice"])
    invoices.collect(world, invoice)
    session.update(subscription=subscription["id"], invoice=invoice["id"])


def pay_once(world: World, session: Json, customer: Json | None, method: Json) -> None:
    """Charge the card once; a single payment makes no invoice."""
    later = session["_later"]
    if customer:
        payment_methods.attach_to(world, customer, method)
    intent = intents.make(
        world,
        amount=session["amount_total"],
        currency=session["currency"],
        customer=customer["id"] if customer else None,
        description=read.text(later, "description"),
        metadata=read.metadata(later),
        receipt_email=read.text(later, "receipt_email"),
        setup_future_usage=read.text(later, "setup_future_usage"),
    )
    intents.charge(world, intent, method)
    session["payment_intent"] = intent["id"]


def complete(world: World, session: Json, customer: Json | None, details: Json) -> None:
    """Close the session as paid."""
    session.update(
        customer=customer["id"] if customer else None,
        customer_details=details,
        payment_status="paid",
        status="complete",
        url=None,
    )
    world.put(session)
    world.emit("checkout.session.completed", session)
