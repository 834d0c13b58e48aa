"""The lower price of the first months: for whom, how much, and what becomes of it on a change."""

import time
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from wellread.accounts.models import Reader
from wellread.membership import queries, rules
from wellread.membership.models import LocalPrice, Membership, Price
from wellread.payments import clock, gateway
from wellread.payments.discounts import Discount
from wellread.payments.money import Money

# Names the coupons by which Stripe takes the difference off: one for each difference.
PREFIX = "wellread-intro"
# Stripe answers within these; of so few seconds in a month each may be waited for.
HEARD_WITHIN, MOST_NAPS = timedelta(seconds=2), 4


def offered(
    price: Price | LocalPrice, *, interval: str, reader: Reader | None, checkouts: Collection[UUID]
) -> bool:
    """Tell whether the first months cost less to somebody: to whoever has paid nothing here yet."""
    return (
        price.intro is not None
        and interval in ("", "month")
        and not queries.payments(reader=reader, checkouts=checkouts)
        .filter(paid_at__isnull=False)
        .exists()
    )


def discount(price: Price | LocalPrice, charged: Money) -> Discount | None:
    """Return what goes off the first months of an amount, or None where it is no higher."""
    if price.intro is None or charged <= price.intro:
        return None
    off_minor = charged.amount_minor - price.intro.amount_minor
    coupon = _name(off_minor, charged.currency, price.intro_months)
    return Discount(coupon, "", off_minor, price.intro_months)


def introduce(found: Discount, *, currency: str) -> None:
    """Have Stripe know the coupon; raises GatewayUnavailable or GatewayRefused."""
    assert found.months is not None
    gateway.known_coupon(
        found.coupon,
        name="First months",
        off_minor=found.off_minor,
        currency=currency,
        months=found.months,
    )


def runs(membership: Membership) -> bool:
    """Tell whether the next charge is still one of the first months'."""
    subscription = membership.subscription
    return (
        membership.checkout.coupon.startswith(PREFIX)
        and subscription.off_minor > 0
        and subscription.off_until is not None
        and subscription.off_until > queries.next_charge_at(membership)
    )


def off_with(membership: Membership, money: Money, interval: str) -> int:
    """Return what goes off another amount while the first months run: by the year nothing does."""
    if interval != "month":
        return 0
    return max(0, money.amount_minor - membership.checkout.first_charge.amount_minor)


def coupon_with(membership: Membership, money: Money, interval: str) -> str | None:
    """Return the coupon for another amount; "" for none, None where nothing is to change.

    What is left of the first months costs as it did. Raises gateway.GatewayUnavailable or
    gateway.GatewayRefused.
    """
    if not runs(membership):
        return None
    off_minor = off_with(membership, money, interval)
    if not off_minor:
        return ""
    months = _months_left(membership)
    coupon = _name(off_minor, money.currency, months)
    introduce(Discount(coupon, "", off_minor, months), currency=money.currency)
    return coupon


def _months_left(membership: Membership) -> int:
    """Return for how many months from now a coupon covers what is left of the first charges."""
    until, at = membership.subscription.off_until, queries.next_charge_at(membership)
    assert until is not None
    number = 0
    while rules.months_later(at, number + 1) < until:
        number += 1
    last = rules.months_later(at, number)
    months, is_sure = _months_until_after(last)
    for _ in range(MOST_NAPS):
        if is_sure:
            break
        time.sleep(1)
        months, is_sure = _months_until_after(last)
    return months


def _months_until_after(last: datetime) -> tuple[int, bool]:
    """Return the months from now that end after a charge, and whether they do a moment later.

    Stripe counts in whole seconds from when it hears of a coupon, which is over at its very last
    one: begun in the second of a month's end and heard of in the next, it covers a charge more.
    """
    begun, months = clock.now().replace(microsecond=0), 1
    while rules.months_later(begun, months) <= last:
        months += 1
    to_its_end = last - rules.months_later(begun, months - 1)
    return months, not timedelta(0) <= to_its_end <= HEARD_WITHIN


def _name(off_minor: int, currency: str, months: int) -> str:
    return f"{PREFIX}-{currency.lower()}-{off_minor}-{months}"
