"""The e-mails that acknowledge a withdrawal or a cancellation: the law says what stands in them."""

from django.utils.translation import gettext_lazy as _

from wellread.mail.rules import Placeholder
from wellread.mail.template import Template


def about_withdrawing() -> Template:
    """Return it. Content, day and time of what was declared: Directive 2011/83/EU, art. 11a(4)."""
    return Template(
        "withdrawal",
        _("Withdrawal acknowledged"),
        _("We received your withdrawal"),
        _("Declared on {declared_at}. Keep this e-mail."),
        (
            _("On {declared_at} you withdrew from this contract with {site_name}:"),
            "{contract}",
            _("{if name}Declared by: {name}."),
            _(
                "{unless needs_proof}{unless part}The contract has ended, nothing more is charged, "
                "and all that you paid for it goes back to the card or account it came from."
            ),
            _(
                "{unless needs_proof}{if part}The contract has ended, and nothing more is charged. "
                "{part}, for the days that you have not used, goes back to the card or account it "
                "came from."
            ),
            _(
                "{if needs_proof}So that nobody else can end what is yours: please open this link "
                "and press the button. The contract then ends, and what you are owed of it goes "
                "back. Your withdrawal counts from the time above in any case."
            ),
            _("{if needs_proof}[Confirm that it was you]({proof_url})"),
            _(
                "{if needs_proof}If you did not withdraw from anything, you need do nothing: "
                "without that button nothing changes."
            ),
        ),
        (
            Placeholder(
                "declared_at",
                _("Day and time of the withdrawal."),
                "26 November 2026, 14:05",
                is_needed=True,
            ),
            Placeholder(
                "contract", _("What it is from, as declared."), "Supporter, $8", is_needed=True
            ),
            Placeholder("name", _("Who declared it."), "Ada Reader", may_be_empty=True),
            Placeholder(
                "part", _("What goes back, where not all of it does."), "$72.60", may_be_empty=True
            ),
            Placeholder("needs_proof", _("Whether the link must be opened first."), False),
            Placeholder(
                "proof_url",
                _("The link that proves whose it is."),
                "https://news.example/withdraw/4K7Q/",
                is_needed=True,
                is_late=True,
            ),
        ),
        is_urgent=True,
    )


def about_cooling_off(*, withdraw_url: Placeholder) -> Template:
    """Return the notice of a charge that may be withdrawn from, sent by itself on its day.

    Digital Markets, Competition and Consumers Act 2024, part 4, chapter 2.
    """
    return Template(
        "cooling_off",
        _("A charge that may be withdrawn from"),
        _("You can change your mind until {until}"),
        _("You were charged {amount}, and may have back what you do not use."),
        (
            _("On {paid_on} we charged {amount} for your membership “{plan}”."),
            _(
                "Until {until} you can end it without a reason. It then ends at once, and nothing "
                "more is charged."
            ),
            _(
                "{unless gives_back_all}What of the {amount} is for the days to come goes back to "
                "the card or account it came from."
            ),
            _("{if gives_back_all}The {amount} goes back to the card or account it came from."),
            _("[Withdraw from contract here]({withdraw_url})"),
            _("If you want to go on, there is nothing you need to do."),
        ),
        (
            Placeholder("plan", _("The plan’s name."), "Supporter"),
            Placeholder("amount", _("What was paid."), "$80", is_needed=True),
            Placeholder("paid_on", _("The day of the payment."), "26 November 2026"),
            Placeholder(
                "until", _("The last day on which to withdraw."), "10 December 2026", is_needed=True
            ),
            Placeholder(
                "gives_back_all", _("Whether all of it goes back, not the unused part."), False
            ),
            withdraw_url._replace(is_needed=True),
        ),
    )


def about_cancelling() -> Template:
    """Return the e-mail about a cancellation that was declared without signing in.

    Content, day and time of what was declared, and when the contract ends: BGB § 312k (4).
    """
    return Template(
        "cancellation_received",
        _("Cancellation acknowledged"),
        _("We received your cancellation"),
        _("Declared on {declared_at}. Keep this e-mail."),
        (
            _("On {declared_at} you cancelled this contract with {site_name}:"),
            "{contract}",
            _("{if name}Declared by: {name}."),
            _("{if cause}For cause: {cause}"),
            _(
                "{if group}With it the group “{group}” ends, and so does what it opens to whoever "
                "has a seat: {seats}."
            ),
            _("{if ends_on}It ends on {ends_on}, with what was paid for. Nothing more is charged."),
            _("{if ends_now}It ends at once, since what was paid for is over. Nothing is charged."),
            _(
                "{if is_known}{if wished_on}It ends with the first period that is paid for on "
                "{wished_on}. Until then it is charged as before."
            ),
            _(
                "{unless is_known}We found no membership that is charged under this address. "
                "Please answer this e-mail and tell us how you paid, so that a person can look for "
                "it. Your cancellation counts from the time above in any case."
            ),
            _("{if is_known}If it was not you who cancelled, one press of a button keeps it:"),
            _("{if is_known}[It was not me]({keep_url})"),
        ),
        (
            Placeholder(
                "declared_at",
                _("Day and time of the cancellation."),
                "26 November 2026, 14:05",
                is_needed=True,
            ),
            Placeholder(
                "contract", _("What is cancelled, as declared."), "Supporter", is_needed=True
            ),
            Placeholder("name", _("Who declared it."), "Ada Reader", may_be_empty=True),
            Placeholder("cause", _("The cause, where it is for one."), "", may_be_empty=True),
            Placeholder(
                "wished_on", _("The day before which it does not end."), "", may_be_empty=True
            ),
            Placeholder(
                "ends_on", _("The day on which it ends."), "26 December 2026", may_be_empty=True
            ),
            Placeholder(
                "group", _("The group that it pays for."), "Saltmere Library", may_be_empty=True
            ),
            Placeholder("seats", _("How many have a seat."), "10 seats", may_be_empty=True),
            Placeholder("ends_now", _("Whether it ends at once."), False),
            Placeholder("is_known", _("Whether a membership was found."), True),
            Placeholder(
                "keep_url",
                _("The link that takes it back."),
                "https://news.example/cancel/4K7Q/",
                is_needed=True,
                is_late=True,
            ),
        ),
        is_urgent=True,
    )
