"""Where counting waits for consent, and how a history fits into a cookie.

The cookie is "1", the history and a seal, joined by dots. The history is base64url of deflated
JSON, `[[article, seconds, section, [topic, …]], …]`; the seal is an HMAC over it.
"""

import binascii
import hmac
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable, Sequence
from json import dumps
from typing import Any, NamedTuple

from wellread.engine.history import Limits, View, merge, view
from wellread.engine.values import (
    Fault,
    boolean,
    decode,
    list_of,
    moment,
    object_of,
    or_null,
    spell,
    text,
    whole,
)

# The European Economic Area with the parts of the Union that have codes of their own, and the UK.
_CONSENT_FIRST = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
    " IS LI NO AX GF GP MF MQ RE YT GB"
)
CONSENT_FIRST = frozenset(_CONSENT_FIRST.split())
COOKIE_BYTES = 3500
MESSAGE_BYTES = 4096
# A year, for which browsers keep the cookie too.
KEPT = Limits(days=365)

_FORMAT = "1"
_UNPACKED_BYTES = 200_000
_SECONDS = whole("seconds", most=253_402_300_799)
_COUNTRY = re.compile(r"[A-Z]{2}")
# Cloudflare writes XX for an address that it cannot place.
_NOWHERE = "XX"


class Message(NamedTuple):
    """What a device sends to be kept: views it read, or the wish to forget all of them."""

    views: tuple[View, ...]
    clear: bool


def country_of(header: str | None, default: str) -> str | None:
    """Return a code of two capital letters, or None when the header names no country."""
    code = (header or default).strip().upper()
    return code if _COUNTRY.fullmatch(code) and code != _NOWHERE else None


def consent_needed(country: str | None) -> bool:
    """Whether nothing is counted here before the reader agrees; an unknown country needs it."""
    return country is None or country in CONSENT_FIRST


def read_message(data: bytes) -> Message:
    """Return the message in a request's body; raise Fault when it is too long or malformed."""
    if len(data) > MESSAGE_BYTES:
        raise Fault(f"must be at most {MESSAGE_BYTES} bytes, got {len(data)}")
    value = decode(data)
    reader = _forget if isinstance(value, dict) and "clear" in value else _remember
    return reader(value)


def pack(views: Sequence[View], secret: str) -> str:
    """Return the longest cookie value of at most 3,500 bytes with the newest of these views.

    `views` come newest first; "" when none fits.
    """
    fits, too_many = 0, len(views) + 1
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if len(_sealed(views[:middle], secret)) <= COOKIE_BYTES:
            fits = middle
        else:
            too_many = middle
    return _sealed(views[:fits], secret) if fits else ""


def unpack(value: str, secrets: Collection[str]) -> tuple[View, ...]:
    """Return the views in a cookie; none when it was tampered with, cut or made elsewhere."""
    body, _, seal = value.rpartition(".")
    if len(value) > COOKIE_BYTES or not any(
        hmac.compare_digest(seal.encode(), _seal(body, secret).encode()) for secret in secrets
    ):
        return ()
    try:
        return _read_rows(decode(_inflated(body.removeprefix(f"{_FORMAT}."))))
    except (Fault, binascii.Error, zlib.error):
        return ()


def kept_and_new(kept: Iterable[View], new: Iterable[View], now: int) -> tuple[View, ...]:
    """Return the later view of each article, newest first; `now` in epoch seconds."""
    return tuple(merge(kept, new, now, KEPT).views.values())


def as_json(views: Iterable[View]) -> list[dict[str, Any]]:
    """Return a history as the engine's cases spell it."""
    return [
        {
            "article": one.article,
            "at": spell(one.at),
            "section": one.section,
            "topics": list(one.topics),
        }
        for one in views
    ]


def _sealed(views: Sequence[View], secret: str) -> str:
    rows = dumps(views, ensure_ascii=False, separators=(",", ":")).encode()
    body = f"{_FORMAT}.{urlsafe_b64encode(zlib.compress(rows, 9)).decode().rstrip('=')}"
    return f"{body}.{_seal(body, secret)}"


def _seal(body: str, secret: str) -> str:
    digest = hmac.digest(secret.encode(), b"wellread.meter" + body.encode(), "sha256")
    return urlsafe_b64encode(digest[:15]).decode()


def _inflated(packed: str) -> bytes:
    data = urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    # A few bytes can deflate a great many: no more than this is ever unpacked.
    return zlib.decompressobj().decompress(data, _UNPACKED_BYTES)


def _row(value: Any) -> View:
    if isinstance(value, list) and len(value) == 4:
        article, at, section, topics = value
        return view(text(article), _SECONDS(at), or_null(text)(section), list_of(text)(topics))
    raise Fault("must be a list of four")


_read_rows = list_of(_row)
_remember = object_of(
    lambda views: Message(views, clear=False),
    {
        "history": list_of(
            object_of(
                view,
                {
                    "article": text,
                    "at": moment,
                    "section": or_null(text),
                    "topics": list_of(text),
                },
            )
        )
    },
)
_forget = object_of(lambda clear: Message((), clear), {"clear": boolean})
