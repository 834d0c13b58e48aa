"""Our words for whoever pays for a group, where a member is told the same of their membership.

Each has the name of the member's e-mail behind `manager_`, and shares with it what is true of both.
"""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from wellread.mail.group_emails import GROUP, GROUP_URL, MANAGE
from wellread.mail.rules import Placeholder
from wellread.mail.template import Template

PREFIX = "manager_"
TO_MANAGERS = frozenset(
    {
        *("receipt", "reminder", "cancelled", "lapsed", "amount_changed", "card_expires"),
        "price_rises_soon",
        *("payment_failed", "payment_needs_agreement", "payment_second_notice"),
        *("payment_third_notice", "payment_last_notice"),
    }
)
GROUPS_URL = Placeholder(
    "groups_url",
    _("The page on which seats are sold."),
    "https://news.example/groups/",
    is_needed=True,
    is_late=True,
)
FOR_MORE_SEATS = Placeholder(
    "is_for_more_seats", _("Whether it is for more seats, and no renewal."), False
)
STAYS = _("{if benefits_until}All seats stay open until {benefits_until}.")


def about_managing(members: Mapping[str, Template]) -> Iterator[Template]:
    """Return them; what a member is told comes by the names of those e-mails."""
    receipt, reminder, cancelled = (members[n] for n in ("receipt", "reminder", "cancelled"))
    lapsed, changed = members["lapsed"], members["amount_changed"]
    yield _of_group(
        receipt,
        _("Receipt of a renewal, or of more seats, of a group"),
        preheader=_("You paid {amount} for “{group}”."),
        body=(
            _(
                "{unless is_for_more_seats}Your group “{group}” was renewed: you paid {amount} on "
                "{paid_on} (receipt {receipt})."
            ),
            _(
                "{if is_for_more_seats}For more seats of your group “{group}” you paid {amount} on "
                "{paid_on}, for the rest of the time that is paid for (receipt {receipt})."
            ),
            receipt.body[1],
            _("You can change the card or the seats, or cancel, on the group’s page."),
            MANAGE,
        ),
        more=(FOR_MORE_SEATS,),
    )
    yield _of_group(
        reminder,
        _("Yearly reminder, of a group"),
        subject=_("A reminder: your group renews"),
        body=(
            _("You pay {price} for your group “{group}”. It renews until you cancel."),
            reminder.body[1],
            _(
                "You can change its seats or its card, or cancel in two clicks, on the group’s "
                "page; what you have paid for stays everybody’s to its end."
            ),
            MANAGE,
            *reminder.body[4:],
        ),
    )
    yield _of_group(
        cancelled,
        _("Cancellation confirmed, of a group"),
        subject=_("Your group is cancelled"),
        body=(
            _("Your group “{group}” ({price}) is cancelled. Nothing more will be charged."),
            _(
                "{if benefits_until}What you have paid for stays: everybody keeps their seat until "
                "{benefits_until}, and is told in time."
            ),
            _(
                "{if benefits_until}{if can_resume}If you would rather keep it, you can do so "
                "until then on the group’s page."
            ),
            _("{if benefits_until}{if can_resume}[Keep the group]({group_url})"),
            _("{unless benefits_until}The time you had paid for is over, and all seats with it."),
            cancelled.body[5],
        ),
    )
    yield _of_group(
        lapsed,
        _("Ended because it could not be charged, of a group"),
        subject=_("Your group has ended"),
        preheader=_("Nothing more will be charged. You can begin anew at any time."),
        body=(
            _(
                "We tried several times to charge {price} for your group “{group}”, and could not. "
                "So it has ended with all its seats, and nothing more will be charged."
            ),
            _("If you would like to go on, you can begin anew with another card:"),
            _("[Begin anew]({groups_url})"),
            lapsed.body[3],
        ),
        more=(GROUPS_URL,),
        without=("back_url", "join_url"),
    )
    yield _of_group(
        changed,
        _("Change of the amount, of a group"),
        preheader=_("Your group costs {price} from its next charge on."),
        body=(
            _("As you asked, your group “{group}” costs {price} from its next charge on."),
            *changed.body[1:5],
            _("You can change it again, or cancel in two clicks, on the group’s page."),
            MANAGE,
        ),
    )
    card = members["card_expires"]
    yield _of_group(
        card,
        _("Card about to expire, of a group"),
        body=(
            _(
                "The card ending in {last4}, which pays for your group “{group}”, is good until "
                "{last_day}."
            ),
            *card.body[1:],
        ),
    )
    soon = members["price_rises_soon"]
    yield _of_group(
        soon,
        _("Reminds of a higher charge that was agreed to, of a group"),
        body=(
            _(
                "As you agreed, your group “{group}” costs {price} from {charge_on} on, instead of "
                "{before}. It renews until you cancel."
            ),
            _("Until that day you can have fewer seats, or cancel in two clicks."),
            MANAGE,
            soon.body[3],
        ),
    )
    yield from _of_failures(members)


def _of_failures(members: Mapping[str, Template]) -> Iterator[Template]:
    first, agreement = members["payment_failed"], members["payment_needs_agreement"]
    yield _of_group(
        first,
        _("Payment failed, of a group"),
        body=(
            _("We could not charge {amount} for your group “{group}”. {reason}"),
            first.body[1],
            STAYS,
            *first.body[3:7],
        ),
    )
    yield _of_group(
        agreement,
        _("Payment waits for the bank’s customer, of a group"),
        body=(
            _(
                "Your bank let us charge {amount} for your group “{group}” only if you confirm it "
                "yourself: with its app, a code, or whatever it uses. Nothing is wrong with your "
                "card."
            ),
            agreement.body[1],
            STAYS,
            agreement.body[3],
        ),
    )
    second = members["payment_second_notice"]
    yield _of_group(
        second,
        _("Payment failed, second e-mail, of a group"),
        body=(
            _("We still could not charge {amount} for your group “{group}”. {reason}"),
            STAYS,
            *second.body[2:],
        ),
    )
    third = members["payment_third_notice"]
    yield _of_group(
        third,
        _("Payment failed, third e-mail, of a group"),
        subject=_("Would you like to keep your group?"),
        body=(
            _(
                "A week ago we could not charge {amount} for your group “{group}”, and it has not "
                "worked since. {reason}"
            ),
            STAYS,
            _("If you would like to keep it, please pay here; nothing is charged twice."),
            *third.body[3:6],
            _("If you would rather stop, you need do nothing, or cancel on the group’s page."),
            third.body[7],
        ),
    )
    last = members["payment_last_notice"]
    yield _of_group(
        last,
        _("Payment failed, last day, of a group"),
        subject=_("Your group ends tomorrow"),
        body=(
            _(
                "We still could not charge {amount} for your group “{group}”. Tomorrow it ends, "
                "and all its seats with it. {reason}"
            ),
            *last.body[1:],
        ),
    )


def _of_group(
    member: Template,
    label: object,
    *,
    body: tuple[object, ...],
    subject: object = "",
    preheader: object = "",
    more: tuple[Placeholder, ...] = (),
    without: tuple[str, ...] = (),
) -> Template:
    theirs = [one for one in member.placeholders if one.name not in ("plan", *without)]
    # The account page is not where a group is looked after.
    kept = (one._replace(is_needed=False) if one.name == "account_url" else one for one in theirs)
    return Template(
        f"{PREFIX}{member.name}",
        label,
        subject or member.subject,
        preheader or member.preheader,
        body,
        (GROUP, *kept, GROUP_URL._replace(is_needed=False), *more),
        is_urgent=member.is_urgent,
    )
