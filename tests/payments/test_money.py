"""Amounts as readers type them."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.cases import part
from wellread.payments import writing
from wellread.payments.currencies import TAKEN, minor_digits, step_minor
from wellread.payments.money import (
    LARGEST_MINOR,
    AmountFault,
    AmountFaultReason,
    Money,
    parse_amount,
    parse_amounts,
)

CURRENCIES = sorted(TAKEN)
LANGUAGES = ("ar", "de", "en", "fr", "he")


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("8", "USD", 800),
        ("8.5", "USD", 850),
        ("8,50", "USD", 850),
        (" $8 ", "USD", 800),
        ("US$ 8", "USD", 800),
        ("8 usd", "USD", 800),
        ("USD 8", "USD", 800),
        ("8 €", "EUR", 800),
        ("19.99", "USD", 1999),
        ("9.95", "USD", 995),
        ("8.70", "USD", 870),
        ("1.13", "USD", 113),
        (".50", "USD", 50),
        ("8.", "USD", 800),
        ("٨", "USD", 800),
        ("＄８", "USD", 800),
        ("٨٫٥", "USD", 850),
        ("800", "JPY", 800),
        ("8.50", "KWD", 8500),
        ("8.500", "KWD", 8500),
        ("8.00", "ISK", 800),
        ("0", "USD", 0),
    ],
)
def test_what_readers_type_is_understood(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency", "reason"),
    [
        ("", "USD", AmountFaultReason.EMPTY),
        ("   ", "USD", AmountFaultReason.EMPTY),
        ("eight", "USD", AmountFaultReason.NOT_A_NUMBER),
        ("8x", "USD", AmountFaultReason.NOT_A_NUMBER),
        ("1e3", "USD", AmountFaultReason.NOT_A_NUMBER),
        ("NaN", "USD", AmountFaultReason.NOT_A_NUMBER),
        ("inf.", "USD", AmountFaultReason.NOT_A_NUMBER),
        ("8 000", "USD", AmountFaultReason.NOT_A_NUMBER),
        ("1,000.00", "USD", AmountFaultReason.NOT_A_NUMBER),
        ("--8", "USD", AmountFaultReason.NEGATIVE),
        ("-8", "USD", AmountFaultReason.NEGATIVE),
        ("−8", "USD", AmountFaultReason.NEGATIVE),
        ("$-8", "USD", AmountFaultReason.NEGATIVE),
        ("8.505", "USD", AmountFaultReason.TOO_PRECISE),
        ("1,000", "USD", AmountFaultReason.TOO_PRECISE),
        ("8.000", "USD", AmountFaultReason.TOO_PRECISE),
        ("8.5", "JPY", AmountFaultReason.TOO_PRECISE),
        ("1,000", "JPY", AmountFaultReason.TOO_PRECISE),
        ("8.505", "KWD", AmountFaultReason.TOO_PRECISE),
        ("8.50", "ISK", AmountFaultReason.TOO_PRECISE),
        ("8 EUR", "USD", AmountFaultReason.OTHER_CURRENCY),
        ("€8", "USD", AmountFaultReason.OTHER_CURRENCY),
        ("£8", "EUR", AmountFaultReason.OTHER_CURRENCY),
        ("1000000", "USD", AmountFaultReason.TOO_LARGE),
        ("9" * 400, "USD", AmountFaultReason.TOO_LARGE),
        ("8²", "USD", AmountFaultReason.NOT_A_NUMBER),
        ("8½", "USD", AmountFaultReason.NOT_A_NUMBER),
        ("=8", "USD", AmountFaultReason.NOT_A_NUMBER),
        ("8\x00", "USD", AmountFaultReason.NOT_A_NUMBER),
    ],
)
def test_what_is_no_amount_is_told_why(text: str, currency: str, reason: AmountFaultReason) -> None:
    with pytest.raises(AmountFault) as fault:
        parse_amount(text, currency)

    assert fault.value.reason is reason


@given(st.integers(0, LARGEST_MINOR), st.sampled_from(CURRENCIES))
def test_every_amount_is_read_back_as_it_was_written(minor: int, currency: str) -> None:
    money = Money(minor - minor % step_minor(currency), currency)

    assert parse_amount(money.plain, currency) == money


@given(st.text(max_size=30), st.sampled_from(CURRENCIES))
def test_any_text_is_an_amount_or_a_named_fault(text: str, currency: str) -> None:
    try:
        money = parse_amount(text, currency)
    except AmountFault:
        return

    assert (0 <= money.amount_minor <= LARGEST_MINOR, money.currency) == (True, currency)


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(800, "USD"), "$8"),
        (Money(850, "USD"), "$8.50"),
        (Money(805, "USD"), "$8.05"),
        (Money(1_000_000, "USD"), "$10,000"),
        (Money(-850, "USD"), "-$8.50"),
        (Money(800, "JPY"), "¥800"),
        (Money(800, "SEK"), "SEK\u00a08"),
        (Money(8505, "KWD"), "KWD\u00a08.505"),
        (Money(800, "CAD"), "CA$8"),
        (Money(250_000, "HUF"), "HUF\u00a02,500"),
        (Money(250_050, "HUF"), "HUF\u00a02,500.50"),
        (Money(80_000, "ISK"), "ISK\u00a0800"),
        (Money(500_000, "UGX"), "UGX\u00a05,000"),
        (Money(5_000, "XOF"), "F\u202fCFA\u00a05,000"),
    ],
)
def test_money_is_written_as_readers_write_it(money: Money, text: str) -> None:
    assert str(money) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "1.250,50\u00a0$"),
        ("de-AT", "$\u00a01.250,50"),
        ("fr", "1\u202f250,50\u00a0$US"),
        ("he", "\u200f1,250.50\u00a0\u200f$"),
        ("ar", "\u200f1,250.50\u00a0US$\u200e"),
        ("ar-EG", "\u200f1,250.50\u00a0US$\u200e"),
        ("de-XX", "1.250,50\u00a0$"),
        ("tlh", "$1,250.50"),
    ],
)
def test_money_is_written_in_the_language_in_use(language: str, text: str) -> None:
    with translation.override(language):
        assert str(Money(125_050, "USD")) == text


def test_every_currency_is_written_as_the_cases_say() -> None:
    found = [
        (one["written"], one["digits"], one["pattern"])
        == (
            [writing.written(minor, one["currency"], one["language"]) for minor in one["amounts"]],
            minor_digits(one["currency"]),
            writing.pattern(one["currency"], one["language"]),
        )
        for one in part("money")
    ]

    assert all(found)
    assert sorted({(one["language"], one["currency"]) for one in part("money")}) == sorted(
        (language, currency) for language in LANGUAGES for currency in TAKEN
    )


def test_the_sign_that_we_write_may_be_typed() -> None:
    with translation.override("he"):
        assert parse_amount("8 ₪", "ILS") == parse_amount("₪8", "ILS") == Money(800, "ILS")


@pytest.mark.parametrize(
    ("currency", "told"),
    [
        ("USD", "at most 2 decimals"),
        ("KWD", "at most 2 decimals"),
        ("ISK", "whole numbers only"),
        ("JPY", "whole numbers only"),
    ],
)
def test_it_is_told_how_many_decimals_are_taken(currency: str, told: str) -> None:
    with pytest.raises(AmountFault, match=f"Please write {told}, and no separators"):
        parse_amount("8.0001", currency)


@pytest.mark.parametrize(
    ("currency", "example"), [("USD", "8.50"), ("KWD", "8.500"), ("ISK", "8"), ("JPY", "8")]
)
def test_the_example_is_an_amount_that_is_taken(currency: str, example: str) -> None:
    with pytest.raises(AmountFault) as fault:
        parse_amount("eight", currency)

    assert str(fault.value) == f"Please write an amount in figures, such as {example}."
    assert parse_amount(example, currency).plain == example


def test_stripes_own_digits_are_used() -> None:
    assert [minor_digits(code) for code in ("USD", "JPY", "KWD", "UGX", "ISK")] == [2, 0, 3, 2, 2]


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("6, 10, 20", [600, 1000, 2000]),
        ("20; 8 USD;\n6.50;", [2000, 800, 650]),
        ("6 10 6", [600, 1000]),
        (" ,; ", []),
    ],
)
def test_amounts_are_read_each_once_in_the_order_typed(text: str, minor: list[int]) -> None:
    assert parse_amounts(text, "USD") == tuple(Money(one, "USD") for one in minor)


def test_one_bad_amount_of_several_is_a_fault() -> None:
    with pytest.raises(AmountFault):
        parse_amounts("6, ten", "USD")
