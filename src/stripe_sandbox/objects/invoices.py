"""Invoices of subscriptions: drafted, finalised, collected."""

from collections.abc import Sequence

from stripe_sandbox import params as read
from stripe_sandbox.lists import PAGING, matching, page
from stripe_sandbox.objects import attempts, customers, discounts, intents, subscription_status
from stripe_sandbox.shapes import Json, listing, nulls
from stripe_sandbox.world import World

# Stripe leaves a renewal's invoice open to changes for an hour.
DRAFT_FOR_S = 3600


def draft(
    world: World, subscription: Json, lines: list[Json], *, reason: str, **known: object
) -> Json:
    """Draft an invoice over the lines; it waits to be finalised."""
    invoice = world.new("invoice", "in", blank(world))
    invoice.update(body(world, subscription, lines, invoice["id"]), billing_reason=reason, **known)
    subscription["latest_invoice"] = invoice["id"]
    if any(line["amount"] > 0 for line in lines):
        discounts.use_up(world, subscription)
    world.put(subscription)
    world.emit("invoice.created", world.put(invoice))
    return invoice


def body(
    world: World,
    subscription: Json,
    lines: list[Json],
    invoice_id: str,
    *,
    redeemed: Sequence[discounts.Redeemed] = (),
) -> Json:
    """Return what an invoice over these lines says: for whom it is, and how much."""
    customer = world.get("customer", subscription["customer"])
    if redeemed:
        off = discounts.take_off_unkept(redeemed, lines)
    else:
        off = discounts.take_off(world, discounts.present_ids(world, subscription), lines)
    subtotal = sum(line["amount"] for line in lines)
    total = subtotal - sum(one["amount"] for one in off)
    return {
        "amount_due": max(0, total),
        "amount_remaining": max(0, total),
        "currency": subscription["currency"],
        "customer": customer["id"],
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "discounts": [one["discount"] for one in off],
        "lines": listing(
            f"/v1/invoices/{invoice_id}/lines",
            [{**line, "invoice": invoice_id} for line in lines],
        ),
        "parent": parent_of(subscription),
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal,
        "test_clock": subscription.get("test_clock"),
        "total": total,
        "total_discount_amounts": off,
        "total_excluding_tax": total,
    }


def blank(world: World) -> Json:
    """Return a draft without lines."""
    return {
        **nulls("account_tax_ids application confirmation_secret custom_fields customer"),
        **nulls("customer_account customer_address customer_email customer_name"),
        **nulls("customer_phone customer_shipping default_payment_method default_source"),
        **nulls("description due_date effective_at ending_balance footer from_invoice"),
        **nulls("hosted_invoice_url invoice_pdf last_finalization_error latest_revision"),
        **nulls("next_payment_attempt number on_behalf_of receipt_number rendering"),
        **nulls("shipping_cost shipping_details statement_descriptor test_clock"),
        **nulls("threshold_reason webhooks_delivered_at automatically_finalizes_at"),
        "account_country": "US",
        "account_name": world.shop_name,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_shipping": 0,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {**nulls("disabled_reason liability provider status"), "enabled": False},
        "collection_method": "charge_automatically",
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_tax_rates": [],
        "discounts": [],
        "issuer": {"type": "self"},
        "metadata": {},
        "payment_settings": nulls("default_mandate payment_method_options payment_method_types"),
        "period_end": world.now(),
        "period_start": world.now(),
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": 0,
        "status": "draft",
        "status_transitions": nulls("finalized_at marked_uncollectible_at paid_at voided_at"),
        "total_discount_amounts": [],
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
    }


def parent_of(subscription: Json) -> Json:
    """Return where an invoice names its subscription, with the metadata of this moment."""
    return {
        "quote_details": None,
        "subscription_details": {
            "metadata": dict(subscription["metadata"]),
            "subscription": subscription["id"],
        },
        "type": "subscription_details",
    }


def finalize(world: World, invoice: Json) -> Json:
    """Number a draft, apply the customer's credit and make it payable."""
    customer = world.get("customer", invoice["customer"])
    owed = invoice["total"] + customer.get("balance", 0)
    invoice.update(
        amount_due=max(0, owed),
        amount_remaining=max(0, owed),
        automatically_finalizes_at=None,
        effective_at=world.now(),
        ending_balance=min(0, owed),
        hosted_invoice_url=f"{world.address}/i/{invoice['id']}",
        number=f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04d}",
        starting_balance=customer["balance"],
        status="open",
    )
    invoice["status_transitions"]["finalized_at"] = world.now()
    customer.update(
        balance=min(0, owed), next_invoice_sequence=customer["next_invoice_sequence"] + 1
    )
    world.put(customer)
    world.put(invoice)
    if invoice["amount_due"]:
        ask_for_payment(world, invoice)
    world.emit("invoice.finalized", invoice)
    return invoice


def ask_for_payment(world: World, invoice: Json) -> None:
    """Make the payment intent of an invoice and the link between both."""
    first = invoice["billing_reason"] == "subscription_create"
    intent = intents.make(
        world,
        amount=invoice["amount_due"],
        currency=invoice["currency"],
        customer=invoice["customer"],
        description=f"Subscription {'creation' if first else 'update'}",
        setup_future_usage="off_session" if first else None,
    )
    fields = {
        "amount_paid": None,
        "amount_requested": invoice["amount_due"],
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "payment": {"payment_intent": intent["id"], "type": "payment_intent"},
        "status": "open",
        "status_transitions": nulls("canceled_at paid_at"),
    }
    world.new("invoice_payment", "inpay", fields)


def collect(
    world: World,
    invoice: Json,
    method: Json | None = None,
    *,
    off_session: bool = True,
    is_authenticated: bool = False,
) -> bool:
    """Try once to have an open invoice paid: whether it now is."""
    link = payment_of(world, invoice)
    if link is None:
        settle(world, invoice)
        return True
    subscription = world.get("subscription", subscription_status.subscription_id(invoice))
    method = method or customers.card_of(
        world,
        world.get("customer", invoice["customer"]),
        subscription["default_payment_method"],
    )
    intent = world.get("payment_intent", link["payment"]["payment_intent"])
    invoice.update(attempt_count=invoice["attempt_count"] + 1, attempted=True)
    status = method and attempts.attempt(
        world,
        intent,
        method,
        off_session=off_session,
        is_authenticated=is_authenticated,
        return_url=invoice["hosted_invoice_url"],
    )
    if status == "succeeded":
        settle(world, invoice)
        return True
    if status == "processing":
        promised(world, invoice, subscription)
        return False
    if status == "requires_action":
        world.emit("invoice.payment_action_required", world.put(invoice))
    refuse(world, invoice, subscription)
    return False


def promised(world: World, invoice: Json, subscription: Json) -> None:
    """Note that a bank was asked: the subscription runs, and the invoice stays open until then."""
    invoice.update(auto_advance=False, next_payment_attempt=None)
    world.put(invoice)
    subscription_status.paid(world, subscription)


def settle(world: World, invoice: Json) -> None:
    """Mark an invoice paid and put its subscription in good subscription_status."""
    invoice.update(
        amount_paid=invoice["amount_due"],
        amount_remaining=0,
        attempted=True,
        auto_advance=False,
        next_payment_attempt=None,
        status="paid",
    )
    invoice["status_transitions"]["paid_at"] = world.now()
    set_delinquent(world, invoice, False)
    world.emit("invoice.paid", world.put(invoice))
    if link := payment_of(world, invoice):
        link.update(status="paid", amount_paid=invoice["amount_due"])
        link["status_transitions"]["paid_at"] = world.now()
        world.emit("invoice_payment.paid", world.put(link))
    world.emit("invoice.payment_succeeded", invoice)
    subscription_status.paid(
        world, world.get("subscription", subscription_status.subscription_id(invoice))
    )


def refuse(world: World, invoice: Json, subscription: Json) -> None:
    """Note a refused try, and when the next one is."""
    invoice["next_payment_attempt"] = subscription_status.next_try(world, invoice)
    if invoice["next_payment_attempt"] is None:
        invoice["auto_advance"] = False
    set_delinquent(world, invoice, True)
    world.emit("invoice.payment_failed", world.put(invoice))
    subscription_status.refused(world, subscription, invoice)


def set_delinquent(world: World, invoice: Json, owes: bool) -> None:
    """Note on the customer whether the latest charge failed."""
    customer = world.get("customer", invoice["customer"])
    if not customer.get("deleted"):
        customer["delinquent"] = owes
        world.put(customer)


def payment_of(world: World, invoice: Json) -> Json | None:
    """Return the link to the payment intent of an invoice; an invoice over nothing has none."""
    links = world.all("invoice_payment", invoice=invoice["id"])
    return links[0] if links else None


def promise_of(world: World, invoice: Json) -> str | None:
    """Return the id of the payment intent by which a bank was asked, or None."""
    link = payment_of(world, invoice)
    intent = world.get("payment_intent", link["payment"]["payment_intent"]) if link else {}
    return str(intent["id"]) if intent.get("status") == "processing" else None


def challenge_of(world: World, invoice: Json) -> str | None:
    """Return the id of the payment intent whose card's holder is asked, or None."""
    link = payment_of(world, invoice)
    intent = world.get("payment_intent", link["payment"]["payment_intent"]) if link else {}
    return str(intent["id"]) if intent.get("status") == "requires_action" else None


def invoice_of_intent(world: World, intent: Json) -> Json | None:
    """Return the invoice a payment intent pays, if any."""
    for link in world.rows("invoice_payment", payment_intent=intent["id"]):
        return world.get("invoice", link["invoice"])
    return None


def list_invoices(world: World, params: Json) -> Json:
    """GET /v1/invoices."""
    read.only(params, f"{PAGING} customer subscription status collection_method")
    names = "customer status collection_method subscription"
    rows = matching(world, "invoice", params, names)
    return page(rows, params, "/v1/invoices")


def retrieve(world: World, params: Json, invoice_id: str) -> Json:
    """GET /v1/invoices/{id}."""
    return world.get("invoice", invoice_id)
