"""The Courier's amounts, which its content names in dollars, in the currency of the site."""

from django.conf import settings

from wellread.payments import currencies
from wellread.payments.money import Money

WRITTEN_IN = "USD"


def in_own_currency(cents: int) -> Money:
    """Return about as much in the site's currency: a number that is as round as the dollars'."""
    code = str(settings.CURRENCY)
    return Money(cents * _times(code), code)


def typed(*cents: int) -> str:
    """Return amounts as somebody types them into a list."""
    return ", ".join(in_own_currency(one).plain for one in cents)


def _times(code: str) -> int:
    # Stripe's least charges are worth about as much everywhere; where it names none, and where a
    # unit is worth more than a dollar, the number stays.
    least, in_dollars = (currencies.least_minor(one) for one in (code, WRITTEN_IN))
    if least > in_dollars:
        return round(least / in_dollars)
    return 10 if currencies.minor_digits(code) == 3 else 1
