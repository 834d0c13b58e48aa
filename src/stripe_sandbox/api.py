"""One call of the API: who asks, whether it was asked before, the work, and the call log."""

import base64
import time
from collections import deque

from stripe_sandbox import routes
from stripe_sandbox.chaos import Chaos
from stripe_sandbox.errors import ApiError
from stripe_sandbox.expand import expanded
from stripe_sandbox.forms import parse
from stripe_sandbox.idempotency import Replies, fingerprint
from stripe_sandbox.objects import test_clocks
from stripe_sandbox.shapes import Json
from stripe_sandbox.versions import API_VERSION, asked_for
from stripe_sandbox.wire import Request, Response, json_response
from stripe_sandbox.world import World, new_id

# A key of somebody's real test mode does not say "sandbox", so it is turned away.
KEY_BEGINS, KEY_SAYS = "sk_test_", "sandbox"
# A test looks at its own last calls; a year of the demo makes some thousands.
LOGGED_CALLS = 5000
# Answers to a request that never began its work are not kept under its key.
NOT_KEPT = (400, 401, 409, 429)


class Api:
    """Answers everything under /v1/."""

    def __init__(self, world: World, chaos: Chaos) -> None:
        self.world = world
        self.chaos = chaos
        self.calls: deque[Json] = deque(maxlen=LOGGED_CALLS)
        self._replies = Replies(world)

    def answer(self, request: Request) -> Response:
        """Answer one call; planned trouble strikes before or after the work."""
        for name in ("fail_next", "timeout_next"):
            plan = self.chaos.takes(name, request.method)
            if plan is not None:
                if plan.get("after_commit"):
                    self._do(request)
                return trouble(name, plan)
        match self.chaos.strikes():
            case "error_before":
                return trouble("fail_next", {})
            case "error_after_commit":
                self._do(request)
                return trouble("fail_next", {})
            case "timeout_after_commit":
                self._do(request)
                return trouble("timeout_next", {})
        return self._do(request)

    def _do(self, request: Request) -> Response:
        request_id = new_id("req", 14)
        params: Json = {}
        replayed = False
        version = API_VERSION
        try:
            authenticate(request)
            version = asked_for(request.headers.get("Stripe-Version"))
            params = parse(request.text if request.method == "POST" else request.query)
            status, body, replayed = self._once(request, params, request_id)
        except ApiError as error:
            status, body = error.status, error.as_json()
        self._log(request, params, status=status, replayed=replayed, request_id=request_id)
        headers = {"Request-Id": request_id, "Stripe-Version": version}
        if replayed:
            headers["Idempotent-Replayed"] = "true"
        if key := request.headers.get("Idempotency-Key"):
            headers["Idempotency-Key"] = key
        return json_response(body, status, **headers)

    def _once(self, request: Request, params: Json, request_id: str) -> tuple[int, Json, bool]:
        key = request.headers.get("Idempotency-Key")
        if request.method != "POST" or not key:
            return (*self._work(request, params, request_id, None), False)
        print_ = fingerprint(request.method, request.path, params)
        kept = self._replies.begin(key, print_)
        try:
            if kept is not None:
                return kept["status"], kept["body"], True
            return (*self._work(request, params, request_id, (key, print_)), False)
        finally:
            self._replies.release(key)

    def _work(
        self, request: Request, params: Json, request_id: str, key: tuple[str, str] | None
    ) -> tuple[int, Json]:
        with self.world.lock:
            self.world.request = {"id": request_id, "idempotency_key": key[0] if key else None}
            self.world.version = asked_for(request.headers.get("Stripe-Version"))
            try:
                status, body = 200, self._run(request, params)
            except ApiError as error:
                status, body = error.status, error.as_json()
            if key and status not in NOT_KEPT:
                self._replies.keep(*key, status, body)
            self.world.request = {"id": None, "idempotency_key": None}
            self.world.version = API_VERSION
            self.world.commit()
        time.sleep(self.chaos.slow)
        return status, body

    def _run(self, request: Request, params: Json) -> Json:
        answer, ids = routes.find(request.method, request.path)
        expand = params.pop("expand", [])
        if isinstance(expand, str):
            raise ApiError("Invalid array", param="expand")
        named = (params.get(name) for name in test_clocks.NAMES)
        with test_clocks.in_time_of(self.world, (*ids, *named)):
            return expanded(self.world, answer(self.world, params, *ids), expand)

    def _log(self, request: Request, params: Json, **facts: object) -> None:
        shown = {name: value for name, value in params.items() if name != "card"}
        self.calls.append(
            {
                "at": self.world.now(),
                "method": request.method,
                "path": request.path,
                "params": shown,
                "idempotency_key": request.headers.get("Idempotency-Key"),
                **facts,
            }
        )


def authenticate(request: Request) -> None:
    """Let in only keys that anybody can see are for this sandbox."""
    given = request.headers.get("Authorization", "")
    scheme, _, key = given.partition(" ")
    if scheme == "Basic":
        key = base64.b64decode(key + "==").decode(errors="replace").partition(":")[0]
    if not key:
        raise ApiError("You did not provide an API key.", status=401)
    if not (key.startswith(KEY_BEGINS) and KEY_SAYS in key):
        # A real key sent here by mistake must not be shown anywhere.
        raise ApiError(f"Invalid API Key provided: {key[:8]}****", status=401)


def trouble(name: str, plan: Json) -> Response:
    """Return the failure that was planned."""
    if name == "timeout_next":
        time.sleep(float(plan.get("seconds", 0)))
        return Response(hang_up=True)
    error = ApiError(
        "An unknown error occurred.", status=int(plan.get("status", 500)), kind="api_error"
    )
    return json_response(error.as_json(), error.status)
