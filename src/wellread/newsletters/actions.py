"""What is done with newsletters: asking to confirm, joining, leaving."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from wellread.accounts.models import Reader
from wellread.mail import actions as mail
from wellread.newsletters import links, queries, rules, signals
from wellread.newsletters.models import Newsletter, NewsletterReader


def ask_to_confirm(
    *, address: str, newsletters: Sequence[Newsletter], campaign: str = "", variant: str = ""
) -> None:
    """Write to an address that somebody typed; nothing is stored before its owner confirms."""
    wish = rules.Wish(address, tuple(one.pk for one in newsletters), campaign, variant)
    mail.send(
        "newsletter_confirm",
        to=address,
        facts={
            "newsletters": [one.name for one in newsletters],
            "confirm_url": links.confirm_address(wish),
        },
    )


def newsletters_of(wish: rules.Wish) -> list[Newsletter]:
    """Return what of a wish is offered still."""
    return list(queries.offered().filter(pk__in=wish.newsletters))


@transaction.atomic
def confirm(*, wish: rules.Wish) -> list[Newsletter]:
    """Have the newsletters of a wish sent to its address; twice is once."""
    found = newsletters_of(wish)
    for newsletter in found:
        join(
            address=wish.address,
            newsletter=newsletter,
            campaign=wish.campaign,
            variant=wish.variant,
        )
    return found


@transaction.atomic
def join(*, address: str, newsletter: Newsletter, campaign: str = "", variant: str = "") -> None:
    """Have a newsletter sent to an address whose owner is here; welcome them the first time."""
    try:
        with transaction.atomic():
            entry = NewsletterReader.objects.create(
                address=address, newsletter=newsletter, campaign=campaign, variant=variant
            )
    except IntegrityError:
        # It is taken already, or was in this very moment.
        return
    signals.joined.send(sender=NewsletterReader, entry=entry)
    mail.send(
        "newsletter_welcome",
        to=address,
        facts={
            "newsletter": newsletter.name,
            "how_often": newsletter.how_often,
            "unsubscribe_url": links.leave_address(entry),
        },
    )


@transaction.atomic
def leave(*, number: int) -> None:
    """End one newsletter for one address; doing it twice changes nothing."""
    for entry in NewsletterReader.objects.filter(pk=number):
        entry.delete()


@transaction.atomic
def forget(*, reader: Reader) -> None:
    """Keep no address of a reader whose account is erased."""
    for entry in queries.entries_of(reader):
        entry.is_erased = True
        entry.delete()
