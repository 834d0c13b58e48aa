"""One page view to be decided: the reader's facts, the page's, and the time."""

from functools import cached_property
from typing import Annotated, Literal

from msgspec import UNSET, UnsetType

from wellread.engine.cap import Asked, Encounter, asked_by, dismissed_by
from wellread.engine.history import History, Page, View, Window, count, prune
from wellread.engine.reading import read
from wellread.engine.schema import Articles, Part, Seat, WholeDays, says
from wellread.engine.values import Fault, Moment, NotKnown

EXAMPLE_VIEW = {
    "article": "a1",
    "at": "2026-11-21T08:00:00Z",
    "section": "world",
    "topics": ["harbour"],
}


class CaseFault(Fault):
    """A case that cannot be decided; its text begins with the path of the fault."""


class Reader(Part, frozen=True):
    """What is known of the reader; it holds a history or ready counts, never both."""

    seat: Annotated[Seat, says("The device's own random number of 32 bits, for draws.", 7)]
    seat_kept: Annotated[bool, says("Whether the device will remember it.", True)]
    country: Annotated[str | None, says("An ISO 3166 code; null: unknown.", "GB")]
    language: Annotated[str | None, says("A language tag; null: unknown.", "en")]
    device: Annotated[str | None, says("`phone`, `tablet`, `desktop`; null: unknown.", "phone")]
    is_member: Annotated[bool, says("Whether the reader is a member now.", False)]
    was_member: Annotated[bool, says("Whether the reader was a member before.", False)]
    signed_in: Annotated[bool, says("Whether the reader is signed in.", False)]
    consent: Annotated[
        Literal["given", "refused", "unknown", "not_needed"],
        says("The answer to the question whether reading may be remembered.", "given"),
    ]
    count_allowed: Annotated[
        bool, says("Whether articles may be counted; else the count is unknown.", True)
    ]
    visit_started_at: Annotated[
        Moment, says("When this visit began: one interruption a visit.", "2026-11-22T09:58:00Z")
    ]
    asked: Annotated[
        tuple[Encounter, ...] | None,
        says("The recorded views of appeals; null: the device cannot remember."),
    ]
    dismissed: Annotated[tuple[Encounter, ...], says("The appeals that the reader closed.", [])]
    contributed_at: Annotated[Moment | None, says("When the reader last gave.", None)]
    history: (
        Annotated[
            tuple[View, ...] | None,
            says("What was read; null: unknown.", [EXAMPLE_VIEW]),
        ]
        | UnsetType
    ) = UNSET
    counts: (
        Annotated[
            dict[WholeDays, Articles] | None,
            says(
                "Instead of a history: the article count by days, the page on screen included. "
                "A count restricted to sections or topics is then unknown."
            ),
        ]
        | UnsetType
    ) = UNSET

    newsletter: Annotated[
        bool | None, says("Whether the reader takes the newsletter; null: unknown.", False)
    ] = None
    rests_until: Annotated[
        Moment | None,
        says("Until when the reader does not want to be asked at all, exclusive.", None),
    ] = None
    first_page: Annotated[
        bool, says("Whether the visit began with the page on screen: nothing interrupts it.", False)
    ] = False

    def __post_init__(self) -> None:
        if self.history is UNSET and self.counts is UNSET:
            raise NotKnown("is required", "history")
        if self.history is not UNSET and self.counts is not UNSET:
            raise Fault("must be left out when counts are given", "history")


class Case(Part, frozen=True, dict=True):
    """One page view; what the reader did after `now` says nothing."""

    reader: Annotated[Reader, says("Who is on the page.")]
    page: Annotated[Page, says("What is on screen.")]
    now: Annotated[Moment, says("The time of the page view.", "2026-11-22T10:00:00Z")]

    @cached_property
    def asked(self) -> Asked | None:
        """The recorded views up to now; None when the device cannot remember."""
        asked = self.reader.asked
        return None if asked is None else asked_by(asked, self.now)

    @cached_property
    def dismissed(self) -> dict[str, int]:
        """The latest dismissal of each campaign up to now."""
        return dismissed_by(self.reader.dismissed, self.now)

    @cached_property
    def history(self) -> History | None:
        """What stands of the reader's views now; None when it is not known."""
        views = self.reader.history
        return None if views is None or views is UNSET else prune(views, self.now)


class Counts(dict[Window, int | None]):
    """The numbers of one case: its article counts, each made when first asked for, and appeals.

    A count that is None is unknown; `asked` and `dismissed` are those of the case.
    """

    __slots__ = ("asked", "case", "dismissed")

    def __init__(self, case: Case) -> None:
        self.case, self.asked, self.dismissed = case, case.asked, case.dismissed

    def __missing__(self, within: Window) -> int | None:
        case, ready = self.case, self.case.reader.counts
        if not case.reader.count_allowed:
            found = None
        elif case.history is not None:
            found = count(case.history, case.page, within)
        elif ready is None or ready is UNSET or within.sections or within.topics:
            found = None
        else:
            found = ready.get(str(within.days))
        self[within] = found
        return found


def parse_case(document: object) -> Case:
    """Return the case of this JSON object; raise CaseFault with the path of what is wrong."""
    try:
        return read(Case, document)
    except Fault as fault:
        raise CaseFault(fault.problem, fault.path) from None
