"""Telling endpoints of events: signed, in order, and again until they answer 2xx."""

import hashlib
import hmac
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from heapq import heappop, heappush
from itertools import count

from stripe_sandbox.chaos import SHUFFLE_WINDOW_S, Chaos
from stripe_sandbox.objects import events
from stripe_sandbox.shapes import Json, plain
from stripe_sandbox.world import World, new_id

KIND = "_delivery"
# Stripe's own patience is not published; its clients are told to answer within seconds.
TIMEOUT_S = 10
# Stripe waits for hours between tries, which nobody who develops would.
LONGEST_PAUSE_S = 30
# Stripe delivers again for up to three days.
GIVE_UP_AFTER_S = 3 * 86_400


def signature(body: bytes, secret: str, at: int) -> str:
    """Return the `Stripe-Signature` of a body, signed at a wall time in epoch seconds."""
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={mac.hexdigest()}"


class WebhookSender(threading.Thread):
    """Delivers one event after another; a refused one comes back after 1, 2, 4… seconds."""

    def __init__(self, world: World, chaos: Chaos, *, first_pause_s: float = 1.0) -> None:
        super().__init__(name="sandbox-webhooks", daemon=True)
        self._world = world
        self._chaos = chaos
        self._first_pause_s = first_pause_s
        self._changed = threading.Condition(world.lock)
        self._waiting: dict[str, Json] = {}
        self._queue: list[tuple[float, float, int, Json]] = []
        self._numbers = count()
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), StayHere())
        self._stopped = False
        for delivery in world.store.all(KIND):
            if delivery["state"] == "waiting":
                self._put_in_queue(delivery)
        world.on_event = self.enqueue

    def enqueue(self, event: Json) -> None:
        """Plan the deliveries of a new event; the caller holds the world's lock."""
        endpoints = events.endpoints_for(self._world, event["type"])
        event["pending_webhooks"] = len(endpoints)
        self._world.put(event)
        for endpoint in endpoints:
            lost = self._chaos.drops(event["type"])
            for _ in range(1 if lost else self._chaos.copies()):
                self._plan(event, endpoint, state="dropped" if lost else "waiting")

    def deliver(self, event_ids: Iterable[str], *, times: int = 1) -> int:
        """Deliver stored events again in the given order; return how many deliveries that makes."""
        with self._changed:
            planned = 0
            for event_id in event_ids:
                event = self._world.get("event", event_id)
                for endpoint in events.endpoints_for(self._world, event["type"]):
                    for _ in range(times):
                        self._plan(event, endpoint, state="waiting")
                        planned += 1
            self._changed.notify_all()
        return planned

    def drain(self, timeout_s: float) -> bool:
        """Wait until nothing is left to deliver: whether that came to be in time."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, timeout_s)

    def nudge(self) -> None:
        """Look again: something may have become due."""
        with self._changed:
            self._changed.notify_all()

    def stop(self) -> None:
        """Finish the delivery under way and end."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def run(self) -> None:
        """Deliver until stopped."""
        while (delivery := self._next()) is not None:
            status = self._post(delivery)
            with self._changed:
                self._note(delivery, status)
                self._world.commit()
                self._changed.notify_all()

    def _plan(self, event: Json, endpoint: Json, *, state: str) -> None:
        now = time.time()
        due = now + self._chaos.delay_seconds
        if self._chaos.shuffle:
            due = (due // SHUFFLE_WINDOW_S + 2) * SHUFFLE_WINDOW_S
        delivery = {
            "id": new_id("dl"),
            "object": KIND,
            "due": due,
            "endpoint": endpoint["id"],
            "event": event["id"],
            "order": self._chaos.drawn("shuffle") if self._chaos.shuffle else 0,
            "planned": now,
            "state": state,
            "status": None,
            "tries": 0,
            "type": event["type"],
        }
        self._world.put(delivery)
        if state == "waiting":
            self._put_in_queue(delivery)
            self._changed.notify_all()

    def _put_in_queue(self, delivery: Json) -> None:
        self._waiting[delivery["id"]] = delivery
        place = delivery["due"], delivery["order"], next(self._numbers), delivery
        heappush(self._queue, place)

    def _next(self) -> Json | None:
        with self._changed:
            while not self._stopped:
                ready = self._queue[0][-1] if self._queue else None
                pause = ready["due"] - time.time() if ready else 1.0
                if ready and pause <= 0 and not self._chaos.hold:
                    heappop(self._queue)
                    return ready
                self._changed.wait(min(1.0, max(pause, 0.01)))
        return None

    def _post(self, delivery: Json) -> int | str:
        with self._world.lock:
            endpoint = self._world.store.get("webhook_endpoint", delivery["endpoint"])
            event = plain(self._world.get("event", delivery["event"]))
            offset = self._world.clock.offset
        if endpoint is None:
            return "endpoint deleted"
        event["api_version"] = endpoint["api_version"]
        body = json.dumps(event).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Sandbox-Clock-Offset": str(offset),
            # Verifiers compare with the wall clock, so the virtual one never signs.
            "Stripe-Signature": signature(body, endpoint["_secret"], int(time.time())),
            "User-Agent": "Stripe/1.0 (stripe-sandbox)",
        }
        try:
            # An endpoint must begin with http, see events.make_endpoint.
            request = urllib.request.Request(endpoint["url"], body, headers)  # noqa: S310
            with self._opener.open(request, timeout=TIMEOUT_S) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            refusal.close()
            return refusal.code
        except (OSError, ValueError) as fault:
            return str(getattr(fault, "reason", fault))

    def _note(self, delivery: Json, status: int | str) -> None:
        delivery.update(status=status, tries=delivery["tries"] + 1)
        if isinstance(status, int) and 200 <= status < 300:
            delivery["state"] = "delivered"
            self._count_off(delivery)
        elif status == "endpoint deleted" or (time.time() - delivery["planned"] > GIVE_UP_AFTER_S):
            delivery["state"] = "failed"
        else:
            pause = min(LONGEST_PAUSE_S, self._first_pause_s * 2 ** (delivery["tries"] - 1))
            delivery["due"] = time.time() + pause
        if delivery["state"] == "waiting":
            self._put_in_queue(delivery)
        else:
            del self._waiting[delivery["id"]]
        self._world.put(delivery)

    def _count_off(self, delivery: Json) -> None:
        event = self._world.store.get("event", delivery["event"])
        if event and event["pending_webhooks"]:
            event["pending_webhooks"] -= 1
            self._world.put(event)


class StayHere(urllib.request.HTTPRedirectHandler):
    """A redirect counts as a refusal, as it does at Stripe."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Follow nothing."""
        return
