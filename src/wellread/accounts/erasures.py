"""Who erased their account, as lines that name nobody: what a restored copy has to forget again.

A copy of the database brings back whoever erased their account after it was made. Each erasure
leaves a line in WELLREAD_VAR/erasures, outside the database: the moment, and a keyed hash of the
address, by which a restored reader is known and nobody else can be.
"""

import hmac
import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from wellread.accounts.models import Reader

logger = logging.getLogger(__name__)


class Erasure(NamedTuple):
    """One account that was erased."""

    at: datetime
    address_hash: str


class ErasureFault(ValueError):
    """A line that no erasure wrote; the message names it."""


def reader_deleted(*, instance: Reader, **_: Any) -> None:
    """Write a line once the account is gone for good."""
    transaction.on_commit(partial(_write, instance.email, timezone.now()))


def read(lines: Iterable[str]) -> Iterator[Erasure]:
    """Read the lines of a file, empty ones apart; raise ErasureFault for the first that is none."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            at, address_hash = line.split()
            yield Erasure(
                datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC), address_hash
            )
        except ValueError as fault:
            raise ErasureFault(f"line {number} is no erasure: {line.strip()[:80]!r}") from fault


def returned(erasures: Iterable[Erasure]) -> list[Reader]:
    """Return the readers here who erased their account after they had made it."""
    last = latest(erasures)
    return [
        reader
        for reader in Reader.objects.order_by("pk").iterator()
        # Who came back later, and made an account anew, is meant to be here.
        if is_erased(reader.email, since=reader.date_joined, last=last)
    ]


def latest(erasures: Iterable[Erasure]) -> dict[str, datetime]:
    """Return when each address was erased last, by its hash."""
    last: dict[str, datetime] = {}
    for erasure in erasures:
        last[erasure.address_hash] = max(erasure.at, last.get(erasure.address_hash, erasure.at))
    return last


def is_erased(address: str, *, since: datetime, last: Mapping[str, datetime]) -> bool:
    """Tell whether an address that is known here since a moment was erased after it."""
    return any(digest in last and last[digest] >= since for digest in _hashes(address))


def _write(address: str, at: datetime) -> None:
    line = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} {_hashes(address)[0]}\n"
    try:
        with (Path(settings.VAR) / "erasures").open("a", encoding="ascii") as file:
            file.write(line)
    except OSError:
        # The account is gone, which was asked for. An operator can still copy the line from here.
        logger.exception("An erasure could not be kept for restored copies: %s", line.strip())


def _hashes(address: str) -> list[str]:
    """Return the hash under each key, the present one first: keys are rolled."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [
        hmac.digest(f"wellread.erasures.{key}".encode(), address.encode(), "sha256").hex()
        for key in keys
    ]
