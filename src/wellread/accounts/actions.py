"""Making accounts and signing readers in."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress, Login
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from wellread.accounts import browsers
from wellread.accounts.models import Reader, SignedInDevice
from wellread.accounts.next import safe_next


@transaction.atomic
def reader_with_verified_address(*, email: str) -> Reader:
    """Return the reader of an address proven by e-mail, making the account when there is none."""
    reader = Reader.objects.filter(email=email).first()
    if reader is None:
        reader = Reader.objects.create_user(email)
    EmailAddress.objects.update_or_create(
        user=reader, email=reader.email, defaults={"verified": True, "primary": True}
    )
    return reader


def sign_in_by_email(*, request: HttpRequest, reader: Reader, next: str) -> HttpResponse:
    """Sign in a reader who opened a link sent to their address; a second factor is still asked."""
    record_authentication(request, reader, method="code", email=reader.email)
    login = Login(user=reader, redirect_url=safe_next(next), email=reader.email)
    response: HttpResponse = perform_login(request, login)
    return response


@transaction.atomic
def note_device(*, request: HttpRequest, reader: Reader) -> None:
    """Write down that a reader is signed in here, so that they find it among their devices."""
    if request.session.session_key is None:
        request.session.create()
    session = Session.objects.filter(pk=request.session.session_key).first()
    if session is not None:
        SignedInDevice.objects.get_or_create(
            session=session,
            defaults={
                "reader": reader,
                "name": browsers.named(request.headers.get("User-Agent", "")),
                "signed_in_at": timezone.now(),
            },
        )


def sign_out_device(*, reader: Reader, number: int) -> bool:
    """End one of a reader's sessions; return whether it was there."""
    gone, _ = Session.objects.filter(device__pk=number, device__reader=reader).delete()
    return gone > 0


@transaction.atomic
def end_sessions(*, reader: Reader) -> None:
    """Sign a reader out of every browser: a session ends when the password's hash changes."""
    reader.set_unusable_password()
    reader.save(update_fields=["password"])
    Session.objects.filter(device__reader=reader).delete()


@transaction.atomic
def forget_keys(*, email: str) -> Reader:
    """Remove every second factor of an account and end its sessions; raises Reader.DoesNotExist."""
    reader = Reader.objects.get(email=email)
    Authenticator.objects.filter(user=reader).delete()
    end_sessions(reader=reader)
    return reader


@transaction.atomic
def make_administrator(*, email: str) -> Reader:
    """Give whoever has this address every right in the newsroom, making the account if needed.

    The address is proved by the first code, as a colleague's is.
    """
    reader = Reader.objects.filter(email=email).first()
    if reader is None:
        reader = Reader.objects.create_user(email)
    reader.is_active = reader.is_staff = reader.is_superuser = True
    reader.save()
    EmailAddress.objects.get_or_create(user=reader, email=reader.email, defaults={"primary": True})
    return reader
