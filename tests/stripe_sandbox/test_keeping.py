import os
import signal
import socket
import subprocess
import sys
import time

import pytest
import stripe

from stripe_sandbox.server import Sandbox
from tests.stripe_sandbox.conftest import client_of
from tests.stripe_sandbox.world import KEY, SECRET, browse, checkout, join, lever, pay

PYTHON = (sys.executable, "-m", "stripe_sandbox")


def test_a_restart_keeps_everything(tmp_path, receiver):
    path = tmp_path / "deep" / "sandbox.sqlite3"
    with Sandbox(state=path) as first:
        subscription = join(client_of(first))
        lever(first, "clock", {"advance_days": 31})
        lever(first, "cards", {"customer": subscription.customer, "fails": True})
        before = lever(first, "clock")
        client = client_of(first)
        invoices = [one.id for one in client.v1.invoices.list().data]
        kept = client.v1.customers.create({}, {"idempotency_key": "k"}).id

    with Sandbox(state=path) as second:
        client = client_of(second)
        lever(second, "clock", {"advance_days": 31})

        after = lever(second, "clock")
        assert after["offset_seconds"] - before["offset_seconds"] in range(31 * 86_400, 2_678_410)
        assert [one.id for one in client.v1.invoices.list().data][1:] == invoices
        assert client.v1.subscriptions.retrieve(subscription.id).status == "past_due"
        assert client.v1.customers.create({}, {"idempotency_key": "k"}).id == kept


def test_what_was_not_delivered_is_delivered_after_a_restart(tmp_path, receiver):
    path = tmp_path / "sandbox.sqlite3"
    with Sandbox(state=path, webhook_url="http://127.0.0.1:9/nobody") as first:
        client_of(first).v1.customers.create({})

    with Sandbox(state=path, webhook_url=receiver.url, webhook_secret=SECRET) as second:
        assert second.drain()

    assert receiver.types() == ["customer.created"]


def test_it_runs_as_a_process_that_ends_when_told(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [*PYTHON, "--port", str(port), "--state", str(tmp_path / "sandbox.sqlite3")],
        stdout=subprocess.PIPE,
        env={**os.environ, "SANDBOX_WEBHOOK_SECRET": SECRET},
    )
    try:
        line = process.stdout.readline().decode().strip()
        assert line == f"Sandbox at http://127.0.0.1:{port}/_sandbox/"
        assert up(f"http://127.0.0.1:{port}/_sandbox/health")
        client = stripe.StripeClient(
            KEY, base_addresses={"api": f"http://127.0.0.1:{port}"}, max_network_retries=2
        )
        pay(checkout(client))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def up(address):
    for _ in range(50):
        try:
            return browse(address)[0] == 200
        except OSError:
            time.sleep(0.1)
    return False


def test_a_taken_port_is_named(sandbox):
    port = int(sandbox.address.rsplit(":", 1)[1])

    with pytest.raises(OSError, match="Address already in use"):
        Sandbox(port=port)


def test_options_that_cannot_be_used_are_answered_in_one_line(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear reader, this is no database.")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        said = {
            option: refusal(option, value)
            for option, value in (
                ("--port", port),
                ("--host", "300.1.1.1"),
                ("--webhook-url", "localhost:8000"),
                ("--state", str(tmp_path / "letter.txt")),
            )
        }

    assert said["--port"] == f"stripe-sandbox: 127.0.0.1, port {port}: Address already in use\n"
    assert said["--host"].startswith("stripe-sandbox: 300.1.1.1, port 0: ")
    assert said["--webhook-url"] == (
        "stripe-sandbox: --webhook-url localhost:8000: "
        "Invalid URL: URL must be a valid http(s) address\n"
    )
    assert said["--state"] == (
        f"stripe-sandbox: --state {tmp_path / 'letter.txt'}: file is not a database\n"
    )
    assert refusal("--port", "65536").splitlines()[-1] == (
        "stripe-sandbox: error: argument --port: must be a port from 0 to 65535, got '65536'"
    )


def refusal(option, value):
    """Return what the command says of an option's value, having ended by itself."""
    options = [option, value] if option == "--port" else ["--port", "0", option, value]
    ended = subprocess.run([*PYTHON, *options], capture_output=True, text=True, timeout=60)
    assert ended.returncode > 0
    assert ended.stderr.count("\n") == 1 or ended.returncode == 2
    return ended.stderr
