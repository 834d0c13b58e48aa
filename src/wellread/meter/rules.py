"""Where counting waits for consent, and how what a device remembers fits into a cookie.

The cookie is "2", what is kept and a seal, joined by dots. What is kept is base64url of deflated
JSON, `{"consent": …, "counting": …, "rests_until": …, "seat": …, "visit": [began, last],
"interrupted": [], "asked": [[campaign, placement, seconds], …], "dismissed": [], "views":
[[article, seconds, section, [topic, …]], …]}` without what is empty; the seal is an HMAC over it.
Cookies of format "1" hold a list of views alone.
"""

import binascii
import hmac
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable
from json import dumps
from typing import Annotated, Any, Literal, NamedTuple

from msgspec.structs import asdict, astuple

from wellread.engine.cap import Encounter
from wellread.engine.history import Limits, View, fitted, merge, prune
from wellread.engine.reading import read
from wellread.engine.schema import Part, Seat, whole
from wellread.engine.values import DAY_S, Fault, Moment, decode, spell

# The European Economic Area with the parts of the Union that have codes of their own, and the UK.
_CONSENT_FIRST = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
    " IS LI NO AX GF GP MF MQ RE YT GB"
)
CONSENT_FIRST = frozenset(_CONSENT_FIRST.split())
# Browsers keep 4,096 bytes with name and attributes.
COOKIE_BYTES = 3500
# As much as a browser's beacon carries.
MESSAGE_BYTES = 65_536
# A year, for which browsers keep the cookie too.
KEPT = Limits(days=365)
# As many as the device itself remembers.
MOST_ENCOUNTERS = 200

_FORMAT = "2"
# A cookie of 3,500 bytes that unpacks to more is a bomb.
_UNPACKED_BYTES = 200_000


# Up to the end of the year 9999.
Seconds = Annotated[int, whole("seconds", most=253_402_300_799)]


class Visit(Part, frozen=True):
    """The device's present or latest visit, in epoch seconds."""

    started_at: Seconds
    last_at: Seconds


class Kept(NamedTuple):
    """What a device remembers: `views` newest first, the rest as the device has it.

    `consent` is "given", "refused" or None; `counting` is "off" or None; until `rests_until`, in
    epoch seconds, its reader is not asked; `interrupted` is the letter that was left before it
    counted as seen.
    """

    consent: str | None = None
    counting: str | None = None
    rests_until: int | None = None
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


def consent_needed(country: str | None) -> bool:
    """Whether nothing is counted here before the reader agrees; an unknown country needs it."""
    return country is None or country in CONSENT_FIRST


def read_message(data: bytes) -> Message:
    """Return the message in a request's body; raise Fault when it is too long or malformed."""
    if len(data) > MESSAGE_BYTES:
        raise Fault(f"must be at most {MESSAGE_BYTES} bytes, got {len(data)}")
    value = decode(data)
    if isinstance(value, dict) and "clear" in value:
        return Message(NOTHING, read(_Wish, value).clear)
    if not isinstance(value, dict) or not value:
        raise Fault("must be an object with something to keep")
    return Message(_kept(read(_Spelled, value)), clear=False)


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
            return _kept(read(_Packed, held))
        return _kept(_Packed(views=read(tuple[_ViewRow, ...], held))) if version == "1" else NOTHING
    except (Fault, binascii.Error, zlib.error):
        return NOTHING


def merged(kept: Kept, new: Kept, now: int, *, needs_consent: bool) -> Kept:
    """Return both in one, as the device merges its own; `now` in epoch seconds.

    "Do not count" outlives all else: whoever said so has no views kept, and where consent is
    needed nothing but the answers.
    """
    consent = new.consent or kept.consent
    counting = new.counting or kept.counting
    rests_until = _rest(kept, new, now)
    if consent == "refused" or (needs_consent and consent != "given"):
        return Kept(consent=consent, counting=counting, rests_until=rests_until)
    both = united(kept, new, now)
    return both._replace(
        consent=consent,
        counting=counting,
        seat=kept.seat if new.seat is None else new.seat,
        visit=_later(kept.visit, new.visit),
        interrupted=new.interrupted,
        views=() if counting else both.views,
    )


def united(one: Kept, other: Kept, now: int) -> Kept:
    """Return what two devices of one reader know together; what is of a device alone stays `one`'s.

    The later view of each article stands, every appeal that was met counts once, and the longer
    rest holds: in whatever order and however often devices are united, the same comes of it.
    """
    return one._replace(
        rests_until=_rest(one, other, now),
        asked=_encounters(one.asked, other.asked, now),
        dismissed=_encounters(one.dismissed, other.dismissed, now),
        views=tuple(merge(one.views, other.views, now, KEPT).views.values()),
    )


def may_share(kept: Kept, *, needs_consent: bool, signals_no: bool) -> bool:
    """Whether a device with these answers may take part in one count of several devices.

    `signals_no`: its browser sends Global Privacy Control, which an answer given here outweighs.
    """
    if kept.counting or kept.consent == "refused":
        return False
    return kept.consent == "given" or not (needs_consent or signals_no)


def stops(kept: Kept, new: Kept) -> bool:
    """Whether a device's reader has just switched counting off, or taken consent back."""
    stopped = new.counting == "off" and kept.counting != "off"
    return stopped or (new.consent == "refused" and kept.consent == "given")


def shared_json(kept: Kept) -> dict[str, Any]:
    """Return what devices share, as it is stored: nothing that is of one device alone."""
    spelled = as_json(kept)
    return {name: spelled[name] for name in ("rests_until", "asked", "dismissed", "history")}


def read_shared(stored: dict[str, Any]) -> Kept:
    """Return what was stored by `shared_json`."""
    return _kept(read(_Spelled, stored)) if stored else NOTHING


def without_old_views(kept: Kept, now: int, *, days: int) -> Kept:
    """Return it without views that no campaign's window reaches any more."""
    return kept._replace(views=tuple(prune(kept.views, now, Limits(days)).views.values()))


def _rest(kept: Kept, new: Kept, now: int) -> int | None:
    until = max(kept.rests_until or 0, new.rests_until or 0)
    return until if until > now else None


def as_json(kept: Kept) -> dict[str, Any]:
    """Return what is kept as the device spells it."""
    return {
        "consent": kept.consent,
        "counting": kept.counting,
        "rests_until": kept.rests_until,
        "seat": kept.seat,
        "visit": kept.visit and asdict(kept.visit),
        **{
            name: [{**asdict(one), "at": spell(one.at)} for one in getattr(kept, name)]
            for name in ("interrupted", "asked", "dismissed")
        },
        "history": [
            {**asdict(one), "at": spell(one.at), "topics": list(one.topics)} for one in kept.views
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
    written = dumps(held, ensure_ascii=False, separators=(",", ":"), default=_row).encode()
    body = f"{_FORMAT}.{urlsafe_b64encode(zlib.compress(written, 9)).decode().rstrip('=')}"
    return f"{body}.{_seal(body, secret)}"


def _seal(body: str, secret: str) -> str:
    digest = hmac.digest(secret.encode(), b"wellread.meter" + body.encode(), "sha256")
    return urlsafe_b64encode(digest[:15]).decode()


def _inflated(packed: str) -> bytes:
    data = urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    # A few bytes can deflate a great many: no more than this is ever unpacked.
    return zlib.decompressobj().decompress(data, _UNPACKED_BYTES)


def _row(part: Part) -> tuple[Any, ...]:
    """Return a view, an encounter or a visit as the cookie holds it: its values alone."""
    return astuple(part)


class _ViewRow(Part, frozen=True, array_like=True):
    article: str
    at: Seconds
    section: str | None
    topics: tuple[str, ...]


class _EncounterRow(Part, frozen=True, array_like=True):
    campaign: str
    placement: str
    at: Seconds


class _VisitRow(Visit, frozen=True, array_like=True):
    pass


class _Answers(Part, frozen=True, kw_only=True):
    consent: Literal["given", "refused"] | None = None
    counting: Literal["off"] | None = None
    rests_until: Seconds | None = None
    seat: Seat | None = None


class _Packed(_Answers, frozen=True, kw_only=True):
    """What a cookie of format 2 holds."""

    visit: _VisitRow | None = None
    interrupted: tuple[_EncounterRow, ...] | None = None
    asked: tuple[_EncounterRow, ...] | None = None
    dismissed: tuple[_EncounterRow, ...] | None = None
    views: tuple[_ViewRow, ...] | None = None


class _Spelled(_Answers, frozen=True, kw_only=True):
    """What a device sends."""

    visit: Visit | None = None
    interrupted: tuple[Encounter, ...] | None = None
    asked: tuple[Encounter, ...] | None = None
    dismissed: tuple[Encounter, ...] | None = None
    history: tuple[View, ...] | None = None


class _Wish(Part, frozen=True):
    """The wish to forget what is kept."""

    clear: bool


def _kept(held: _Packed | _Spelled) -> Kept:
    views = held.views if isinstance(held, _Packed) else held.history
    return Kept(
        consent=held.consent,
        counting=held.counting,
        rests_until=held.rests_until,
        seat=held.seat,
        visit=held.visit and Visit(*astuple(held.visit)),
        interrupted=_encounters_of(held.interrupted or ()),
        asked=_encounters_of(held.asked or ()),
        dismissed=_encounters_of(held.dismissed or ()),
        views=tuple(
            fitted(View(one.article, Moment(one.at), one.section, one.topics))
            for one in views or ()
        ),
    )


def _encounters_of(held: Iterable[Encounter | _EncounterRow]) -> tuple[Encounter, ...]:
    return tuple(Encounter(one.campaign, one.placement, Moment(one.at)) for one in held)
