"""The sandbox's own levers under /_sandbox/: time, cards, trouble, deliveries, the call log."""

import json
from collections.abc import Callable
from itertools import islice
from typing import Any

from stripe_sandbox import scheduler
from stripe_sandbox.api import Api
from stripe_sandbox.errors import ApiError
from stripe_sandbox.forms import parse
from stripe_sandbox.objects import (
    card_updates,
    customers,
    disputes,
    payouts,
    refunds,
    subscription_status,
)
from stripe_sandbox.shapes import Json
from stripe_sandbox.webhooks import WebhookSender
from stripe_sandbox.wire import Request, Response, json_response, redirect
from stripe_sandbox.world import World

# Seconds.
DAY = 86_400
# Ten years and a week: a year mistyped would renew until the disk is full.
FURTHEST_DAYS = 3660
# A caller who waits longer has a webhook that never answers, and should hear of it.
LONGEST_WAIT_S = 60.0
# What a person can still look through.
SHOWN_EVENTS = 1000


class Control:
    """Answers the levers; a form of our own page is sent back to that page."""

    def __init__(self, world: World, api: Api, sender: WebhookSender) -> None:
        self.world, self.api, self.sender = world, api, sender
        self._levers: dict[tuple[str, str], Callable[[Json], Json]] = {
            ("GET", "clock"): self.read_clock,
            ("POST", "clock"): self.advance,
            ("POST", "cards"): self.set_card,
            ("POST", "dunning"): self.set_dunning,
            ("POST", "disputes"): self.dispute,
            ("POST", "refunds"): self.fail_refund,
            ("POST", "payouts"): self.pay_out,
            ("GET", "chaos"): self.read_chaos,
            ("POST", "chaos"): self.set_chaos,
            ("GET", "calls"): self.read_calls,
            ("DELETE", "calls"): self.clear_calls,
            ("GET", "events"): self.read_events,
            ("POST", "deliver"): self.deliver,
            ("POST", "drain"): self.drain,
            ("GET", "health"): self.health,
        }

    def names(self) -> list[tuple[str, str]]:
        """Return the method and name of every lever, in the order of the README."""
        return list(self._levers)

    def answer(self, request: Request) -> Response:
        """Answer one lever in JSON; a fault is an error object like the API's."""
        name = request.path.removeprefix("/_sandbox/")
        lever = self._levers.get((request.method, name))
        try:
            if lever is None:
                raise ApiError(f"There is no {request.method} {request.path}.", status=404)
            answer = lever(asked(request))
        except ApiError as error:
            return json_response(error.as_json(), error.status)
        return redirect("/_sandbox/") if request.is_form else json_response(answer)

    def read_clock(self, wanted: Json) -> Json:
        """GET clock: the offset in seconds and the present virtual time."""
        with self.world.lock:
            return {"offset_seconds": self.world.clock.offset, "now": self.world.now()}

    def advance(self, wanted: Json) -> Json:
        """POST clock {"advance_days"|"advance_seconds"|"to", "wait_s"}: never backwards."""
        known(wanted, "advance_days advance_seconds to wait_s")
        with self.world.lock:
            now = self.world.now()
            scheduler.advance(self.world, destination(now, wanted) - now, now=now)
            if "advance_days" in wanted:
                scheduler.finish_renewals(self.world)
            self.world.commit()
            answer = self.read_clock({})
        self.sender.nudge()
        if wanted.get("wait_s"):
            answer["delivered"] = self.drain({"timeout_s": wanted["wait_s"]})["delivered"]
        return answer

    def set_card(self, wanted: Json) -> Json:
        """POST cards {"customer"} and what happens to their cards.

        {"fails"}: they fail from now on, or recover; {"expires": "2027-03"}: that is their last
        month; {"renewed": true}: the networks tell of the cards that replace them.
        """
        known(wanted, "customer fails expires renewed")
        if "expires" in wanted or "renewed" in wanted:
            return self.change_expiry(wanted)
        customer, fails = str(wanted.get("customer", "")), truth(wanted, "fails")
        with self.world.lock:
            customers.set_card_fails(self.world, customer, fails)
            self.world.commit()
        return {"customer": customer, "fails": fails}

    def change_expiry(self, wanted: Json) -> Json:
        """Have a customer's cards run out in a month, or be renewed."""
        with self.world.lock:
            owner = customers.present(self.world, str(wanted.get("customer", "")))
            cards = self.world.all("payment_method", customer=owner["id"], type="card")
            for card in cards:
                if truth(wanted, "renewed"):
                    card_updates.renew(self.world, card)
                else:
                    card_updates.set_expiry(self.world, card, *month(wanted))
            self.world.commit()
            return {"customer": owner["id"], "cards": [card["id"] for card in cards]}

    def pay_out(self, wanted: Json) -> Json:
        """POST payouts {}: pay out all that is available; {"payout"}: the bank sends one back."""
        known(wanted, "payout")
        with self.world.lock:
            if "payout" in wanted:
                found = self.world.get("payout", str(wanted["payout"]))
                made = [payouts.fail(self.world, found)]
            else:
                made = payouts.pay_out_all(self.world)
            self.world.commit()
            return {"payouts": made}

    def set_dunning(self, wanted: Json) -> Json:
        """POST dunning {"after_retries": "cancel"|"unpaid"}: what the last refusal leads to."""
        known(wanted, "after_retries")
        if wanted.get("after_retries") not in subscription_status.AFTER_RETRIES:
            raise ApiError("after_retries must be cancel or unpaid", param="after_retries")
        with self.world.lock:
            self.world.set("dunning", wanted)
            self.world.commit()
        return {**wanted, "retry_after_days": list(subscription_status.RETRY_AFTER_DAYS)}

    def dispute(self, wanted: Json) -> Json:
        """POST disputes {"charge", "reason"} opens one; {"dispute", "won"} ends it."""
        known(wanted, "charge reason dispute won")
        with self.world.lock:
            if "dispute" in wanted:
                found = self.world.get("dispute", str(wanted["dispute"]))
                answer = disputes.settle(self.world, found, won=truth(wanted, "won"))
            else:
                charge = self.world.get("charge", str(wanted.get("charge", "")))
                reason = str(wanted.get("reason", "fraudulent"))
                answer = disputes.open_dispute(self.world, charge, reason=reason)
            self.world.commit()
            return answer

    def fail_refund(self, wanted: Json) -> Json:
        """POST refunds {"refund"}: the reader's bank sends a refund back."""
        known(wanted, "refund")
        with self.world.lock:
            found = self.world.get("refund", str(wanted.get("refund", "")))
            answer = refunds.fail(self.world, found)
            self.world.commit()
            return answer

    def read_chaos(self, wanted: Json) -> Json:
        """GET chaos: the trouble that is on."""
        return self.api.chaos.as_json()

    def set_chaos(self, wanted: Json) -> Json:
        """POST chaos: change the trouble named; {"reset": true} ends all of it."""
        with self.world.lock:
            self.api.chaos.set(wanted)
        self.sender.nudge()
        return self.api.chaos.as_json()

    def read_calls(self, wanted: Json) -> Json:
        """GET calls?method=&path=: the API calls so far, oldest first."""
        known(wanted, "method path")
        calls = [
            call for call in self.api.calls if all(call[name] == wanted[name] for name in wanted)
        ]
        return {"count": len(calls), "calls": calls}

    def clear_calls(self, wanted: Json) -> Json:
        """DELETE calls: begin a new log."""
        self.api.calls.clear()
        return {"count": 0, "calls": []}

    def read_events(self, wanted: Json) -> Json:
        """GET events: id, type, time and deliveries of the latest events, oldest first."""
        with self.world.lock:
            latest = list(islice(self.world.rows("event"), SHOWN_EVENTS))[::-1]
            return {"events": [self._summary(event) for event in latest]}

    def deliver(self, wanted: Json) -> Json:
        """POST deliver {"events": [ids]|"all", "order": "given"|"reverse", "times", "wait_s"}."""
        known(wanted, "events order times wait_s")
        event_ids = wanted.get("events", "all")
        if event_ids == "all":
            with self.world.lock:
                event_ids = [event["id"] for event in self.world.all("event")][::-1]
        if wanted.get("order") == "reverse":
            event_ids = event_ids[::-1]
        planned = self.sender.deliver(event_ids, times=int(wanted.get("times", 1)))
        answer = {"deliveries": planned}
        if wanted.get("wait_s"):
            answer |= self.drain({"timeout_s": wanted["wait_s"]})
        return answer

    def drain(self, wanted: Json) -> Json:
        """POST drain {"timeout_s"}: wait until nothing is left to deliver."""
        known(wanted, "timeout_s")
        wait_s = min(LONGEST_WAIT_S, float(wanted.get("timeout_s", 10)))
        return {"delivered": self.sender.drain(wait_s)}

    def health(self, wanted: Json) -> Json:
        """GET health: up."""
        return {"status": "ok", "now": self.world.now()}

    def _summary(self, event: Json) -> Json:
        """Return one event in a line, with how its deliveries went."""
        own: list[dict[str, Any]] = [
            {name: one[name] for name in ("state", "status", "tries")}
            for one in reversed(self.world.all("_delivery", event=event["id"]))
        ]
        return {
            "id": event["id"],
            "type": event["type"],
            "created": event["created"],
            "object": event["data"]["object"]["id"],
            "deliveries": own,
        }


def asked(request: Request) -> Json:
    """Return what a request asks for, sent as JSON, as a form or in the query."""
    if request.method != "POST":
        return parse(request.query)
    if request.is_form:
        return parse(request.text)
    try:
        wanted = json.loads(request.text or "{}")
    except ValueError:
        raise ApiError("The body is not JSON.") from None
    if not isinstance(wanted, dict):
        raise ApiError("The body is not a JSON object.")
    return wanted


def known(wanted: Json, names: str) -> None:
    """Refuse a name that no lever reads: a misspelt one would change nothing, silently."""
    for name in wanted:
        if name not in names.split():
            raise ApiError(f"Received unknown parameter: {name}", param=name)


def truth(wanted: Json, name: str) -> bool:
    """Return a boolean from JSON or from a form."""
    return wanted.get(name) in (True, "true")


def month(wanted: Json) -> tuple[int, int]:
    """Return a year and month written as 2027-03."""
    year, _, number = str(wanted.get("expires", "")).partition("-")
    if not (year.isdigit() and number.isdigit()):
        raise ApiError("`expires` is a month such as 2027-03.", param="expires")
    return int(year), int(number)


def destination(now: int, wanted: Json) -> int:
    """Return the moment to go to, in epoch seconds."""
    try:
        ahead = int(wanted.get("advance_seconds", 0)) + int(
            float(wanted.get("advance_days", 0)) * DAY
        )
        to = int(wanted["to"]) if "to" in wanted else now + ahead
    except (TypeError, ValueError):
        raise ApiError("Days, seconds and `to` are numbers.") from None
    if not now <= to <= now + FURTHEST_DAYS * DAY:
        raise ApiError(f"Time goes forward only, and at most {FURTHEST_DAYS} days at once.")
    return to
