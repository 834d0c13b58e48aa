"""Bank accounts that mean something here: Stripe's own test accounts for delayed methods.

A debit is `processing` first; days later, by the sandbox's clock, it has succeeded or failed.
"""

from dataclasses import dataclass

from stripe_sandbox.clock import DAY
from stripe_sandbox.errors import ApiError

# How long a debit takes until it is known to have worked. Stripe tells of 5 to 14 business days
# for SEPA and up to 4 for the others; in its own test mode it takes minutes.
SETTLES_AFTER_S = {"sepa_debit": 6 * DAY, "bacs_debit": 4 * DAY, "us_bank_account": 4 * DAY}
CURRENCIES = {"sepa_debit": "eur", "bacs_debit": "gbp", "us_bank_account": "usd"}


@dataclass(frozen=True, slots=True)
class Account:
    """A test account, and what happens when it is debited."""

    kind: str
    number: str
    failure: str | None = None
    dispute: str | None = None

    @property
    def last4(self) -> str:
        """The digits a reader sees."""
        return self.number[-4:]


ACCOUNTS = {
    (account.kind, account.number): account
    for account in (
        Account("sepa_debit", "DE89370400440532013000"),
        Account("sepa_debit", "AT611904300234573201"),
        Account("sepa_debit", "FR1420041010050500013M02606"),
        Account("sepa_debit", "DE62370400440532013001", failure="generic_decline"),
        Account("sepa_debit", "DE35370400440532013002", dispute="fraudulent"),
        Account("bacs_debit", "00012345"),
        Account("bacs_debit", "33333335", failure="debit_not_authorized"),
        Account("bacs_debit", "22222227", failure="insufficient_funds"),
        Account("us_bank_account", "000123456789"),
        Account("us_bank_account", "000111111113", failure="account_closed"),
        Account("us_bank_account", "000111111116", failure="no_account"),
        Account("us_bank_account", "000222222227", failure="insufficient_funds"),
        Account("us_bank_account", "000333333335", failure="debit_not_authorized"),
        Account("us_bank_account", "000555555559", dispute="fraudulent"),
    )
}
TOKENS = {
    "pm_usBankAccount_success": ("us_bank_account", "000123456789"),
    "pm_usBankAccount_accountClosed": ("us_bank_account", "000111111113"),
    "pm_usBankAccount_insufficientFunds": ("us_bank_account", "000222222227"),
    "pm_bacsDebit_success": ("bacs_debit", "00012345"),
    "pm_bacsDebit_insufficientFunds": ("bacs_debit", "22222227"),
    "pm_sepaDebit_success": ("sepa_debit", "DE89370400440532013000"),
    "pm_sepaDebit_failed": ("sepa_debit", "DE62370400440532013001"),
}
FAILURES = {
    "generic_decline": "The bank refused the debit.",
    "insufficient_funds": "The bank account has insufficient funds.",
    "debit_not_authorized": "The holder of the bank account did not authorize the debit.",
    "account_closed": "The bank account has been closed.",
    "no_account": "The bank account could not be found.",
}


def account_for(kind: str, number: str) -> Account:
    """Return the test account of a number; there is no other money to be had here."""
    digits = "".join(number.split()).upper()
    if (kind, digits) not in ACCOUNTS:
        raise ApiError(
            "This is no test account of this sandbox.",
            code="account_number_invalid",
            param=kind,
        )
    return ACCOUNTS[kind, digits]


def kind_of(number: str) -> str:
    """Return which kind of account is written so, or raise."""
    digits = "".join(number.split()).upper()
    for kind, known in ACCOUNTS:
        if known == digits:
            return kind
    raise ApiError("This is no test account of this sandbox.", code="account_number_invalid")
