"""Which part of the API answers which address."""

import re
from collections.abc import Callable
from typing import Any

from stripe_sandbox import scheduler
from stripe_sandbox.errors import ApiError
from stripe_sandbox.objects import (
    balance,
    billing_mode,
    captures,
    card_updates,
    catalogue,
    changes,
    charges,
    checkout,
    coupons,
    customers,
    disputes,
    events,
    intents,
    invoice_calls,
    invoice_items,
    invoices,
    mandates,
    payment_methods,
    payouts,
    portal,
    previews,
    refunds,
    schedules,
    setup_intents,
    subscriptions,
    test_clocks,
)
from stripe_sandbox.shapes import Json, nulls
from stripe_sandbox.world import World

Answer = Callable[..., Json]


def account(world: World, params: Json) -> Json:
    """GET /v1/account."""
    return {
        "id": "acct_sandbox",
        "object": "account",
        **nulls("business_type email"),
        "business_profile": {
            **nulls("mcc minority_owned_business_designation support_address support_email"),
            **nulls("support_phone support_url url"),
            "name": world.shop_name,
        },
        "charges_enabled": True,
        "country": "US",
        "default_currency": "usd",
        "details_submitted": True,
        "payouts_enabled": True,
        "type": "standard",
    }


TABLE: list[tuple[str, str, Answer]] = [
    ("GET", "account", account),
    ("POST", "coupons", coupons.create),
    ("GET", "coupons", coupons.list_coupons),
    ("GET", "coupons/{id}", coupons.retrieve),
    ("POST", "coupons/{id}", coupons.update),
    ("DELETE", "coupons/{id}", coupons.delete),
    ("POST", "promotion_codes", coupons.create_code),
    ("GET", "promotion_codes", coupons.list_codes),
    ("GET", "promotion_codes/{id}", coupons.retrieve_code),
    ("POST", "promotion_codes/{id}", coupons.update_code),
    ("POST", "products", catalogue.create_product),
    ("GET", "products", catalogue.list_products),
    ("GET", "products/{id}", catalogue.retrieve_product),
    ("POST", "products/{id}", catalogue.update_product),
    ("POST", "prices", catalogue.create_price),
    ("GET", "prices", catalogue.list_prices),
    ("GET", "prices/{id}", catalogue.retrieve_price),
    ("POST", "prices/{id}", catalogue.update_price),
    ("POST", "customers", customers.create),
    ("GET", "customers", customers.list_customers),
    ("GET", "customers/{id}", customers.retrieve),
    ("POST", "customers/{id}", customers.update),
    ("DELETE", "customers/{id}", customers.delete),
    ("GET", "customers/{id}/payment_methods", payment_methods.list_methods),
    ("POST", "payment_methods", payment_methods.create),
    ("GET", "payment_methods", payment_methods.list_methods),
    ("GET", "payment_methods/{id}", payment_methods.retrieve),
    ("POST", "payment_methods/{id}", card_updates.update),
    ("POST", "payment_methods/{id}/attach", payment_methods.attach),
    ("POST", "payment_methods/{id}/detach", payment_methods.detach),
    ("POST", "checkout/sessions", checkout.create),
    ("GET", "checkout/sessions", checkout.list_sessions),
    ("GET", "checkout/sessions/{id}", checkout.retrieve),
    ("POST", "checkout/sessions/{id}", checkout.update),
    ("POST", "checkout/sessions/{id}/expire", checkout.expire),
    ("GET", "checkout/sessions/{id}/line_items", checkout.list_line_items),
    ("POST", "subscriptions", subscriptions.create),
    ("GET", "subscriptions", subscriptions.list_subscriptions),
    ("GET", "subscriptions/{id}", subscriptions.retrieve),
    ("POST", "subscriptions/{id}", changes.update),
    ("DELETE", "subscriptions/{id}", changes.cancel),
    ("POST", "subscriptions/{id}/migrate", billing_mode.migrate),
    ("POST", "subscription_schedules", schedules.create),
    ("GET", "subscription_schedules", schedules.list_schedules),
    ("GET", "subscription_schedules/{id}", schedules.retrieve),
    ("POST", "subscription_schedules/{id}", schedules.update),
    ("POST", "subscription_schedules/{id}/cancel", schedules.cancel),
    ("POST", "subscription_schedules/{id}/release", schedules.release),
    ("GET", "subscription_items", changes.list_items),
    ("GET", "subscription_items/{id}", changes.retrieve_item),
    ("POST", "subscription_items/{id}", changes.update_item),
    ("GET", "invoices", invoices.list_invoices),
    ("POST", "invoices/create_preview", previews.create),
    ("GET", "invoices/{id}", invoices.retrieve),
    ("POST", "invoices/{id}", invoice_calls.update),
    ("DELETE", "invoices/{id}", invoice_calls.delete),
    ("GET", "invoices/{id}/lines", invoice_calls.list_lines),
    ("POST", "invoices/{id}/finalize", invoice_calls.finalize),
    ("POST", "invoices/{id}/pay", invoice_calls.pay),
    ("POST", "invoices/{id}/void", invoice_calls.void),
    ("POST", "invoices/{id}/mark_uncollectible", invoice_calls.mark_uncollectible),
    ("POST", "invoiceitems", invoice_items.create),
    ("GET", "invoice_payments", invoice_calls.list_payments),
    ("GET", "invoice_payments/{id}", invoice_calls.retrieve_payment),
    ("POST", "payment_intents", intents.create),
    ("GET", "payment_intents", intents.list_intents),
    ("GET", "payment_intents/{id}", intents.retrieve),
    ("POST", "payment_intents/{id}", intents.update),
    ("POST", "payment_intents/{id}/confirm", invoice_calls.confirm_intent),
    ("POST", "payment_intents/{id}/capture", captures.capture),
    ("POST", "payment_intents/{id}/cancel", captures.cancel),
    ("GET", "mandates/{id}", mandates.retrieve),
    ("POST", "setup_intents", setup_intents.create),
    ("GET", "setup_intents", setup_intents.list_intents),
    ("GET", "setup_intents/{id}", setup_intents.retrieve),
    ("POST", "setup_intents/{id}", setup_intents.update),
    ("POST", "setup_intents/{id}/confirm", setup_intents.confirm),
    ("POST", "setup_intents/{id}/cancel", setup_intents.cancel),
    ("GET", "setup_attempts", setup_intents.list_attempts),
    ("POST", "test_helpers/test_clocks", test_clocks.create),
    ("GET", "test_helpers/test_clocks", test_clocks.list_clocks),
    ("GET", "test_helpers/test_clocks/{id}", test_clocks.retrieve),
    ("DELETE", "test_helpers/test_clocks/{id}", test_clocks.delete),
    ("POST", "test_helpers/test_clocks/{id}/advance", scheduler.advance_test_clock),
    ("GET", "charges", charges.list_charges),
    ("GET", "charges/{id}", charges.retrieve),
    ("POST", "charges/{id}", charges.update),
    ("POST", "refunds", refunds.create),
    ("GET", "refunds", refunds.list_refunds),
    ("GET", "refunds/{id}", refunds.retrieve),
    ("POST", "refunds/{id}", refunds.update),
    ("GET", "disputes", disputes.list_disputes),
    ("GET", "disputes/{id}", disputes.retrieve),
    ("POST", "disputes/{id}/close", disputes.close),
    ("GET", "balance", balance.total),
    ("GET", "balance_transactions", balance.list_transactions),
    ("GET", "balance_transactions/{id}", balance.retrieve),
    ("POST", "payouts", payouts.create),
    ("GET", "payouts", payouts.list_payouts),
    ("GET", "payouts/{id}", payouts.retrieve),
    ("POST", "payouts/{id}", payouts.update),
    ("POST", "payouts/{id}/cancel", payouts.cancel),
    ("POST", "billing_portal/sessions", portal.create),
    ("GET", "events", events.list_events),
    ("GET", "events/{id}", events.retrieve),
    ("POST", "webhook_endpoints", events.create_endpoint),
    ("GET", "webhook_endpoints", events.list_endpoints),
    ("GET", "webhook_endpoints/{id}", events.retrieve_endpoint),
    ("POST", "webhook_endpoints/{id}", events.update_endpoint),
    ("DELETE", "webhook_endpoints/{id}", events.delete_endpoint),
]
PATTERNS = [
    # `customers/search` is a call of its own at Stripe, and no customer.
    (method, re.compile("/v1/" + path.replace("{id}", "(?!search$)([^/]+)")), answer)
    for method, path, answer in TABLE
]


def find(method: str, path: str) -> tuple[Answer, tuple[Any, ...]]:
    """Return what answers a request, and the ids in its address; raise a 404 when nothing does."""
    for known_method, pattern, answer in PATTERNS:
        match = pattern.fullmatch(path)
        if match and known_method == method:
            return answer, match.groups()
    raise ApiError(
        f"Unrecognized request URL ({method}: {path}). This sandbox plays only part of the API.",
        status=404,
    )
