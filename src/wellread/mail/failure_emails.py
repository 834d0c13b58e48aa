"""Our words for whoever could not be charged: at the failure, twice after it, on the last day.

`membership/dunning.py` says when each is sent.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from wellread.mail.rules import Placeholder
from wellread.mail.template import Template

AMOUNT = Placeholder("amount", _("What could not be charged."), "$8", is_needed=True)
# E-mails asked for by earlier versions know neither this nor whether the bank asks.
REASON = Placeholder(
    "reason", _("Why, as far as the bank tells."), "The card has expired.", may_be_empty=True
)
BENEFITS_UNTIL = Placeholder(
    "benefits_until", _("The day to which benefits run."), "26 December 2026", may_be_empty=True
)
NEXT_ATTEMPT = Placeholder(
    "next_attempt",
    _("The day on which it is tried again."),
    "29 November 2026",
    may_be_empty=True,
)
NEEDS_ACTION = Placeholder(
    "needs_action", _("Whether the bank asks for its customer."), False, may_be_empty=True
)
PAY_URL = Placeholder(
    "pay_url",
    _("Where it is paid, without signing in."),
    "https://news.example/pay/4K7Q/",
    is_needed=True,
    is_late=True,
)
ACCOUNT_URL = Placeholder(
    "account_url",
    _("The account page; for who paid without an account, the link that opens it."),
    "https://news.example/account/",
    is_late=True,
)
FACTS = (AMOUNT, REASON, BENEFITS_UNTIL, NEXT_ATTEMPT, NEEDS_ACTION, PAY_URL, ACCOUNT_URL)

NOTHING_TAKEN = _("Nothing you have paid for is taken away.")
STAYS = _("{if benefits_until}Your benefits go on until {benefits_until}.")
TRIED_AGAIN = _("{if next_attempt}{unless needs_action}We will try again on {next_attempt}.")
CONFIRM = _("{if needs_action}[Confirm with your bank]({pay_url})")
OTHER_CARD = _("{unless needs_action}[Pay with another card]({pay_url})")
# Whoever is afraid of a false e-mail finds another way to the same place.
NO_SIGN_IN = _(
    "This button opens a page of ours without signing in. Your account page leads there too."
)
NOT_TWICE = _("You need not join again, and you are not charged twice.")
ALREADY_PAID = _("If you have paid meanwhile, thank you: there is nothing more to do.")


def about_failures() -> Iterator[Template]:
    """Return them in the order in which they are sent."""
    yield Template(
        "payment_failed",
        _("Payment failed"),
        _("Your payment did not go through"),
        NOTHING_TAKEN,
        (
            _("We could not charge {amount} for your membership. {reason}"),
            NOTHING_TAKEN,
            STAYS,
            TRIED_AGAIN,
            CONFIRM,
            OTHER_CARD,
            NO_SIGN_IN,
            NOT_TWICE,
        ),
        FACTS,
    )
    yield Template(
        "payment_needs_agreement",
        _("Payment waits for the bank’s customer"),
        _("Please confirm your payment"),
        _("Your bank asks whether it was you."),
        (
            _(
                "Your bank let us charge {amount} for your membership only if you confirm it "
                "yourself: with its app, a code, or whatever it uses. Nothing is wrong with your "
                "card."
            ),
            _("[Confirm with your bank]({pay_url})"),
            STAYS,
            NO_SIGN_IN,
            NOT_TWICE,
        ),
        FACTS,
    )
    yield Template(
        "payment_second_notice",
        _("Payment failed, second e-mail"),
        _("Your payment is still missing"),
        _("It takes a minute to put right."),
        (
            _("We still could not charge {amount} for your membership. {reason}"),
            STAYS,
            TRIED_AGAIN,
            CONFIRM,
            OTHER_CARD,
            NO_SIGN_IN,
            ALREADY_PAID,
        ),
        FACTS,
    )
    yield Template(
        "payment_third_notice",
        _("Payment failed, third e-mail"),
        _("Would you like to stay a member?"),
        _("A week ago your payment did not go through."),
        (
            _(
                "A week ago we could not charge {amount} for your membership, and it has not "
                "worked since. {reason}"
            ),
            STAYS,
            _("If you would like to stay, please pay here; nothing is charged twice."),
            CONFIRM,
            OTHER_CARD,
            NO_SIGN_IN,
            _("If you would rather stop, you need do nothing, or cancel on your account page."),
            ALREADY_PAID,
        ),
        FACTS,
    )
    yield Template(
        "payment_last_notice",
        _("Payment failed, last day"),
        _("Your membership ends tomorrow"),
        _("Unless the payment goes through before then."),
        (
            _(
                "We still could not charge {amount} for your membership. Tomorrow it ends, and "
                "with it what it opens. {reason}"
            ),
            _("{if next_attempt}{unless needs_action}We try your card once more before that."),
            CONFIRM,
            OTHER_CARD,
            NO_SIGN_IN,
            ALREADY_PAID,
        ),
        FACTS,
    )
