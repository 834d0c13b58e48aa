"""What falls due as time passes, done in order, each thing at its own moment."""

from collections.abc import Callable, Iterator
from functools import partial

from stripe_sandbox import params as read
from stripe_sandbox.agenda import Due
from stripe_sandbox.clock import next_boundary
from stripe_sandbox.objects import (
    attempts,
    captures,
    checkout,
    invoice_calls,
    invoices,
    payouts,
    refunds,
    schedules,
    settling,
    subscription_status,
    test_clocks,
    trials,
)
from stripe_sandbox.objects import subscriptions as subs
from stripe_sandbox.objects.changes import rhythm
from stripe_sandbox.shapes import Json, plain
from stripe_sandbox.world import World

UPDATED = "customer.subscription.updated"


WAITING: dict[str, Callable[[World, Json], None]] = {
    attempts.SETTLING: settling.settle,
    refunds.WAITING: settling.settle,
    attempts.CAPTURE: captures.expire,
    payouts.WAITING: payouts.arrive,
}
# What may wait for its time, and in which order of kinds where two fall due at once.
PLANNED = {
    kind: place
    for place, kind in enumerate(
        ("checkout.session", *WAITING, schedules.KIND, "invoice", "subscription")
    )
}


def advance(world: World, seconds: int, *, now: int) -> None:
    """Move the clock ahead, and do all that falls due between now and then."""
    catch_up(world, until=now + seconds)
    world.clock.skip(seconds)


def finish_renewals(world: World) -> None:
    """Let the hour pass in which drafts wait, so that no step of days ends within a renewal.

    A month after joining in a month of 31 days the invoice would still be one.
    """
    drafts = world.all("invoice", status="draft")
    ends = [draft["automatically_finalizes_at"] for draft in drafts]
    now = world.now()
    if waiting := [at for at in ends if at and at > now]:
        advance(world, max(waiting) - now, now=now)


def catch_up(world: World, *, until: int) -> None:
    """Do what falls due up to a moment, each thing with the clock standing at its time."""
    try:
        while step := earliest(world, until):
            world.clock.stop_at(step.at)
            step.do()
    finally:
        world.clock.release()


def advance_test_clock(world: World, params: Json, clock_id: str) -> Json:
    """POST /v1/test_helpers/test_clocks/{id}/advance: like Stripe's it is ready a moment later."""
    read.only(params, "frozen_time")
    clock = world.get(test_clocks.KIND, clock_id)
    to = test_clocks.destination(world, params, clock)
    told = {"advancing": {"target_frozen_time": to}}
    world.change(
        clock, "test_helpers.test_clock.advancing", status="advancing", status_details=told
    )
    answer: Json = plain(clock)
    while step := earliest(world, to, clock_id=clock_id):
        world.clock.stop_at(step.at)
        step.do()
    world.clock.stop_at(to)
    world.change(
        clock,
        "test_helpers.test_clock.ready",
        frozen_time=to,
        status="ready",
        status_details={},
    )
    return answer


def earliest(world: World, until: int, *, clock_id: str | None = None) -> Due | None:
    """Return what falls due first by a test clock, or by the account's own time."""
    for kind, object_id in world.store.touched():
        if kind in PLANNED:
            plan(world, kind, object_id)
    step = world.agenda.first(clock_id)
    return step if step is not None and step.at <= until else None


def plan(world: World, kind: str, object_id: str) -> None:
    """Write down what waits for an object as it is now."""
    record = world.store.get(kind, object_id)
    world.agenda.plan(
        (kind, object_id),
        steps_of(world, kind, record) if record else (),
        clock=test_clocks.clock_of(world, record) if record else None,
        place=(PLANNED[kind], -world.store.number_of(kind, object_id)),
    )


def steps_of(world: World, kind: str, record: Json) -> Iterator[Due]:
    """Name all that waits for its time with an object."""
    if kind in WAITING:
        yield Due(record["at"], 0, partial(WAITING[kind], world, record))
    elif kind == "checkout.session":
        if record["status"] == "open":
            yield Due(record["expires_at"], 0, partial(checkout.expire_now, world, record))
    elif kind == schedules.KIND:
        for at in schedules.due(world, record):
            yield Due(at, 4, partial(schedules.go_on, world, record))
    elif kind == "invoice":
        yield from of_invoice(world, record)
    elif record["status"] not in subscription_status.OVER:
        yield from of_subscription(world, record)


def of_invoice(world: World, invoice: Json) -> Iterator[Due]:
    """Name what waits for an invoice: to be finalised, or to be tried again."""
    if invoice["status"] == "draft" and invoice["automatically_finalizes_at"]:
        at = invoice["automatically_finalizes_at"]
        yield Due(at, 1, partial(finalize_and_collect, world, invoice))
    if invoice["status"] == "open" and invoice["next_payment_attempt"]:
        yield Due(invoice["next_payment_attempt"], 2, partial(invoices.collect, world, invoice))


def of_subscription(world: World, subscription: Json) -> Iterator[Due]:
    """Name what waits for a subscription: its end, its going on, its renewal."""
    if subscription["status"] == "incomplete":
        at = subscription["created"] + subscription_status.FIRST_PAYMENT_WITHIN_S
        yield Due(at, 3, partial(subscription_status.expire_first_payment, world, subscription))
        return
    if (told := trials.tells_at(subscription)) is not None:
        yield Due(told, 3, partial(trials.tell, world, subscription))
    if subscription["status"] == "paused":
        return
    if subscription["cancel_at"]:
        ending = partial(
            subscription_status.end, world, subscription, reason="cancellation_requested"
        )
        yield Due(subscription["cancel_at"], 4, ending)
    rest = subscription["pause_collection"]
    if rest and rest["resumes_at"]:
        resume = partial(world.change, subscription, UPDATED, pause_collection=None)
        yield Due(rest["resumes_at"], 5, resume)
    yield Due(subs.period_end(subscription), 6, partial(renew, world, subscription))


def renew(world: World, subscription: Json) -> None:
    """Begin the next period and draft its invoice. The period advances even if nobody pays."""
    if subscription["status"] == "trialing" and trials.ends_without_card(world, subscription):
        return
    now = world.now()
    ended = {
        "start": min(i["current_period_start"] for i in subscription["items"]["data"]),
        "end": subs.period_end(subscription),
    }
    anchor = subscription["billing_cycle_anchor"]
    items = [
        {
            **item,
            "current_period_start": item["current_period_end"],
            "current_period_end": next_boundary(
                anchor, *rhythm(item), after=item["current_period_end"]
            ),
        }
        if item["current_period_end"] <= now
        else item
        for item in subscription["items"]["data"]
    ]
    due = [item for item in items if item["current_period_start"] == ended["end"]]
    status = "active" if subscription["status"] == "trialing" else subscription["status"]
    world.change(
        subscription, UPDATED, items={**subscription["items"], "data": items}, status=status
    )
    lines = [subs.period_line(world, subscription, item) for item in due]
    draft_renewal(world, subscription, [*subscription["_pending_lines"], *lines], ended)


def draft_renewal(world: World, subscription: Json, lines: list[Json], ended: Json) -> None:
    """Draft the invoice of a new period; it is finalised an hour later, unless collection rests."""
    subscription["_pending_lines"] = []
    rest = subscription["pause_collection"]
    collects = subscription["status"] != "unpaid" and not (
        rest and rest["behavior"] == "keep_as_draft"
    )
    invoices.draft(
        world,
        subscription,
        lines,
        reason="subscription_cycle",
        auto_advance=collects,
        automatically_finalizes_at=world.now() + invoices.DRAFT_FOR_S if collects else None,
        # Stripe's trap, kept: the invoice's own period is the one that ended; its lines' is next.
        period_start=ended["start"],
        period_end=ended["end"],
    )


def finalize_and_collect(world: World, invoice: Json) -> None:
    """Finalise a renewal and charge the card, or set the invoice aside while collection rests."""
    invoices.finalize(world, invoice)
    subscription = world.get("subscription", subscription_status.subscription_id(invoice))
    rest = subscription["pause_collection"]
    if rest and rest["behavior"] == "void":
        invoice_calls.void(world, {}, invoice["id"])
    elif rest and rest["behavior"] == "mark_uncollectible":
        invoice_calls.mark_uncollectible(world, {}, invoice["id"])
    else:
        invoices.collect(world, invoice)
