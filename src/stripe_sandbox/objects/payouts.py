"""Payouts: what the account has earned goes to the bank, and which movements that was."""

from stripe_sandbox import params as read
from stripe_sandbox.clock import DAY
from stripe_sandbox.errors import ApiError
from stripe_sandbox.lists import PAGING, matching, page
from stripe_sandbox.objects import balance
from stripe_sandbox.shapes import Json, nulls
from stripe_sandbox.world import World, new_id

# A payout that is on its way, and how long a bank takes.
WAITING = "_paying_out"
ARRIVES_AFTER_S = 2 * DAY


def create(world: World, params: Json) -> Json:
    """POST /v1/payouts: by hand, of a sum."""
    read.only(params, "amount currency description metadata statement_descriptor")
    currency = read.currency(params)
    amount = read.amount(params, "amount")
    if not amount:
        raise ApiError("Invalid positive integer", param="amount")
    if amount > balance.available(world).get(currency, 0):
        raise ApiError(
            "You have insufficient funds in your Stripe account for this payout.",
            code="balance_insufficient",
            param="amount",
        )
    return make(
        world,
        amount=amount,
        currency=currency,
        automatic=False,
        description=read.text(params, "description"),
        metadata=read.metadata(params),
    )


def pay_out_all(world: World) -> list[Json]:
    """Pay out all that is available, as Stripe does by itself each day."""
    made = []
    for currency, amount in sorted(balance.available(world).items()):
        covered = [
            row
            for row in world.all("balance_transaction", currency=currency, _payout=None)
            if row["available_on"] <= world.now()
        ]
        if amount > 0:
            payout = make(world, amount=amount, currency=currency, automatic=True)
            for row in covered:
                row["_payout"] = payout["id"]
                world.put(row)
            made.append(payout)
    return made


def make(world: World, *, amount: int, currency: str, automatic: bool, **known: object) -> Json:
    """Send a sum on its way to the bank."""
    fields = {
        **nulls("application_fee application_fee_amount description destination"),
        **nulls("failure_balance_transaction failure_code failure_message original_payout"),
        **nulls("payout_method reversed_by statement_descriptor trace_id"),
        "amount": amount,
        "arrival_date": world.now() + ARRIVES_AFTER_S,
        "automatic": automatic,
        "balance_transaction": None,
        "currency": currency,
        "metadata": {},
        "method": "standard",
        "reconciliation_status": "in_progress" if automatic else "not_applicable",
        "source_type": "card",
        "status": "pending",
        "type": "bank_account",
        **known,
    }
    payout = world.new("payout", "po", fields)
    booked = balance.book(world, payout, amount=-amount, fee=0, kind="payout")
    booked.update(available_on=world.now(), _payout=payout["id"])
    world.put(booked)
    payout["balance_transaction"] = booked["id"]
    world.emit("payout.created", world.put(payout))
    at = payout["arrival_date"]
    world.put({"id": new_id("wait"), "object": WAITING, "at": at, "payout": payout["id"]})
    return payout


def arrive(world: World, waiting: Json) -> None:
    """Note that a payout reached the bank."""
    world.store.remove(waiting["object"], waiting["id"])
    payout = world.get("payout", waiting["payout"])
    if payout["status"] != "pending":
        return
    known = "completed" if payout["automatic"] else "not_applicable"
    world.change(payout, "payout.paid", status="paid", reconciliation_status=known)
    if payout["automatic"]:
        world.emit("payout.reconciliation_completed", payout)


def cancel(world: World, params: Json, payout_id: str) -> Json:
    """POST /v1/payouts/{id}/cancel: only while it is on its way."""
    payout = world.get("payout", payout_id)
    if payout["status"] != "pending" or payout["automatic"]:
        raise ApiError("Only a payout by hand that is still pending can be canceled.")
    return world.change(
        payout,
        "payout.canceled",
        status="canceled",
        failure_balance_transaction=give_back(world, payout, kind="payout_cancel"),
    )


def fail(world: World, payout: Json) -> Json:
    """Send a payout back on the bank's behalf, also one that had arrived."""
    if payout["status"] not in ("pending", "paid"):
        raise ApiError("Only a payout that is pending or paid can fail.", param="payout")
    return world.change(
        payout,
        "payout.failed",
        status="failed",
        failure_balance_transaction=give_back(world, payout, kind="payout_failure"),
        failure_code="account_closed",
        failure_message="The bank account has been closed.",
    )


def give_back(world: World, payout: Json, *, kind: str) -> str:
    """Return the sum to the balance; return the id of that movement."""
    booked = balance.book(world, payout, amount=payout["amount"], fee=0, kind=kind)
    booked["available_on"] = world.now()
    return str(world.put(booked)["id"])


def retrieve(world: World, params: Json, payout_id: str) -> Json:
    """GET /v1/payouts/{id}."""
    return world.get("payout", payout_id)


def update(world: World, params: Json, payout_id: str) -> Json:
    """POST /v1/payouts/{id}."""
    read.only(params, "metadata")
    payout = world.get("payout", payout_id)
    return world.change(
        payout, "payout.updated", metadata=read.metadata(params, payout["metadata"])
    )


def list_payouts(world: World, params: Json) -> Json:
    """GET /v1/payouts."""
    read.only(params, f"{PAGING} status arrival_date")
    return page(matching(world, "payout", params, "status"), params, "/v1/payouts")
