"""What colleagues do in the admin and at the command line, while readers pay and banks fail."""

import csv
import random
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from chaos.readers import GOOD
from chaos.site import WORKER, Site
from stripe_sandbox.objects import catalogue, customers, payment_methods, subscriptions
from stripe_sandbox.server import Sandbox

# What a rise asks of everybody who pays less, in cents a month or year.
RISEN = {"month": (700, 900), "year": (6600, 7200)}
BEGINS_IN = timedelta(days=35)
COMPLIMENTARY_FOR = timedelta(days=200)
# So many of a file pay at Stripe; how often it is tried while Stripe is in trouble.
PAYING, MOST_IMPORTS = 2, 6


class Staff:
    """Draws what colleagues do, and does it as their pages and commands would."""

    def __init__(self, seed: int, sandbox: Sandbox, site: Site) -> None:
        self.done: Counter[str] = Counter()
        self._chance = random.Random(f"{seed}:staff")
        self._sandbox, self._site = sandbox, site
        self._imports = 0

    def work(self) -> None:
        """Do some of what colleagues do in a few days."""
        for share, act in self._acts():
            if self._chance.random() < share:
                act()
                self.done[act.__name__.removeprefix("_").replace("_", " ")] += 1

    def _acts(self) -> list[tuple[float, Callable[[], None]]]:
        return [
            (0.3, self._give_money_back),
            (0.4, self._give_it_for_nothing),
            (0.08, self._ask_for_a_higher_price),
            (0.02, self._take_a_higher_price_back),
            (0.1, self._bring_members_in),
            (0.05, self._top_up_the_pot),
        ]

    def _give_money_back(self) -> None:
        """Give a payment back whole or in part, and press the button twice now and then."""
        from wellread.accounts.models import Reader
        from wellread.membership import refunds
        from wellread.payments import gateway, refunding
        from wellread.payments.models import Payment, RefundOrder

        refused = (
            refunding.CannotBeGivenBack,
            refunding.MoreThanIsLeft,
            gateway.GatewayUnavailable,
        )
        numbers = Payment.objects.order_by("pk").values_list("pk", flat=True)
        colleague, _ = Reader.objects.get_or_create(email="desk@saltmere.example")
        for number in self._some(list(numbers), 2):
            payment = Payment.objects.get(pk=number)
            left = refunding.left_of(payment).amount_minor
            if left <= 0 or not refunding.can_be_given_back(payment):
                continue
            order = UUID(int=self._chance.getrandbits(128), version=4)
            for _ in range(self._chance.choice((1, 1, 2))):
                with suppress(*refused):
                    ordered = refunding.order(
                        order_id=order,
                        payment=payment,
                        amount_minor=self._chance.choice((left, max(1, left // 3))),
                        reason=RefundOrder.Reason.GOODWILL,
                        note="",
                        stops_membership=self._chance.random() < 0.3,
                        by=colleague,
                    )
                    refunds.carry_out(ordered)

    def _give_it_for_nothing(self) -> None:
        """Open everything to an address, known here or not."""
        from wellread.membership.wagtail_hooks import GiftForm
        from wellread.payments import clock

        who = f"reader{self._chance.randrange(600)}@saltmere.example"
        form = GiftForm(
            {
                "email": who,
                "reason": "complimentary",
                "ends_at": clock.now() + COMPLIMENTARY_FOR,
                "note": "A friend of the house",
            }
        )
        if not form.is_valid():
            raise AssertionError(f"complimentary for {who}: {form.errors.as_text()}")
        form.save()

    def _ask_for_a_higher_price(self) -> None:
        from wellread.membership import price_changes
        from wellread.membership.models import Plan
        from wellread.payments import clock
        from wellread.payments.money import Money

        interval = self._chance.choice(list(RISEN))
        money = Money(self._chance.choice(RISEN[interval]), "USD")
        since = (clock.now() + BEGINS_IN).date()
        wanted = price_changes.WantedRise(Plan.objects.get(), money, interval, since)
        price_changes.announce(wanted, why="Paper is dearer.", by=None)

    def _take_a_higher_price_back(self) -> None:
        from wellread.membership import price_changes
        from wellread.membership.models import PriceChange

        for one in self._some(list(PriceChange.objects.filter(cancelled_at=None)), 1):
            price_changes.take_back(one)

    def _bring_members_in(self) -> None:
        """Bring in who pays, was given or had cancelled elsewhere, from one file, again and again.

        The first time is broken off as soon as somebody is here, often with the worker.
        """
        self._imports += 1
        name = f"came{self._imports}"
        file = self._site.folder / f"{name}.csv"
        paying = {
            f"{name}-pays{number}@saltmere.example": self._begun_elsewhere(name, number)
            for number in range(PAYING)
        }
        _write(
            file,
            [
                *(
                    {"email": email, "status": "active", "stripe_subscription": subscription}
                    for email, subscription in paying.items()
                ),
                {"email": f"{name}-free@saltmere.example", "status": "complimentary"},
                {"email": f"{name}-gone@saltmere.example", "status": "ended"},
                {"email": f"{name}-no@saltmere.example", "status": "free", "unsubscribed": "yes"},
            ],
        )
        until = self._sandbox.world.now() + COMPLIMENTARY_FOR.total_seconds()
        words = (
            *("import", "members", str(file), "--from", "csv", "--go"),
            *("--complimentary-until", _day(until)),
            *("--report", str(file.with_suffix(".report.csv"))),
        )
        self._site.break_off(*words, once=lambda: _here(paying.values()) > 0)
        if self._chance.random() < 0.5:
            self._site.kill(WORKER)
        # Stripe may be away for a while; and once more, which changes nothing.
        for _ in range(MOST_IMPORTS):
            if self._site.command(*words).returncode == 0 and _here(paying.values()) == PAYING:
                break
        self._site.command(*words)

    def _begun_elsewhere(self, name: str, number: int) -> str:
        """Begin a subscription at Stripe as another system would; return its id."""
        world = self._sandbox.world
        with world.lock:
            card = payment_methods.create(world, {"type": "card", "card": {"number": GOOD}})["id"]
            customer = customers.create(
                world,
                {
                    "email": f"{name}-pays{number}@saltmere.example",
                    "payment_method": card,
                    "invoice_settings": {"default_payment_method": card},
                },
            )
            price = {
                "currency": "usd",
                "product": catalogue.create_product(world, {"name": "The old plan"})["id"],
                "recurring": {"interval": "month"},
                "unit_amount": "900",
            }
            items = [{"price_data": price}]
            begun = subscriptions.create(world, {"customer": customer["id"], "items": items})
            world.commit()
        return str(begun["id"])

    def _top_up_the_pot(self) -> None:
        from wellread.membership.solidarity import actions as solidarity
        from wellread.payments.money import Money

        solidarity.top_up(money=Money(6_000, "USD"), by="the newsroom", why="for another year")

    def _some(self, rows: list[Any], count: int) -> list[Any]:
        return self._chance.sample(rows, min(count, len(rows)))


def _here(subscriptions: Iterable[str]) -> int:
    """Return how many of these subscriptions are a Checkout's here."""
    from wellread.payments import taking_over
    from wellread.payments.models import Checkout

    ids = [taking_over.checkout_id(one) for one in subscriptions]
    return Checkout.objects.filter(pk__in=ids).count()


def _write(file: Path, rows: list[dict[str, str]]) -> None:
    columns = ("email", "status", "unsubscribed", "stripe_subscription")
    with file.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


def _day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
