"""Our words for the e-mails that a gift brings: to its giver, and to whoever receives it."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from wellread.mail.rules import Placeholder
from wellread.mail.template import Template

GIVER = Placeholder("giver", _("Who gives it."), "Ines", may_be_empty=True)
HOW_LONG = Placeholder("how_long", _("How long it is."), "6 months", is_needed=True)
PLAN = Placeholder("plan", _("The plan’s name."), "Supporter")
GIFT_URL = Placeholder(
    "gift_url",
    _("The link that opens the gift."),
    "https://news.example/gift/4K7Q/",
    is_needed=True,
    is_late=True,
)
GIVEN_URL = Placeholder(
    "given_url",
    _("The link that shows its giver how it stands."),
    "https://news.example/give/4K7Q/",
    is_needed=True,
    is_late=True,
)
OPEN = _("[Open your gift]({gift_url})")
SEE = _("[See your gift]({given_url})")


def about_gifts(*, paid: tuple[Placeholder, ...], right_to_withdraw: object) -> Iterator[Template]:
    """Return them all; what is said of every payment comes from the catalogue."""
    yield Template(
        "gift_bought",
        _("A gift was bought"),
        _("Thank you for your gift"),
        _("You paid {amount}. Nothing is charged again."),
        (
            _(
                "You give {how_long} of “{plan}”, and paid {amount} for it on {paid_on} (receipt "
                "{receipt}). Nothing is charged again."
            ),
            _("{unless is_handed_over}It goes to {receiver} on {send_on}."),
            _(
                "{if is_handed_over}Pass this link on. Whoever opens it first and signs in can "
                "take the gift."
            ),
            _("{if is_handed_over}[The link of the gift]({handed_url})"),
            _("A gift does not expire. You see here how it stands:"),
            SEE,
            right_to_withdraw,
        ),
        (
            HOW_LONG,
            PLAN,
            *paid,
            Placeholder(
                "receiver", _("Whom it is for."), "grace@reader.example", may_be_empty=True
            ),
            Placeholder("send_on", _("The day on which it goes out."), "24 December 2026"),
            Placeholder("is_handed_over", _("Whether its giver hands it over."), False),
            Placeholder(
                "handed_url",
                _("The link to hand over."),
                "https://news.example/gift/4K7Q/",
                is_late=True,
            ),
            GIVEN_URL,
        ),
    )
    yield Template(
        "gift_received",
        _("A gift for its receiver"),
        _("A gift for you"),
        _("It is paid for, and waits for you."),
        (
            _("{if giver}{giver} gives you {how_long} of {site_name}."),
            _("{unless giver}Somebody gives you {how_long} of {site_name}."),
            _("{if is_given_on}It was given on to you."),
            "{message}",
            "{benefits}",
            _("It is paid for. Nothing is charged, now or when it ends."),
            OPEN,
            _(
                "If it is not for you, give it on or return it on the same page. It does not "
                "expire."
            ),
        ),
        (
            GIVER,
            HOW_LONG,
            PLAN,
            Placeholder("is_given_on", _("Whether somebody gave it on."), False),
            Placeholder(
                "message", _("What its giver wrote."), "For the long evenings!", may_be_empty=True
            ),
            Placeholder(
                "benefits",
                _("What the plan opens, a line each."),
                ("No advertising anywhere on the site", "Every community-only story in full"),
            ),
            GIFT_URL,
        ),
    )
    yield Template(
        "gift_waiting",
        _("A gift still waits"),
        _("A gift still waits for you"),
        _("It is paid for, and does not expire."),
        (
            _("{if giver}{giver} gave you {how_long} of {site_name}. It still waits for you."),
            _("{unless giver}Somebody gave you {how_long} of {site_name}. It still waits for you."),
            OPEN,
            _(
                "We do not write about it again. If it is not for you, give it on or return it on "
                "the same page."
            ),
        ),
        (
            GIVER,
            HOW_LONG,
            PLAN,
            Placeholder("is_given_on", _("Whether somebody gave it on."), False),
            Placeholder(
                "benefits",
                _("What the plan opens, a line each."),
                ("No advertising anywhere on the site", "Every community-only story in full"),
            ),
            GIFT_URL,
        ),
    )
    yield Template(
        "gift_ends",
        _("A gift runs out"),
        _("Your gift runs until {until}"),
        _("Nothing is charged when it ends."),
        (
            _("{if giver}What {giver} gave you opens everything until {until}."),
            _("{unless giver}What was given to you opens everything until {until}."),
            _("Nothing is charged when it ends, and you need do nothing."),
            _("If it was good to have, you are welcome to stay as a member."),
            _("[Become a member]({join_url})"),
        ),
        (
            GIVER,
            Placeholder("until", _("The last day."), "26 November 2027", is_needed=True),
            Placeholder(
                "join_url", _("The join page."), "https://news.example/join/", is_late=True
            ),
        ),
    )
    yield Template(
        "gift_ended",
        _("A gift was paid back"),
        _("A gift of yours has ended"),
        _("You did nothing wrong."),
        (
            _(
                "A gift that you took at {site_name} has ended, since what was paid for it went "
                "back to whoever paid."
            ),
            _("You did nothing wrong, and nothing is charged."),
        ),
    )
    yield Template(
        "gift_returned",
        _("A gift was returned"),
        _("Your gift was returned"),
        _("You have your money back."),
        (
            _(
                "Whoever received your gift returned it. The {amount} that you paid go back by "
                "themselves; another e-mail tells you when."
            ),
            SEE,
        ),
        (Placeholder("amount", _("What was paid."), "$8", is_needed=True), GIVEN_URL),
    )
    yield Template(
        "gift_link",
        _("The link to a gift, for its giver"),
        _("The link to your gift"),
        _("It shows how your gift stands."),
        (
            _("On {paid_on} you gave {how_long} of “{plan}”. This link shows how it stands:"),
            SEE,
            _("If you did not ask for it, you need do nothing."),
        ),
        (
            HOW_LONG._replace(is_needed=False),
            PLAN,
            Placeholder("paid_on", _("The day of the payment."), "26 November 2026"),
            GIVEN_URL,
        ),
    )
