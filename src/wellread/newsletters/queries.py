"""Questions about newsletters, and who takes which."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q, QuerySet

from wellread.accounts.models import Reader
from wellread.accounts.queries import proved_addresses
from wellread.newsletters.models import Newsletter, NewsletterReader, Reminder


class Taken(NamedTuple):
    """A newsletter, and the reader's row of it, if they take it."""

    newsletter: Newsletter
    entry: NewsletterReader | None


def offered() -> QuerySet[Newsletter]:
    """Return the newsletters that readers can ask for."""
    return Newsletter.objects.filter(is_offered=True).order_by("sort_order", "pk")


def offered_keys() -> list[str]:
    """Return their short names."""
    return list(offered().values_list("key", flat=True))


def addresses_of(reader: Reader) -> set[str]:
    """Return the address that a reader signs in with, and others that they proved to be theirs."""
    return {reader.email, *proved_addresses(reader)}


def reminders_of(reader: Reader) -> QuerySet[Reminder]:
    """Return what a reader is to be reminded of."""
    return reminders_to(addresses_of(reader))


def reminders_to(addresses: Iterable[str]) -> QuerySet[Reminder]:
    """Return what whoever has these addresses is to be reminded of."""
    return Reminder.objects.filter(address__in=list(addresses))


def entries_of(reader: Reader) -> QuerySet[NewsletterReader]:
    """Return what is sent to a reader: to the address they sign in with, and others of theirs."""
    return entries_at(addresses_of(reader))


def entries_at(addresses: Iterable[str]) -> QuerySet[NewsletterReader]:
    """Return what is sent to these addresses."""
    rows = NewsletterReader.objects.filter(address__in=list(addresses))
    return rows.select_related("newsletter").order_by("newsletter__sort_order", "pk")


def taken_by(reader: Reader) -> list[Taken]:
    """Return each newsletter that is offered or taken, for the reader's account page."""
    entries = {entry.newsletter_id: entry for entry in entries_of(reader)}
    known = Newsletter.objects.filter(Q(is_offered=True) | Q(pk__in=list(entries)))
    rows = known.order_by("sort_order", "pk")
    return [Taken(newsletter, entries.get(newsletter.pk)) for newsletter in rows]


def asked_for(keys: Iterable[str]) -> list[Newsletter]:
    """Return the newsletters of these names that are offered."""
    return list(offered().filter(key__in=list(keys)))


def entry(number: int) -> NewsletterReader | None:
    """Return the row of this number, if somebody has not left meanwhile."""
    return NewsletterReader.objects.select_related("newsletter").filter(pk=number).first()


def takes_any(addresses: Iterable[str]) -> bool:
    """Tell whether a newsletter goes to one of these addresses."""
    return NewsletterReader.objects.filter(address__in=list(addresses)).exists()


def takes_all(address: str, newsletters: Iterable[Newsletter]) -> bool:
    """Tell whether each of these goes to an address."""
    wanted = {newsletter.pk for newsletter in newsletters}
    rows = NewsletterReader.objects.filter(address=address, newsletter__in=wanted)
    return set(rows.values_list("newsletter", flat=True)) == wanted


def takes(reader: Reader) -> bool:
    """Tell whether a newsletter goes to a reader."""
    return entries_of(reader).exists()
