"""Who asks, and how often: a key in the Authorization header, and nothing else.

No session and no cookie counts, so that no page of somebody else's can ask in a reader's name.
"""

from datetime import datetime
from hmac import compare_digest

from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone

from wellread.integrations import rules
from wellread.integrations.models import ApiKey


class Refused(Exception):
    """No answer: the status, why, and what to wait."""

    def __init__(self, status: int, detail: str, wait_s: int | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.wait_s = status, detail, wait_s


def check(request: HttpRequest, *, scope: str) -> None:
    """Let a key pass that may ask for this, and count it; raise Refused for all else."""
    at = timezone.now()
    key = _key(request.headers.get("Authorization", ""))
    if key is None or not key.is_good(at):
        raise Refused(401, "Send a key that is good: Authorization: Bearer wellread_…")
    _count(key, at)
    if scope not in key.scopes:
        raise Refused(403, f"This key may not ask for it: it lacks {scope}.")


def _key(header: str) -> ApiKey | None:
    kind, _, text = header.partition(" ")
    read = rules.read_key(text.strip()) if kind.lower() == "bearer" else None
    if read is None:
        return None
    prefix, digest = read
    found = ApiKey.objects.filter(prefix=prefix).first() if len(prefix) == 8 else None
    return found if found is not None and compare_digest(found.digest, digest) else None


@transaction.atomic
def _count(key: ApiKey, at: datetime) -> None:
    """Count one more question in this minute, or refuse what is one too many."""
    minute = at.replace(second=0, microsecond=0)
    row = ApiKey.objects.filter(pk=key.pk)
    earlier = Q(used_at=None) | Q(used_at__lt=minute)
    if row.filter(earlier).update(used_at=minute, times_used=1):
        return
    if not row.filter(times_used__lt=rules.ASKED_A_MINUTE).update(times_used=F("times_used") + 1):
        raise Refused(429, "Too many questions in this minute.", 60 - at.second)
