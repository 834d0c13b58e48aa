"""What goes wrong: at Stripe, on the way, in our processes, at banks, among staff."""

import json
import random
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import stripe

from chaos.mail_server import MailServer
from chaos.site import WEB, WORKER, Site
from stripe_sandbox.server import Sandbox
from wellread.config import environment

# At Stripe and on the way from there, for a month each.
AT_STRIPE: dict[str, dict[str, Any]] = {
    "repeated": {"duplicate": 0.5},
    "shuffled": {"shuffle": True},
    "delayed": {"delay_seconds": 2.0},
    "lost": {"drop": 0.3},
    "failing before": {"error_before": 0.04},
    "failing after": {"error_after_commit": 0.03},
    "no answer": {"timeout_after_commit": 0.02},
    "slow": {"slow": 0.03},
}
AT_ONCE = 3
EXPIRES_IN = timedelta(days=40)


class Trouble:
    """Draws what goes wrong, and does it."""

    def __init__(self, seed: int, sandbox: Sandbox, site: Site, mail: MailServer) -> None:
        self.done: Counter[str] = Counter()
        self._chance = random.Random(f"{seed}:trouble")
        self._sandbox, self._site, self._mail = sandbox, site, mail
        self._stripe = stripe.StripeClient(
            environment.SANDBOX_KEY, base_addresses={"api": sandbox.address}
        ).v1

    def begin_month(self) -> None:
        """Choose what goes wrong at Stripe for a while."""
        chosen = self._chance.sample(list(AT_STRIPE), AT_ONCE)
        self.done.update(chosen)
        wanted: dict[str, Any] = {"reset": True}
        for name in chosen:
            wanted |= AT_STRIPE[name]
        self._sandbox.api.chaos.set(wanted)

    def strike(self) -> None:
        """Do some of what banks, staff, networks and machines do in a few days."""
        for share, act in self._acts():
            if self._chance.random() < share:
                # Stripe is in trouble for its own staff too.
                with suppress(stripe.StripeError):
                    act()
                    self.done[act.__name__.removeprefix("_").replace("_", " ")] += 1

    def end(self) -> None:
        """Let everything work again, and let what was earned leave for the bank."""
        self._sandbox.api.chaos.set({"reset": True})
        self._mail.is_in_trouble = False
        self._pay_out()

    def _acts(self) -> list[tuple[float, Callable[[], None]]]:
        return [
            (0.12, self._site.kill_a_web_process),
            (0.03, self._kill_the_web_server),
            (0.12, self._kill_the_worker),
            (0.7, self._cards_fail),
            (0.5, self._cards_recover),
            (0.2, self._cards_expire),
            (0.2, self._cards_are_renewed),
            (0.4, self._staff_refund),
            (0.3, self._bank_opens_a_dispute),
            (0.4, self._bank_settles_a_dispute),
            (0.1, self._bank_sends_a_refund_back),
            (0.2, self._staff_cancel_at_stripe),
            (0.2, self._pay_out),
        ]

    def _kill_the_web_server(self) -> None:
        self._site.kill(WEB)

    def _kill_the_worker(self) -> None:
        self._site.kill(WORKER)

    def _cards_fail(self) -> None:
        for one in self._some("customer", 4):
            self._lever("cards", customer=one["id"], fails=True)

    def _cards_recover(self) -> None:
        for one in self._some("customer", 30):
            self._lever("cards", customer=one["id"], fails=False)

    def _cards_expire(self) -> None:
        for one in self._some("customer", 2):
            day = datetime.fromtimestamp(self._sandbox.world.now(), UTC) + EXPIRES_IN
            self._lever("cards", customer=one["id"], expires=f"{day:%Y-%m}")

    def _cards_are_renewed(self) -> None:
        for one in self._some("customer", 4):
            self._lever("cards", customer=one["id"], renewed=True)

    def _staff_refund(self) -> None:
        for charge in self._some("charge", 1, status="succeeded"):
            left = charge["amount"] - charge["amount_refunded"]
            if left > 0 and not charge["disputed"]:
                amount = left if self._chance.random() < 0.5 else max(1, left // 3)
                self._stripe.refunds.create(
                    {"payment_intent": charge["payment_intent"], "amount": amount}
                )

    def _bank_opens_a_dispute(self) -> None:
        for charge in self._some("charge", 1, status="succeeded"):
            if not charge["disputed"] and not charge["refunded"]:
                self._lever("disputes", charge=charge["id"], reason="fraudulent")

    def _bank_settles_a_dispute(self) -> None:
        for one in self._some("dispute", 1, status="needs_response"):
            won = self._chance.random() < 0.4
            self._lever("disputes", dispute=one["id"], won=won)

    def _bank_sends_a_refund_back(self) -> None:
        for one in self._some("refund", 1, status="succeeded"):
            self._lever("refunds", refund=one["id"])

    def _staff_cancel_at_stripe(self) -> None:
        for one in self._some("subscription", 1, status="active"):
            if self._chance.random() < 0.5:
                self._stripe.subscriptions.cancel(one["id"])
            else:
                self._stripe.subscriptions.update(one["id"], {"cancel_at_period_end": True})

    def _pay_out(self) -> None:
        self._lever("payouts")

    def _some(self, kind: str, count: int, **where: Any) -> list[dict[str, Any]]:
        with self._sandbox.world.lock:
            found = self._sandbox.world.all(kind, **where)
        return self._chance.sample(found, min(count, len(found)))

    def _lever(self, name: str, **wanted: Any) -> None:
        request = urllib.request.Request(
            f"{self._sandbox.address}/_sandbox/{name}",
            json.dumps(wanted).encode(),
            {"Content-Type": "application/json"},
        )
        # What was drawn may have changed since: a charge that was given back is not disputed.
        with suppress(urllib.error.HTTPError), urllib.request.urlopen(request):
            pass
