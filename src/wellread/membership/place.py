"""Where a member lives, as far as anybody told us: it says which rules of `law.toml` are theirs.

The address that they gave for their post comes first, then the country of the bill, as Stripe asks
for it at the Checkout and with each card. A currency tells nothing: pounds are paid by Germans too.
"""

from collections.abc import Collection

from django.db.models import Q

from wellread.membership.models import PostalAddress
from wellread.payments.models import Checkout

UNKNOWN = ""


def of_checkout(checkout: Checkout) -> str:
    """Return the country of whoever pays by a Checkout, or UNKNOWN."""
    theirs = Q(checkout=checkout.pk)
    if checkout.reader_id is not None:
        theirs |= Q(checkout__reader=checkout.reader_id)
    latest = PostalAddress.objects.filter(theirs).order_by("-given_at", "-pk")
    given = latest.values_list("country", flat=True).first()
    return str(given or checkout.country or UNKNOWN)


def may_be_in(places: Collection[str]) -> Q:
    """Return the question of which memberships may be of one of these places.

    `of_checkout` knows exactly; this spares it most others.
    """
    given = PostalAddress.objects.filter(country__in=places)
    return (
        Q(checkout__country__in=[*places, UNKNOWN])
        | Q(checkout__in=given.values("checkout"))
        | Q(reader__in=given.exclude(checkout__reader=None).values("checkout__reader"))
    )
