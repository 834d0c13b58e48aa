"""Subscription schedules: a subscription that changes by itself, phase by phase."""

from collections.abc import Iterator

from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError, missing_parameter
from stripe_sandbox.lists import PAGING, matching, page
from stripe_sandbox.objects import (
    billing_mode,
    changes,
    customers,
    discounts,
    invoices,
    phases,
    subscription_status,
)
from stripe_sandbox.objects import subscriptions as subs
from stripe_sandbox.shapes import Json, nulls
from stripe_sandbox.world import World

KIND = "subscription_schedule"
CREATE = "customer phases start_date end_behavior metadata from_subscription billing_mode"
ENDINGS = ("release", "cancel")
RUNNING = ("not_started", "active")


def create(world: World, params: Json) -> Json:
    """POST /v1/subscription_schedules."""
    read.only(params, CREATE)
    if subscription_id := read.text(params, "from_subscription"):
        return take_over(world, params, subscription_id)
    customer = customers.present(world, read.required(params, "customer"))
    start = start_of(world, params)
    plan = phases.read_all(world, read.rows(params, "phases"), start=start, customer=customer["id"])
    mode = billing_mode.chosen(world, params)
    schedule = make(world, customer["id"], params, mode=mode, plan=plan)
    if start <= world.now():
        begin(world, schedule)
    return schedule


def start_of(world: World, params: Json) -> int:
    """Return when a schedule begins: now unless told."""
    if params.get("start_date") == "now":
        return world.now()
    start = read.integer(params, "start_date")
    return world.now() if start is None else start


def take_over(world: World, params: Json, subscription_id: str) -> Json:
    """Make the schedule of a subscription that is running already."""
    if set(params) - {"from_subscription", "expand"}:
        raise ApiError("`from_subscription` is passed alone.", param="from_subscription")
    subscription = world.get("subscription", subscription_id, param="from_subscription")
    if subscription["schedule"] or subscription["status"] in subscription_status.OVER:
        raise ApiError("This subscription has ended, or has a schedule already.")
    plan = [phases.of_subscription(subscription)]
    mode = dict(subscription["billing_mode"])
    schedule = make(world, subscription["customer"], params, mode=mode, plan=plan)
    bind(world, schedule, subscription)
    return enter(world, schedule, plan[0])


def make(world: World, customer: str, params: Json, *, mode: Json, plan: list[Json]) -> Json:
    """Write a schedule down that has not begun."""
    owner = customers.present(world, customer)
    fields = {
        **nulls("application canceled_at completed_at current_phase customer_account"),
        **nulls("released_at released_subscription subscription"),
        "billing_mode": mode,
        "customer": customer,
        "default_settings": {
            **nulls("application_fee_percent billing_thresholds default_payment_method"),
            **nulls("description on_behalf_of transfer_data"),
            "billing_cycle_anchor": "automatic",
            "collection_method": "charge_automatically",
            "invoice_settings": {
                **nulls("account_tax_ids custom_fields days_until_due description footer"),
                "issuer": {"type": "self"},
            },
        },
        "end_behavior": read.choice(params, "end_behavior", ENDINGS, "release"),
        "metadata": read.metadata(params),
        "pause_schedules": [],
        "phases": plan,
        "status": "not_started",
        "test_clock": owner.get("test_clock"),
    }
    schedule = world.new(KIND, "sub_sched", fields)
    world.emit("subscription_schedule.created", schedule)
    return schedule


def bind(world: World, schedule: Json, subscription: Json) -> None:
    """Put a subscription under its schedule."""
    subscription["schedule"] = schedule["id"]
    schedule["subscription"] = subscription["id"]
    world.put(subscription)
    world.put(schedule)


def enter(world: World, schedule: Json, phase: Json) -> Json:
    """Note that a phase has begun."""
    span = {"start_date": phase["start_date"], "end_date": phase["end_date"]}
    return world.change(
        schedule, "subscription_schedule.updated", current_phase=span, status="active"
    )


def begin(world: World, schedule: Json) -> None:
    """Begin the subscription of a schedule with its first phase, and charge for it."""
    phase = schedule["phases"][0]
    customer = customers.present(world, schedule["customer"])
    rows = [{"coupon": one["coupon"]} for one in phase["discounts"]]
    trial_end = phase["trial_end"]
    subscription = subs.start(
        world,
        customer,
        [(world.get("price", one["price"]), one["quantity"]) for one in phase["items"]],
        method_id=phase["default_payment_method"],
        metadata=dict(phase["metadata"]),
        description=phase["description"],
        mode=schedule["billing_mode"],
        redeemed=discounts.asked_for(world, {"discounts": rows}, customer=customer["id"]),
        trial_end=trial_end if trial_end and trial_end > world.now() else None,
    )
    bind(world, schedule, subscription)
    enter(world, schedule, phase)
    invoice = world.get("invoice", subscription["latest_invoice"])
    if invoice["status"] == "open":
        invoices.collect(world, invoice)


def due(world: World, schedule: Json) -> Iterator[int]:
    """Name the moment at which a schedule goes on."""
    if schedule["status"] == "not_started":
        yield int(schedule["phases"][0]["start_date"])
    elif schedule["status"] == "active":
        yield int(schedule["current_phase"]["end_date"])


def go_on(world: World, schedule: Json) -> None:
    """Begin, enter the next phase, or end."""
    if schedule["status"] == "not_started":
        begin(world, schedule)
        return
    subscription = world.get("subscription", schedule["subscription"])
    coming = [one for one in schedule["phases"] if one["start_date"] >= world.now()]
    if subscription["status"] in subscription_status.OVER:
        close(world, schedule, "canceled", canceled_at=world.now())
    elif coming:
        change_to(world, subscription, coming[0])
        enter(world, schedule, coming[0])
    elif schedule["end_behavior"] == "cancel":
        subscription_status.end(world, subscription, reason="cancellation_requested")
        close(world, schedule, "completed", completed_at=world.now())
    else:
        set_free(world, schedule)


def change_to(world: World, subscription: Json, phase: Json) -> None:
    """Give a subscription the items of a phase; at a period's end there is nothing to prorate."""
    at_end = world.now() >= subs.period_end(subscription)
    rows = [
        {"id": held["id"], "price": item["price"], "quantity": str(item["quantity"])}
        for held, item in zip(subscription["items"]["data"], phase["items"], strict=True)
    ]
    prorate = "none" if at_end else phase["proration_behavior"]
    changes.change_items(world, subscription, rows, prorate)
    for one in phase["discounts"]:
        asked = {"discounts": [{"coupon": one["coupon"]}]}
        subscription["discounts"] = changes.changed_discounts(world, subscription, asked)
    if phase["metadata"]:
        subscription["metadata"] = {**subscription["metadata"], **phase["metadata"]}
    world.put(subscription)


def set_free(world: World, schedule: Json) -> Json:
    """Leave the subscription to itself."""
    subscription = world.get("subscription", schedule["subscription"])
    subscription["schedule"] = None
    world.put(subscription)
    return close(
        world,
        schedule,
        "released",
        released_at=world.now(),
        released_subscription=subscription["id"],
        subscription=None,
    )


def close(world: World, schedule: Json, status: str, **fields: object) -> Json:
    """End a schedule."""
    return world.change(
        schedule,
        f"subscription_schedule.{status}",
        status=status,
        current_phase=None,
        **fields,
    )


def update(world: World, params: Json, schedule_id: str) -> Json:
    """POST /v1/subscription_schedules/{id}: the phases are named anew, the present one too."""
    read.only(params, "phases end_behavior metadata proration_behavior")
    schedule = running(world, schedule_id)
    fields: Json = {"metadata": read.metadata(params, schedule["metadata"])}
    if "end_behavior" in params:
        fields["end_behavior"] = read.choice(params, "end_behavior", ENDINGS)
    if "phases" in params:
        start = (schedule["current_phase"] or schedule["phases"][0])["start_date"]
        fields["phases"] = phases.read_all(
            world, read.rows(params, "phases"), start=start, customer=schedule["customer"]
        )
        now = [one for one in fields["phases"] if one["start_date"] <= world.now()]
        if schedule["status"] == "active":
            if not now:
                raise missing_parameter("phases[0][start_date]")
            span = {name: now[-1][name] for name in ("start_date", "end_date")}
            fields["current_phase"] = span
    return world.change(schedule, "subscription_schedule.updated", **fields)


def running(world: World, schedule_id: str) -> Json:
    """Return a schedule that can still be changed."""
    schedule = world.get(KIND, schedule_id)
    if schedule["status"] not in RUNNING:
        raise ApiError(
            "You cannot change a subscription schedule that is currently in the "
            f"`{schedule['status']}` status."
        )
    return schedule


def cancel(world: World, params: Json, schedule_id: str) -> Json:
    """POST /v1/subscription_schedules/{id}/cancel: its subscription ends with it."""
    read.only(params, "invoice_now prorate")
    schedule = running(world, schedule_id)
    if schedule["subscription"]:
        subscription = world.get("subscription", schedule["subscription"])
        if subscription["status"] not in subscription_status.OVER:
            subscription_status.end(world, subscription, reason="cancellation_requested")
    return close(world, schedule, "canceled", canceled_at=world.now())


def release(world: World, params: Json, schedule_id: str) -> Json:
    """POST /v1/subscription_schedules/{id}/release: its subscription goes on by itself."""
    read.only(params, "preserve_cancel_date")
    schedule = running(world, schedule_id)
    if not schedule["subscription"]:
        return close(world, schedule, "released", released_at=world.now())
    return set_free(world, schedule)


def retrieve(world: World, params: Json, schedule_id: str) -> Json:
    """GET /v1/subscription_schedules/{id}."""
    return world.get(KIND, schedule_id)


def list_schedules(world: World, params: Json) -> Json:
    """GET /v1/subscription_schedules."""
    read.only(params, f"{PAGING} customer")
    rows = matching(world, KIND, params, "customer")
    return page(rows, params, "/v1/subscription_schedules")
