"""Balance transactions: what reached the account, and what it cost."""

from collections.abc import Callable

from stripe_sandbox import params as read
from stripe_sandbox.lists import PAGING, page
from stripe_sandbox.shapes import Json
from stripe_sandbox.world import World

# Stripe's prices in the United States: 2.9 % and 30 cents, and $15 for a dispute.
FIXED_FEE_MINOR = 30
DISPUTE_FEE_MINOR = 1500
FILTERS = ("type", "source", "currency")
# Of debits: thousandths of the sum, and the least and most of it in minor units.
DEBIT_FEES = {
    "sepa_debit": (0, 35, 35),
    "bacs_debit": (10, 20, 200),
    "us_bank_account": (8, 0, 500),
}


def book(world: World, source: Json, *, amount: int, fee: int, kind: str) -> Json:
    """Write down one movement of the account's balance, in minor units."""
    fees = {
        "amount": fee,
        "application": None,
        "currency": source["currency"],
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }
    fields = {
        "amount": amount,
        "available_on": world.now() + 2 * 86_400,
        "balance_type": "payments",
        "currency": source["currency"],
        "description": source.get("description"),
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [fees] if fee else [],
        "net": amount - fee,
        "reporting_category": category(kind, amount),
        "source": source["id"],
        "status": "pending",
        "type": kind,
    }
    return world.new("balance_transaction", "txn", fields)


def category(kind: str, amount: int) -> str:
    """Return Stripe's word for a movement in its reports."""
    if kind == "adjustment":
        return "dispute" if amount < 0 else "dispute_reversal"
    return kind


def fee(charge: Json, amount: int) -> int:
    """Return what a payment of a sum costs, in minor units."""
    kind = charge["payment_method_details"]["type"]
    if kind in DEBIT_FEES:
        parts, least, most = DEBIT_FEES[kind]
        return max(least, min(most, (amount * parts + 500) // 1000))
    return card_fee(amount)


def card_fee(amount: int) -> int:
    """Return the fee on a card payment: 2.9 % rounded half up, and 30 of the minor unit."""
    return (amount * 29 + 500) // 1000 + FIXED_FEE_MINOR


def retrieve(world: World, params: Json, transaction_id: str) -> Json:
    """GET /v1/balance_transactions/{id}."""
    return told(world, world.get("balance_transaction", transaction_id))


def told(world: World, row: Json) -> Json:
    """Return a movement with its status at this moment."""
    row["status"] = "available" if row["available_on"] <= world.now() else "pending"
    return row


def list_transactions(world: World, params: Json) -> Json:
    """GET /v1/balance_transactions; those of a payout are the payout and what it paid out."""
    read.only(params, f"{PAGING} type source currency payout")
    asked = {name: read.text(params, name) for name in FILTERS if params.get(name)}
    if payout := read.text(params, "payout"):
        world.get("payout", payout, param="payout")
        asked["_payout"] = payout
    rows = world.rows("balance_transaction", **asked)
    answer = page(rows, params, "/v1/balance_transactions")
    return {**answer, "data": [told(world, row) for row in answer["data"]]}


def available(world: World) -> dict[str, int]:
    """Return by currency what could be paid out now, in minor units."""
    return sums(world, lambda row: bool(row["available_on"] <= world.now()))


def sums(world: World, counts: Callable[[Json], bool]) -> dict[str, int]:
    """Return the net of the movements that count, by currency."""
    found: dict[str, int] = {}
    for row in filter(counts, world.all("balance_transaction")):
        found[row["currency"]] = found.get(row["currency"], 0) + row["net"]
    return found


def total(world: World, params: Json) -> Json:
    """GET /v1/balance."""
    pending = sums(world, lambda row: bool(row["available_on"] > world.now()))
    return {
        "object": "balance",
        "livemode": False,
        "available": amounts(available(world)),
        "pending": amounts(pending),
    }


def amounts(by_currency: dict[str, int]) -> list[Json]:
    """Return sums as a balance shows them; with none there is a zero."""
    rows = sorted(by_currency.items()) or [("usd", 0)]
    return [
        {"amount": amount, "currency": currency, "source_types": {"card": amount}}
        for currency, amount in rows
    ]
