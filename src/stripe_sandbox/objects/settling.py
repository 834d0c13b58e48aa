"""What is known only days later: debits that succeed or fail, and refunds that do."""

from stripe_sandbox.objects import attempts, invoice_calls, invoices, refunds, subscription_status
from stripe_sandbox.shapes import Json
from stripe_sandbox.world import World


def settle(world: World, waiting: Json) -> None:
    """Do what has been waited for."""
    world.store.remove(waiting["object"], waiting["id"])
    if waiting["object"] == refunds.WAITING:
        refunds.settle(world, world.get("refund", waiting["refund"]))
        return
    charge = world.get("charge", waiting["charge"])
    if charge["status"] != "pending":
        return
    attempts.settle(world, charge)
    intent = world.get("payment_intent", charge["payment_intent"])
    settle_invoice(world, intent)
    tell_session(world, intent)


def settle_invoice(world: World, intent: Json) -> None:
    """Settle the invoice that a debit pays, or note that it is owed."""
    invoice = invoices.invoice_of_intent(world, intent)
    if invoice is None:
        return
    if intent["status"] == "succeeded":
        invoice_calls.settle_paid_by(world, intent)
    elif invoice["status"] == "open":
        subscription = world.get("subscription", subscription_status.subscription_id(invoice))
        invoices.refuse(world, invoice, subscription)


def tell_session(world: World, intent: Json) -> None:
    """Tell the Checkout session that was completed with a promise how that ended."""
    paid = intent["status"] == "succeeded"
    promised = {"status": "complete", "payment_status": "unpaid", "_promised_by": intent["id"]}
    for session in world.all("checkout.session", **promised):
        session["payment_status"] = "paid" if paid else "unpaid"
        session["_promised_by"] = None
        world.put(session)
        ending = "succeeded" if paid else "failed"
        world.emit(f"checkout.session.async_payment_{ending}", session)
