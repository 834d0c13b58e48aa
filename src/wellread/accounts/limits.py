"""How often something may be tried: counted in rows of our own, so that nothing pushes them out.

allauth counts its tries in a cache, by a sliding window under a lock. A cache gives up what it
has no room for: Django's own in the database keeps 300 rows, and a flood of new keys made it
forget who had tried too often. `LimitStore` is the cache that allauth is given instead; joining
counts through the same calls. Rows that ran out are deleted by a job.
"""

import hashlib
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.core.exceptions import RateLimited
from allauth.core.internal import ratelimit
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from wellread.accounts.models import RateLimit

# Few enough that nobody who counts waits for a deletion.
DELETED_AT_ONCE = 1000


class TooManyTries(Exception):
    """More tries within the time than people need; the next ones have to wait."""


class LimitStore(BaseCache):
    """What allauth's rate limits ask of a cache, in a table; raises DatabaseError."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return what is kept under a key and has not run out."""
        row = RateLimit.objects.filter(pk=_hashed(key), runs_out_at__gt=_now()).first()
        return default if row is None else row.tries

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep a value for so many seconds."""
        RateLimit.objects.bulk_create(
            [RateLimit(key=_hashed(key), tries=value, runs_out_at=_in(self._seconds(timeout)))],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["tries", "runs_out_at"],
        )

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep a value unless one is there; return whether it is ours. Two never both get True."""
        hashed = _hashed(key)
        RateLimit.objects.filter(pk=hashed, runs_out_at__lte=_now()).delete()
        runs_out_at = _in(self._seconds(timeout))
        try:
            # The row is the lock: of two that insert it at once, the database lets one.
            with transaction.atomic():
                RateLimit.objects.create(key=hashed, tries=value, runs_out_at=runs_out_at)
        except IntegrityError:
            return False
        return True

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a key; return whether it was there."""
        deleted, _ = RateLimit.objects.filter(pk=_hashed(key)).delete()
        return deleted > 0

    def clear(self) -> None:
        """Forget every key."""
        RateLimit.objects.all().delete()

    def _seconds(self, timeout: Any) -> float:
        return float((self.default_timeout or 0) if timeout is DEFAULT_TIMEOUT else timeout)


def count(request: HttpRequest, *, action: str, rate: str, key: str | None = None) -> None:
    """Count one more try of an action; raise TooManyTries when it is one too many.

    `rate` is written as allauth's are: "20/h/ip", "3/m/key", several parted by commas.
    """
    try:
        allowed = ratelimit.consume(
            request, app="wellread", action=action, config={action: rate}, key=key, limit_get=True
        )
    except RateLimited as fault:
        raise TooManyTries from fault
    if not allowed:
        raise TooManyTries


def forget_run_out() -> int:
    """Delete, a few at a time, what no limit counts any more; return how many."""
    deleted = 0
    while True:
        keys = RateLimit.objects.filter(runs_out_at__lte=_now()).values_list("pk", flat=True)
        batch = list(keys[:DELETED_AT_ONCE])
        RateLimit.objects.filter(pk__in=batch, runs_out_at__lte=_now()).delete()
        deleted += len(batch)
        if len(batch) < DELETED_AT_ONCE:
            return deleted


def _hashed(key: str) -> str:
    # Addresses of readers stand in the keys, and in no table that nobody needs them in.
    return hashlib.sha256(key.encode()).hexdigest()


def _now() -> datetime:
    # The machine's clock: the sandbox's may be turned by months.
    return datetime.fromtimestamp(time.time(), UTC)


def _in(seconds: float) -> datetime:
    return _now() + timedelta(seconds=seconds)
