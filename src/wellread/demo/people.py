"""What the Courier offers its readers, and one who has taken it."""

from datetime import timedelta
from typing import Any

from django.conf import settings

from wellread.accounts.actions import reader_with_verified_address
from wellread.membership.actions import give
from wellread.membership.models import Grant, Plan, Price, SolidarityPot
from wellread.membership.solidarity import actions as solidarity
from wellread.payments import clock
from wellread.payments.money import Money

# The amounts of the Courier's letters, so that a reader finds them again on the join page.
PRICE: dict[str, Any] = {
    "currency": "USD",
    "minimum_month_minor": 600,
    "minimum_year_minor": 6000,
    "minimum_once_minor": 500,
    "maximum_minor": 1_000_000,
    "suggested_month": "6, 10, 20",
    "suggested_year": "60, 100, 200",
    "suggested_once": "5, 10, 25, 50",
}


def make_plan(name: str = "The Courier community", **said: Any) -> Plan:
    """Offer the community from $6 a month, with these words of the join page."""
    plan, is_new = Plan.objects.get_or_create(is_offered=True, defaults={"name": name, **said})
    if is_new:
        Price.objects.create(plan=plan, **PRICE)
    return plan


def make_member() -> Grant:
    """Make a member by a complimentary year: nobody's card is charged in a demo."""
    return give(
        reader=reader_with_verified_address(email="member@courier.example"),
        ends_at=clock.now() + timedelta(days=365),
        reason=Grant.Reason.COMPLIMENTARY,
        note="The demo's member",
    )


def fill_pot() -> SolidarityPot:
    """Offer free years, and begin with a few, as a paper does that asks its readers to join in."""
    currency = PRICE["currency"]
    if not SolidarityPot.objects.filter(currency=currency).exists():
        nothing, some = Money(0, currency), Money(10 * PRICE["minimum_year_minor"], currency)
        solidarity.arrange(currency=currency, is_open=True, deficit=nothing, most_a_day=20)
        solidarity.top_up(money=some, by=settings.DEMO_EDITOR, why="To begin with")
    return SolidarityPot.objects.get(currency=currency)
