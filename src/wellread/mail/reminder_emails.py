"""Our words for who wants to be reminded on a day: as it is promised, and on that day."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from wellread.mail.rules import Placeholder
from wellread.mail.template import Template


def about_reminders() -> Iterator[Template]:
    """Return them; no row of either stays, since the address is to be forgotten."""
    yield Template(
        "reminder_on_a_day_promised",
        _("A reminder is promised"),
        _("We remind you on {day}"),
        _("One e-mail on that day, and then we forget your address."),
        (
            _(
                "As you asked, {site_name} writes to you once on {day}: whether you would like to "
                "support it. Then your address is forgotten."
            ),
            _("If you did not ask for it, or think otherwise, take it back:"),
            _("[Do not remind me]({unsubscribe_url})"),
        ),
        (
            Placeholder("day", _("The day that was picked."), "1 December 2026", is_needed=True),
            Placeholder(
                "unsubscribe_url",
                _("The link that takes it back."),
                "https://news.example/reminders/4K7Q/",
                is_needed=True,
            ),
        ),
        keeps_row=False,
    )
    yield Template(
        "reminder_on_a_day",
        _("The reminder on its day"),
        _("You wanted to be reminded today"),
        _("Of supporting {site_name}. It is the only e-mail about it."),
        (
            _(
                "On {asked_on} you asked {site_name} to remind you today. It is free to read for "
                "everyone, because readers like you pay for it."
            ),
            _("[Support us]({support_url})"),
            _("This is the only e-mail about it: your address is deleted with it."),
        ),
        (
            Placeholder("asked_on", _("The day on which it was asked for."), "26 November 2026"),
            Placeholder(
                "support_url", _("The join page."), "https://news.example/join/", is_needed=True
            ),
        ),
        good_for=timedelta(days=3),
        keeps_row=False,
    )
