"""By which fields the objects of a kind are found without looking at all of them."""

from collections.abc import Mapping
from operator import methodcaller
from typing import Any

from stripe_sandbox.shapes import Json
from stripe_sandbox.shelf import Read


def field(name: str) -> Read:
    """Return what reads a field."""
    return methodcaller("get", name)


def fields(names: str) -> dict[str, Read]:
    """Return what reads each of some fields."""
    return {name: field(name) for name in names.split()}


def subscription_of_invoice(invoice: Json) -> Any:
    """Return the subscription an invoice belongs to."""
    # One that is made this moment says it in a moment.
    parent = invoice.get("parent")
    return parent and parent["subscription_details"]["subscription"]


def intent_of_link(link: Json) -> Any:
    """Return the payment intent by which an invoice is paid."""
    return link["payment"]["payment_intent"]


BY: Mapping[str, Mapping[str, Read]] = {
    "_delivery": fields("event"),
    "balance_transaction": fields("source _payout"),
    "charge": fields("customer payment_intent"),
    "checkout.session": fields("customer status subscription payment_intent _promised_by"),
    "customer": fields("email test_clock"),
    "dispute": fields("charge payment_intent"),
    "invoice": {**fields("customer status"), "subscription": subscription_of_invoice},
    "invoice_payment": {**fields("invoice"), "payment_intent": intent_of_link},
    "mandate": fields("payment_method"),
    "payment_intent": fields("customer"),
    "payment_method": fields("customer"),
    "price": fields("lookup_key product"),
    "promotion_code": fields("customer"),
    "refund": fields("charge payment_intent"),
    "setup_attempt": fields("setup_intent"),
    "setup_intent": fields("customer"),
    "subscription": fields("customer default_payment_method test_clock"),
    "subscription_schedule": fields("customer"),
}
