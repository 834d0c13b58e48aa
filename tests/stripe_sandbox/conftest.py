"""A sandbox on a free port, the real client, and somebody who listens to webhooks."""

import http.server
import json
import threading
from collections.abc import Iterator

import pytest
import stripe

from stripe_sandbox.server import Sandbox
from tests.stripe_sandbox.wire_types import CheckedClient
from tests.stripe_sandbox.world import KEY, SECRET, Receiver

stripe.enable_telemetry = False


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    listener = Receiver()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), listener.handler())
    listener.url = f"http://127.0.0.1:{server.server_port}/webhooks"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
    yield listener
    server.shutdown()
    server.server_close()


@pytest.fixture
def sandbox(receiver: Receiver) -> Iterator[Sandbox]:
    with Sandbox(webhook_url=receiver.url, webhook_secret=SECRET, first_pause_s=0.05) as started:
        yield started


@pytest.fixture
def wire(receiver: Receiver) -> Iterator[CheckedClient]:
    """What carries the requests of a test: every answer and event must fit the client's types."""
    carrier = CheckedClient()
    yield carrier
    for body, _ in receiver.letters:
        carrier.check(json.loads(body))
    if carrier.faults:
        pytest.fail("\n".join(sorted(set(carrier.faults))))


@pytest.fixture
def client(sandbox: Sandbox, wire: CheckedClient) -> stripe.StripeClient:
    return client_of(sandbox, wire)


def client_of(sandbox: Sandbox, wire: CheckedClient | None = None) -> stripe.StripeClient:
    return stripe.StripeClient(
        KEY,
        base_addresses={"api": sandbox.address},
        max_network_retries=2,
        http_client=wire,
    )
