"""What the Courier offers its readers, and one who has taken it."""

from datetime import timedelta
from typing import Any

from django.conf import settings

from wellread.accounts.actions import reader_with_verified_address
from wellread.accounts.models import Reader
from wellread.demo.amounts import in_own_currency, typed
from wellread.demo.buying import paid
from wellread.demo.words import LEAST_A_MONTH, editors_role
from wellread.mail.actions import sign
from wellread.membership.actions import DAYS_KEY, give
from wellread.membership.models import Grant, Plan, Price, SolidarityPot
from wellread.membership.solidarity import actions as solidarity
from wellread.payments import clock, opening
from wellread.payments.models import Checkout
from wellread.payments.money import Money

MEMBER = "member@courier.example"
# In cents, those of the Courier's letters, so that a reader finds them again on the join page.
LEAST = {"month": LEAST_A_MONTH, "year": 6000, "once": 500}
MOST = 1_000_000
SUGGESTED = {
    "month": (600, 1000, 2000),
    "year": (6000, 10_000, 20_000),
    "once": (500, 1000, 2500, 5000),
}


def make_plan(name: str = "The Courier community", **said: Any) -> Plan:
    """Offer the community from about $6 a month, with these words of the join page."""
    known = {"name": name, "group_discount_percent": 15, **said}
    plan, is_new = Plan.objects.get_or_create(is_offered=True, defaults=known)
    if is_new:
        Price.objects.create(
            plan=plan,
            currency=settings.CURRENCY,
            maximum_minor=in_own_currency(MOST).amount_minor,
            **{
                f"minimum_{when}_minor": in_own_currency(c).amount_minor
                for when, c in LEAST.items()
            },
            **{f"suggested_{when}": typed(*cents) for when, cents in SUGGESTED.items()},
        )
    return plan


def have_member_join() -> Checkout:
    """Have a reader join by the month, with a card. The sandbox runs."""
    plan = Plan.objects.get(is_offered=True)
    money = in_own_currency(SUGGESTED["month"][1])
    opened = opening.start_checkout(
        reader=reader_with_verified_address(email=MEMBER),
        email=MEMBER,
        kind="subscription",
        interval="month",
        money=money,
        attribution={},
        return_path="/",
        product_name=plan.name,
        metadata={"plan": str(plan.pk), DAYS_KEY: str(plan.once_days)},
    )
    return paid(opened, name="Wren Okafor")


def make_member() -> Grant:
    """Make a member by a complimentary year, where no sandbox is there to be paid."""
    return give(
        reader=reader_with_verified_address(email=MEMBER),
        ends_at=clock.now() + timedelta(days=365),
        reason=Grant.Reason.COMPLIMENTARY,
        note="The demo's member",
    )


def fill_pot() -> SolidarityPot:
    """Offer free years, and begin with a few, as a paper does that asks its readers to join in."""
    currency = str(settings.CURRENCY)
    if not SolidarityPot.objects.filter(currency=currency).exists():
        nothing, some = Money(0, currency), in_own_currency(10 * LEAST["year"])
        solidarity.arrange(currency=currency, is_open=True, deficit=nothing, most_a_day=20)
        solidarity.top_up(money=some, by=settings.DEMO_EDITOR, why="To begin with")
    return SolidarityPot.objects.get(currency=currency)


def have_editor_sign() -> None:
    """Have the editor sign all e-mails, in the edition's language."""
    editor = Reader.objects.get(email=settings.DEMO_EDITOR)
    sign(language=settings.LANGUAGE_CODE, signed_by=editor.get_full_name(), role=editors_role())
