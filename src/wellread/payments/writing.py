"""How an amount is written in a language: the one place for pages, e-mails, desk and devices."""

import re
from copy import copy
from decimal import Decimal
from functools import lru_cache
from unicodedata import category

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_symbol

from wellread.payments.currencies import minor_digits

# Where the number goes in `pattern`.
AMOUNT = "{amount}"
# An invisible letter of a line from left to right (Unicode Annex 9, implicit marks).
LEFT_TO_RIGHT = "\u200e"


@lru_cache(maxsize=4096)
def written(amount_minor: int, currency: str, language: str) -> str:
    """Write an amount with Stripe's digits for its currency: $8, $8.50, ¥800, 8 €, SEK 80."""
    locale = _locale(language)
    digits = minor_digits(currency)
    major = Decimal(amount_minor).scaleb(-digits)
    shown = 0 if major == major.to_integral_value() else digits
    pattern = copy(locale.currency_formats["standard"])
    pattern.frac_prec = (shown, shown)
    text = pattern.apply(major, locale, currency=currency, currency_digits=False)
    sign = symbol(currency, language)
    return _in_one_piece(_spaced(text, sign), sign, locale)


def pattern(currency: str, language: str) -> str:
    """Return how other amounts of the currency are written, with `{amount}` for the number."""
    one = 10 ** minor_digits(currency)
    return re.sub(r"\d+", AMOUNT, written(one, currency, language))


def symbol(currency: str, language: str) -> str:
    """Return the sign that stands for a currency in a language, or its code."""
    return str(get_currency_symbol(currency, _locale(language)))


def _spaced(text: str, sign: str) -> str:
    """Part a sign that ends in a letter or a dot from the figure after it: HUF 8.

    CLDR's rule for currencySpacing, which Babel 2.19 does not keep.
    """
    if category(sign[-1])[0] in "SZ":
        return text
    return re.sub(rf"{re.escape(sign)}(?=\d)", f"{sign}\u00a0", text)


def _in_one_piece(text: str, sign: str, locale: Locale) -> str:
    """Keep a sign of letters and a mark, US$, in one piece in a line from right to left.

    The mark has no direction, and would go to the other side of its letters: $US.
    """
    is_mixed = re.search(r"[A-Za-z][^A-Za-z\s]$", sign)
    if locale.text_direction != "rtl" or not is_mixed:
        return text
    return text.replace(sign, f"{sign}{LEFT_TO_RIGHT}")


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    """Return what Babel knows of a language tag: of its region, of the language, or English."""
    for tag in (language, language.split("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en")
