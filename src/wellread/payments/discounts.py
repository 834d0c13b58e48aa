"""What is taken off a charge, reckoned as Stripe does: a share of it, or a sum."""

from typing import NamedTuple


class Discount(NamedTuple):
    """What a page to pay on takes off: how Stripe knows it, how much a time, for how long.

    No months are for as long as the subscription runs.
    """

    coupon: str
    code: str
    off_minor: int
    months: int | None


def off_minor(amount_minor: int, *, hundredths: int, sum_minor: int) -> int:
    """Return what goes off an amount: hundredths of a percent of it, or a sum; never more than it.

    Halves are rounded up.
    """
    share = (amount_minor * hundredths + 5_000) // 10_000
    return min(amount_minor, share + sum_minor)


def charges_within(months: int, *, interval: str) -> int:
    """Return how many charges fall into so many months, the one of today among them."""
    every = 12 if interval == "year" else 1
    return -(-months // every)
