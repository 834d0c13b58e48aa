"""The words of thanks after paying: on the story that a reader came from, or on a page."""

from typing import NamedTuple

from wellread.membership import rules
from wellread.membership.actions import days_opened, plan_of
from wellread.membership.models import Membership
from wellread.payments.models import Checkout


class Thanks(NamedTuple):
    """What arrived, where its receipt goes, what is open now, and how it opens elsewhere."""

    title: str
    arrived: str
    opens: list[str]
    receipt: str
    elsewhere: str


def words(checkout: Checkout) -> Thanks:
    """Return the thanks for a Checkout that was paid."""
    is_once = checkout.kind == Checkout.Kind.ONCE
    address = checkout.reader.email if checkout.reader else checkout.email
    if Membership.objects.filter(checkout=checkout, second_since__isnull=False).exists():
        return _second(checkout, address)
    plan = plan_of(checkout)
    opens = plan.benefit_lines if not is_once or days_opened(checkout) else []
    return Thanks(
        title="Thank you",
        arrived=_once(checkout) if is_once else _membership(checkout),
        opens=opens,
        receipt=f"A letter with your receipt is on its way{f' to {address}' if address else ''}.",
        elsewhere=_elsewhere(checkout, address, opens),
    )


def _second(checkout: Checkout, address: str) -> Thanks:
    """Say what becomes of a payment of somebody who was a member already."""
    return Thanks(
        title="You were a member already",
        arrived=f"A membership of {address} was running when you paid. This second one is stopped "
        "and will not be charged again; your first one goes on as it was.",
        opens=[],
        receipt=f"The {checkout.money} that you paid goes back to your card by itself. A letter to "
        f"{address} tells you when it is on its way.",
        elsewhere=f"To read as a member in any browser, sign in with {address}.",
    )


def _once(checkout: Checkout) -> str:
    return (
        f"Your {checkout.money} arrived. It pays for reporting that stays free for everyone to "
        "read, and we will not ask you again for a good while."
    )


def _membership(checkout: Checkout) -> str:
    price = rules.per(checkout.money, checkout.interval)
    return f"Your membership of {price} has begun. From now on:"


def _elsewhere(checkout: Checkout, address: str, opens: list[str]) -> str:
    if not opens:
        where = "the link in that letter" if checkout.reader is None else "your account page"
        return f"To see it again, open {where}."
    if checkout.reader is None:
        return f"On your other devices, open the link in that letter, or sign in with {address}."
    return f"On your other devices, sign in with {address}."
