"""Our words for who asks for a newsletter: to confirm it, and as it begins."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from wellread.mail.rules import Placeholder
from wellread.mail.template import Template

NAMES = Placeholder(
    "newsletters", _("What was asked for, a line each."), ("The Morning Tide",), is_needed=True
)


def about_newsletters() -> Iterator[Template]:
    """Return them; no row of either stays, since who leaves is to be forgotten."""
    yield Template(
        "newsletter_confirm",
        _("Confirmation of a newsletter"),
        _("One click, and your newsletter begins"),
        _("Until you confirm, we keep your address nowhere."),
        (
            _("Somebody, you we hope, asked for this at {site_name}:"),
            "{newsletters}",
            _("[Yes, send it to me]({confirm_url})"),
            _(
                "The link is good for three days. If you did not ask for it, do nothing: nothing "
                "comes, and your address is kept nowhere."
            ),
        ),
        (
            NAMES,
            Placeholder(
                "confirm_url",
                _("The link that confirms it."),
                "https://news.example/newsletters/confirm/4K7Q/",
                is_needed=True,
            ),
        ),
        is_urgent=True,
        good_for=timedelta(hours=6),
        keeps_row=False,
    )
    yield Template(
        "newsletter_welcome",
        _("Welcome to a newsletter"),
        _("{newsletter}: welcome"),
        _("It comes to you from now on, until you end it."),
        (
            _("“{newsletter}” of {site_name} comes to you from now on. Thank you for reading."),
            _("{if how_often}How often: {how_often}"),
            _("If you want it no more, one click ends it, and we delete your address."),
            _("[Send it no more]({unsubscribe_url})"),
        ),
        (
            Placeholder(
                "newsletter", _("The newsletter’s name."), "The Morning Tide", is_needed=True
            ),
            Placeholder(
                "how_often",
                _("How often it comes, as the newsroom says it."),
                "Every weekday at seven",
                may_be_empty=True,
            ),
            Placeholder(
                "unsubscribe_url",
                _("The link that ends it."),
                "https://news.example/newsletters/leave/4K7Q/",
                is_needed=True,
            ),
        ),
        keeps_row=False,
    )
