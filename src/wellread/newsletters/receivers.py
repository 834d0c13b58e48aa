"""What newsletters do when an account is erased, and what they tell when a row goes."""

from typing import Any

from wellread.accounts.models import Reader
from wellread.newsletters import actions, reminding, signals
from wellread.newsletters.models import NewsletterReader


def reader_erased(*, instance: Reader, **_: Any) -> None:
    """An account is about to be deleted."""
    actions.forget(reader=instance)
    reminding.forget(reader=instance)


def entry_deleted(*, instance: NewsletterReader, **_: Any) -> None:
    """Somebody takes a newsletter no more, by whatever way."""
    signals.left.send(sender=NewsletterReader, entry=instance)
