"""The postal address of whoever pays: asked for where a plan sends post, or the law wants it."""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.db import transaction

from wellread.accounts.models import Reader
from wellread.membership import law, place, queries
from wellread.membership.models import Membership, PostalAddress
from wellread.payments import clock
from wellread.payments.models import Checkout, Payment


def of_payer(*, reader: Reader | None, checkouts: Collection[UUID] = ()) -> PostalAddress | None:
    """Return the address that somebody gave last, or None."""
    return PostalAddress.objects.filter(queries.paid_by(reader, checkouts)).first()


def of_checkout(checkout: Checkout) -> PostalAddress | None:
    """Return the address of whoever paid by a Checkout, or None."""
    return of_payer(reader=checkout.reader, checkouts=(checkout.pk,))


def by_payer() -> Iterator[tuple[object, PostalAddress]]:
    """Yield whose each address is, the earliest first: a reader's key, or a guest's Checkout's."""
    for one in PostalAddress.objects.select_related("checkout").order_by("given_at", "pk"):
        yield one.checkout.reader_id or one.checkout_id, one


def is_missing(membership: Membership | None, known: PostalAddress | None) -> bool:
    """Tell whether something is to be sent to a member by post, and nobody knows where."""
    return membership is not None and membership.plan.sends_post and known is None


def is_for_receipts(paid: Iterable[Payment], known: PostalAddress | None) -> bool:
    """Tell whether a receipt of somebody must carry an address by the law, and nobody knows it."""
    if known is not None:
        return False
    return any(
        one.paid_at is not None
        and law.names_buyer(
            one.paid_at.date(),
            place.of_checkout(one.checkout),
            amount_minor=one.amount_minor,
            currency=one.currency,
        )
        for one in paid
        # Whose sum no country's limit is below needs no looking up.
        if law.names_buyer_somewhere(amount_minor=one.amount_minor, currency=one.currency)
    )


@transaction.atomic
def write(
    *, reader: Reader | None, checkouts: Collection[UUID], name: str, lines: str, country: str
) -> None:
    """Keep where somebody's post goes, in the place of what they gave before."""
    theirs = Checkout.objects.filter(queries.own_checkouts(reader, checkouts))
    # Two tabs wait for each other, and the later is kept.
    held = theirs.select_for_update().filter(state__in=Checkout.SENT_OFF)
    latest = held.order_by("-created_at").first()
    if latest is None:
        return
    forget(reader=reader, checkouts=checkouts)
    PostalAddress.objects.create(
        checkout=latest, name=name, lines=lines, country=country, given_at=clock.now()
    )


def forget(*, reader: Reader | None, checkouts: Collection[UUID] = ()) -> None:
    """Keep no address of somebody."""
    PostalAddress.objects.filter(queries.paid_by(reader, checkouts)).delete()
