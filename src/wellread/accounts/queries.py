"""Questions about who somebody is."""

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
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


def staff_with(permission: str) -> list[Reader]:
    """Return the colleagues who may do something, `app.verb_model`, by themselves or a group."""
    app, _, codename = permission.partition(".")
    named = {"content_type__app_label": app, "codename": codename}
    own = Q(**{f"user_permissions__{name}": value for name, value in named.items()})
    by_group = Q(**{f"groups__permissions__{name}": value for name, value in named.items()})
    colleagues = Reader.objects.filter(is_active=True, is_staff=True)
    return list(colleagues.filter(Q(is_superuser=True) | own | by_group).distinct().order_by("pk"))
