"""The page of reasons says what the table says."""

from pathlib import Path

from wellread.membership.declined import WORDS
from wellread.payments.declines import CODES, Reason

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "declines.md"
HEAD = """\
# Why a charge failed

What a reader is told of each of Stripe's decline codes. The codes: \
[cards](https://docs.stripe.com/declines/codes) and \
[debits](https://docs.stripe.com/payments/bank-debits), read in November 2026. Of a card that may \
be in a stranger's hands nobody is told more than that the bank declined, as Stripe asks. The \
table is `payments/declines.py`, the words are `membership/declined.py`.

| reason | what a reader is told | Stripe's codes |
|---|---|---|
"""


def page() -> str:
    return HEAD + "".join(
        f"| `{one}` | {WORDS[one]} | {', '.join(f'`{code}`' for code in CODES.get(one, ()))} |\n"
        for one in Reason
    )


def test_the_page_lists_every_reason_with_its_words_and_codes() -> None:
    assert PAGE.read_text() == page(), "print(tests.payments.test_declines.page()) makes it"
