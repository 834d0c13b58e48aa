"""`Idempotency-Key`: the same request twice is done once and answered twice."""

import hashlib
import json
import threading
import time

from stripe_sandbox.errors import ApiError
from stripe_sandbox.shapes import Json
from stripe_sandbox.world import World

KIND = "_reply"
# Stripe forgets keys after a day, by the wall's clock, and takes 255 characters.
KEPT_FOR_S = 86_400
LONGEST_KEY = 255


class Replies:
    """Answers under their keys, for a day of wall time; a key in use answers 409."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.Lock()
        self._in_flight: set[str] = set()

    def begin(self, key: str, print_: str) -> Json | None:
        """Claim a key: return the stored answer if there is one, else None and do the work."""
        if len(key) > LONGEST_KEY:
            raise ApiError(f"Idempotency keys can be at most {LONGEST_KEY} characters.")
        with self._lock:
            if key in self._in_flight:
                raise in_use()
            self._in_flight.add(key)
        try:
            return self._stored(key, print_)
        except ApiError:
            self.release(key)
            raise

    def keep(self, key: str, print_: str, status: int, body: Json) -> None:
        """Store the answer; the caller holds the world's lock."""
        kept = {"fingerprint": print_, "status": status, "body": body, "at": int(time.time())}
        self._world.store.put(KIND, key, kept)

    def release(self, key: str) -> None:
        """Let go of a claimed key."""
        with self._lock:
            self._in_flight.discard(key)

    def _stored(self, key: str, print_: str) -> Json | None:
        with self._world.lock:
            kept = self._world.store.get(KIND, key)
        if kept is None or kept["at"] < time.time() - KEPT_FOR_S:
            return None
        if kept["fingerprint"] != print_:
            raise ApiError(
                "Keys for idempotent requests can only be used with the same parameters they "
                f"were first used with. Try using a key other than '{key}' if you meant to "
                "execute a different request.",
                kind="idempotency_error",
            )
        return kept


def in_use() -> ApiError:
    """Return the 409 for a key whose first request is not answered yet."""
    return ApiError(
        "There is currently another in-progress request using this Idempotent Key.",
        status=409,
        kind="idempotency_error",
        code="idempotency_key_in_use",
    )


def fingerprint(method: str, path: str, params: Json) -> str:
    """Return what must be equal for two requests to be the same one."""
    text = json.dumps([method, path, params], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
