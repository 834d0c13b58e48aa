"""Our words for whoever pays nothing at first: as it begins, ahead of the first charge, as it ends.

Each paragraph is a message of its own for translators.
"""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from wellread.mail.rules import Placeholder
from wellread.mail.template import Template

MISTAKE = _("If you think that this is a mistake, answer this e-mail.")
PAID = ("amount", "paid_on", "receipt")


def about_trials(
    shared: Mapping[str, Template],
    *,
    open_account: object,
    next_charge: Placeholder,
    join_url: Placeholder,
) -> Iterator[Template]:
    """Return them; what they share with other e-mails, they have from those."""
    welcome, cancelled = shared["welcome"], shared["cancelled"]
    first_charge = next_charge._replace(is_needed=True, may_be_empty=False)
    facts = {one.name: one for one in welcome.placeholders}
    yield Template(
        "trial_begun",
        _("Welcome of a new member, free at first"),
        welcome.subject,
        _("Everything is free until {next_charge}. Here is how to cancel before that day."),
        (
            *welcome.body[:2],
            _(
                "You pay nothing until {next_charge}. On that day {price} is charged for the first "
                "time, and it renews until you cancel."
            ),
            _(
                "You can cancel in two clicks on your account page. Before that day you pay "
                "nothing, and everything stays open to you until then."
            ),
            # Between the two a welcome says what was paid, and what was bought.
            *welcome.body[7:],
        ),
        (
            *(one for one in welcome.placeholders if one.name not in (*PAID, "next_charge")),
            first_charge,
        ),
    )
    yield Template(
        "first_charge",
        _("First charge that comes soon"),
        _("Your first charge is on {next_charge}"),
        _("Until then everything is free, and you can cancel."),
        (
            _(
                "Your free time with {site_name} (“{plan}”) ends on {next_charge}. On that day "
                "{price} is charged for the first time, and it renews until you cancel."
            ),
            _(
                "There is nothing you need to do to go on. If it does not suit you, change the "
                "amount or cancel in two clicks on your account page: before that day nothing is "
                "charged."
            ),
            open_account,
        ),
        (facts["plan"], facts["price"], first_charge, facts["account_url"]),
    )
    yield Template(
        "trial_refused",
        _("Free days that were had before"),
        _("Your free days could not begin"),
        _("Nothing was charged, and nothing will be."),
        (
            _(
                "Free days are there once for each reader, and this card or this address has had "
                "them before. So your membership has not begun: nothing was charged, and nothing "
                "will be."
            ),
            _("You are welcome to join for {price}, from the first day:"),
            _("[See what it costs]({join_url})"),
            MISTAKE,
        ),
        (facts["price"], join_url),
    )
    yield Template(
        "offer_refused",
        _("A lower price that was had before"),
        _("Your price from the next charge on"),
        _("From {next_charge} on you pay {price}."),
        (
            _(
                "The lower price with which you joined is there once for each reader, and this "
                "card or this address has had it before. What you paid today stands."
            ),
            _(
                "From {next_charge} on you pay {price}, until you cancel. If that does not suit "
                "you, cancel in two clicks on your account page: what you have paid for stays "
                "yours to its end."
            ),
            open_account,
            MISTAKE,
        ),
        (facts["price"], first_charge, facts["account_url"]),
    )
    yield Template(
        "trial_cancelled",
        _("Cancellation of what was free at first"),
        cancelled.subject,
        _("Nothing was charged, and nothing will be."),
        (
            _("Your membership is cancelled. Nothing was charged, and nothing will be."),
            _("{if benefits_until}Everything stays open to you until {benefits_until}."),
            # What follows is said to whoever cancels what they paid for, too.
            *cancelled.body[2:4],
            _("Thank you for having tried {site_name}."),
        ),
        cancelled.placeholders,
    )
