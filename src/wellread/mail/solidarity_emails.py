"""Our words for the e-mails about a free year from the solidarity pot."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from wellread.mail.rules import Placeholder
from wellread.mail.template import Template

UNTIL = Placeholder("until", _("The last day."), "26 November 2027", is_needed=True)


def about_free_years(*, account: Placeholder) -> Iterator[Template]:
    """Return them both."""
    yield Template(
        "solidarity_year",
        _("A free year was taken"),
        _("A year of {site_name} is yours"),
        _("Nothing is charged, now or later."),
        (
            _("Everything is open to you until {until}, as to every member."),
            _(
                "Readers who pay more than they must make that possible. Nothing is charged, now "
                "or later, and nobody is told who takes a year."
            ),
            _("[See it on your account page]({account_url})"),
        ),
        (UNTIL, account),
    )
    yield Template(
        "solidarity_ends",
        _("A free year ends"),
        _("Another year of {site_name}?"),
        _("One press is enough, and nobody asks why."),
        (
            _("Your free year runs until {until}. If you would like another, press here:"),
            _("[Take another year]({renew_url})"),
            _("Nobody asks why, and nothing is charged. Otherwise you need do nothing."),
        ),
        (
            UNTIL,
            Placeholder(
                "renew_url",
                _("The link that renews it."),
                "https://news.example/solidarity/4K7Q/",
                is_needed=True,
                is_late=True,
            ),
        ),
    )
