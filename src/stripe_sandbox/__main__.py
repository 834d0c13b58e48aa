"""`stripe-sandbox`, or `python -m stripe_sandbox`: the sandbox as a process of its own."""

import argparse
import os
import signal
import sqlite3
import sys

from stripe_sandbox.chaos import SEED
from stripe_sandbox.errors import ApiError
from stripe_sandbox.server import HOST, SHOP_NAME, Sandbox

LAST_PORT = 65_535


def main() -> None:
    """Read the options and serve until interrupted or terminated."""
    options = parser().parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sandbox = Sandbox(**vars(options))
    except ApiError as fault:
        sys.exit(f"stripe-sandbox: --webhook-url {options.webhook_url}: {fault}")
    except sqlite3.Error as fault:
        sys.exit(f"stripe-sandbox: --state {options.state}: {fault}")
    except OSError as fault:
        where = fault.filename or f"{options.host}, port {options.port}"
        sys.exit(f"stripe-sandbox: {where}: {fault.strerror}")
    print(f"Sandbox at {sandbox.address}/_sandbox/", flush=True)
    try:
        sandbox.serve()
    except KeyboardInterrupt:
        pass
    finally:
        sandbox.close()


def parser() -> argparse.ArgumentParser:
    """Return what the command takes."""
    made = argparse.ArgumentParser(
        prog="stripe-sandbox",
        description="A Stripe-compatible test server with a virtual clock, for one machine.",
    )
    made.add_argument("--port", metavar="N", type=port_number, default=8001)
    made.add_argument("--host", metavar="ADDRESS", default=HOST, help="where to listen")
    made.add_argument("--state", metavar="FILE", help="a file to keep everything in (SQLite)")
    made.add_argument("--webhook-url", metavar="URL")
    made.add_argument(
        "--webhook-secret",
        metavar="SECRET",
        # Arguments can be read by every user of a machine; the environment cannot.
        default=os.environ.get("SANDBOX_WEBHOOK_SECRET"),
        help="also read from SANDBOX_WEBHOOK_SECRET",
    )
    made.add_argument("--seed", metavar="N", type=int, default=SEED, help="of all chance")
    made.add_argument("--shop-name", default=SHOP_NAME, help="what the pages call the seller")
    return made


def port_number(text: str) -> int:
    """Return a port to listen at; 0 is any that is free."""
    number = int(text)
    if not 0 <= number <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"must be a port from 0 to {LAST_PORT}, got {text!r}")
    return number


if __name__ == "__main__":
    main()
