"""What a passkey is asked on the page to sign in on, before anybody says who they are.

The page carries the question, signed, so that looking at it keeps no session: allauth keeps its own
questions there, which wrote a row for each visitor and each machine that follows links.
"""

import time
from datetime import timedelta
from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core import signing

SALT = "wellread.passkey-question"
# A page may stand open a while before its reader comes to it.
GOOD_FOR = timedelta(hours=1)


class PasskeyQuestion(NamedTuple):
    """What the browser asks, as JSON of `PublicKeyCredentialRequestOptions`, and our sign on it."""

    options: dict[str, Any]
    signed: str


def ask() -> PasskeyQuestion:
    """Return a new question to whatever passkey answers."""
    options, state = auth.get_server().authenticate_begin(
        credentials=[], user_verification=auth.UserVerificationRequirement.REQUIRED
    )
    words = {"state": state, "asked_at": time.time()}
    return PasskeyQuestion(dict(options), signing.dumps(words, salt=SALT))


def take_up(signed: str) -> float | None:
    """Have the answer be to this question; return when it was asked, None when it is none of ours.

    In seconds since the epoch.
    """
    try:
        words = signing.loads(signed, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    auth.set_state(words["state"])
    return float(words["asked_at"])


def was_answered(passkey: Authenticator, asked_at: float) -> bool:
    """Whether a passkey signed in since it was asked: an answer sent again opens nothing."""
    used_at = passkey.last_used_at
    return used_at is not None and used_at.timestamp() >= asked_at
