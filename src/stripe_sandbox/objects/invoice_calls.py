"""What the API can ask of an invoice and its payments."""

from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError
from stripe_sandbox.lists import PAGING, page, page_of
from stripe_sandbox.objects import intents, invoices, payment_methods, subscription_status
from stripe_sandbox.shapes import Json, plain
from stripe_sandbox.world import World


def update(world: World, params: Json, invoice_id: str) -> Json:
    """POST /v1/invoices/{id}."""
    read.only(params, "metadata auto_advance description")
    invoice = world.get("invoice", invoice_id)
    changes: Json = {
        "metadata": read.metadata(params, invoice["metadata"]),
        "auto_advance": read.flag(params, "auto_advance", invoice["auto_advance"]),
    }
    if "description" in params:
        changes["description"] = read.text(params, "description")
    return world.change(invoice, "invoice.updated", **changes)


def finalize(world: World, params: Json, invoice_id: str) -> Json:
    """POST /v1/invoices/{id}/finalize."""
    read.only(params, "auto_advance")
    invoice = world.get("invoice", invoice_id)
    refuse_unless(invoice, ("draft",), "finalized")
    invoice["auto_advance"] = read.flag(params, "auto_advance", invoice["auto_advance"])
    return invoices.finalize(world, invoice)


def delete(world: World, params: Json, invoice_id: str) -> Json:
    """DELETE /v1/invoices/{id}: only one-off drafts can go, and here all are of subscriptions."""
    invoice = world.get("invoice", invoice_id)
    refuse_unless(invoice, ("draft",), "deleted")
    raise ApiError("You can't delete invoices created by subscriptions.")


def pay(world: World, params: Json, invoice_id: str) -> Json:
    """POST /v1/invoices/{id}/pay: 402 when the card is refused."""
    read.only(params, "payment_method off_session")
    invoice = world.get("invoice", invoice_id)
    refuse_unless(invoice, ("draft", "open", "uncollectible"), "paid")
    if invoice["status"] == "draft":
        invoices.finalize(world, invoice)
    token = read.text(params, "payment_method")
    method = payment_methods.resolve(world, token) if token else None
    off_session = read.flag(params, "off_session", True)
    if not invoices.collect(world, invoice, method, off_session=off_session):
        raise refusal(world, invoice)
    return invoice


def refusal(world: World, invoice: Json) -> ApiError:
    """Return the 402 of an invoice whose payment was just refused."""
    link = invoices.payment_of(world, invoice)
    intent = world.get("payment_intent", link["payment"]["payment_intent"]) if link else {}
    if intent.get("status") == "requires_action":
        return ApiError(
            "This payment requires additional user action before it can be completed "
            "successfully. Payment can be completed using the PaymentIntent associated with "
            "this invoice.",
            status=402,
            kind="card_error",
            code="invoice_payment_intent_requires_action",
            payment_intent=plain(intent),
        )
    if not intent.get("last_payment_error"):
        return ApiError(
            "There is no `default_payment_method` set on this Customer or Invoice.",
            code="resource_missing",
        )
    return intents.refused_payment(intent)


def void(world: World, params: Json, invoice_id: str) -> Json:
    """POST /v1/invoices/{id}/void."""
    invoice = world.get("invoice", invoice_id)
    refuse_unless(invoice, ("open", "uncollectible"), "voided")
    close(world, invoice, "void", "voided_at", "invoice.voided")
    subscription = world.get("subscription", subscription_status.subscription_id(invoice))
    if subscription["latest_invoice"] == invoice["id"]:
        subscription_status.voided(world, subscription)
    return invoice


def mark_uncollectible(world: World, params: Json, invoice_id: str) -> Json:
    """POST /v1/invoices/{id}/mark_uncollectible."""
    invoice = world.get("invoice", invoice_id)
    refuse_unless(invoice, ("open",), "marked uncollectible")
    return close(
        world,
        invoice,
        "uncollectible",
        "marked_uncollectible_at",
        "invoice.marked_uncollectible",
    )


def close(world: World, invoice: Json, status: str, moment: str, event: str) -> Json:
    """Stop asking for an invoice."""
    invoice.update(status=status, auto_advance=False, next_payment_attempt=None)
    invoice["status_transitions"][moment] = world.now()
    link = invoices.payment_of(world, invoice)
    if status == "void" and link:
        intent = world.get("payment_intent", link["payment"]["payment_intent"])
        intents.abandon(world, intent, "void_invoice")
        link["status"] = "canceled"
        world.put(link)
    world.emit(event, world.put(invoice))
    return invoice


def refuse_unless(invoice: Json, statuses: tuple[str, ...], verb: str) -> None:
    """Raise the error of an invoice that is past being changed in this way."""
    if invoice["status"] not in statuses:
        raise ApiError(
            f"Invoice {invoice['id']} has the status {invoice['status']} and cannot be {verb}."
        )


def list_lines(world: World, params: Json, invoice_id: str) -> Json:
    """GET /v1/invoices/{id}/lines."""
    lines = world.get("invoice", invoice_id)["lines"]
    return page_of(lines["data"], params, lines["url"])


def confirm_intent(world: World, params: Json, intent_id: str) -> Json:
    """POST /v1/payment_intents/{id}/confirm; an invoice it belongs to is paid with it."""
    intent = intents.confirm(world, params, intent_id)
    settle_paid_by(world, intent)
    return intent


def settle_paid_by(world: World, intent: Json) -> None:
    """Settle the invoice of an intent that is paid, and keep its card for the next ones."""
    invoice = invoices.invoice_of_intent(world, intent)
    if invoice is None or intent["status"] != "succeeded" or invoice["status"] == "paid":
        return
    customer = world.get("customer", intent["customer"])
    method = world.get("payment_method", intent["payment_method"])
    payment_methods.attach_to(world, customer, method)
    subscription = world.get("subscription", subscription_status.subscription_id(invoice))
    subscription["default_payment_method"] = method["id"]
    world.put(subscription)
    invoices.settle(world, invoice)


def list_payments(world: World, params: Json) -> Json:
    """GET /v1/invoice_payments, by invoice or by payment intent."""
    read.only(params, f"{PAGING} invoice status payment")
    asked = {name: read.text(params, name) for name in ("invoice", "status") if params.get(name)}
    payment = read.table(params, "payment")
    read.only(payment, "type payment_intent", within="payment")
    if intent_id := read.text(payment, "payment_intent"):
        asked["payment_intent"] = intent_id
    rows = world.rows("invoice_payment", **asked)
    return page(rows, params, "/v1/invoice_payments")


def retrieve_payment(world: World, params: Json, payment_id: str) -> Json:
    """GET /v1/invoice_payments/{id}."""
    return world.get("invoice_payment", payment_id)
