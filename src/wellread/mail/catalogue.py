"""Every e-mail there is: its name, our words for it, and the facts that words may name.

Each paragraph is a message of its own for translators. What the words may do stands in `rules.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from wellread.mail.rules import Fact, Placeholder, Wording

# OWASP ASVS 5.0, 6.5.5: what is mailed to sign in with is good for ten minutes at most.
CODE_LASTS = timedelta(minutes=10)

SITE_NAME = Placeholder("site_name", _("The paper’s name."), "The Saltmere Courier")
HOME_URL = Placeholder("home_url", _("The front page."), "https://news.example/")
# The e-mail by which an editor looks at other words in a mail program.
TEST = "test_of_words"
COMMON = (SITE_NAME, HOME_URL)


class UnknownEmail(LookupError):
    """There is no e-mail of this name."""


@dataclass(frozen=True, slots=True)
class Template:
    """One e-mail that we send: what it is for, its words in our code, and its facts."""

    name: str
    label: object
    subject: object
    preheader: object
    body: tuple[object, ...]
    placeholders: tuple[Placeholder, ...] = ()
    # Somebody sits and waits for it: it goes before all others.
    is_urgent: bool = False
    # After that it is of no use, and is not sent.
    good_for: timedelta | None = None
    # Whether its facts stay once it was sent; a code does not.
    keeps_facts: bool = True
    # Whether its row stays; of somebody who is erased nothing does.
    keeps_row: bool = True

    def known(self) -> tuple[Placeholder, ...]:
        """Return all that its words may name."""
        return (*self.placeholders, *COMMON)

    def wording(self, language: str) -> Wording:
        """Return our words in a language."""
        with override(language):
            body = "\n\n".join(str(paragraph) for paragraph in self.body)
            return Wording(str(self.subject), str(self.preheader), body)

    def examples(self) -> dict[str, Fact]:
        """Return facts by which an editor sees what the words come to."""
        facts = {one.name: one.example for one in self.known()}
        return facts | {"site_name": settings.SITE_NAME, "home_url": f"{settings.SITE_URL}/"}


def template(name: str) -> Template:
    """Return the e-mail of this name; raise UnknownEmail."""
    try:
        return TEMPLATES[name]
    except KeyError:
        raise UnknownEmail(name) from None


def worded() -> list[Template]:
    """Return the e-mails whose words a newsroom may change."""
    return [one for one in TEMPLATES.values() if one.name != TEST]


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
CODE = Placeholder("code", _("The code."), "4F7K-9QPR", is_needed=True)
WHEN = Placeholder("when", _("When it was done."), "26 November 2026, 14:05 UTC")
WHERE_FROM = Placeholder("ip", _("The network address it was done from."), "203.0.113.7")
BROWSER = Placeholder("browser", _("What the browser calls itself."), "Firefox on Android")
KEYS_URL = Placeholder(
    "keys_url",
    _("The page of keys and apps."),
    "https://news.example/sign-in/keys/",
    is_needed=True,
)
WHAT_WAS_DONE = (WHEN, WHERE_FROM, BROWSER)

OPEN_ACCOUNT = _("[Open your account]({account_url})")
ENTER_CODE = _("Enter it in the browser in which you asked for it. It works for ten minutes.")
NOT_YOU_NO_CODE = _(
    "If you did not ask for it, somebody typed your address by mistake; nothing happens without "
    "the code."
)
IT_WAS_DONE = _("It was done on {when}, from {ip} with {browser}.")
IF_NOT_YOU = _(
    "If it was you, all is well. If it was not, sign in now, sign out everywhere else, and remove "
    "what is not yours."
)
LOOK_AT_KEYS = _("[Look at your keys]({keys_url})")


def _of_members() -> Iterator[Template]:
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
            _("{unless needs_claim}[Open your account]({account_url})"),
            _(
                "{if needs_claim}You paid without signing in. This button opens your membership on "
                "your other devices, and lets you see and cancel it:"
            ),
            _("{if needs_claim}[Open your membership]({account_url})"),
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
            ACCOUNT_URL,
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
            _("{if needs_claim}If you would like to keep the receipt in an account, open it here:"),
            _("{if needs_claim}[Keep the receipt]({account_url})"),
            _("{unless needs_claim}[See the receipt]({account_url})"),
        ),
        (AMOUNT, PAID_ON, RECEIPT, NEEDS_CLAIM, ACCOUNT_URL),
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
                "{if is_all}{if is_membership}What that payment opened has ended with it. Your "
                "account page shows whether your membership goes on, and lets you cancel it."
            ),
            _("{if is_all}{if is_membership}[Open your account]({account_url})"),
        ),
        (
            AMOUNT._replace(is_needed=False),
            PAID_ON,
            RECEIPT,
            Placeholder("given_back", _("What was given back."), "$8", is_needed=True),
            Placeholder("is_all", _("Whether all of the payment is back."), True),
            Placeholder("is_membership", _("Whether it paid for a membership."), True),
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
            _("The next charge is on {next_charge}. There is nothing you need to do."),
            _(
                "You can change the amount or your card, or cancel in two clicks, on your account "
                "page; what you have paid for stays yours to its end."
            ),
            OPEN_ACCOUNT,
            _("We write this once a year. Thank you for your support."),
        ),
        (PLAN, PRICE, NEXT_CHARGE._replace(is_needed=True, may_be_empty=False), ACCOUNT_URL),
    )
    yield Template(
        "payment_failed",
        _("Payment failed"),
        _("Your payment did not go through"),
        _("Nothing you have paid for is taken away."),
        (
            _(
                "We could not charge {amount} for your membership. Nothing you have paid for is "
                "taken away."
            ),
            _("{if benefits_until}Your benefits go on until {benefits_until}."),
            _(
                "{if next_attempt}We will try your card again on {next_attempt}. Has it expired or "
                "been replaced? Enter the new one on your account page, and the next attempt uses "
                "it."
            ),
            _(
                "{unless next_attempt}We will not try this card again. To go on, please enter "
                "another one on your account page."
            ),
            _("[Enter another card]({account_url})"),
            _("You need not join again, and you are not charged twice."),
        ),
        (
            AMOUNT._replace(meaning=_("What could not be charged.")),
            BENEFITS_UNTIL,
            Placeholder(
                "next_attempt",
                _("The day on which it is tried again."),
                "29 November 2026",
                may_be_empty=True,
            ),
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
            _("If you would like to go on, you can join again with another card at any time."),
            _("[Join again]({join_url})"),
            _("Thank you for having supported {site_name}."),
        ),
        (
            PLAN,
            PRICE,
            Placeholder(
                "join_url", _("The join page."), "https://news.example/join/", is_late=True
            ),
        ),
    )
    yield Template(
        "amount_changed",
        _("Change of the amount"),
        _("Your new amount"),
        _("Your membership costs {price} from now on."),
        (
            _(
                "As you asked, your membership (“{plan}”) costs {price} from now on, instead of "
                "{before}."
            ),
            _(
                "{if is_due}The charge that is due now is the first of the new amount, and it "
                "renews until you cancel."
            ),
            _(
                "{unless is_due}It is charged for the first time on {next_charge}, and renews "
                "until you cancel. Nothing was charged for the change."
            ),
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
            Placeholder("is_due", _("Whether a charge is due already."), False),
            Placeholder("is_tried_again", _("Whether a failed charge is tried again."), False),
            ACCOUNT_URL,
        ),
    )
    yield Template(
        "cancelled",
        _("Cancellation confirmed"),
        _("Your membership is cancelled"),
        _("Nothing more will be charged."),
        (
            _(
                "As you asked, your membership ({price}) is cancelled. Nothing more will be "
                "charged."
            ),
            _(
                "{if benefits_until}What you have paid for stays: your benefits run until "
                "{benefits_until}."
            ),
            _(
                "{if benefits_until}{if can_resume}If you change your mind before then, you can "
                "keep your membership from your account page."
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


def _of_accounts() -> Iterator[Template]:
    yield Template(
        "sign_in_code",
        _("Code to sign in with"),
        _("Your code: {code}"),
        _("It works for ten minutes, in the browser in which you asked for it."),
        (_("Your code for {site_name} is"), "{code}", ENTER_CODE, NOT_YOU_NO_CODE),
        (CODE,),
        is_urgent=True,
        good_for=CODE_LASTS,
        keeps_facts=False,
    )
    yield Template(
        "address_code",
        _("Code that proves an address"),
        _("Your code: {code}"),
        _("It works for ten minutes, in the browser in which you asked for it."),
        (
            _("Your code for {site_name} is"),
            "{code}",
            _("It proves that this address is yours."),
            ENTER_CODE,
            NOT_YOU_NO_CODE,
        ),
        (CODE,),
        is_urgent=True,
        good_for=CODE_LASTS,
        keeps_facts=False,
    )
    yield Template(
        "invitation",
        _("Invitation of an unknown address"),
        _("Your account at {site_name}"),
        _("This address has no account yet. The button makes one, within ten minutes."),
        (
            _(
                "Somebody, most likely you, asked to sign in to {site_name} with this address. It "
                "has no account yet."
            ),
            _("To make one, press this button within ten minutes:"),
            _("[Make an account]({invitation_url})"),
            _("If it was not you, do nothing; no account is made."),
        ),
        (
            Placeholder(
                "invitation_url",
                _("The page whose button makes the account."),
                "https://news.example/sign-in/new/?token=…",
                is_needed=True,
            ),
        ),
        is_urgent=True,
        good_for=CODE_LASTS,
        keeps_facts=False,
    )
    yield Template(
        "address_changed",
        _("Address changed, to the one before"),
        _("Your address was changed"),
        _("This address no longer opens the account."),
        (
            _("The address of your account at {site_name} was changed from {before} to {now}."),
            IT_WAS_DONE,
            _(
                "If it was you, all is well. If it was not, write to us at once: this address no "
                "longer opens the account."
            ),
        ),
        (
            Placeholder("before", _("The address of before."), "ada@reader.example"),
            Placeholder("now", _("The address of now."), "ada@elsewhere.example", is_needed=True),
            *WHAT_WAS_DONE,
        ),
    )
    yield Template(
        "account_closed",
        _("A closed account"),
        _("This account is closed"),
        "",
        (
            _(
                "It was closed by the paper, or joined with another. Everything that is open to "
                "all stays open to you."
            ),
            _(
                "{if cancel_url}Closing it ended no membership: yours is {still_charged}. You can "
                "cancel it without signing in; nothing more will be charged then."
            ),
            _("{if cancel_url}[Cancel the membership]({cancel_url})"),
            _("If you think that this is a mistake, answer this e-mail."),
        ),
        (
            Placeholder(
                "still_charged",
                _("What a membership still charges, when there is one."),
                "$8 a month",
                may_be_empty=True,
                is_late=True,
            ),
            Placeholder(
                "cancel_url",
                _("The link that cancels a membership without signing in, when there is one."),
                "https://news.example/account/cancel/AAAA/",
                is_needed=True,
                may_be_empty=True,
                is_late=True,
            ),
        ),
    )
    yield Template(
        "account_notice",
        _("Any other notice about an account"),
        "{headline}",
        "",
        ("{words}",),
        (
            Placeholder("headline", _("What it is about."), "Your account"),
            Placeholder("words", _("What there is to say."), "Something changed.", is_needed=True),
        ),
    )
    yield _of_key(
        "app_added",
        _("Authenticator app set up"),
        _("An app was set up"),
        _("An authenticator app was set up. From now on we ask for its code too when you sign in."),
    )
    yield _of_key(
        "app_removed",
        _("Authenticator app removed"),
        _("An app was removed"),
        _("The authenticator app of your account was removed. We no longer ask for its code."),
    )
    yield _of_key(
        "recovery_codes_made",
        _("New recovery codes"),
        _("New recovery codes"),
        _("New recovery codes were made for your account. The earlier ones open nothing any more."),
    )
    yield _of_key(
        "passkey_added",
        _("Passkey added"),
        _("A passkey was added"),
        _("A passkey was added to your account."),
    )
    yield _of_key(
        "passkey_removed",
        _("Passkey removed"),
        _("A passkey was removed"),
        _("A passkey was removed from your account."),
    )
    yield Template(
        "farewell",
        _("Account erased"),
        _("Your account is erased"),
        _("And so is what we knew about you. This is the last e-mail."),
        (
            _(
                "As you asked, your account at {site_name} is erased, and so is what we knew about "
                "you."
            ),
            _("{if was_member}Your membership is cancelled: nothing more will be charged."),
            _(
                "That payments were made stays in our books, without your name, for as long as the "
                "law asks."
            ),
            _("Everything that is open to all stays open to you: [{site_name}]({home_url})"),
        ),
        (Placeholder("was_member", _("Whether a membership was cancelled with it."), True),),
        # Nothing of an erased reader stays for longer than a mail server may be away.
        good_for=timedelta(days=3),
        keeps_row=False,
    )


def _of_key(name: str, label: object, subject: object, what: object) -> Template:
    """Return the notice of one change of what opens an account."""
    body = (what, IT_WAS_DONE, IF_NOT_YOU, LOOK_AT_KEYS)
    preheader = pgettext_lazy("preheader", "If it was not you, look at once.")
    return Template(name, label, subject, preheader, body, (*WHAT_WAS_DONE, KEYS_URL))


def _of_editors() -> Iterator[Template]:
    yield Template(
        TEST,
        _("Test of an e-mail’s words"),
        "",
        "",
        (),
        is_urgent=True,
        good_for=timedelta(hours=1),
        keeps_row=False,
    )


TEMPLATES = {one.name: one for one in (*_of_members(), *_of_accounts(), *_of_editors())}
