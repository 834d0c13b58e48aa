"""The names under which what was paid has granted something: each once, by a constraint."""

from wellread.payments.models import Payment

# What a grant that was paid for names: one of these, a colon, and the object's id at Stripe.
INVOICE, CONTRIBUTION = "invoice", "contribution"


def of_invoice(invoice_id: str) -> str:
    """Return the name under which an invoice has granted its period, once."""
    return f"{INVOICE}:{invoice_id}"


def of_contribution(payment_intent: str) -> str:
    """Return the name under which a contribution has granted its days, once."""
    return f"{CONTRIBUTION}:{payment_intent}"


def of_payment(payment: Payment) -> str:
    """Return the name under which a payment has granted something, once."""
    if payment.invoice_id:
        return of_invoice(payment.invoice_id)
    return of_contribution(payment.stripe_id)
