"""One e-mail on the day that its reader picked; then nobody remembers the address."""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from wellread.accounts.models import Reader
from wellread.language import writing
from wellread.mail import actions as mail
from wellread.newsletters import links, queries, signals
from wellread.newsletters.models import Reminder

# In the newsroom's own time: nobody wants to be reminded of anything at midnight.
FROM_HOUR = 8
MOST_DAYS_AHEAD = 366
# After an outage an e-mail of last week reminds nobody of what they meant to do that day.
LATE_BY = timedelta(days=7)
# Nobody writes to so many in a round that codes would have to wait.
AT_ONCE = 200


class DayOutOfReach(ValueError):
    """A reminder is for tomorrow at the earliest, and within a year."""


def is_within_reach(day: date | None) -> bool:
    """Tell whether somebody can be reminded on a day: from tomorrow on, within a year."""
    today = timezone.localdate()
    return day is not None and today < day <= today + timedelta(days=MOST_DAYS_AHEAD)


def first_of_next_month(today: date) -> date:
    """Return the day on which many are paid."""
    return (today.replace(day=1) + timedelta(days=31)).replace(day=1)


@transaction.atomic
def promise(*, address: str, day: date, campaign: str = "", variant: str = "") -> Reminder:
    """Keep an address until its day, in place of any day before; say so by e-mail."""
    if not is_within_reach(day):
        raise DayOutOfReach
    facts = {"day": day, "made_at": timezone.now(), "campaign": campaign, "variant": variant}
    reminder, _ = Reminder.objects.update_or_create(address=address, defaults=facts)
    mail.send(
        "reminder_on_a_day_promised",
        to=address,
        facts={"day": writing.day(day), "unsubscribe_url": links.take_back_address(reminder)},
    )
    return reminder


def take_back(*, number: int) -> None:
    """Forget an address before its day; doing it twice changes nothing."""
    Reminder.objects.filter(pk=number).delete()


def forget(*, reader: Reader) -> None:
    """Keep no address of a reader whose account is erased."""
    queries.reminders_of(reader).delete()


def send_due(*, now: datetime) -> None:
    """Write to those whose day it is."""
    now = timezone.localtime(now)
    # Before the hour it is still yesterday's round.
    today = (now - timedelta(hours=FROM_HOUR)).date()
    for reminder in Reminder.objects.filter(day__lte=today).order_by("day", "pk")[:AT_ONCE]:
        _send(reminder, now)


@transaction.atomic
def _send(reminder: Reminder, now: datetime) -> None:
    """Write once and forget: whoever deletes the row writes, and nobody else does."""
    deleted, _ = Reminder.objects.filter(pk=reminder.pk, day=reminder.day).delete()
    if not deleted or reminder.day < (now - LATE_BY).date() or _is_needless(reminder):
        return
    mail.send(
        "reminder_on_a_day",
        to=reminder.address,
        facts={
            "asked_on": writing.day(timezone.localdate(reminder.made_at)),
            "support_url": _door(reminder),
        },
    )


def _is_needless(reminder: Reminder) -> bool:
    """Ask whoever knows money whether it was given since."""
    answers = signals.reminder_due.send(sender=Reminder, reminder=reminder)
    return any(is_needless for _, is_needless in answers)


def _door(reminder: Reminder) -> str:
    known = {
        "campaign": reminder.campaign,
        "variant": reminder.variant,
        "letter": "reminder_on_a_day",
    }
    source = urlencode({name: said for name, said in known.items() if said})
    return f"{settings.SITE_URL}/join/?{source}"
