"""The time money and membership go by: ours, or the sandbox's while the site follows it."""

import json
import logging
import time
import urllib.request
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from wellread.payments.models import SandboxClock

# The sandbox's clock is set by hand, and it stands on loopback.
REMEMBERED_S = 1.0
TIMEOUT_S = 1.0

logger = logging.getLogger(__name__)


class _Known(NamedTuple):
    offset: timedelta
    read_at: float


_known = _Known(timedelta(0), float("-inf"))


def now() -> datetime:
    """Return the present time, with the sandbox's offset where the site follows its clock."""
    if not settings.FOLLOW_SANDBOX_CLOCK:
        return timezone.now()
    return timezone.now() + _offset()


def set_offset(offset_s: int) -> None:
    """Write down how many seconds the sandbox is ahead, where that is new."""
    global _known
    offset = timedelta(seconds=offset_s)
    if _read(default=_known.offset) != offset:
        SandboxClock.objects.update_or_create(pk=1, defaults={"offset_s": offset_s})
    _known = _Known(offset, time.monotonic())


def follow() -> None:
    """Ask the sandbox how far ahead it is; a sandbox that does not answer changes nothing."""
    if not (settings.FOLLOW_SANDBOX_CLOCK and settings.STRIPE_API_ADDRESS):
        return
    try:
        address = f"{settings.STRIPE_API_ADDRESS}/_sandbox/clock"
        # The setting's reader lets http and https through, and nothing else.
        with urllib.request.urlopen(address, timeout=TIMEOUT_S) as answer:  # noqa: S310
            offset_s = int(json.load(answer)["offset_seconds"])
    except (OSError, ValueError, KeyError, TypeError):
        logger.debug("The sandbox's clock cannot be read; the last offset stands.")
        return
    if timedelta(seconds=offset_s) != _offset():
        set_offset(offset_s)


def start_anew() -> None:
    """Forget what this process remembers, as a process that has just started."""
    global _known
    _known = _Known(timedelta(0), float("-inf"))


def _offset() -> timedelta:
    global _known
    if time.monotonic() - _known.read_at > REMEMBERED_S:
        _known = _Known(_read(default=_known.offset), time.monotonic())
    return _known.offset


def _read(*, default: timedelta) -> timedelta:
    # Reading a page asks for the time: a database in trouble must not break it.
    try:
        offset_s = SandboxClock.objects.filter(pk=1).values_list("offset_s", flat=True).first()
    except DatabaseError:
        return default
    return timedelta(seconds=offset_s or 0)
