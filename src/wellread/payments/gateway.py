"""Everything we say to Stripe and hear from it; no other file knows its client."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, cast
from urllib.parse import quote

import stripe
from django.conf import settings

from wellread.payments import facts, rules, webhook_body
from wellread.payments.money import Money

# The client would write a telemetry file into the home folder.
stripe.enable_telemetry = False

API_VERSION = "2026-10-28.endive"
# Named, since what Stripe takes when nothing is named has changed between its versions.
BILLING_MODE: Literal["flexible"] = "flexible"
# Longer than Stripe takes, shorter than a reader waits with a card in hand.
TIMEOUT_S = 10
# Stripe's largest.
PAGE_SIZE = 100
_INVOICE = ["payments"]
_PAYMENT = ["latest_charge.balance_transaction"]
_SUBSCRIPTION = ["discounts.source.coupon"]
_REFUND = _PAYOUT = ["balance_transaction", "failure_balance_transaction"]

Interval = Literal["month", "year", "once"]


class GatewayUnavailable(Exception):
    """Stripe could not be reached or is in trouble; trying again later may help."""


class GatewayRefused(Exception):
    """Stripe understood and declined; trying the same again will not help."""


class NoSuchObject(GatewayRefused):
    """Stripe knows no object of this id."""


class CardDeclined(GatewayRefused):
    """Nothing was charged: the bank said no, or asks its customer first."""


class UntrustedEvent(Exception):
    """A message that Stripe did not sign for us, or not lately."""


def make_customer(*, email: str, key: str) -> str:
    """Make a customer and return its id; the same key returns the same one."""
    with _translated():
        made = _client().v1.customers.create({"email": email}, {"idempotency_key": key})
    return made.id


def make_session(
    *,
    checkout_id: str,
    kind: str,
    interval: str,
    money: Money,
    product_name: str,
    customer: str,
    email: str,
    metadata: Mapping[str, str],
    success_url: str,
    cancel_url: str,
    key: str,
    methods: Sequence[str],
    fee_covered_minor: int = 0,
    promotion_code: str = "",
    coupon: str = "",
    quantity: int = 1,
    trial_days: int = 0,
) -> facts.SessionFacts:
    """Open a hosted Checkout page; the same key returns the same one.

    The amount is that of all that is bought, and a multiple of how many it is.
    """
    # Metadata does not flow from a session to what it makes, so it is given to each.
    marks = {**metadata, facts.CHECKOUT_KEY: checkout_id}
    if fee_covered_minor:
        marks[facts.FEE_KEY] = str(fee_covered_minor)
    price: dict[str, Any] = {
        "currency": money.currency.lower(),
        "unit_amount": money.amount_minor // quantity,
        "product_data": {"name": product_name},
    }
    wanted: dict[str, Any] = {
        "client_reference_id": checkout_id,
        "metadata": marks,
        "line_items": [{"quantity": quantity, "price_data": price}],
        # Unnamed, Stripe offers whatever its dashboard says, debits among it.
        "payment_method_types": list(methods),
        "success_url": success_url,
        "cancel_url": cancel_url,
    }
    if kind == "subscription":
        price["recurring"] = {"interval": interval}
        wanted |= {
            "mode": "subscription",
            "subscription_data": {"metadata": marks, "billing_mode": {"type": BILLING_MODE}},
        }
        if trial_days:
            wanted["subscription_data"]["trial_period_days"] = trial_days
    else:
        wanted |= {
            "mode": "payment",
            "payment_intent_data": {"metadata": marks},
            "submit_type": "pay",
        }
    if promotion_code:
        wanted["discounts"] = [{"promotion_code": promotion_code}]
    elif coupon:
        wanted["discounts"] = [{"coupon": coupon}]
    if customer:
        wanted["customer"] = customer
    elif email:
        wanted["customer_email"] = email
    with _translated():
        made = _client().v1.checkout.sessions.create(cast(Any, wanted), {"idempotency_key": key})
    return facts.session(made.to_dict())


def make_coupon(
    *, name: str, off: facts.DiscountFacts, currency: str, months: int | None, key: str
) -> str:
    """Make what takes a share or a sum off for some months, or for ever; return its id."""
    wanted: dict[str, Any] = {"name": name, "metadata": {facts.CODE_KEY: "1"}}
    if off.hundredths:
        wanted["percent_off"] = f"{off.hundredths // 100}.{off.hundredths % 100:02}"
    else:
        wanted |= {"amount_off": off.amount_minor, "currency": currency.lower()}
    if months is None:
        wanted["duration"] = "forever"
    else:
        wanted |= {"duration": "repeating", "duration_in_months": months}
    with _translated():
        made = _client().v1.coupons.create(cast(Any, wanted), {"idempotency_key": key})
    return made.id


def known_coupon(coupon_id: str, *, name: str, off_minor: int, currency: str, months: int) -> str:
    """Return the id of a coupon that takes a sum off for some months, made where it is missing."""
    with suppress(NoSuchObject), _translated():
        return _client().v1.coupons.retrieve(coupon_id).id
    wanted: dict[str, Any] = {
        "id": coupon_id,
        "name": name,
        "amount_off": off_minor,
        "currency": currency.lower(),
        "duration": "repeating",
        "duration_in_months": months,
        "metadata": {facts.CODE_KEY: "1"},
    }
    with _translated():
        return _client().v1.coupons.create(cast(Any, wanted), {"idempotency_key": coupon_id}).id


def make_promotion_code(
    code: str, *, coupon: str, ends_at: datetime | None, most_uses: int | None, key: str
) -> str:
    """Have a coupon be redeemed by a code, so often and so long; return the code's id."""
    wanted: dict[str, Any] = {
        "promotion": {"type": "coupon", "coupon": coupon},
        "code": code,
        "metadata": {facts.CODE_KEY: "1"},
    }
    if ends_at is not None:
        wanted["expires_at"] = int(ends_at.timestamp())
    if most_uses is not None:
        wanted["max_redemptions"] = most_uses
    with _translated():
        made = _client().v1.promotion_codes.create(cast(Any, wanted), {"idempotency_key": key})
    return made.id


def set_promotion_code(code_id: str, *, is_on: bool) -> None:
    """Let a promotion code be redeemed, or no longer."""
    with _translated():
        _client().v1.promotion_codes.update(code_id, {"active": is_on})


def session(session_id: str) -> facts.SessionFacts:
    """Fetch a Checkout session."""
    with _translated():
        return facts.session(_fetched(f"checkout/sessions/{_named(session_id)}"))


def expire_session(session_id: str) -> None:
    """Close a Checkout page so that nobody can pay there any more."""
    with _translated():
        _client().v1.checkout.sessions.expire(session_id)


def subscription(subscription_id: str) -> facts.SubscriptionFacts:
    """Fetch a subscription."""
    with _translated():
        return facts.subscription(
            _fetched(f"subscriptions/{_named(subscription_id)}", expand=_SUBSCRIPTION)
        )


def subscriptions() -> Iterator[facts.SubscriptionFacts]:
    """Fetch every subscription of the account, whatever its state."""
    for found in _listed("subscriptions", {"status": "all"}):
        yield facts.subscription(found)


def found_subscription(subscription_id: str) -> facts.FoundSubscription:
    """Fetch a subscription, whoever began it."""
    with _translated():
        found = _client().v1.subscriptions.retrieve(subscription_id)
    return facts.found_subscription(found.to_dict())


def running_subscriptions(customer: str) -> tuple[facts.FoundSubscription, ...]:
    """Fetch what a customer has that has not ended, whoever began it."""
    with _translated():
        rows = _client().v1.subscriptions.list({"customer": customer, "limit": PAGE_SIZE})
        found = [facts.found_subscription(one.to_dict()) for one in rows.auto_paging_iter()]
    return tuple(one for one in found if one.status not in rules.SUBSCRIPTION_ENDS)


def customers_of(address: str) -> tuple[str, ...]:
    """Return the customers of an address; Stripe compares it letter by letter."""
    with _translated():
        rows = _client().v1.customers.list({"email": address, "limit": PAGE_SIZE})
        return tuple(one.id for one in rows.auto_paging_iter())


def mark_as_ours(subscription_id: str, *, checkout_id: str) -> None:
    """Have a subscription name our Checkout, and change nothing else of it."""
    with _translated():
        _client().v1.subscriptions.update(
            subscription_id, {"metadata": {facts.CHECKOUT_KEY: checkout_id}}
        )


def set_cancel_at_period_end(subscription_id: str, *, cancels: bool) -> facts.SubscriptionFacts:
    """Stop a subscription at the end of what was paid for, or let it go on."""
    # A key of ours would replay the first answer to a reader who cancels, resumes and cancels;
    # the client's own, fresh for each call, still covers its retries.
    with _translated():
        changed = _client().v1.subscriptions.update(
            subscription_id, {"cancel_at_period_end": cancels}
        )
        # Stripe's own page plans the end of a flexible subscription as a date, which stays.
        if not cancels and changed.cancel_at:
            changed = _client().v1.subscriptions.update(subscription_id, {"cancel_at": ""})
    return facts.subscription(changed.to_dict())


def set_next_charge(
    subscription_id: str, *, at: datetime | None, terms: facts.ChargeTerms | None = None
) -> facts.SubscriptionFacts:
    """Move the next charge to a moment, or to now, on other terms when they are named.

    Nothing is charged or given back until then. Stripe calls the time between a trial, and has no
    other way to move a charge (docs.stripe.com/billing/subscriptions/billing-cycle).
    """
    with _translated():
        wanted = {**_change(subscription_id, at, terms), "metadata": {facts.REST_KEY: "1"}}
        if terms is not None:
            wanted |= _discounts(terms.coupon)
            wanted["metadata"][facts.FEE_KEY] = _fee_mark(terms.fee_covered_minor)
        changed = _client().v1.subscriptions.update(subscription_id, cast(Any, wanted))
    return facts.subscription(changed.to_dict())


def preview_next_charge(
    subscription_id: str, *, at: datetime, terms: facts.ChargeTerms
) -> facts.PreviewFacts:
    """Ask what would be charged next if it were moved so; nothing is changed."""
    with _translated():
        wanted = {
            "subscription": subscription_id,
            "subscription_details": _change(subscription_id, at, terms),
            **_discounts(terms.coupon),
        }
        found = _client().v1.invoices.create_preview(cast(Any, wanted))
    return facts.preview(found.to_dict())


def _change(
    subscription_id: str, at: datetime | None, terms: facts.ChargeTerms | None
) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "trial_end": int(at.timestamp()) if at else "now",
        "proration_behavior": "none",
    }
    if terms is not None:
        wanted["items"] = [_item(subscription_id, terms.money, terms.interval, terms.quantity)]
    return wanted


def _item(subscription_id: str, money: Money, interval: str, quantity: int) -> dict[str, Any]:
    """Return a subscription's one item at another price; an empty interval keeps its own."""
    each_minor, rest_minor = divmod(money.amount_minor, quantity)
    if rest_minor:
        raise GatewayRefused(f"{money} is no price of {quantity}")
    found = _client().v1.subscriptions.retrieve(subscription_id).to_dict()
    item = found["items"]["data"][0]
    price = {
        "currency": money.currency.lower(),
        "unit_amount": each_minor,
        "product": item["price"]["product"],
        "recurring": {"interval": interval or item["price"]["recurring"]["interval"]},
    }
    return {"id": item["id"], "quantity": quantity, "price_data": price}


def set_amount(
    subscription_id: str,
    *,
    money: Money,
    fee_covered_minor: int = 0,
    coupon: str | None = None,
    quantity: int = 1,
) -> facts.SubscriptionFacts:
    """Charge another amount from the next invoice on; nothing is charged or given back now.

    A coupon takes the place of what was taken off; an empty one ends it, None leaves it.
    """
    metadata = {facts.FEE_KEY: _fee_mark(fee_covered_minor)}
    with _translated():
        item = cast(Any, _item(subscription_id, money, "", quantity))
        wanted = {"items": [item], "proration_behavior": "none", "metadata": metadata}
        changed = _client().v1.subscriptions.update(
            subscription_id, cast(Any, wanted | _discounts(coupon))
        )
    return facts.subscription(changed.to_dict())


def preview_quantity(subscription_id: str, *, quantity: int, at: datetime) -> facts.PreviewFacts:
    """Ask what would be charged at once for more of the same from a moment; nothing is changed."""
    with _translated():
        wanted = {
            "subscription": subscription_id,
            "subscription_details": _more(subscription_id, quantity, at),
        }
        found = _client().v1.invoices.create_preview(cast(Any, wanted))
    return facts.preview(found.to_dict())


def add_quantity(subscription_id: str, *, quantity: int, at: datetime, key: str) -> None:
    """Have more of the same from a moment, charged at once for the rest of the period.

    Raises CardDeclined, and nothing is changed then; the same key does it once.
    """
    with _translated():
        wanted = {
            **_more(subscription_id, quantity, at),
            "payment_behavior": "error_if_incomplete",
        }
        _client().v1.subscriptions.update(
            subscription_id, cast(Any, wanted), {"idempotency_key": key}
        )


def set_quantity(subscription_id: str, *, quantity: int) -> None:
    """Charge for so many from the next invoice on; nothing is charged or given back now."""
    with _translated():
        _client().v1.subscriptions.update(
            subscription_id,
            {"items": [_counted(subscription_id, quantity)], "proration_behavior": "none"},
        )


def _more(subscription_id: str, quantity: int, at: datetime) -> dict[str, Any]:
    return {
        "items": [_counted(subscription_id, quantity)],
        "proration_behavior": "always_invoice",
        "proration_date": int(at.timestamp()),
    }


def _counted(subscription_id: str, quantity: int) -> Any:
    found = _client().v1.subscriptions.retrieve(subscription_id).to_dict()
    return {"id": found["items"]["data"][0]["id"], "quantity": quantity}


def set_address(customer: str, *, email: str) -> None:
    """Have Stripe write to another address about what a customer pays."""
    with _translated():
        _client().v1.customers.update(customer, {"email": email})


def _discounts(coupon: str | None) -> dict[str, Any]:
    if coupon is None:
        return {}
    return {"discounts": [{"coupon": coupon}] if coupon else ""}


def _fee_mark(fee_covered_minor: int) -> str:
    # An empty text takes a key away.
    return str(fee_covered_minor) if fee_covered_minor else ""


def cancel_now(subscription_id: str) -> facts.SubscriptionFacts:
    """End a subscription, or find it ended; invoices still open are tried no more."""
    try:
        with _translated():
            ended = _client().v1.subscriptions.cancel(subscription_id)
    except GatewayRefused:
        # A reader who cancels and the message of it, worked off beside, both come to this.
        told = subscription(subscription_id)
        if told.status not in rules.SUBSCRIPTION_ENDS:
            raise
        return told
    return facts.subscription(ended.to_dict())


def void_invoice(invoice_id: str, *, is_draft: bool) -> None:
    """Have an invoice charged by nobody any more; GatewayRefused when it was paid meanwhile."""
    with _translated():
        # A draft cannot be voided, and one of a subscription cannot be deleted.
        if is_draft:
            _client().v1.invoices.finalize_invoice(invoice_id, {"auto_advance": False})
        _client().v1.invoices.void_invoice(invoice_id)


def add_to_draft(draft: facts.InvoiceFacts, *, amount_minor: int, description: str) -> None:
    """Put a line on a draft, which may be negative; GatewayRefused when it has changed since."""
    # Each line makes another key, so of two who add at once to what both have seen one is refused.
    key = f"draft:{draft.id}:{draft.lines}"
    with _translated():
        _client().v1.invoice_items.create(
            {
                "customer": draft.customer,
                "invoice": draft.id,
                "amount": amount_minor,
                "currency": draft.currency.lower(),
                "description": description,
                "metadata": {facts.AMOUNT_KEY: "1"},
            },
            {"idempotency_key": key},
        )


def invoice(invoice_id: str) -> facts.InvoiceFacts:
    """Fetch an invoice with its payments."""
    with _translated():
        return facts.invoice(_fetched(f"invoices/{_named(invoice_id)}", expand=_INVOICE))


def invoices(subscription_id: str) -> tuple[facts.InvoiceFacts, ...]:
    """Fetch the invoices of a subscription, oldest first."""
    with _translated():
        wanted = {
            "subscription": subscription_id,
            "expand": [f"data.{field}" for field in _INVOICE],
        }
        found = [facts.invoice(one) for one in _all("invoices", wanted)]
    return tuple(sorted(found, key=lambda one: (one.created_at, one.id)))


def paid_invoices(*, since: datetime, until: datetime) -> Iterator[facts.InvoiceFacts]:
    """Fetch the invoices of the account that were made in a time and paid, page by page."""
    expand = [f"data.{field}" for field in _INVOICE]
    wanted = {"status": "paid", "created": _within(since, until), "expand": expand}
    for found in _listed("invoices", wanted):
        yield facts.invoice(found)


def invoice_of_payment(payment_intent: str) -> facts.InvoiceFacts | None:
    """Fetch the invoice that a payment intent pays, or None when it pays none."""
    with _translated():
        by = {"type": "payment_intent", "payment_intent": payment_intent}
        made = _fetched("invoice_payments", payment=by, limit=1)["data"]
    if not made:
        return None
    found = made[0]["invoice"]
    return invoice(found if isinstance(found, str) else found["id"])


def payment(payment_intent: str) -> facts.PaymentFacts:
    """Fetch a payment intent with its charge and, when it is known, the fee."""
    with _translated():
        return facts.payment(_fetched(f"payment_intents/{_named(payment_intent)}", expand=_PAYMENT))


def movements(*, since: datetime, until: datetime) -> Iterator[facts.BookedMovement]:
    """Fetch what cards moved in our balance in a time, page by page."""
    wanted = {"created": _within(since, until), "expand": ["data.source"]}
    for found in _listed("balance_transactions", wanted):
        if booked := facts.booked_movement(found):
            yield booked


def payment_intent_of_charge(charge_id: str) -> str:
    """Return the payment intent a charge belongs to, or an empty text."""
    with _translated():
        return str(_fetched(f"charges/{_named(charge_id)}").get("payment_intent") or "")


def failed_charge(charge_id: str) -> facts.FailedCharge:
    """Fetch a charge that was declined."""
    with _translated():
        return facts.failed_charge(_fetched(f"charges/{_named(charge_id)}"))


def refund(
    payment_intent: str,
    *,
    key: str,
    amount_minor: int | None = None,
    reason: str = "duplicate",
    order_id: str = "",
) -> None:
    """Give a payment back, all that is left of it or a part; the same key does it once."""
    wanted: dict[str, Any] = {"payment_intent": payment_intent, "reason": reason}
    if amount_minor is not None:
        wanted["amount"] = amount_minor
    if order_id:
        wanted["metadata"] = {facts.REFUND_KEY: order_id}
    with _translated():
        _client().v1.refunds.create(cast(Any, wanted), {"idempotency_key": key})


def refunds(payment_intent: str) -> tuple[facts.RefundFacts, ...]:
    """Fetch the refunds of a payment, oldest first."""
    with _translated():
        wanted = {
            "payment_intent": payment_intent,
            "expand": [f"data.{field}" for field in _REFUND],
        }
        found = [facts.refund(one) for one in _all("refunds", wanted)]
    return tuple(sorted(found, key=lambda one: (one.created_at, one.id)))


def disputes(payment_intent: str) -> tuple[facts.DisputeFacts, ...]:
    """Fetch the disputes about a payment, oldest first."""
    with _translated():
        wanted = {"payment_intent": payment_intent}
        found = [facts.dispute(one) for one in _all("disputes", wanted)]
    return tuple(sorted(found, key=lambda one: (one.created_at, one.id)))


def all_disputes() -> Iterator[facts.DisputeFacts]:
    """Fetch every dispute of the account."""
    for found in _listed("disputes", {}):
        yield facts.dispute(found)


def payouts(*, since: datetime, until: datetime) -> tuple[facts.PayoutFacts, ...]:
    """Fetch what left for the bank in a time, oldest first: of the whole account."""
    with _translated():
        rows = _client().v1.payouts.list(
            {
                "created": _within(since, until),
                "limit": PAGE_SIZE,
                "expand": [f"data.{field}" for field in _PAYOUT],
            }
        )
        found = [facts.payout(one.to_dict()) for one in rows.auto_paging_iter()]
    return tuple(sorted(found, key=lambda one: (one.made_at, one.id)))


def payout(payout_id: str) -> facts.PayoutFacts:
    """Fetch a payout with the movements of our balance that it made."""
    with _translated():
        found = _client().v1.payouts.retrieve(payout_id, {"expand": _PAYOUT})
    return facts.payout(found.to_dict())


def paid_out(payout_id: str) -> Iterator[facts.PaidOut]:
    """Fetch what a payout took to the bank, page by page, and not the payout itself."""
    for found in _listed("balance_transactions", {"payout": payout_id, "expand": ["data.source"]}):
        if found["type"] != "payout":
            yield facts.paid_out(found)


def card_page(*, customer: str, return_url: str) -> str:
    """Open the page where a customer changes their card and does nothing else; return its address.

    It leads back by itself once a card was entered.
    """
    finished: dict[str, Any] = {
        "type": "payment_method_update",
        "after_completion": {"type": "redirect", "redirect": {"return_url": return_url}},
    }
    with _translated():
        made = _client().v1.billing_portal.sessions.create(
            {"customer": customer, "return_url": return_url, "flow_data": cast(Any, finished)}
        )
    return made.url


def charge_customers_card(subscription_id: str) -> None:
    """Have a subscription charge its customer's own card from now on.

    Checkout leaves a card of its own on the subscription, which goes before the one that its
    customer enters later on Stripe's page.
    """
    with _translated():
        found = _client().v1.subscriptions.retrieve(subscription_id, {"expand": ["customer"]})
        told = found.to_dict()
        entered = facts.customers_card(told)
        if entered and entered != facts.own_card(told):
            _client().v1.subscriptions.update(subscription_id, {"default_payment_method": entered})


def card_of(subscription_id: str) -> facts.CardFacts | None:
    """Fetch the card that a subscription charges: its own, else its customer's, else None."""
    with _translated():
        found = _client().v1.subscriptions.retrieve(subscription_id, {"expand": ["customer"]})
        told = found.to_dict()
        card = facts.own_card(told) or facts.customers_card(told)
        if not card:
            return None
        return facts.card(_client().v1.payment_methods.retrieve(card).to_dict().get("card") or {})


def make_agreement(
    *, customer: str, currency: str, success_url: str, cancel_url: str, key: str
) -> tuple[str, str]:
    """Open a page on which a card's bank agrees to later charges; return its id and address."""
    wanted: dict[str, Any] = {
        "mode": "setup",
        "customer": customer,
        "currency": currency.lower(),
        # Unnamed, Stripe offers whatever its dashboard says.
        "payment_method_types": ["card"],
        "payment_method_options": {"card": {"request_three_d_secure": "any"}},
        "success_url": success_url,
        "cancel_url": cancel_url,
    }
    with _translated():
        made = _client().v1.checkout.sessions.create(cast(Any, wanted), {"idempotency_key": key})
    return made.id, made.url or ""


def agreement(session_id: str) -> facts.AgreedFacts:
    """Fetch how it was answered."""
    with _translated():
        found = _client().v1.checkout.sessions.retrieve(session_id, {"expand": ["setup_intent"]})
    return facts.agreed(found.to_dict())


def charge_card(subscription_id: str, *, payment_method: str) -> None:
    """Have a subscription charge a card from now on."""
    with _translated():
        _client().v1.subscriptions.update(
            subscription_id, {"default_payment_method": payment_method}
        )


def pay_invoice(invoice_id: str, *, key: str) -> None:
    """Charge an open invoice now, its payer being there; the same key does it once.

    Raises CardDeclined, and GatewayRefused where it is open no more.
    """
    with _translated():
        _client().v1.invoices.pay(invoice_id, {"off_session": False}, {"idempotency_key": key})


def register_webhook(url: str, types: list[str]) -> str:
    """Ask Stripe to send these events to an address; return the secret it signs them with.

    One that is registered already is brought up to date, and keeps a secret nobody can see again:
    the answer is empty then.
    """
    with _translated():
        for one in _client().v1.webhook_endpoints.list({"limit": PAGE_SIZE}).auto_paging_iter():
            if one.url == url:
                _client().v1.webhook_endpoints.update(one.id, {"enabled_events": cast(Any, types)})
                return ""
        made = _client().v1.webhook_endpoints.create(
            {"url": url, "enabled_events": cast(Any, types), "api_version": cast(Any, API_VERSION)}
        )
    return made.secret or ""


def verified_event(payload: bytes, signature: str) -> facts.EventFacts:
    """Read a message that Stripe signed for us within five minutes, or raise UntrustedEvent."""
    try:
        _verify(payload, signature)
        # Its own reading holds Decimals, which no JSON column takes.
        told = facts.event(webhook_body.read(payload))
    # Odd bodies and headers make the client raise whatever comes first: none is from Stripe.
    except Exception as fault:
        raise UntrustedEvent(f"{type(fault).__name__}: {fault}") from fault
    if told.livemode is not is_live():
        raise UntrustedEvent("The message is of the other mode: live against test.")
    return told


def _verify(payload: bytes, signature: str) -> None:
    """Check a message against each secret; the fault of the last one is raised when none fits."""
    *others, last = settings.STRIPE_WEBHOOK_SECRETS
    for secret in others:
        with suppress(stripe.SignatureVerificationError):
            _verify_by(secret, payload, signature)
            return
    _verify_by(last, payload, signature)


def _verify_by(secret: str, payload: bytes, signature: str) -> None:
    # Making an event of it, as the client's other function does, would read it twice.
    tolerance_s = stripe.Webhook.DEFAULT_TOLERANCE
    stripe.WebhookSignature.verify_header(payload, signature, secret, tolerance_s)


def is_live() -> bool:
    """Tell whether our key moves real money."""
    return settings.STRIPE_SECRET_KEY.partition("_")[2].startswith("live")


def _listed(what: str, wanted: Mapping[str, Any]) -> Iterator[facts.Json]:
    """Fetch all of a list as plain JSON, a page ahead of whoever reads it."""
    with _translated(), ThreadPoolExecutor(1, "stripe") as ahead:
        coming: Future[Any] | None = ahead.submit(_page, what, wanted, "")
        while coming is not None:
            found = coming.result()
            rows = found["data"]
            after = rows[-1]["id"] if found["has_more"] else ""
            coming = ahead.submit(_page, what, wanted, after) if after else None
            yield from rows


def _all(what: str, wanted: Mapping[str, Any]) -> list[facts.Json]:
    """Fetch all of a short list as plain JSON."""
    rows: list[facts.Json] = []
    has_more = True
    while has_more:
        found = _page(what, wanted, rows[-1]["id"] if rows else "")
        rows += found["data"]
        has_more = found["has_more"]
    return rows


def _page(what: str, wanted: Mapping[str, Any], after: str) -> facts.Json:
    place = {"starting_after": after} if after else {}
    return _fetched(what, limit=PAGE_SIZE, **wanted, **place)


def _fetched(path: str, **wanted: Any) -> facts.Json:
    """Fetch an object or a page of them as plain JSON.

    The client would make an object of everything in it, which takes ten times as long as the rest:
    an hour of a year's books, and a good part of the work on each message.
    """
    answer = _client().raw_request("get", f"/v1/{path}", **wanted)
    return cast(facts.Json, answer.data)


def _named(object_id: str) -> str:
    """Return an id as a part of an address: a message may name any text."""
    return quote(object_id, safe="")


def _within(since: datetime, until: datetime) -> Any:
    return {"gte": int(since.timestamp()), "lt": int(until.timestamp())}


def _client() -> stripe.StripeClient:
    return _client_for(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_ADDRESS)


@lru_cache(maxsize=4)
def _client_for(key: str, address: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses={"api": address} if address else None,
        max_network_retries=2,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_S),
    )


@contextmanager
def _translated() -> Iterator[None]:
    """Turn Stripe's exceptions into the ones this room names."""
    try:
        yield
    except stripe.CardError as fault:
        raise CardDeclined(str(fault)) from fault
    except stripe.InvalidRequestError as fault:
        missing = fault.http_status == 404
        raise (NoSuchObject if missing else GatewayRefused)(str(fault)) from fault
    except (stripe.APIConnectionError, stripe.RateLimitError) as fault:
        raise GatewayUnavailable(str(fault)) from fault
    except stripe.StripeError as fault:
        in_trouble = fault.http_status is None or fault.http_status >= 500
        raise (GatewayUnavailable if in_trouble else GatewayRefused)(str(fault)) from fault
