"""A passkey is offered once: after the first code, in that session, until a reader says not now."""

from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone

from wellread.accounts.models import Reader
from wellread.accounts.second_factor import KEYS, was_proved_by_code

_KEY = "offers_passkey"


def begin(*, request: HttpRequest, reader: Reader) -> None:
    """Offer it in this session, unless it was offered before or is there already."""
    if reader.passkey_offered_at is not None or not was_proved_by_code(request, reader):
        return
    if Authenticator.objects.filter(user=reader, type__in=KEYS).exists():
        return
    # Of two sessions at once the first one offers.
    unoffered = Reader.objects.filter(pk=reader.pk, passkey_offered_at=None)
    if unoffered.update(passkey_offered_at=timezone.now()):
        request.session[_KEY] = True


def end(request: HttpRequest) -> None:
    """Offer it no more: its reader has one, or said not now."""
    request.session.pop(_KEY, None)


def is_open(request: HttpRequest) -> bool:
    """Tell whether it is offered in this session."""
    return bool(request.session.get(_KEY))
