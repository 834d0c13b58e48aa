"""The e-mails about an account: our words for them, and the facts that words may name."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wellread.mail.rules import Placeholder
from wellread.mail.template import Template

# OWASP ASVS 5.0, 6.5.5: what is mailed to sign in with is good for ten minutes at most.
CODE_LASTS = timedelta(minutes=10)

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


def about_accounts() -> Iterator[Template]:
    """Return them all."""
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
