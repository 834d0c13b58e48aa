"""Test clocks: some customers live in a time of their own, which moves when it is told to."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from stripe_sandbox import params as read
from stripe_sandbox.clock import DAY, boundary
from stripe_sandbox.errors import ApiError
from stripe_sandbox.lists import PAGING, page
from stripe_sandbox.objects import customers, subscription_status
from stripe_sandbox.shapes import Json
from stripe_sandbox.world import World

KIND = "test_helpers.test_clock"
# docs.stripe.com/billing/testing/test-clocks: kept for 30 days, and moved by two periods at most.
KEPT_FOR_S = 30 * DAY
MOST_PERIODS = 2
# What names whose time a request is in; so do the ids in its address.
NAMES = (
    "customer",
    "subscription",
    "invoice",
    "payment_intent",
    "charge",
    "test_clock",
    "from_subscription",
)


def create(world: World, params: Json) -> Json:
    """POST /v1/test_helpers/test_clocks."""
    read.only(params, "frozen_time name")
    read.required(params, "frozen_time")
    fields: Json = {
        "deletes_after": world.now() + KEPT_FOR_S,
        "frozen_time": read.integer(params, "frozen_time"),
        "name": read.text(params, "name"),
        "status": "ready",
        "status_details": {},
    }
    clock = world.new(KIND, "clock", fields)
    world.emit("test_helpers.test_clock.created", clock)
    return clock


def retrieve(world: World, params: Json, clock_id: str) -> Json:
    """GET /v1/test_helpers/test_clocks/{id}."""
    return world.get(KIND, clock_id)


def list_clocks(world: World, params: Json) -> Json:
    """GET /v1/test_helpers/test_clocks."""
    read.only(params, PAGING)
    return page(world.rows(KIND), params, "/v1/test_helpers/test_clocks")


def delete(world: World, params: Json, clock_id: str) -> Json:
    """DELETE /v1/test_helpers/test_clocks/{id}: its customers go with it."""
    clock = world.get(KIND, clock_id)
    for customer in world.all("customer", test_clock=clock_id):
        customers.delete(world, {}, customer["id"])
    world.store.remove(KIND, clock_id)
    world.emit("test_helpers.test_clock.deleted", clock)
    return {"id": clock_id, "object": KIND, "deleted": True}


def destination(world: World, params: Json, clock: Json) -> int:
    """Return the moment a clock is to be moved to; backwards and too far are refused."""
    read.required(params, "frozen_time")
    to = read.integer(params, "frozen_time") or 0
    if to <= clock["frozen_time"]:
        raise ApiError("A test clock moves forward only.", param="frozen_time")
    for subscription in world.all("subscription", test_clock=clock["id"]):
        if subscription["status"] in subscription_status.OVER:
            continue
        for item in subscription["items"]["data"]:
            rhythm = item["price"]["recurring"]
            count = rhythm["interval_count"] * MOST_PERIODS
            if to > boundary(clock["frozen_time"], rhythm["interval"], count, 1):
                raise ApiError(
                    "A test clock moves by two billing periods of its shortest subscription at "
                    "most.",
                    param="frozen_time",
                )
    return to


def clock_of(world: World, record: Json) -> str | None:
    """Return the test clock that an object lives by, or None for the account's own time."""
    if "test_clock" in record:
        return str(record["test_clock"]) if record["test_clock"] else None
    owner = world.store.get("customer", record.get("customer") or "")
    return str(owner["test_clock"]) if owner and owner.get("test_clock") else None


@contextmanager
def in_time_of(world: World, ids: Iterable[object]) -> Iterator[None]:
    """Let it be the time of the test clock that one of these objects lives by, if one does."""
    found = (world.store.find(one) for one in ids if isinstance(one, str))
    clocks = (one["id"] if one["object"] == KIND else clock_of(world, one) for one in found if one)
    clock = world.store.get(KIND, next((one for one in clocks if one), ""))
    if clock is None:
        yield
        return
    world.clock.stop_at(clock["frozen_time"])
    try:
        yield
    finally:
        world.clock.release()
