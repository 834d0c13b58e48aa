"""The people and things of the sandbox's tests."""

import http.server
import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import stripe

from stripe_sandbox.server import Sandbox

KEY = "sk_test_wellread_sandbox"
SECRET = "whsec_for_the_tests"
RETURN = "http://127.0.0.1:9/joined?session={CHECKOUT_SESSION_ID}"
GOOD_CARD = "4242 4242 4242 4242"


class Receiver:
    """Keeps what webhooks bring; `refusals` are answered first."""

    def __init__(self) -> None:
        self.url = ""
        self.letters: list[tuple[bytes, dict[str, str]]] = []
        self.refusals: list[int] = []

    def types(self) -> list[str]:
        return [json.loads(body)["type"] for body, _ in self.letters]

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body, _ in self.letters]

    def handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        kept = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = kept.refusals.pop(0) if kept.refusals else 200
                if status == 200:
                    kept.letters.append((body, dict(self.headers)))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


class Stay(urllib.request.HTTPRedirectHandler):
    """Shows a redirect instead of following it."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def browse(address: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Open a page or send its form: status, text, and where it leads."""
    data = urllib.parse.urlencode(form).encode() if form is not None else None
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay())
    try:
        with opener.open(address, data, timeout=10) as page:
            return page.status, page.read().decode(), ""
    except urllib.error.HTTPError as other:
        with other:
            return other.code, other.read().decode(), other.headers.get("Location", "")


def lever(sandbox: Sandbox, name: str, wanted: dict[str, Any] | None = None) -> Any:
    """Pull one of the sandbox's own levers."""
    data = json.dumps(wanted).encode() if wanted is not None else None
    request = urllib.request.Request(
        f"{sandbox.address}/_sandbox/{name}", data, {"Content-Type": "application/json"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=70) as answer:
        return json.load(answer)


def checkout(client: stripe.StripeClient, mode: str = "subscription", **changes: Any) -> Any:
    """Open a Checkout session for $8 a month, or once."""
    price: dict[str, Any] = {
        "currency": "usd",
        "unit_amount": 800,
        "product_data": {"name": "Membership"},
    }
    later = {"payment": "payment_intent_data", "subscription": "subscription_data"}[mode]
    if mode == "subscription":
        price["recurring"] = {"interval": "month"}
    wanted: dict[str, Any] = {
        "mode": mode,
        "line_items": [{"price_data": price, "quantity": 1}],
        "success_url": RETURN,
        "cancel_url": "http://127.0.0.1:9/join",
        "client_reference_id": "join-7",
        "metadata": {"join": "7"},
        later: {"metadata": {"join": "7"}},
        **changes,
    }
    return client.v1.checkout.sessions.create(wanted)


def pay(session: Any, **changes: str) -> tuple[int, str, str]:
    """Send the hosted page's form as a reader would."""
    form = {"email": "ada@example.com", "card": GOOD_CARD, "name": "Ada", "action": "pay"}
    return browse(session.url, {**form, **changes})


def join(client: stripe.StripeClient, **changes: Any) -> Any:
    """Join at $8 a month through Checkout; return the subscription."""
    session = checkout(client, **changes)
    pay(session)
    paid = client.v1.checkout.sessions.retrieve(session.id)
    return client.v1.subscriptions.retrieve(paid.subscription)
