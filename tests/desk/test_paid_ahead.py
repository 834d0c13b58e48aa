"""The journal of years and gifts: owed when they are paid, earned month by month."""

from collections import Counter
from decimal import Decimal

from tests.membership.test_account import pass_days
from tests.payments.world import Shop, deliver, join
from wellread.desk.books import SHEETS
from wellread.membership import rules
from wellread.membership.models import GiftMembership, Grant, Plan
from wellread.payments import clock
from wellread.payments.models import Checkout
from wellread.payments.money import Money
from wellread.payments.months import month


def booked(number: int) -> dict[str, Decimal]:
    """Return what the journal of a month after the first one says of each account."""
    first = Checkout.objects.earliest("created_at").created_at
    name = f"{rules.months_later(first.replace(day=1), number):%Y-%m}"
    _, *rows = SHEETS["journal"](month(name))
    sums: Counter[str] = Counter()
    for _, _, account, debit, credit, _, _ in rows:
        sums[account] += Decimal(debit or 0) - Decimal(credit or 0)
    assert sum(sums.values()) == 0
    return {name: each for name, each in sums.items() if name not in ("Payment fees",) and each}


def test_a_year_of_membership_is_earned_by_the_month(shop: Shop, plan: Plan) -> None:
    join(shop, plan, interval="year", money=Money(12000, "USD"))
    deliver(shop.messages())

    first, second, last, after = (booked(number) for number in (0, 1, 11, 12))

    assert (first["Paid in advance"], first["Memberships"]) == (-110, -10)
    assert second == {"Paid in advance": 10, "Memberships": -10}
    assert last == {"Paid in advance": 10, "Memberships": -10}
    assert after == {}


def test_a_month_of_membership_is_earned_at_once(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())

    assert (booked(0)["Memberships"], "Paid in advance" in booked(0)) == (-8, False)


def test_a_year_given_back_takes_back_what_was_earned_of_it(shop: Shop, plan: Plan) -> None:
    join(shop, plan, interval="year", money=Money(12000, "USD"))
    deliver(shop.messages())
    pass_days(shop, 62)
    charge = shop.call("charges")["data"][0]["id"]
    shop.call("refunds", {"charge": charge})
    deliver(shop.messages())

    months = [booked(number) for number in range(13)]

    owed = sum((one.get("Paid in advance", Decimal(0)) for one in months), Decimal(0))
    earned = sum((one.get("Memberships", Decimal(0)) for one in months), Decimal(0))
    assert (owed, earned) == (0, 0)
    assert months[1] == {"Paid in advance": 10, "Memberships": -10}


def test_a_gift_is_owed_until_it_is_taken(shop: Shop, plan: Plan) -> None:
    checkout = join(
        shop,
        plan,
        kind="once",
        interval="once",
        money=Money(1800, "USD"),
        metadata={"plan": str(plan.pk), "gift": "1"},
        write_beside=lambda checkout: GiftMembership.objects.create(
            checkout=checkout, plan=plan, months=3, send_at=clock.now()
        ),
    )
    deliver(shop.messages())
    waiting = [booked(number) for number in (0, 1)]

    gift = GiftMembership.objects.get(checkout=checkout)
    begins = rules.months_later(checkout.created_at, 2)
    Grant.objects.create(
        email="bo@example.com",
        reason="gift",
        starts_at=begins,
        ends_at=rules.months_later(begins, 3),
        source=f"{rules.GIFT_SOURCE}:{gift.pk}",
    )

    assert (waiting[0]["Paid in advance"], waiting[1]) == (-18, {})
    assert [booked(number) for number in (0, 1)] == waiting
    taken = {"Paid in advance": 6, "Gift memberships": -6}
    assert [booked(number) for number in (2, 3, 4, 5)] == [taken, taken, taken, {}]
