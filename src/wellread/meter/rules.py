"""Where counting waits for consent, and how what a device remembers fits into a cookie.

The cookie is "2", what is kept and a seal, joined by dots. What is kept is base64url of deflated
JSON, `{"consent": …, "counting": …, "seat": …, "visit": [began, last], "interrupted": [], "asked":
[[campaign, placement, seconds], …], "dismissed": [], "views": [[article, seconds, section, [topic,
…]], …]}` without what is empty; the seal is an HMAC over it. Cookies of format "1" hold a list of
views alone.
"""

import binascii
import hmac
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from json import dumps
from typing import Any, NamedTuple, TypeVar

from wellread.engine.cap import Encounter
from wellread.engine.history import Limits, View, merge, view
from wellread.engine.values import (
    DAY_S,
    Fault,
    Reader,
    boolean,
    decode,
    list_of,
    moment,
    object_of,
    one_of,
    or_null,
    spell,
    text,
    whole,
)

T = TypeVar("T")

# The European Economic Area with the parts of the Union that have codes of their own, and the UK.
_CONSENT_FIRST = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
    " IS LI NO AX GF GP MF MQ RE YT GB"
)
CONSENT_FIRST = frozenset(_CONSENT_FIRST.split())
COOKIE_BYTES = 3500
# As much as a browser's beacon carries.
MESSAGE_BYTES = 65_536
# A year, for which browsers keep the cookie too.
KEPT = Limits(days=365)
# As many as the device itself remembers.
MOST_ENCOUNTERS = 200

_FORMAT = "2"
_UNPACKED_BYTES = 200_000
_SECONDS = whole("seconds", most=253_402_300_799)
_COUNTRY = re.compile(r"[A-Z]{2}")
# Cloudflare writes XX for an address that it cannot place.
_NOWHERE = "XX"


class Visit(NamedTuple):
    """The device's present or latest visit, in epoch seconds."""

    started_at: int
    last_at: int


class Kept(NamedTuple):
    """What a device remembers: `views` newest first, the rest as the device has it.

    `consent` is "given", "refused" or None; `counting` is "off" or None; `interrupted` is the
    letter that its reader left before it counted as seen.
    """

    consent: str | None = None
    counting: str | None = None
    seat: int | None = None
    visit: Visit | None = None
    interrupted: tuple[Encounter, ...] = ()
    asked: tuple[Encounter, ...] = ()
    dismissed: tuple[Encounter, ...] = ()
    views: tuple[View, ...] = ()


NOTHING = Kept()


class Message(NamedTuple):
    """What a device sends to be kept, or the wish to forget all of it."""

    kept: Kept
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


def pack(kept: Kept, secret: str) -> str:
    """Return the cookie value: at most 3,500 bytes, answers and appeals first, then newest views.

    A view that is left out lowers a count; an appeal that is left out would come again. "" when
    there is nothing to keep.
    """
    entries = len(kept.asked) + len(kept.dismissed) + len(kept.views)
    fits, too_many = 0, entries + 1
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if len(_sealed(_newest(kept, middle), secret)) <= COOKIE_BYTES:
            fits = middle
        else:
            too_many = middle
    shortest = _newest(kept, fits)
    sealed = _sealed(shortest, secret)
    return sealed if shortest != NOTHING and len(sealed) <= COOKIE_BYTES else ""


def unpack(value: str, secrets: Collection[str]) -> Kept:
    """Return what a cookie holds; nothing when it was tampered with, cut or made elsewhere."""
    body, _, seal = value.rpartition(".")
    if len(value) > COOKIE_BYTES or not any(
        hmac.compare_digest(seal.encode(), _seal(body, secret).encode()) for secret in secrets
    ):
        return NOTHING
    version, _, packed = body.partition(".")
    try:
        held = decode(_inflated(packed))
        if version == _FORMAT:
            return _read_packed(_whole(held))
        return Kept(views=_read_rows(held)) if version == "1" else NOTHING
    except (Fault, binascii.Error, zlib.error):
        return NOTHING


def merged(kept: Kept, new: Kept, now: int, *, needs_consent: bool) -> Kept:
    """Return both in one, as the device merges its own; `now` in epoch seconds.

    "Do not count" outlives all else: whoever said so has no views kept, and where consent is
    needed nothing but the answer.
    """
    consent = new.consent or kept.consent
    counting = new.counting or kept.counting
    if consent == "refused" or (needs_consent and consent != "given"):
        return Kept(consent=consent, counting=counting)
    views = merge(kept.views, new.views, now, KEPT).views.values()
    return Kept(
        consent=consent,
        counting=counting,
        seat=kept.seat if new.seat is None else new.seat,
        visit=_later(kept.visit, new.visit),
        interrupted=new.interrupted,
        asked=_encounters(kept.asked, new.asked, now),
        dismissed=_encounters(kept.dismissed, new.dismissed, now),
        views=() if counting else tuple(views),
    )


def as_json(kept: Kept) -> dict[str, Any]:
    """Return what is kept as the device spells it."""
    return {
        "consent": kept.consent,
        "counting": kept.counting,
        "seat": kept.seat,
        "visit": kept.visit and kept.visit._asdict(),
        **{
            name: [{**one._asdict(), "at": spell(one.at)} for one in getattr(kept, name)]
            for name in ("interrupted", "asked", "dismissed")
        },
        "history": [
            {**one._asdict(), "at": spell(one.at), "topics": list(one.topics)} for one in kept.views
        ],
    }


def _newest(kept: Kept, most: int) -> Kept:
    """Return it with so many entries: dismissals, what was asked, and views, each newest first."""
    dismissed = kept.dismissed[:most]
    asked = kept.asked[: most - len(dismissed)]
    views = kept.views[: most - len(dismissed) - len(asked)]
    return kept._replace(dismissed=dismissed, asked=asked, views=views)


def _encounters(
    kept: tuple[Encounter, ...], new: tuple[Encounter, ...], now: int
) -> tuple[Encounter, ...]:
    oldest = now - (KEPT.days or 0) * DAY_S
    known = {one for one in (*kept, *new) if oldest < one.at <= now}
    newest = sorted(known, key=lambda one: (-one.at, one.campaign, one.placement))
    return tuple(newest[:MOST_ENCOUNTERS])


def _later(kept: Visit | None, new: Visit | None) -> Visit | None:
    if kept is None or new is None:
        return new or kept
    return max(kept, new, key=lambda one: one.last_at)


def _sealed(kept: Kept, secret: str) -> str:
    held = {name: value for name, value in kept._asdict().items() if value not in (None, ())}
    written = dumps(held, ensure_ascii=False, separators=(",", ":")).encode()
    body = f"{_FORMAT}.{urlsafe_b64encode(zlib.compress(written, 9)).decode().rstrip('=')}"
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


def _encounter_row(value: Any) -> Encounter:
    if isinstance(value, list) and len(value) == 3:
        campaign, placement, at = value
        return Encounter(text(campaign), text(placement), _SECONDS(at))
    raise Fault("must be a list of three")


def _visit_row(value: Any) -> Visit:
    if isinstance(value, list) and len(value) == 2:
        return Visit(*map(_SECONDS, value))
    raise Fault("must be a list of two")


def _whole(value: Any) -> Any:
    """Return an object with nothing for each key that it leaves out."""
    if not isinstance(value, dict):
        return value
    return {name: empty or None for name, empty in NOTHING._asdict().items()} | value


def _none_is(reader: Reader[tuple[T, ...]]) -> Reader[tuple[T, ...]]:
    return lambda value: () if value is None else reader(value)


_answers = {
    "consent": or_null(one_of("given", "refused")),
    "counting": or_null(one_of("off")),
    "seat": or_null(whole("the draw", most=2**32 - 1)),
}
_read_rows = list_of(_row)
_read_encounter_rows = _none_is(list_of(_encounter_row))
_read_packed = object_of(
    Kept,
    {
        **_answers,
        "visit": or_null(_visit_row),
        "interrupted": _read_encounter_rows,
        "asked": _read_encounter_rows,
        "dismissed": _read_encounter_rows,
        "views": _none_is(_read_rows),
    },
)
_spelled_encounters = _none_is(
    list_of(object_of(Encounter, {"campaign": text, "placement": text, "at": moment}))
)
_spelled_views = _none_is(
    list_of(
        object_of(
            view,
            {"article": text, "at": moment, "section": or_null(text), "topics": list_of(text)},
        )
    )
)
_read_spelled = object_of(
    Kept,
    {
        **_answers,
        "visit": or_null(object_of(Visit, {"started_at": _SECONDS, "last_at": _SECONDS})),
        "interrupted": _spelled_encounters,
        "asked": _spelled_encounters,
        "dismissed": _spelled_encounters,
        "history": _spelled_views,
    },
)
_forget = object_of(lambda clear: Message(NOTHING, clear), {"clear": boolean})


def _remember(value: Any) -> Message:
    if not isinstance(value, dict) or not value:
        raise Fault("must be an object with something to keep")
    nothing = dict.fromkeys(as_json(NOTHING))
    return Message(_read_spelled(nothing | value), clear=False)
