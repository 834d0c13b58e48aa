"""What a reader does on the hosted Checkout page: pay, or be refused."""

from stripe_sandbox import banks
from stripe_sandbox import params as read
from stripe_sandbox.cards import Card
from stripe_sandbox.errors import decline_error
from stripe_sandbox.objects import (
    attempts,
    billing_mode,
    card_updates,
    checkout,
    customers,
    discounts,
    intents,
    invoices,
    payment_methods,
    session_totals,
    setup_intents,
    trials,
)
from stripe_sandbox.objects import subscriptions as subs
from stripe_sandbox.shapes import Json, nulls
from stripe_sandbox.world import World

NO_ADDRESS = nulls("city country line1 line2 postal_code state")


def pay(
    world: World,
    session: Json,
    means: Card | banks.Account,
    *,
    email: str | None,
    name: str | None,
    country: str = "",
    expiry: tuple[int, int] | None = None,
) -> str:
    """Try a card or account on the hosted page; return "" when it went on, else what to tell.

    Where the card's holder has to authenticate first, the purchase waits in the session.
    """
    checkout.refuse_unless_open(session)
    address = {**NO_ADDRESS, "country": country or country_of(means)}
    billing = {"email": email, "name": name, "address": address}
    if isinstance(means, Card):
        method = payment_methods.make(world, means, billing=billing)
        if expiry:
            card_updates.set_expiry(world, method, *expiry)
            card_updates.refuse_expired(world, method)
    else:
        method = payment_methods.make_bank(world, means, billing=billing)
    held = {"method": method["id"], "email": email, "name": name, "address": address}
    options = session["payment_method_options"]["card"]
    is_asked = options["request_three_d_secure"] == "any" and method["type"] == "card"
    if is_asked or attempts.wants_authentication(method, off_session=False):
        session["_held"] = held
        world.put(session)
        return ""
    return go_on(world, session, held)


def country_of(means: Card | banks.Account) -> str:
    """Return the country that the page proposes: that of the bank."""
    if isinstance(means, Card):
        return means.country
    return {"bacs_debit": "GB", "us_bank_account": "US"}.get(means.kind, means.number[:2])


def is_held(session: Json) -> bool:
    """Whether a purchase waits for the card's holder."""
    return bool(session.get("_held")) and session["status"] == "open"


def answer(world: World, session: Json, *, is_authenticated: bool) -> str:
    """Go on as the card's holder answered; return "" when it is paid, else what to tell them."""
    checkout.refuse_unless_open(session)
    held = session.pop("_held", None)
    world.put(session)
    if held is None:
        return ""
    if not is_authenticated:
        return attempts.AUTHENTICATION_FAILED["message"]
    return go_on(world, session, held, is_authenticated=True)


def go_on(world: World, session: Json, held: Json, *, is_authenticated: bool = False) -> str:
    """Do what the session is for with a card; return "" or what to tell the reader."""
    known = customers.present(world, session["customer"]) if session["customer"] else None
    method = world.get("payment_method", held["method"])
    if session["mode"] == "setup":
        return save_card(world, session, known, method, held)
    if refusal := refused(world, session, known, method):
        return refusal
    if is_authenticated:
        attempts.set_up(world, method)
    customer = known or customer_of(world, session, held["email"], held["name"])
    if session["mode"] == "subscription":
        subscribe(world, session, customer or {}, method, is_authenticated=is_authenticated)
    else:
        pay_once(world, session, customer, method, is_authenticated=is_authenticated)
    complete(world, session, customer, held)
    return ""


def save_card(world: World, session: Json, known: Json | None, method: Json, held: Json) -> str:
    """Keep the card for later; return "" or why its bank does not let it be kept."""
    if refusal := refusal_to_keep(method):
        return refusal
    customer = known or customer_of(world, session, held["email"], held["name"])
    intent = world.get("setup_intent", session["setup_intent"])
    intent.update(customer=customer["id"] if customer else None, payment_method=method["id"])
    setup_intents.keep(world, intent, method)
    complete(world, session, customer, held)
    return ""


def refused(world: World, session: Json, customer: Json | None, method: Json) -> str:
    """Try a card that will be refused, and return what the bank says; "" for a good card."""
    fails = customers.card_fails(world, customer["id"]) if customer else False
    if not session["amount_total"]:
        return refusal_to_keep(method)
    if method["type"] != "card" or not (method["_decline_code"] or fails):
        return ""
    intent = intents.make(
        world,
        amount=session["amount_total"],
        currency=session["currency"],
        customer=customer["id"] if customer else None,
        metadata=intent_metadata(session),
    )
    attempts.charge(world, intent, method)
    return str(intent["last_payment_error"]["message"])


def refusal_to_keep(method: Json) -> str:
    """Return why a bank does not let a card be kept, "" when it does."""
    code = method.get("_declines_setup")
    return str(decline_error(code)["message"]) if code else ""


def intent_metadata(session: Json) -> Json:
    """Return the metadata meant for the payment intent: none flows from a subscription's."""
    return read.metadata(session["_later"]) if session["mode"] == "payment" else {}


def customer_of(world: World, session: Json, email: str | None, name: str | None) -> Json | None:
    """Make a customer of the buyer, when the session wants one."""
    if session["customer_creation"] != "always":
        return None
    return customers.make(world, email=email, name=name)


def subscribe(
    world: World, session: Json, customer: Json, method: Json, *, is_authenticated: bool
) -> None:
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
        redeemed=session_totals.redeemed_in(world, session),
        trial_end=trials.end_of(world, later),
        trial_settings=trials.settings(later),
    )
    invoice = world.get("invoice", subscription["latest_invoice"])
    if invoice["status"] == "open":
        invoices.collect(world, invoice, off_session=False, is_authenticated=is_authenticated)
    session["_promised_by"] = invoices.promise_of(world, invoice)
    session.update(subscription=subscription["id"], invoice=invoice["id"])


def pay_once(
    world: World, session: Json, customer: Json | None, method: Json, *, is_authenticated: bool
) -> None:
    """Charge the card once; a single payment makes no invoice."""
    later = session["_later"]
    if customer:
        payment_methods.attach_to(world, customer, method)
    for redeemed in session_totals.redeemed_in(world, session):
        discounts.count(world, redeemed)
    if not session["amount_total"]:
        return
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
    attempts.attempt(world, intent, method, off_session=False, is_authenticated=is_authenticated)
    session["payment_intent"] = intent["id"]
    session["_promised_by"] = intent["id"] if intent["status"] == "processing" else None


def payment_status(session: Json) -> str:
    """Return whether a completed session is paid, promised, or asked for nothing."""
    if not session["amount_total"]:
        return "no_payment_required"
    return "unpaid" if session.get("_promised_by") else "paid"


def complete(world: World, session: Json, customer: Json | None, held: Json) -> None:
    """Close the session as done."""
    told = {name: held.get(name) for name in ("email", "name", "address")}
    details = {**checkout.BUYER, **told}
    session.update(
        customer=customer["id"] if customer else None,
        customer_details=details,
        payment_status=payment_status(session),
        status="complete",
        url=None,
    )
    world.put(session)
    world.emit("checkout.session.completed", session)
