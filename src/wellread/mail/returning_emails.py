"""Our words for members whose card expires, and for former members who may come back.

`membership/win_back.py` says when the latter are sent, and to whom never.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from wellread.mail.rules import Placeholder
from wellread.mail.template import Template

PRICE = Placeholder("price", _("What was charged, and how often."), "$8 a month", is_needed=True)
IS_FAILED = Placeholder("is_failed", _("Whether it ended because a charge failed."), False)
BACK_URL = Placeholder(
    "back_url",
    _("Where one comes back at the price of before."),
    "https://news.example/come-back/4K7Q/",
    is_needed=True,
    is_late=True,
)
UNSUBSCRIBE_URL = Placeholder(
    "unsubscribe_url",
    _("Where one stops these e-mails."),
    "https://news.example/no-more/4K7Q/",
    is_needed=True,
    is_late=True,
)
FACTS = (PRICE, IS_FAILED, BACK_URL, UNSUBSCRIBE_URL)

FAILED = _("{if is_failed}It ended because a payment did not go through: another card is enough.")
COME_BACK = _("[Come back with {price}]({back_url})")
NO_MORE = _("If you would rather not be asked again, [say so here]({unsubscribe_url}).")


def about_returning() -> Iterator[Template]:
    """Return them all."""
    yield Template(
        "card_expires",
        _("Card about to expire"),
        _("Your card expires soon"),
        _("A minute now spares you a failed payment later."),
        (
            _(
                "The card ending in {last4}, which pays for your membership, is good until "
                "{last_day}."
            ),
            _("{if next_charge}The next charge, {price}, is on {next_charge}."),
            _(
                "Many banks tell us of the new card by themselves. If you have it already, you can "
                "enter it here, without signing in:"
            ),
            _("[Enter the new card]({card_url})"),
            _("Nothing is charged for that."),
        ),
        (
            Placeholder("plan", _("The plan’s name."), "Supporter"),
            Placeholder("price", _("What is charged, and how often."), "$8 a month"),
            Placeholder(
                "next_charge",
                _("The day of the next charge."),
                "26 December 2026",
                may_be_empty=True,
            ),
            Placeholder("last4", _("The card’s last digits."), "4242", is_needed=True),
            Placeholder("last_day", _("The card’s last day."), "31 December 2026", is_needed=True),
            Placeholder(
                "card_url",
                _("Where another card is entered, without signing in."),
                "https://news.example/card/4K7Q/",
                is_needed=True,
                is_late=True,
            ),
        ),
    )
    yield Template(
        "win_back_first",
        _("To a former member, after 30 days"),
        _("You are welcome back"),
        _("At the price you had, in one step."),
        (
            _(
                "A month ago your membership of {site_name} ended. Thank you for the time you "
                "supported us."
            ),
            FAILED,
            _("If you would like to come back, one step is enough, at the price you had."),
            COME_BACK,
            NO_MORE,
        ),
        FACTS,
    )
    yield Template(
        "win_back_second",
        _("To a former member, after 90 days"),
        _("The door is open"),
        _("Everybody can read us because some choose to pay."),
        (
            _(
                "Three months ago your membership of {site_name} ended. You can read us all the "
                "same, as everybody can: that works because some choose to pay for it."
            ),
            _("If this is a better moment for you, your price is still the one you had."),
            COME_BACK,
            NO_MORE,
        ),
        FACTS,
    )
    yield Template(
        "win_back_last",
        _("To a former member, after 180 days"),
        _("The last time we ask"),
        _("After this we write no more about your membership."),
        (
            _(
                "Half a year ago your membership of {site_name} ended. This is the last time that "
                "we write to you about it."
            ),
            _("You are welcome back at any time, at the price you had."),
            COME_BACK,
            NO_MORE,
        ),
        FACTS,
    )
