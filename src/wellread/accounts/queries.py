"""Questions about who somebody is."""

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.utils import timezone

from wellread.accounts.models import Reader, SignedInDevice
from wellread.mail.address import spelled


def reader_who_proved(address: str) -> Reader | None:
    """Return the reader to whose account an address belongs beyond doubt, or None."""
    proved = EmailAddress.objects.filter(
        email=spelled(address), verified=True, user__is_active=True
    ).select_related("user")
    row = proved.first()
    return row.user if row else None


def is_closed(address: str) -> bool:
    """Tell whether the account of an address was closed: nobody signs in to it."""
    return Reader.objects.filter(email=spelled(address), is_active=False).exists()


def proved_addresses(reader: Reader) -> list[str]:
    """Return the addresses that a reader proved to be theirs."""
    rows = EmailAddress.objects.filter(user=reader, verified=True).order_by("pk")
    return list(rows.values_list("email", flat=True))


def devices(reader: Reader) -> QuerySet[SignedInDevice]:
    """Return the browsers in which a reader is signed in, the latest first."""
    return SignedInDevice.objects.filter(reader=reader, session__expire_date__gt=timezone.now())
