"""The week in a letter to those of the staff whom an administrator chose: Monday morning, once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from wellread.accounts.models import Reader
from wellread.desk.funnel import value_words
from wellread.desk.models import WeeklyLetter
from wellread.desk.morning import document
from wellread.language import writing
from wellread.language.editors import for_editors, number_said
from wellread.mail import actions as mail
from wellread.payments.money import Money

# In the newsroom's own time.
MONDAY, FROM_HOUR = 0, 7
STORIES = 5
PERIODS = ("now", "before", "year")
PERMISSIONS = ("membership.view_membership", "payments.view_payment")


def send_due(now: datetime) -> int:
    """Send the letter of the week that ended, if it is Monday morning or later that day.

    Each gets it once, however often this is asked; return to how many it goes.
    """
    local = timezone.localtime(now)
    if local.weekday() != MONDAY or local.hour < FROM_HOUR:
        return 0
    readers = recipients()
    if not readers:
        return 0
    facts = figures(document.make(now))
    for one in readers:
        with transaction.atomic():
            mail.send("week_in_figures", to=one.email, about=f"{local:%G-W%V}", facts=facts)
    return len(readers)


def recipients() -> list[Reader]:
    """Return who gets it: those who were chosen and may see members and money."""
    chosen = WeeklyLetter.objects.first()
    if chosen is None:
        return []
    readers = chosen.readers.filter(is_staff=True, is_active=True).order_by("pk")
    return [one for one in readers if one.has_perms(PERMISSIONS)]


def figures(content: dict[str, Any]) -> dict[str, Any]:
    """Return what the letter says, from the same document as the morning page."""
    tables = content["tables"]
    weeks, asked = tables["weeks"], tables["asked"]
    last_day = timezone.localtime(datetime.fromisoformat(asked[0]["until"])) - timedelta(days=1)
    month = tables[f"months-{content['currency']}"][-1]
    stories = [row for row in tables["by-story"] if row["conversions"]][:STORIES]
    return {
        "until": writing.day(last_day.date()),
        "members": str(weeks[0]["members_end"]),
        "money": [
            _beside(words, [value_words(_sums(row[name])) for row in weeks])
            for words, name in (
                (for_editors("Received"), "received_minor"),
                (for_editors("Given back"), "given_back_minor"),
                (for_editors("Fees"), "fees_minor"),
            )
        ],
        "people": [
            *(
                _beside(words, [str(row[name]) for row in weeks])
                for words, name in (
                    (for_editors("New"), "new"),
                    (for_editors("Back again"), "back"),
                    (for_editors("Lost"), "lost"),
                    (for_editors("Members at the end"), "members_end"),
                )
            ),
            for_editors("Paused now: %(number)s") % {"number": content["paused"]},
            for_editors("Recurring a month: %(money)s")
            % {"money": Money(month["end_minor"], content["currency"])},
        ],
        "asked": [
            _beside(words, [number_said(row[name]) for row in asked if row[name] is not None])
            for words, name in (
                (for_editors("Article views"), "article_views"),
                (for_editors("Impressions"), "impressions"),
                (for_editors("Conversions"), "conversions"),
                (for_editors("Joined by a letter"), "joined_by_letter"),
                (for_editors("Joined unasked"), "joined_unasked"),
            )
            if asked[0][name] is not None
        ],
        "stories": [f"{row['name'] or row['story']}: {row['conversions']}" for row in stories],
        "admin_url": f"{settings.SITE_URL}{reverse('desk_morning')}",
    }


def _beside(words: str, values: Sequence[str]) -> str:
    """Write a week's figure with those of the week before and of a year before."""
    if len(values) < len(PERIODS):
        return f"{words}: {values[0]}"
    return for_editors(
        "%(what)s: %(now)s (the week before: %(before)s, a year before: %(year)s)"
    ) % {
        "what": words,
        **dict(zip(PERIODS, values, strict=True)),
    }


def _sums(sums: dict[str, int]) -> list[Money]:
    return [Money(minor, code) for code, minor in sorted(sums.items()) if minor]
