"""Who is asked for a second factor, and what a passkey is to whom.

A reader's passkey stands in for the code of an e-mail: whoever loses it signs in by a code again.
An authenticator app, and any key of somebody who may enter the newsroom, is asked for beside it.
"""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from wellread.accounts.models import Reader

KEYS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
WAYS = {
    "reauthenticate": pgettext_lazy("readers", "Use your password"),
    "mfa_reauthenticate": gettext_lazy("Use an app’s or a recovery code"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey"),
}
# A session lives for half a year; a stolen one must not open the newsroom for as long.
PROOF_LASTS_S = 7 * 24 * 3600
# Who is writing when it runs out is asked at the next page, and the text is taken.
SPARED_S = 24 * 3600
# As long as allauth takes a proof for fresh before keys or an address change.
FRESH_S = 300


def may_enter_newsroom(reader: Any) -> bool:
    """Say whether somebody is let into the admin once they proved a second factor."""
    # Wagtail lets in whoever a group gives this permission, staff or not.
    return bool(reader.is_staff or reader.has_perm("wagtailadmin.access_admin"))


def is_asked_of(reader: Reader) -> bool:
    """Say whether this reader's sign-in takes a second factor."""
    kinds = set(Authenticator.objects.filter(user=reader).values_list("type", flat=True))
    if Authenticator.Type.TOTP in kinds:
        return True
    return Authenticator.Type.WEBAUTHN in kinds and may_enter_newsroom(reader)


def was_proved(request: HttpRequest) -> bool:
    """Say whether this session proved an app's code, a passkey or a recovery code of late."""
    lasts_s = PROOF_LASTS_S if request.method in {"GET", "HEAD"} else PROOF_LASTS_S + SPARED_S
    since = time.time() - lasts_s
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" and record["at"] > since for record in records)


def was_proved_by_code(request: HttpRequest, reader: Reader) -> bool:
    """Say whether this session began with a code or a link that was sent by e-mail."""
    records = get_authentication_records(request, reader)
    return any(record["method"] == "code" for record in records)


def is_fresh(request: HttpRequest) -> bool:
    """Say whether whoever sits here proved just now all that their sign-in asks for."""
    since = time.time() - FRESH_S
    records = get_authentication_records(request, request.user)
    fresh = [record["method"] for record in records if record["at"] > since]
    return "mfa" in fresh if is_asked_of(request.user) else bool(fresh)  # type: ignore[arg-type]


def key_added(*, request: HttpRequest, user: Reader, authenticator: Any, **_: Any) -> None:
    """Take the proof that came with a new key: its owner holds it, and is not asked at once."""
    if authenticator.type in KEYS:
        record_authentication(
            request,
            user,
            method="mfa",
            type=authenticator.type,
            id=authenticator.pk,
            reauthenticated=True,
        )


class SecondFactorStage(AuthenticateStage):
    """The step of signing in at which a second factor is asked for, where one is."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Go on at once for readers whose passkey is a convenience."""
        if is_asked_of(self.login.user):
            answer: tuple[HttpResponse | None, bool] = super().handle()
            return answer
        return None, True


class KeyAdapter(DefaultMFAAdapter):
    """Names the paper, not its host, to apps and devices that keep keys."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This is not the code we expected. Take the newest one."),
        "unverified_email": gettext_lazy(
            "Please prove your address first: sign in by a code once."
        ),
    }

    def get_totp_issuer(self) -> str:
        """Return what an app calls this account."""
        return settings.SITE_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whom a passkey is for."""
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SITE_NAME}

    def generate_authenticator_name(self, user: Reader, type: str) -> str:
        """Return the name that a new passkey has until its owner gives another."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}
