"""Links that need no signing in: to confirm a wish, and to end it."""

from django.conf import settings
from django.urls import reverse

from wellread.accounts import short_tokens
from wellread.newsletters import rules
from wellread.newsletters.models import NewsletterReader, Reminder

SALT_OF_CONFIRMING = "wellread.newsletters.confirm"
SALT_OF_LEAVING = "wellread.newsletters.leave"
SALT_OF_TAKING_BACK = "wellread.newsletters.take_back"
# Until then nothing is stored but in the link itself; an e-mail may lie over a weekend.
CONFIRM_WITHIN_S = 3 * 24 * 3600
# RFC 8058 sets no limit; whoever finds an issue of last year may still want no more of them.
LEAVE_WITHIN_S = 5 * 366 * 24 * 3600
NUMBER_BYTES = 8


def confirm_address(wish: rules.Wish) -> str:
    """Return the link by which whoever has the mailbox confirms a wish."""
    token = short_tokens.signed(rules.written(wish), salt=SALT_OF_CONFIRMING)
    return f"{settings.SITE_URL}{reverse('confirm_newsletters', args=[token])}"


def wish_of(token: str) -> rules.Wish | None:
    """Return the wish that a link carries, or None when it is forged or too old."""
    said = short_tokens.read(token, salt=SALT_OF_CONFIRMING, max_age_s=CONFIRM_WITHIN_S)
    return None if said is None else rules.read(said)


def leave_address(entry: NewsletterReader) -> str:
    """Return the link that ends one newsletter for one address; it names nobody."""
    token = short_tokens.signed(entry.pk.to_bytes(NUMBER_BYTES, "big"), salt=SALT_OF_LEAVING)
    return f"{settings.SITE_URL}{reverse('leave_newsletter', args=[token])}"


def number_of(token: str) -> int | None:
    """Return the number of the row that a link ends, gone or not; None when it is forged."""
    said = short_tokens.read(token, salt=SALT_OF_LEAVING, max_age_s=LEAVE_WITHIN_S)
    return None if said is None else int.from_bytes(said, "big")


def take_back_address(reminder: Reminder) -> str:
    """Return the link that takes a reminder back; it names nobody."""
    token = short_tokens.signed(reminder.pk.to_bytes(NUMBER_BYTES, "big"), salt=SALT_OF_TAKING_BACK)
    return f"{settings.SITE_URL}{reverse('take_back_reminder', args=[token])}"


def number_of_reminder(token: str) -> int | None:
    """Return the number of the reminder that a link takes back; None when it is forged."""
    said = short_tokens.read(token, salt=SALT_OF_TAKING_BACK, max_age_s=LEAVE_WITHIN_S)
    return None if said is None else int.from_bytes(said, "big")
