"""The line-up: the published document of campaigns, read and checked."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, get_args

from msgspec.structs import replace

from wellread.engine.campaign import Campaign, Placement
from wellread.engine.history import PLAIN_WINDOW
from wellread.engine.reading import read
from wellread.engine.schema import Identifier, Part, Share, says, unique
from wellread.engine.values import Fault, Moment, NotKnown, decode, fingerprint

# Raised only when a browser that knows the one before could not read it.
FORMAT: Literal[1] = 1
PLACEMENTS: tuple[str, ...] = get_args(Placement)


class LineUpFault(Fault):
    """A line-up that cannot be published; its text begins with the path of the fault."""


class Silence(Part, frozen=True):
    """Where nobody is asked for anything."""

    sections: Annotated[frozenset[str], says("Names of sections.", ["obituaries"])]
    topics: Annotated[frozenset[str], says("Names of topics.", ["grief"])]


class Holdout(Part, frozen=True):
    """The readers who are asked for nothing at all, to compare with."""

    share: Annotated[Share, says("Their share of all readers.", 0.0)]
    draw: Annotated[Identifier, says("The salt of the draw; another holds others out.", "2026")]


class LineUp(Part, frozen=True, dict=True):
    """The campaigns of an edition, in the order in which they are weighed."""

    format: Annotated[Literal[1], says("The format that is described here.", 1)]
    edition: Annotated[Identifier, says("Whose line-up it is.", "en")]
    version: Annotated[
        Identifier, says("Names the content but for this key and the next.", "9f2c41d07a")
    ]
    published_at: Annotated[Moment, says("When it was published.", "2026-11-22T10:00:00Z")]
    silence: Annotated[Silence, says("Where nobody is asked.")]
    holdout: Annotated[Holdout, says("Who is never asked.")]
    campaigns: Annotated[
        tuple[Campaign, ...],
        says("The first one that is not refused takes its placement."),
    ]

    def __post_init__(self) -> None:
        try:
            unique(campaign.id for campaign in self.campaigns)
        except Fault as fault:
            raise fault.under("campaigns") from None

    @cached_property
    def boundaries(self) -> tuple[int, ...]:
        """The epoch seconds between two of which no campaign starts or ends."""
        edges = {edge for one in self.campaigns for edge in (one.starts_at, one.ends_at)}
        return tuple(sorted(edge for edge in edges if edge is not None))

    @cached_property
    def index(self) -> dict[Any, Any]:
        """Who asks on a kind of page in a section at a time (`decision`)."""
        return {}

    @cached_property
    def remembered(self) -> dict[Any, Any]:
        """Who is in the race on a page that was met before: each a `decision.Places`."""
        return {}

    @cached_property
    def refused(self) -> dict[Any, Any]:
        """Why the others are not."""
        return {}

    @cached_property
    def longest_window_days(self) -> int:
        """The days of reading that any count of this line-up looks back on; at least 30."""
        windows = (one.audience.articles.days for one in self.campaigns)
        return max(PLAIN_WINDOW.days, *windows, 0)


def parse_line_up(document: object) -> LineUp:
    """Return the line-up for publishing; raise LineUpFault for anything that is not understood."""
    try:
        return read(LineUp, document)
    except Fault as fault:
        raise LineUpFault(fault.problem, fault.path) from None


def parse_line_up_text(data: bytes | str) -> LineUp:
    """Return the line-up in this JSON text; raise LineUpFault as `parse_line_up` does."""
    try:
        return parse_line_up(decode(data))
    except Fault as fault:
        raise LineUpFault(fault.problem, fault.path) from None


def read_line_up(document: object) -> LineUp:
    """Return the line-up for a reader: a campaign with an unknown key or word is skipped."""
    if not isinstance(document, dict) or not isinstance(document.get("campaigns"), list):
        return parse_line_up(document)
    frame = parse_line_up({**document, "campaigns": []})
    try:
        campaigns = [
            _known(place, campaign) for place, campaign in enumerate(document["campaigns"])
        ]
        return replace(frame, campaigns=tuple(one for one in campaigns if one))
    except Fault as fault:
        raise LineUpFault(fault.problem, fault.path) from None


def version_of(document: Mapping[str, Any]) -> str:
    """Return the version that names this content, whenever it is published."""
    return fingerprint(
        {key: value for key, value in document.items() if key not in ("version", "published_at")}
    )


def _known(place: int, document: object) -> Campaign | None:
    try:
        return read(Campaign, document)
    except NotKnown:
        return None
    except Fault as fault:
        raise fault.under(f"[{place}]").under("campaigns") from None
