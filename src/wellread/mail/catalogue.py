"""Every e-mail there is, and our words for those to whoever pays; `failure_emails.py`,
`account_emails.py`, `gift_emails.py` and `withdrawal_email.py` have the rest.

Each paragraph is a message of its own for translators. What the words may do stands in `rules.py`.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from wellread.mail.account_emails import about_accounts
from wellread.mail.failure_emails import about_failures
from wellread.mail.gift_emails import about_gifts
from wellread.mail.group_emails import GROUP_URL, about_groups
from wellread.mail.guest_email import for_guests
from wellread.mail.manager_emails import GROUPS_URL, about_managing
from wellread.mail.moving_email import about_moving
from wellread.mail.newsletter_emails import about_newsletters
from wellread.mail.price_emails import about_prices
from wellread.mail.promise_emails import IS_SENDING, about_promises
from wellread.mail.reminder_emails import about_reminders
from wellread.mail.returning_emails import about_returning
from wellread.mail.rules import Placeholder
from wellread.mail.solidarity_emails import about_free_years
from wellread.mail.staff_emails import for_staff
from wellread.mail.template import Template
from wellread.mail.trial_emails import about_trials
from wellread.mail.withdrawal_email import about_cancelling, about_cooling_off, about_withdrawing

# The e-mail by which an editor looks at other words in a mail program.
TEST = "test_of_words"


class UnknownEmail(LookupError):
    """There is no e-mail of this name."""


def template(name: str) -> Template:
    """Return the e-mail of this name; raise UnknownEmail."""
    try:
        return TEMPLATES[name]
    except KeyError:
        raise UnknownEmail(name) from None


def worded() -> list[Template]:
    """Return the e-mails whose words a newsroom may change."""
    return [one for one in TEMPLATES.values() if one.name != TEST]


def leading_to_join() -> list[str]:
    """Return the names of the e-mails in which a link leads to the join page, or back."""
    links = {"join_url", "back_url", "support_url"}
    return [
        one.name for one in TEMPLATES.values() if links & {given.name for given in one.placeholders}
    ]


def choices() -> list[tuple[str, object]]:
    """Return names and labels, as a filter offers them."""
    return [(one.name, one.label) for one in TEMPLATES.values()]


PLAN = Placeholder("plan", _("The plan’s name."), "Supporter")
PRICE = Placeholder("price", _("What is charged, and how often."), "$8 a month", is_needed=True)
AMOUNT = Placeholder("amount", _("What was paid."), "$8", is_needed=True)
PAID_ON = Placeholder("paid_on", _("The day of the payment."), "26 November 2026")
RECEIPT = Placeholder("receipt", _("The receipt’s number."), "4K7Q2M9D")
NEXT_CHARGE = Placeholder(
    "next_charge", _("The day of the next charge."), "26 December 2026", may_be_empty=True
)
BENEFITS_UNTIL = Placeholder(
    "benefits_until", _("The day to which benefits run."), "26 December 2026", may_be_empty=True
)
ACCOUNT_URL = Placeholder(
    "account_url",
    _("The account page; for who paid without an account, the link that opens it."),
    "https://news.example/account/",
    is_needed=True,
    is_late=True,
)
NEEDS_CLAIM = Placeholder(
    "needs_claim",
    _("Whether it was paid without an account that it belongs to."),
    False,
    is_late=True,
)
WITHDRAW_URL = Placeholder(
    "withdraw_url",
    _("Where one withdraws from what was bought."),
    "https://news.example/withdraw/",
    is_late=True,
)
JOIN_URL = Placeholder("join_url", _("The join page."), "https://news.example/join/", is_late=True)
PAUSE = (
    Placeholder("resumes_on", _("The day of the first charge after it."), "26 March 2027"),
    BENEFITS_UNTIL._replace(may_be_empty=False),
)
# Who is not told of it may withdraw for a year longer: Directive 2011/83/EU, art. 10.
RIGHT_TO_WITHDRAW = _(
    "Within fourteen days you may have all that you paid back, without a reason: "
    "[withdraw from the contract here]({withdraw_url})."
)
OPEN_ACCOUNT = _("[Open your account]({account_url})")
GUEST_LINK_URL = Placeholder(
    "guest_link_url",
    _("Where a link is sent from that opens what was paid, without an account."),
    "https://news.example/account/link/",
    is_late=True,
)
WITHOUT_ACCOUNT = _(
    "{if needs_claim}Without an account, [a link that we send you]({guest_link_url}) shows what "
    "you paid, and lets you save or erase what we hold about you."
)


def _about_memberships() -> Iterator[Template]:
    yield Template(
        "welcome",
        _("Welcome of a new member"),
        _("Welcome, and thank you"),
        _("Your membership has begun. Here is what it opens, and how to cancel it."),
        (
            _("Thank you for supporting {site_name}. Your membership “{plan}” has begun."),
            "{benefits}",
            _("{if amount}You paid {amount} on {paid_on} (receipt {receipt})."),
            _("{unless amount}Nothing had to be paid to begin."),
            _(
                "{if next_charge}The price is {price}. The next charge is on {next_charge}, and it "
                "renews until you cancel."
            ),
            _("{unless next_charge}The price is {price}."),
            _(
                "You can cancel in two clicks on your account page, and keep what you have paid "
                "for."
            ),
            RIGHT_TO_WITHDRAW,
            _("{unless needs_claim}[Open your account]({account_url})"),
            _(
                "{if needs_claim}You paid without signing in. This button opens your membership on "
                "your other devices, and lets you see and cancel it:"
            ),
            _("{if needs_claim}[Open your membership]({account_url})"),
            WITHOUT_ACCOUNT,
        ),
        (
            PLAN,
            PRICE,
            Placeholder(
                "benefits",
                _("What the plan opens, a line each."),
                ("No advertising anywhere on the site", "Every community-only story in full"),
            ),
            AMOUNT._replace(may_be_empty=True, is_needed=False),
            PAID_ON._replace(may_be_empty=True),
            RECEIPT._replace(may_be_empty=True),
            NEXT_CHARGE,
            NEEDS_CLAIM,
            WITHDRAW_URL,
            ACCOUNT_URL,
            GUEST_LINK_URL,
        ),
    )
    yield Template(
        "thanks",
        _("Thanks for a contribution"),
        _("Thank you for your contribution"),
        _("Your {amount} arrived. This was a single contribution."),
        (
            _(
                "Your {amount} arrived on {paid_on} (receipt {receipt}). It pays for reporting "
                "that stays free for everyone to read."
            ),
            _("This was a single contribution: nothing will be charged again."),
            RIGHT_TO_WITHDRAW,
            _("{if needs_claim}If you would like to keep the receipt in an account, open it here:"),
            _("{if needs_claim}[Keep the receipt]({account_url})"),
            _("{unless needs_claim}[See the receipt]({account_url})"),
            WITHOUT_ACCOUNT,
        ),
        (AMOUNT, PAID_ON, RECEIPT, NEEDS_CLAIM, WITHDRAW_URL, ACCOUNT_URL, GUEST_LINK_URL),
    )
    yield Template(
        "receipt",
        _("Receipt of a renewal"),
        _("Your receipt from {site_name}"),
        _("You paid {amount} for your membership."),
        (
            _(
                "Your membership “{plan}” was renewed: you paid {amount} on {paid_on} (receipt "
                "{receipt})."
            ),
            _("The next charge, {price}, is on {next_charge}."),
            _("You can change your card or cancel on your account page."),
            OPEN_ACCOUNT,
        ),
        (PLAN, AMOUNT, PAID_ON, RECEIPT, PRICE._replace(is_needed=False), NEXT_CHARGE, ACCOUNT_URL),
    )
    yield Template(
        "refunded",
        _("Money given back"),
        _("We have given {given_back} back"),
        _("It reaches your card within ten days or so."),
        (
            _(
                "Of your payment of {amount} on {paid_on} (receipt {receipt}) we have given back "
                "{given_back}. It reaches your card within ten days or so."
            ),
            _(
                "{if is_all}{if is_membership}{if is_over}What that payment opened has ended with "
                "it, and nothing more is charged."
            ),
            _(
                "{if is_all}{if is_membership}{unless is_over}What that payment opened has ended "
                "with it. Your account page shows whether your membership goes on, and lets you "
                "cancel it."
            ),
            _("{if is_all}{if is_membership}[Open your account]({account_url})"),
            _(
                "{if is_all}{if is_group}{if is_over}What that payment opened has ended with it, "
                "for everybody who has a seat, and nothing more is charged."
            ),
            _(
                "{if is_all}{if is_group}{unless is_over}What that payment opened has ended with "
                "it, for everybody who has a seat. The group’s page shows whether it goes on, and "
                "lets you cancel it."
            ),
            _("{if is_all}{if is_group}[Manage your group]({group_url})"),
        ),
        (
            AMOUNT._replace(is_needed=False),
            PAID_ON,
            RECEIPT,
            Placeholder("given_back", _("What was given back."), "$8", is_needed=True),
            Placeholder("is_all", _("Whether all of the payment is back."), True),
            Placeholder("is_membership", _("Whether it paid for a membership."), True),
            Placeholder("is_group", _("Whether it paid for a group."), False, may_be_empty=True),
            Placeholder("is_over", _("Whether nothing more is charged."), False),
            GROUP_URL._replace(is_needed=False),
            ACCOUNT_URL,
        ),
    )
    yield Template(
        "reminder",
        _("Yearly reminder"),
        _("A reminder: your membership renews"),
        _("The next charge is on {next_charge}. There is nothing you need to do."),
        (
            _("You support {site_name} with {price} (“{plan}”). It renews until you cancel."),
            # 940 CMR 38 asks for both days: that of the charge, and that by which to cancel.
            _(
                "The next charge is on {next_charge}. Cancel before that day, and nothing more is "
                "charged."
            ),
            _(
                "You can change the amount or your card, or cancel in two clicks, on your account "
                "page; what you have paid for stays yours to its end."
            ),
            OPEN_ACCOUNT,
            _("{unless is_often}We write this once a year. Thank you for your support."),
            _("{if is_often}We write this twice a year. Thank you for your support."),
        ),
        (
            PLAN,
            PRICE,
            NEXT_CHARGE._replace(is_needed=True, may_be_empty=False),
            Placeholder("is_often", _("Whether it is written twice a year."), False, is_late=True),
            ACCOUNT_URL,
        ),
    )
    yield Template(
        "lapsed",
        _("Ended because it could not be charged"),
        _("Your membership has ended"),
        _("Nothing more will be charged. You can join again at any time."),
        (
            _(
                "We tried several times to charge {price} for your membership, and could not. So "
                "it has ended, and nothing more will be charged."
            ),
            _("If you would like to go on, another card is enough, at the price you had."),
            _("[Come back with {price}]({back_url})"),
            _("Thank you for having supported {site_name}."),
        ),
        (
            PLAN,
            PRICE,
            JOIN_URL,
            Placeholder(
                "back_url",
                _("Where one comes back at the price of before."),
                "https://news.example/come-back/4K7Q/",
                is_late=True,
            ),
        ),
    )
    yield Template(
        "amount_changed",
        _("Change of the amount"),
        _("Your new amount"),
        _("Your membership costs {price} from its next charge on."),
        (
            _("As you asked, your membership (“{plan}”) costs {price} from its next charge on."),
            _(
                "{if is_due}The charge that is due now is the first of the new amount, and it "
                "renews until you cancel."
            ),
            _(
                "{unless is_due}It is charged for the first time on {next_charge}, and renews "
                "until you cancel. Nothing was charged for the change."
            ),
            _("{if was_charged}So far you have paid {before}."),
            _(
                "{if is_tried_again}The last charge, of {before_amount}, did not go through. It is "
                "tried again as it was."
            ),
            _("You can change it again, or cancel in two clicks, on your account page."),
            OPEN_ACCOUNT,
        ),
        (
            PLAN,
            PRICE,
            NEXT_CHARGE,
            Placeholder("before", _("What was charged before, and how often."), "$6 a month"),
            Placeholder("before_amount", _("The amount of before."), "$6"),
            Placeholder("was_charged", _("Whether the amount of before was ever charged."), True),
            Placeholder("is_due", _("Whether a charge is due already."), False),
            Placeholder("is_tried_again", _("Whether a failed charge is tried again."), False),
            ACCOUNT_URL,
        ),
    )
    yield Template(
        "paused",
        _("Pause confirmed"),
        _("Your membership is paused"),
        _("Nothing is charged until {resumes_on}."),
        (
            _("As you asked, your membership is paused. Nothing is charged until {resumes_on}."),
            _("You have paid until {benefits_until}, and your benefits stay until then."),
            _(
                "On {resumes_on} it goes on by itself: {price}, until you cancel. We write a week "
                "before."
            ),
            _("You can end the pause, or cancel in two clicks, on your account page."),
            OPEN_ACCOUNT,
        ),
        (PRICE, *PAUSE, ACCOUNT_URL),
    )
    yield Template(
        "pause_ends",
        _("Pause that ends soon"),
        _("Your membership goes on soon"),
        _("The next charge is on {resumes_on}. There is nothing you need to do."),
        (
            _(
                "Your pause ends on {resumes_on}. On that day {price} begins again, until you "
                "cancel, and your benefits with it."
            ),
            _(
                "There is nothing you need to do. If it does not suit you, change the amount or "
                "cancel in two clicks on your account page: before that day nothing is charged."
            ),
            OPEN_ACCOUNT,
        ),
        (PRICE, PAUSE[0], ACCOUNT_URL),
    )
    yield Template(
        "cancelled",
        _("Cancellation confirmed"),
        _("Your membership is cancelled"),
        _("Nothing more will be charged."),
        (
            # The newsroom may have done it, as it gave money back.
            _("Your membership ({price}) is cancelled. Nothing more will be charged."),
            _(
                "{if benefits_until}What you have paid for stays: your benefits run until "
                "{benefits_until}."
            ),
            _(
                "{if benefits_until}{if can_resume}If you would rather keep it, you can do so "
                "until then on your account page."
            ),
            _("{if benefits_until}{if can_resume}[Keep my membership]({account_url})"),
            _(
                "{unless benefits_until}The time you had paid for is over, and your benefits with "
                "it."
            ),
            _("Thank you for having supported {site_name}."),
        ),
        (
            PRICE._replace(is_needed=False),
            BENEFITS_UNTIL._replace(is_needed=True),
            Placeholder("can_resume", _("Whether it can be taken up again."), True),
            ACCOUNT_URL._replace(is_needed=False),
        ),
    )
    yield Template(
        "gift",
        _("A gift to a reader"),
        _("A gift from {site_name}"),
        _("Nothing was charged and nothing will be."),
        (
            _("{if is_changed}The end of your gift is another now."),
            _(
                "Until {until} you read {site_name} as members do: no advertising, every "
                "community-only story whole, and we do not ask you for money. Nothing was charged "
                "and nothing will be."
            ),
            _("{if is_held}It waits for this address. Sign in with it, and it is yours."),
            _("{if is_held}[Take your gift]({sign_in_url})"),
            _("{unless is_held}[See it on your account page]({account_url})"),
            _("If you did not expect this, you need do nothing."),
        ),
        (
            Placeholder("until", _("The last day."), "26 November 2027", is_needed=True),
            Placeholder("is_held", _("Whether no account has it yet."), False),
            Placeholder("is_changed", _("Whether its end was changed."), False),
            ACCOUNT_URL._replace(is_needed=False),
            Placeholder(
                "sign_in_url",
                _("Where one signs in."),
                "https://news.example/sign-in/",
                is_needed=True,
                is_late=True,
            ),
        ),
    )
    yield Template(
        "second_membership",
        _("A second membership was stopped"),
        _("You had joined twice"),
        _("One of two memberships is stopped; the other stays as it was."),
        (
            _(
                "Two memberships of {site_name} belonged to you at once. One of them ({price}) is "
                "stopped: it will not be charged again. The other stays as it was."
            ),
            _(
                "{if given_back}We have given back the {given_back} that you had been charged "
                "twice. The money reaches your card within ten days or so."
            ),
            _(
                "{if refused}{refused} could not be given back yet. We keep trying, and write to "
                "you when that money is on its way."
            ),
            _(
                "{unless given_back}{unless refused}{if benefits_until}What you had paid for it "
                "stays open to you until {benefits_until}. If you would rather have that money "
                "back, answer this e-mail."
            ),
            _(
                "{unless given_back}{unless refused}{unless benefits_until}Nothing that you had "
                "paid for it was left to give back."
            ),
            OPEN_ACCOUNT,
        ),
        (
            PRICE._replace(is_needed=False),
            Placeholder(
                "given_back", _("What was given back."), "$8", is_needed=True, may_be_empty=True
            ),
            Placeholder(
                "refused",
                _("What could not be given back yet, and is tried again."),
                "",
                may_be_empty=True,
            ),
            BENEFITS_UNTIL._replace(is_needed=True, example=""),
            ACCOUNT_URL,
        ),
    )


_TEST_OF_WORDS = Template(
    TEST,
    _("Test of an e-mail’s words"),
    subject="",
    preheader="",
    body=(),
    is_urgent=True,
    good_for=timedelta(hours=1),
    keeps_row=False,
)
_MEMBERSHIPS = {one.name: one for one in _about_memberships()}
_FAILURES = {one.name: one for one in about_failures()}
_PRICES = {one.name: one for one in about_prices(price=PRICE, plan=PLAN, account_url=ACCOUNT_URL)}
_RETURNING = {one.name: one for one in about_returning()}
TEMPLATES = {
    one.name: one
    for one in (
        *_MEMBERSHIPS.values(),
        about_moving(_MEMBERSHIPS["welcome"]),
        *about_promises(
            _MEMBERSHIPS, join_url=JOIN_URL, groups_url=GROUPS_URL._replace(is_needed=False)
        ),
        *about_trials(
            _MEMBERSHIPS, open_account=OPEN_ACCOUNT, next_charge=NEXT_CHARGE, join_url=JOIN_URL
        ),
        *about_gifts(
            paid=(AMOUNT, PAID_ON, RECEIPT, WITHDRAW_URL), right_to_withdraw=RIGHT_TO_WITHDRAW
        ),
        *about_groups(
            paid=(
                AMOUNT._replace(may_be_empty=True, is_needed=False),
                PAID_ON,
                RECEIPT,
                WITHDRAW_URL,
            ),
            claiming=(NEEDS_CLAIM, ACCOUNT_URL),
            right_to_withdraw=RIGHT_TO_WITHDRAW,
            is_sending=IS_SENDING,
        ),
        *_FAILURES.values(),
        *_RETURNING.values(),
        *about_managing(_MEMBERSHIPS | _FAILURES | _RETURNING | _PRICES),
        *about_free_years(account=ACCOUNT_URL._replace(is_needed=False)),
        *_PRICES.values(),
        about_withdrawing(),
        about_cooling_off(withdraw_url=WITHDRAW_URL),
        about_cancelling(),
        *for_guests(),
        *about_newsletters(),
        *about_reminders(),
        *about_accounts(),
        *for_staff(),
        _TEST_OF_WORDS,
    )
}
