"""The currencies that Stripe takes, with their names: what prices and asks are chosen from."""

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale

# https://docs.stripe.com/currencies#presentment-currencies, with those of three decimals that it
# takes in most countries. Which of them an account may charge in depends on its own country.
_CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BWP BYN BZD
CAD CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ
GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD
LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK
PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD STD SZL THB TJS TND TOP
TRY TTD TWD TZS UAH UGX USD UYU UZS VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW
"""
TAKEN = frozenset(_CODES.split())

# https://docs.stripe.com/currencies#zero-decimal, #three-decimal. The rest have two digits, also
# those that it treats so against ISO 4217 or custom (HUF, ISK, TWD, UGX: its special cases).
ZERO_DECIMAL = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA"}
    | {"PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}
)
THREE_DECIMAL = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
# What it takes of them all the same: whole units, and no third decimal but nought. (HUF and TWD
# are whole in payouts alone.)
STEPS_MINOR = {"ISK": 100, "UGX": 100, **dict.fromkeys(THREE_DECIMAL, 10)}

# https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts: what an account that is
# paid out in the same currency cannot charge less than.
LEAST_MINOR = {
    "AED": 200,
    "AUD": 50,
    "BRL": 50,
    "CAD": 50,
    "CHF": 50,
    "CZK": 1500,
    "DKK": 250,
    "EUR": 50,
    "GBP": 30,
    "HKD": 400,
    "HUF": 17500,
    "INR": 50,
    "JPY": 50,
    "MXN": 1000,
    "MYR": 200,
    "NOK": 300,
    "NZD": 50,
    "PLN": 200,
    "RON": 200,
    "SEK": 300,
    "SGD": 50,
    "THB": 1000,
    "USD": 50,
}


@lru_cache(maxsize=1)
def names() -> Mapping[str, str]:
    """Return each currency's English name by its code, in the order of the codes."""
    english = Locale.parse("en").currencies
    return {code: english.get(code, code) for code in sorted(TAKEN)}


def choices() -> list[tuple[str, str]]:
    """Return the currencies as a form offers them."""
    return [(code, f"{code}: {name}") for code, name in names().items()]


def least_minor(currency: str) -> int:
    """Return the least that Stripe is known to charge in a currency, else nothing."""
    return LEAST_MINOR.get(currency, 0)


def minor_digits(currency: str) -> int:
    """Return how many decimals the currency has at Stripe: 0, 2 or 3."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def step_minor(currency: str) -> int:
    """Return the least sum that amounts must be whole multiples of, in minor units."""
    return STEPS_MINOR.get(currency, 1)
