"""Our words for whoever pays by a debit: the bank is asked first, and sends the money days later.

Each paragraph is a message of its own for translators.
"""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from wellread.mail.rules import Placeholder
from wellread.mail.template import Template

AMOUNT = Placeholder("amount", _("What the bank is asked for."), "$8", is_needed=True)
REASON = Placeholder(
    "reason",
    _("Why, as far as the bank tells."),
    "There was not enough money in the account at that moment.",
    may_be_empty=True,
)
PAID = ("amount", "paid_on", "receipt")
IS_SENDING = _(
    "Your bank is sending {amount}. That takes some days, and there is nothing for you to do; your "
    "receipt comes once the money is here."
)


def about_promises(
    shared: Mapping[str, Template], *, join_url: Placeholder, groups_url: Placeholder
) -> Iterator[Template]:
    """Return them; what they share with a welcome, thanks and a receipt, they have from those."""
    welcome, thanks, receipt = shared["welcome"], shared["thanks"], shared["receipt"]
    yield Template(
        "promised",
        _("Welcome of a new member, whose bank is asked"),
        welcome.subject,
        _("Your membership has begun, and your bank is sending the money."),
        # Between the two a welcome says what was paid.
        (*welcome.body[:2], IS_SENDING, *welcome.body[4:]),
        (AMOUNT, *(one for one in welcome.placeholders if one.name not in PAID)),
    )
    yield Template(
        "promise_kept",
        _("Receipt of the first money, sent by the bank"),
        receipt.subject,
        receipt.preheader,
        (
            _(
                "The money is here: you paid {amount} for your membership “{plan}” on {paid_on} "
                "(receipt {receipt})."
            ),
            *receipt.body[1:],
        ),
        receipt.placeholders,
    )
    yield Template(
        "contribution_promised",
        _("Thanks for a contribution, whose bank is asked"),
        thanks.subject,
        _("Your bank is sending {amount}. This was a single contribution."),
        (
            IS_SENDING,
            _("It pays for reporting that stays free for everyone to read. Thank you."),
            *thanks.body[1:3],
        ),
        (AMOUNT, *(one for one in thanks.placeholders if one.name == "withdraw_url")),
    )
    yield Template(
        "promise_failed",
        _("The bank sent nothing"),
        _("Your payment did not arrive"),
        _("Nothing was charged, and you owe nothing."),
        (
            _("Your bank did not send us the {amount}. {reason}"),
            _(
                "{if is_membership}Your membership has ended with that. Nothing was charged, and "
                "you owe nothing."
            ),
            _(
                "{if is_group}Your group has ended with that, and its seats are closed. Nothing "
                "was charged, and you owe nothing."
            ),
            _("{unless is_membership}{unless is_group}Nothing was charged, and you owe nothing."),
            _("Should you like to try once more, by card or from your account, you are welcome:"),
            _("{unless is_group}[Try once more]({join_url})"),
            _("{if is_group}[Try once more]({groups_url})"),
            _("And if not: thank you for having meant to."),
        ),
        (
            AMOUNT,
            REASON,
            Placeholder("is_membership", _("Whether it was for a membership."), True),
            Placeholder("is_group", _("Whether it was for a group."), False, may_be_empty=True),
            join_url,
            groups_url,
        ),
    )
