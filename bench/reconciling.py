"""A year's books compared with Stripe's: `python -m bench.reconciling --members 100000`.

Fills a site of its own, and a sandbox in a process of its own, with the same year: half of the
members pay monthly and half yearly (or what `--monthly` says of a hundred), and of one in two
hundred the first month was given back. Prints how long `wellread reconcile` takes.
"""

import argparse
import gc
import http.client
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from bench.site import free_port
from wellread.config import environment
from wellread.demo import run as demo

Json = dict[str, Any]
HOUR, DAY = 3600, 86_400
MONTH, YEAR, MONTHS = 30 * DAY, 365 * DAY, 12
# Members join within so many hours, a year ago.
JOINED_WITHIN_H = 28 * 24
GIVEN_BACK_AFTER = 2 * DAY
GIVEN_BACK_EVERY = 200
AMOUNTS = {"month": (600, 1000, 2000), "year": (6000, 10_000, 20_000)}
BATCH = 5000
READY_WITHIN_S = 1800.0


class Paid(NamedTuple):
    """One payment of a member, which both sides know."""

    member: int
    number: int
    interval: str
    amount: int
    at: int

    @property
    def name(self) -> str:
        """What the ids end in of what belongs to it."""
        return f"m{self.member}n{self.number}"

    @property
    def ends_at(self) -> int:
        """When the time ends that was paid for."""
        return self.at + (MONTH if self.interval == "month" else YEAR)

    @property
    def is_given_back(self) -> bool:
        """Whether its money went back."""
        is_first_month = self.interval == "month" and self.number == 0
        return is_first_month and self.member % GIVEN_BACK_EVERY == 7

    @property
    def fee(self) -> int:
        """What it cost."""
        return (self.amount * 29 + 500) // 1000 + 30


class Year(NamedTuple):
    """What was paid until now, in the order in which it was."""

    now: int
    members: int
    monthly: int

    def payments(self) -> Iterator[Paid]:
        """Return each payment."""
        for number in range(MONTHS):
            for member in range(self.members):
                if (one := self.payment(member, number)) is not None:
                    yield one

    def payment(self, member: int, number: int) -> Paid | None:
        """Return one of a member's payments."""
        interval = "month" if member % 100 < self.monthly else "year"
        if interval == "year" and number:
            return None
        amount = AMOUNTS[interval][member % 3]
        return Paid(member, number, interval, amount, self.began(member) + number * MONTH)

    def latest(self, member: int) -> Paid:
        """Return a member's latest payment."""
        found = self.payment(member, MONTHS - 1) or self.payment(member, 0)
        assert found is not None
        return found

    def began(self, member: int) -> int:
        """Return when a member joined."""
        hours = member * JOINED_WITHIN_H // self.members
        return self.now - MONTHS * MONTH + DAY + hours * HOUR


def main() -> None:
    """Measure, or be the sandbox."""
    reading = argparse.ArgumentParser(prog="python -m bench.reconciling", description=__doc__)
    reading.add_argument("--members", type=int, default=100_000)
    reading.add_argument("--monthly", type=int, default=50, help="so many of a hundred")
    reading.add_argument("--profile", type=Path, help="write a profile of our side there")
    reading.add_argument("--now", type=int, default=int(time.time()))
    reading.add_argument("--sandbox-at", type=int, help="be the sandbox, and no more")
    asked = reading.parse_args()
    year = Year(asked.now, asked.members, asked.monthly)
    if asked.sandbox_at:
        _be_the_sandbox(year, asked.sandbox_at)
        return
    with tempfile.TemporaryDirectory(prefix="wellread-bench-") as home, sandbox_of(year) as address:
        folder = Path(home) / "site"
        folder.mkdir()
        settings = demo.demo_settings(free_port(), folder) | {
            "STRIPE_API_ADDRESS": address,
            "STRIPE_SECRET_KEY": environment.SANDBOX_KEY,
            "WELLREAD_DEMO": "no",
        }
        os.environ.update(settings)
        count = fill(year)
        wait_for(address)
        _measure(settings, count, asked.profile)


def _measure(settings: dict[str, str], count: int, profile: Path | None) -> None:
    how = ["-m", "cProfile", "-o", str(profile)] if profile else []
    command = [sys.executable, *how, "-m", "wellread.cli", "reconcile"]
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command,
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if not profile else None,
        text=True,
        check=False,
    )
    took_s, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(done.stdout[-2000:] if done.stdout else done.stderr)
    print(
        f"{count:,} payments: {took_s:.0f} s, of them {cpu_s:.0f} s of processor time on our side "
        f"({1000 * cpu_s / count:.2f} ms a payment), {after.ru_maxrss // 1024} MB"
    )


def fill(year: Year) -> int:
    """Make the site's tables and rows; return how many payments there are."""
    import django

    django.setup()
    from wellread.demo.tables import make_tables
    from wellread.membership.models import Grant, Membership, Plan
    from wellread.payments.models import Checkout, LedgerEntry, Payment, Refund, Subscription

    make_tables()
    plan = Plan.objects.create(name="Member")
    members = range(year.members)
    checkouts = [
        Checkout(
            email=f"member-{member}@readers.example",
            kind="subscription",
            interval=one.interval,
            amount_minor=one.amount,
            currency="USD",
            state="paid",
            stripe_session_id=f"cs_m{member}",
            product_name=plan.name,
            metadata={"plan": plan.pk},
            created_at=_time(year.began(member)),
        )
        for member in members
        if (one := year.latest(member))
    ]
    _make(Checkout, checkouts)
    subscriptions = [
        Subscription(
            pk=member + 1,
            stripe_id=f"sub_m{member}",
            checkout_id=checkouts[member].pk,
            status="active",
            current_period_ends_at=_time(one.ends_at),
            started_at=_time(year.began(member)),
            amount_minor=one.amount,
            currency="USD",
            interval=one.interval,
        )
        for member in members
        if (one := year.latest(member))
    ]
    _make(Subscription, subscriptions)
    _make(
        Membership,
        (
            Membership(
                plan=plan,
                checkout_id=checkouts[member].pk,
                subscription_id=member + 1,
                status="active",
                started_at=_time(year.began(member)),
                paid_until=_time(year.latest(member).ends_at),
            )
            for member in members
        ),
    )
    held = [one.pk for one in checkouts]
    _make(
        Grant,
        (
            Grant(
                checkout_id=held[one.member],
                reason="membership",
                entitlements=plan.entitlements,
                starts_at=_time(one.at),
                ends_at=_time(one.ends_at),
                withdrawn_at=_time(one.at + GIVEN_BACK_AFTER) if one.is_given_back else None,
                source=f"invoice:in_{one.name}",
            )
            for one in year.payments()
        ),
    )
    _make(
        Payment,
        (
            Payment(
                pk=number,
                stripe_id=f"pi_{one.name}",
                checkout_id=held[one.member],
                subscription_id=one.member + 1,
                invoice_id=f"in_{one.name}",
                charge_id=f"ch_{one.name}",
                status="refunded" if one.is_given_back else "succeeded",
                amount_minor=one.amount,
                refunded_minor=one.amount if one.is_given_back else 0,
                currency="USD",
                paid_at=_time(one.at),
            )
            for number, one in enumerate(year.payments(), 1)
        ),
    )
    _make(
        LedgerEntry,
        (
            LedgerEntry(
                payment_id=number,
                kind=kind,
                source_id=source,
                amount_minor=amount,
                currency="USD",
                occurred_at=_time(at),
            )
            for number, one in enumerate(year.payments(), 1)
            for kind, source, amount, at in _booked(one)
        ),
    )
    _make(
        Refund,
        (
            Refund(
                stripe_id=f"re_{one.name}",
                payment_id=number,
                status="succeeded",
                amount_minor=one.amount,
                currency="USD",
                created_at=_time(one.at + GIVEN_BACK_AFTER),
            )
            for number, one in enumerate(year.payments(), 1)
            if one.is_given_back
        ),
    )
    return Payment.objects.count()


def _booked(one: Paid) -> Iterator[tuple[str, str, int, int]]:
    yield "payment", f"ch_{one.name}", one.amount, one.at
    yield "fee", f"ch_{one.name}", -one.fee, one.at
    if one.is_given_back:
        yield "refund", f"re_{one.name}", -one.amount, one.at + GIVEN_BACK_AFTER


def _make(kind: Any, rows: Iterable[Any]) -> None:
    walk = iter(rows)
    while some := list(islice(walk, BATCH)):
        kind.objects.bulk_create(some)


def _time(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


@contextmanager
def sandbox_of(year: Year) -> Iterator[str]:
    """Yield the address of a sandbox that fills itself meanwhile."""
    port = free_port()
    named = {"members": year.members, "monthly": year.monthly, "now": year.now, "sandbox-at": port}
    words = [f"--{name}={value}" for name, value in named.items()]
    process = subprocess.Popen([sys.executable, "-m", "bench.reconciling", *words])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str) -> None:
    """Wait until it is filled, and answers."""
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        host = address.removeprefix("http://")
        with suppress(OSError), closing(http.client.HTTPConnection(host, timeout=5)) as connection:
            connection.request("GET", "/_sandbox/health")
            connection.getresponse().read()
            return
        time.sleep(1)
    raise RuntimeError("The sandbox is not there.")


def _be_the_sandbox(year: Year, port: int) -> None:
    from stripe_sandbox.server import Sandbox

    sandbox = Sandbox(port=port)
    models = {interval: _models(interval) for interval in AMOUNTS}
    put = sandbox.world.put
    for member in range(year.members):
        put(_subscription(models[year.latest(member).interval], year, member))
    lines: dict[tuple[str, int, int], Json] = {}
    paid = ((one.at, one) for one in year.payments())
    back = ((one.at + GIVEN_BACK_AFTER, one) for one in year.payments() if one.is_given_back)
    for at, one in merge(paid, back, key=lambda pair: pair[0]):
        model = models[one.interval]
        for record in _paid(model, one, lines) if at == one.at else _given_back(model, one):
            put(record)
    sandbox.world.commit()
    # Nothing of all this will ever be garbage.
    gc.freeze()
    sandbox.serve()


def _models(interval: str) -> dict[str, Json]:
    """Return what the sandbox makes of one who joins and has the money back, by kind."""
    from stripe_sandbox.objects import catalogue, customers, payment_methods, refunds, subscriptions
    from stripe_sandbox.world import World

    world = World()
    customer = customers.create(world, {"email": "reader@readers.example"})["id"]
    method = payment_methods.attach(world, {"customer": customer}, "pm_card_visa")["id"]
    price = {
        "currency": "usd",
        "unit_amount": "600",
        "product": catalogue.create_product(world, {"name": "Membership"})["id"],
        "recurring": {"interval": interval},
    }
    wanted = {"customer": customer, "default_payment_method": method}
    subscriptions.create(world, {**wanted, "items": [{"price_data": price}]})
    refunds.create(world, {"charge": world.all("charge")[0]["id"]})
    kinds = ("subscription", "invoice", "invoice_payment", "charge", "refund")
    made = {kind: world.all(kind)[0] for kind in kinds}
    return made | {f"{moved['type']} moved": moved for moved in world.all("balance_transaction")}


def _subscription(models: dict[str, Json], year: Year, member: int) -> Json:
    model, latest = models["subscription"], year.latest(member)
    item = model["items"]["data"][0]
    price = {**item["price"], "unit_amount": latest.amount}
    period = {"current_period_start": latest.at, "current_period_end": latest.ends_at}
    return {
        **model,
        "id": f"sub_m{member}",
        "created": year.began(member),
        "start_date": year.began(member),
        "customer": f"cus_m{member}",
        "items": {**model["items"], "data": [{**item, **period, "price": price}]},
    }


def _paid(
    models: dict[str, Json], one: Paid, lines: dict[tuple[str, int, int], Json]
) -> Iterator[Json]:
    """Return what stands of a payment; invoices of one hour share their lines, to save memory."""
    held = lines.get((one.interval, one.amount, one.at))
    if held is None:
        model = models["invoice"]["lines"]
        period = {"start": one.at, "end": one.ends_at}
        line = {**model["data"][0], "amount": one.amount, "period": period}
        held = lines[one.interval, one.amount, one.at] = {**model, "data": [line]}
    invoice, charge = f"in_{one.name}", f"ch_{one.name}"
    of = {"subscription": f"sub_m{one.member}", "metadata": {}}
    yield {
        **models["invoice"],
        "id": invoice,
        "created": one.at,
        "customer": f"cus_m{one.member}",
        "amount_due": one.amount,
        "amount_paid": one.amount,
        "billing_reason": "subscription_cycle" if one.number else "subscription_create",
        "lines": held,
        "parent": {"type": "subscription_details", "subscription_details": of},
    }
    yield {
        **models["invoice_payment"],
        "id": f"inpay_{one.name}",
        "created": one.at,
        "invoice": invoice,
        "amount_paid": one.amount,
        "payment": {"type": "payment_intent", "payment_intent": f"pi_{one.name}"},
    }
    yield {
        **models["charge"],
        "id": charge,
        "created": one.at,
        "amount": one.amount,
        "amount_captured": one.amount,
        "amount_refunded": one.amount if one.is_given_back else 0,
        "refunded": one.is_given_back,
        "customer": f"cus_m{one.member}",
        "payment_intent": f"pi_{one.name}",
        "balance_transaction": f"txn_{one.name}",
    }
    yield {
        **models["charge moved"],
        "id": f"txn_{one.name}",
        "created": one.at,
        "amount": one.amount,
        "fee": one.fee,
        "net": one.amount - one.fee,
        "source": charge,
    }


def _given_back(models: dict[str, Json], one: Paid) -> Iterator[Json]:
    at = one.at + GIVEN_BACK_AFTER
    moved = {"id": f"txn_re_{one.name}", "created": at, "source": f"re_{one.name}"}
    yield {
        **models["refund"],
        "id": f"re_{one.name}",
        "created": at,
        "amount": one.amount,
        "charge": f"ch_{one.name}",
        "payment_intent": f"pi_{one.name}",
        "balance_transaction": f"txn_re_{one.name}",
    }
    yield {**models["refund moved"], **moved, "amount": -one.amount, "net": -one.amount}


if __name__ == "__main__":
    main()
