"""`stripe-sandbox`, or `python -m stripe_sandbox`: the sandbox as a process of its own."""

import argparse
import os
import signal

from stripe_sandbox.chaos import SEED
from stripe_sandbox.server import HOST, SHOP_NAME, serve


def main() -> None:
    """Read the options and serve until interrupted or terminated."""
    options = parser().parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    serve(
        options.port,
        options.state,
        options.webhook_url,
        options.webhook_secret,
        host=options.host,
        seed=options.seed,
        shop_name=options.shop_name,
    )


def parser() -> argparse.ArgumentParser:
    """Return what the command takes."""
    made = argparse.ArgumentParser(
        prog="stripe-sandbox",
        description="A Stripe-compatible test server with a virtual clock, for one machine.",
    )
    made.add_argument("--port", metavar="N", type=int, default=8001)
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


if __name__ == "__main__":
    main()
