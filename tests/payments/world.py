"""A site that pays through a sandbox in this process: the real client, HTTP and signatures."""

import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import SimpleNamespace
from typing import Any, ClassVar

from django.conf import settings
from django.db import connection
from django.test import Client

from stripe_sandbox.server import Sandbox
from stripe_sandbox.webhooks import signature
from wellread.accounts.models import Reader
from wellread.membership import jobs as membership
from wellread.membership.models import Plan, Price
from wellread.payments import inbox, opening
from wellread.payments import jobs as payments
from wellread.payments.models import BillingEvent, Checkout
from wellread.payments.money import Money

GOOD_CARD = "4242 4242 4242 4242"


@contextmanager
def open_ledger() -> Iterator[None]:
    """Let the ledger be changed meanwhile, as nobody can who has only the database's account."""
    closing = import_module("wellread.payments.migrations.0004_append_only_ledger")
    editor = SimpleNamespace(connection=connection)
    closing.open_ledger(None, editor)
    yield
    closing.close_ledger(None, editor)


class Stay(urllib.request.HTTPRedirectHandler):
    """Shows a redirect instead of following it."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class Shop:
    """The sandbox as these tests speak to it: a reader at the Checkout page, and the messages."""

    plain: ClassVar[urllib.request.OpenerDirector] = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), Stay()
    )

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.last_told = ""

    def pay(self, url: str, **changes: str) -> str:
        """Send the Checkout page's form as a reader would; return where it leads."""
        form = {"email": "ada@example.com", "card": GOOD_CARD, "name": "Ada", "action": "pay"}
        data = urllib.parse.urlencode({**form, **changes}).encode()
        try:
            with self.plain.open(url, data, timeout=10) as page:
                return str(page.geturl())
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.headers.get("Location", "")

    def call(self, path: str, form: dict[str, str] | None = None) -> Any:
        """Ask the API itself, as staff at Stripe's dashboard would."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(
            f"{self.sandbox.address}/v1/{path}",
            data,
            {"Authorization": f"Bearer {settings.STRIPE_SECRET_KEY}"},
        )
        with self.plain.open(request, timeout=10) as answer:
            return json.load(answer)

    def delete(self, path: str) -> Any:
        """Delete or end an object, as staff at Stripe's dashboard would."""
        request = urllib.request.Request(
            f"{self.sandbox.address}/v1/{path}",
            headers={"Authorization": f"Bearer {settings.STRIPE_SECRET_KEY}"},
            method="DELETE",
        )
        with self.plain.open(request, timeout=10) as answer:
            return json.load(answer)

    def lever(self, name: str, wanted: dict[str, Any] | None = None) -> Any:
        """Pull one of the sandbox's own levers."""
        data = json.dumps(wanted).encode() if wanted is not None else None
        request = urllib.request.Request(
            f"{self.sandbox.address}/_sandbox/{name}", data, {"Content-Type": "application/json"}
        )
        with self.plain.open(request, timeout=70) as answer:
            return json.load(answer)

    def messages(self) -> list[dict[str, Any]]:
        """Return every event so far, oldest first, as its webhook would carry it."""
        found: list[dict[str, Any]] = []
        while True:
            after = f"&starting_after={found[-1]['id']}" if found else ""
            page = self.call(f"events?limit=100{after}")
            found += page["data"]
            if not page["has_more"]:
                return [one for one in found[::-1] if one["type"] in inbox.HANDLERS]

    def news(self) -> list[dict[str, Any]]:
        """Return the events since this was asked before, as webhooks tell each of them once."""
        found = self._newer_than(self.last_told) if self.last_told else self.messages()
        if found:
            self.last_told = found[-1]["id"]
        return found

    def _newer_than(self, place: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            page = self.call(f"events?limit=100&ending_before={place}")
            found += page["data"][::-1]
            if not page["has_more"]:
                return [one for one in found if one["type"] in inbox.HANDLERS]
            place = found[-1]["id"]

    def customer_of(self, checkout: Checkout) -> str:
        """Return the customer who paid."""
        return str(self.call(f"checkout/sessions/{checkout.stripe_session_id}")["customer"])


def post(
    client: Client, body: bytes, *, at: int | None = None, secret: str = "", **extra: Any
) -> Any:
    """Send a signed message to the webhook."""
    header = signature(body, secret or settings.STRIPE_WEBHOOK_SECRETS[0], at or int(time.time()))
    return client.post(
        "/payments/stripe/webhook/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": header, **extra},
    )


def deliver(messages: Iterable[dict[str, Any]]) -> list[BillingEvent]:
    """Store and process messages in the order given, without the web in between."""
    done = []
    for message in messages:
        body = json.dumps(message).encode()
        header = signature(body, settings.STRIPE_WEBHOOK_SECRETS[0], int(time.time()))
        event = inbox.receive(payload=body, signature=header, enqueue=lambda event: None)
        done.append(inbox.process(event))
    return done


def sweep() -> None:
    """Run the jobs that look after what no message told."""
    payments.sweep()
    membership.look_at_overdue()
    membership.undo_second_memberships()
    membership.carry_out_withdrawals()
    membership.give_back_what_was_refused()
    membership.stop_what_must_end()


PRICE = {
    "currency": "USD",
    "minimum_month_minor": 600,
    "minimum_year_minor": 6000,
    "minimum_once_minor": 500,
    "maximum_minor": 1_000_000,
    "suggested_month": "8, 12, 20",
    "suggested_year": "80, 120, 200",
    "suggested_once": "10, 25, 50",
}


def make_plan(**changes: Any) -> Plan:
    """Make a plan with a price in one currency."""
    price = {name: changes.pop(name, value) for name, value in PRICE.items()}
    plan = Plan.objects.create(**{"name": "Friend of the Courier", **changes})
    Price.objects.create(plan=plan, **price)
    return plan


def make_reader(email: str = "ada@example.com") -> Reader:
    return Reader.objects.create_user(email)


def start(plan: Plan, **changes: Any) -> Checkout:
    """Start a Checkout for $8 a month."""
    wanted: dict[str, Any] = {
        "reader": None,
        "email": "",
        "kind": "subscription",
        "interval": "month",
        "money": Money(800, "USD"),
        "attribution": {},
        "return_path": "/",
        "product_name": plan.name,
        "metadata": {"plan": str(plan.pk)},
    }
    return opening.start_checkout(**{**wanted, **changes})


def join(shop: Shop, plan: Plan, *, pays: dict[str, str] | None = None, **changes: Any) -> Checkout:
    """Start a Checkout and pay it, without telling the site."""
    checkout = start(plan, **changes)
    shop.pay(checkout.url, **(pays or {}))
    return checkout


def hidden_fields(html: str, form: str = 'method="post"') -> dict[str, str]:
    """Return the hidden fields of the form that has this attribute."""
    part = html.split(form, 1)[1].split("</form>", 1)[0]
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', part)
    return dict(inputs)
