"""The e-mails to whoever paid without an account: what opens it, and the last one."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from wellread.mail.rules import Placeholder
from wellread.mail.template import Template


def for_guests() -> Iterator[Template]:
    """Return them; whoever has an account is told to sign in."""
    yield Template(
        "guest_link",
        _("Link to what a guest paid"),
        _("The link to what you paid"),
        _("It opens receipts, amount, card, pause and cancelling."),
        (
            _(
                "{if guest_url}This link opens what was paid with this address at {site_name}: "
                "receipts, amount, card, pause and cancelling. It is good for a day, and signs you "
                "in nowhere."
            ),
            _("{if guest_url}[Open what I paid]({guest_url})"),
            _("{unless guest_url}This address has an account at {site_name}: all is there."),
            _("{unless guest_url}[Sign in]({sign_in_url})"),
            _("If you did not ask for it, somebody typed your address by mistake."),
        ),
        (
            Placeholder(
                "guest_url",
                _("The link that opens it; empty for who has an account."),
                "https://news.example/account/link/4K7Q/",
                is_needed=True,
                may_be_empty=True,
                is_late=True,
            ),
            Placeholder(
                "sign_in_url",
                _("Where one signs in."),
                "https://news.example/sign-in/",
                is_late=True,
            ),
        ),
        is_urgent=True,
        good_for=timedelta(hours=1),
    )
    yield Template(
        "guest_farewell",
        _("What was kept about a guest erased"),
        _("What we kept about you is erased"),
        _("This is the last e-mail."),
        (
            _("As you asked, what {site_name} kept about you and this address is erased."),
            _("{if was_member}Your membership is cancelled: nothing more will be charged."),
            _(
                "That payments were made stays in our books, without your name, for as long as the "
                "law asks."
            ),
            _("Everything that is open to all stays open to you: [{site_name}]({home_url})"),
        ),
        (Placeholder("was_member", _("Whether a membership was cancelled with it."), True),),
        # Nothing of who is erased stays for longer than a mail server may be away.
        good_for=timedelta(days=3),
        keeps_row=False,
    )
