"""Why a payment did not go through, in a reader's words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from wellread.payments.declines import Reason, reason

WORDS: Mapping[Reason, object] = {
    Reason.MONEY: gettext_lazy("There was not enough money in the account at that moment."),
    Reason.EXPIRED: gettext_lazy("The card has expired."),
    Reason.LIMIT: gettext_lazy("The card’s limit was reached."),
    Reason.DETAILS: gettext_lazy("Something in the card’s number, date or code was not right."),
    Reason.AGREEMENT: gettext_lazy("Your bank wants you to confirm the payment yourself."),
    Reason.UNSUITED: gettext_lazy("The card does not take payments of this kind or currency."),
    Reason.ACCOUNT: gettext_lazy("The bank account is closed, or does not allow the debit."),
    Reason.MISSING: gettext_lazy("There is no card or account left to charge."),
    Reason.LATER: gettext_lazy("The bank could not be reached, or could not answer, just then."),
    Reason.REFUSED: gettext_lazy("The bank declined, and did not tell us why; it will tell you."),
    Reason.UNKNOWN: gettext_lazy("We were not told why."),
}


def words(decline_code: str, *, needs_action: bool) -> str:
    """Say why: whoever is asked for by their bank is told of that, whatever was said before."""
    return str(WORDS[Reason.AGREEMENT if needs_action else reason(decline_code)])
