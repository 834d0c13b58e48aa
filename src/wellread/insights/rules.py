"""Reading an event from a stranger, and judging a rate."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from math import sqrt
from typing import Annotated, Literal, NamedTuple

import msgspec

# One page view says a few hundred bytes.
LARGEST_BYTES = 4096
# A device's clock is believed for an hour back: longer asleep, a tab tells of another visit.
LATE = timedelta(hours=1)
# Readers in one building share an address. A page tells of an appeal in two or three messages.
MESSAGES_A_MINUTE = 300
# A flood from more networks than that is nothing one process could keep apart.
_MOST_NETWORKS = 50_000
# A sampled event stands for at most so many: a stranger's must not stand for the town.
MOST_STOOD_FOR = 100
# A story of another site is an address, told by its end.
LONGEST_STORY = 64
_STORY = rf"^[^\x00-\x1f\x7f]{{0,{LONGEST_STORY}}}\Z"
_ID = r"^[A-Za-z0-9._-]{1,64}\Z"
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")

Id = Annotated[str, msgspec.Meta(pattern=_ID)]
Told = Literal[
    "impression", "view", "click", "dismissal", "opt_out", "held_out", "joined_asked", "joined_held"
]
# What only who has just paid can tell.
_JOINED = frozenset({"joined_asked", "joined_held"})
Band = Literal["", "0-1", "2-4", "5-9", "10-19", "20-49", "50-"]


class Event(msgspec.Struct):
    """One event as a device reports it; keys we do not know are not kept."""

    kind: Told
    campaign: Id
    variant: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9._-]{0,64}\Z")]
    placement: Literal["end_of_article", "overlay", "banner", "inline", "header"]
    at: str
    # Pages that a browser kept from before know neither of these.
    id: Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9_-]{16,36})?\Z")] = ""
    band: Band = ""


class ToldDecision(msgspec.Struct):
    """What a campaign said to a reader for the first time in a month; "" is that it asked.

    `only`: nothing else stood in its way. A band is then the least that such a reader had read.
    """

    campaign: Id
    reason: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{0,20}\Z")] = ""
    only: bool = False
    band: Band = ""


class Beacon(msgspec.Struct):
    """What one beacon brings: events of one page, under one version of the line-up."""

    version: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9._-]{0,64}\Z")] = ""
    events: Annotated[list[Event], msgspec.Meta(max_length=60)] = []
    decisions: Annotated[list[ToldDecision], msgspec.Meta(max_length=60)] = []
    # That the story was read: an article view.
    read: bool = False
    story: Annotated[str, msgspec.Meta(pattern=_STORY)] = ""
    country: Annotated[str, msgspec.Meta(pattern=r"^([A-Z]{2})?\Z")] = ""
    device: Literal["", "phone", "tablet", "desktop"] = ""
    one_in: Annotated[int, msgspec.Meta(ge=1, le=MOST_STOOD_FOR)] = 1
    # What the page was given that tells of who has just paid.
    proof: Annotated[str, msgspec.Meta(max_length=100)] = ""


class Heard(NamedTuple):
    """An event with the time we believe; `event_id` is None of those that have none."""

    kind: str
    campaign: str
    variant: str
    placement: str
    version: str
    at: datetime
    story: str = ""
    country: str = ""
    device: str = ""
    band: str = ""
    one_in: int = 1
    event_id: str | None = None

    @property
    def hour(self) -> datetime:
        """The hour in which it is counted."""
        return hour_of(self.at)


class Decided(NamedTuple):
    """A decision told of, by the day on which it is counted."""

    day: date
    version: str
    campaign: str
    reason: str
    only: bool
    band: str
    country: str
    device: str
    one_in: int


class ReadStory(NamedTuple):
    """An article view, by the hour in which it is counted."""

    hour: datetime
    story: str
    one_in: int


class BeaconContents(NamedTuple):
    """What one body tells: nothing of it can be led back to a reader."""

    events: list[Heard]
    decisions: list[Decided]
    read: list[ReadStory]


class Malformed(ValueError):
    """An event that cannot be read."""


_decoder = msgspec.json.Decoder(Beacon)


def read_message(
    body: bytes,
    now: datetime,
    *,
    most_stood_for: int = 1,
    just_paid: Callable[[str], tuple[str, str] | None] = lambda proof: None,
) -> BeaconContents:
    """Return what one beacon tells; raise Malformed.

    Nothing stands for more than our pages are told to have it stand for. Of who has joined only
    that is believed whose proof has a number; about what was paid stands in place of a variant.
    """
    try:
        report = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(str(error)) from None
    weighed = report.events or report.decisions
    if (weighed and not report.version) or not (weighed or (report.read and report.story)):
        raise Malformed("nothing is told")
    one_in = min(report.one_in, most_stood_for)
    tells_of_joining = any(event.kind in _JOINED for event in report.events)
    told = just_paid(report.proof) if tells_of_joining else None
    if tells_of_joining and not told:
        raise Malformed("nobody is known to have joined")
    number, paid = told or ("", "")
    return BeaconContents(
        [
            Heard(
                event.kind,
                event.campaign,
                paid if event.kind in _JOINED else event.variant,
                event.placement,
                report.version,
                clamped(event.at, now),
                report.story,
                report.country,
                report.device,
                event.band,
                one_in,
                _counted_once(number, event) if event.kind in _JOINED else event.id or None,
            )
            for event in report.events
        ],
        [
            Decided(
                now.date(),
                report.version,
                decision.campaign,
                decision.reason,
                decision.only,
                decision.band,
                report.country,
                report.device,
                one_in,
            )
            for decision in report.decisions
        ],
        [ReadStory(hour_of(now), report.story, one_in)] if report.read and report.story else [],
    )


def _counted_once(number: str, event: Event) -> str:
    """Return the id of what a campaign has to do with one joining, however often it is told."""
    return sha256(f"{number}:{event.campaign}".encode()).hexdigest()[:32]


def without_repeats(heard: list[Heard]) -> list[Heard]:
    """Return the first event of each thing told: no page shows or closes an appeal twice."""
    firsts: dict[Heard, Heard] = {}
    for event in heard:
        firsts.setdefault(event._replace(at=heard[0].at, event_id=None), event)
    return list(firsts.values())


class Pace:
    """How many messages each network sent in this minute; kept in memory and no longer."""

    def __init__(self) -> None:
        self._minute = 0
        self._sent: Counter[str] = Counter()

    def allows(self, network: str | None, *, seconds: float) -> bool:
        """Whether one more message is welcome; `seconds` of any clock that goes forward."""
        if network is None:
            return True
        minute = int(seconds // 60)
        if minute != self._minute:
            self._minute, self._sent = minute, Counter()
        if network not in self._sent and len(self._sent) >= _MOST_NETWORKS:
            # To forget the others would let a flood of new networks through, and them again.
            return False
        self._sent[network] += 1
        return self._sent[network] <= MESSAGES_A_MINUTE


def hour_of(moment: datetime) -> datetime:
    """Return the hour that a moment is in."""
    return moment.replace(minute=0, second=0, microsecond=0)


def clamped(claimed: str, now: datetime) -> datetime:
    """Return a device's time, moved into the hour before now: its clock may be wrong."""
    if not _MOMENT.fullmatch(claimed):
        raise Malformed(f"not a time: {claimed!r}")
    try:
        moment = datetime.strptime(claimed, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Malformed(f"not a time: {claimed!r}") from None
    return min(max(moment, now - LATE), now)


def interval_of_rate(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % interval of a rate by Wilson's formula (1927), as fractions of 1."""
    if not trials:
        return 0.0, 1.0
    # More than one conversion per impression means that some were lost: nothing to estimate.
    rate, z = min(successes / trials, 1.0), 1.96
    middle = (rate + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z * sqrt(rate * (1 - rate) / trials + (z / (2 * trials)) ** 2) / (1 + z * z / trials)
    return max(0.0, middle - half), min(1.0, middle + half)
