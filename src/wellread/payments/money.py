"""Money: whole minor units with their currency, and nothing that rounds."""

import re
from enum import StrEnum
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language, gettext, ngettext

from wellread.payments import writing
from wellread.payments.currencies import minor_digits, step_minor

# What is typed for a currency, beside its code and the sign that its language writes.
SYMBOLS = {
    "USD": ("$", "US$"),
    "CAD": ("CA$", "$", "C$"),
    "AUD": ("A$", "$", "AU$"),
    "NZD": ("NZ$", "$"),
    "EUR": ("€",),
    "GBP": ("£",),
    "JPY": ("¥",),
    "INR": ("₹",),
}
# Stripe takes at most eight digits.
LARGEST_MINOR = 99_999_999

_AMOUNT = re.compile(
    r"(?P<sign>-?)\s*(?P<before>[^\d\s.,+-]*)\s*(?P<late_sign>-?)"
    r"(?P<whole>\d*)(?:[.,](?P<fraction>\d*))?\s*(?P<after>[^\d\s.,+-]*)"
)
# Also a space between two figures, but not the one in "8 USD".
_BETWEEN_AMOUNTS = re.compile(r"[,;\n]|(?<=\d)\s+(?=\d)")
_CODE = re.compile(r"[A-Z]{3}")
# Digits of every script are read as they stand; Unicode's own folding would make 82 of 8².
_PLAIN = str.maketrans({"−": "-", "٫": ".", "＄": "$", "￥": "¥"})


class AmountFaultReason(StrEnum):
    """Why a text is no amount."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    TOO_PRECISE = "too_precise"
    OTHER_CURRENCY = "other_currency"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"


class AmountFault(ValueError):
    """An amount that cannot be taken; its text is written for the reader who typed it."""

    def __init__(self, reason: AmountFaultReason, text: str) -> None:
        super().__init__(text)
        self.reason = reason


class Money(NamedTuple):
    """An amount in whole minor units (cents, yen) of an ISO 4217 currency."""

    amount_minor: int
    currency: str

    def __str__(self) -> str:
        """Write it as readers of the language in use do: $8, $8.50, ¥800, 8 €, SEK 80."""
        return self.written(get_language() or settings.LANGUAGE_CODE)

    def written(self, language: str) -> str:
        """Write it as readers of a language do."""
        return writing.written(self.amount_minor, self.currency, language)

    @property
    def whole(self) -> int:
        """The whole major units, without the sign."""
        return abs(self.amount_minor) // _units(self.currency)

    @property
    def plain(self) -> str:
        """Write it without a mark or separators, as a form takes it: 8, 8.50."""
        return f"{self.whole}{self._decimals}"

    @property
    def decimal(self) -> str:
        """Write it as a spreadsheet reckons with it: 8.00, -8.50, 800 (yen)."""
        digits = minor_digits(self.currency)
        sign = "-" if self.amount_minor < 0 else ""
        rest = abs(self.amount_minor) % _units(self.currency)
        return f"{sign}{self.whole}.{rest:0{digits}}" if digits else f"{sign}{self.whole}"

    @property
    def _decimals(self) -> str:
        rest = abs(self.amount_minor) % _units(self.currency)
        return f".{rest:0{minor_digits(self.currency)}}" if rest else ""


def parse_amount(text: str, currency: str, *, most_minor: int = LARGEST_MINOR) -> Money:
    """Read an amount as typed (`8`, `8.50`, `$8`, `8 USD`); raise AmountFault saying why not.

    What is not taken in one payment, such as a goal, may be more than Stripe takes at once.
    """
    typed = text.translate(_PLAIN).strip()
    if not typed:
        raise AmountFault(AmountFaultReason.EMPTY, gettext("Please write an amount."))
    found = _AMOUNT.fullmatch(typed)
    if found is None or not (found["whole"] or found["fraction"]):
        raise _not_a_number(currency)
    _check_marks(found, currency)
    if found["sign"] or found["late_sign"]:
        raise AmountFault(AmountFaultReason.NEGATIVE, gettext("The amount cannot be negative."))
    return Money(_minor(found["whole"], found["fraction"] or "", currency, most_minor), currency)


def parse_amounts(text: str, currency: str) -> tuple[Money, ...]:
    """Read amounts parted by commas, semicolons or lines, each once, in the order typed."""
    parts = (part.strip() for part in _BETWEEN_AMOUNTS.split(text))
    return tuple(dict.fromkeys(parse_amount(part, currency) for part in parts if part))


def _check_marks(found: re.Match[str], currency: str) -> None:
    sign = writing.symbol(currency, get_language() or settings.LANGUAGE_CODE).upper()
    ours = {currency, sign, *SYMBOLS.get(currency, ())}
    symbols = {symbol for known in SYMBOLS.values() for symbol in known}
    for mark in filter(None, (found["before"].upper(), found["after"].upper())):
        if mark in ours:
            continue
        if mark in symbols or _CODE.fullmatch(mark):
            raise AmountFault(
                AmountFaultReason.OTHER_CURRENCY,
                gettext("We can only take %(currency)s: please write it so.")
                % {"currency": currency},
            )
        raise _not_a_number(currency)


def _minor(whole: str, fraction: str, currency: str, most_minor: int) -> int:
    digits = minor_digits(currency)
    if len(fraction) > digits:
        raise _too_precise(currency)
    if len(whole.lstrip("0")) > len(str(most_minor)):
        raise _too_large(currency)
    amount_minor = int(whole or 0) * _units(currency) + int(fraction.ljust(digits, "0") or 0)
    if amount_minor > most_minor:
        raise _too_large(currency)
    if amount_minor % step_minor(currency):
        raise _too_precise(currency)
    return amount_minor


def _too_precise(currency: str) -> AmountFault:
    # A step of ten minor units takes one decimal less, one of a hundred two.
    decimals = minor_digits(currency) - len(str(step_minor(currency))) + 1
    if not decimals:
        said = gettext("Please write whole numbers only, and no separators between thousands.")
    else:
        said = ngettext(
            "Please write at most %(number)d decimal, and no separators between thousands.",
            "Please write at most %(number)d decimals, and no separators between thousands.",
            decimals,
        ) % {"number": decimals}
    return AmountFault(AmountFaultReason.TOO_PRECISE, said)


def _not_a_number(currency: str) -> AmountFault:
    takes_decimals = step_minor(currency) < _units(currency)
    units = _units(currency)
    example = Money(units * 17 // 2 if takes_decimals else units * 8, currency).plain
    return AmountFault(
        AmountFaultReason.NOT_A_NUMBER,
        gettext("Please write an amount in figures, such as %(example)s.") % {"example": example},
    )


def _too_large(currency: str) -> AmountFault:
    return AmountFault(
        AmountFaultReason.TOO_LARGE,
        gettext("The largest amount we can take is %(amount)s.")
        % {"amount": Money(LARGEST_MINOR, currency)},
    )


def _units(currency: str) -> int:
    """Return how many minor units make a major one."""
    return {0: 1, 2: 100, 3: 1000}[minor_digits(currency)]
