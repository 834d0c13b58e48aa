"""One page view to be decided: the reader's facts, the page's, and the time."""

import re
from typing import Any, NamedTuple

from wellread.engine.cap import Asked, Encounter, asked_by, dismissed_by
from wellread.engine.history import History, Page, Window, count, prune, view
from wellread.engine.values import (
    Fault,
    boolean,
    list_of,
    moment,
    must,
    object_of,
    one_of,
    or_null,
    step,
    text,
    whole,
)

COUNT_DAYS = re.compile(r"[1-9][0-9]{0,14}")


class CaseFault(Fault):
    """A case that cannot be decided; its text begins with the path of the fault."""


class Reader(NamedTuple):
    """What is known of the reader up to now; `history` or `counts` by days, None when unknown."""

    seat: int
    seat_kept: bool
    country: str | None
    language: str | None
    device: str | None
    is_member: bool
    was_member: bool
    signed_in: bool
    consent: str
    count_allowed: bool
    visit_started_at: int
    asked: Asked | None
    dismissed: dict[str, int]
    contributed_at: int | None
    history: History | None
    counts: dict[int, int] | None


class Case(NamedTuple):
    """One page view at `now`, in epoch seconds; the reader's history stands at that time."""

    reader: Reader
    page: Page
    now: int


class Counts(dict[Window, int | None]):
    """The article counts of one case, each made when first asked for; None is unknown."""

    __slots__ = ("case",)

    def __init__(self, case: Case) -> None:
        self.case = case

    def __missing__(self, within: Window) -> int | None:
        reader = self.case.reader
        if not reader.count_allowed:
            found = None
        elif reader.history is not None:
            found = count(reader.history, self.case.page, within)
        elif reader.counts is None or within.sections or within.topics:
            found = None
        else:
            found = reader.counts.get(within.days)
        self[within] = found
        return found


def parse_case(document: object) -> Case:
    """Return the case of this JSON object; raise CaseFault with the path of what is wrong."""
    try:
        return _read_case(document)
    except Fault as fault:
        raise CaseFault(fault.problem, fault.path) from None


def _case(facts: tuple[Any, ...], page: Page, now: int) -> Case:
    *known, asked, dismissed, contributed_at, kept = facts
    recorded = None if asked is None else asked_by(asked, now)
    history = prune(kept, now) if isinstance(kept, tuple) else None
    counts = kept if isinstance(kept, dict) else None
    rest = (recorded, dismissed_by(dismissed, now), contributed_at, history, counts)
    return Case(Reader._make((*known, *rest)), page, now)


def _reader(value: Any) -> tuple[Any, ...]:
    if isinstance(value, dict) and "counts" in value:
        if "history" in value:
            raise Fault("must be left out when counts are given", "history")
        return _read_with_counts(value)
    return _read_with_history(value)


def _counts(value: Any) -> dict[int, int]:
    if not isinstance(value, dict):
        raise must("an object", value)
    found: dict[int, int] = {}
    for days, number in value.items():
        if not COUNT_DAYS.fullmatch(days):
            raise Fault("must be a positive number of days", step(days))
        try:
            found[int(days)] = _articles(number)
        except Fault as fault:
            raise fault.under(days) from None
    return found


def _facts(*facts: Any) -> tuple[Any, ...]:
    return facts


_articles = whole("articles")
_text_or_null = or_null(text)
_texts = list_of(text)
_encounters = list_of(object_of(Encounter, {"campaign": text, "placement": text, "at": moment}))
_reader_keys = {
    "seat": whole("the draw", most=2**32 - 1),
    "seat_kept": boolean,
    "country": _text_or_null,
    "language": _text_or_null,
    "device": _text_or_null,
    "is_member": boolean,
    "was_member": boolean,
    "signed_in": boolean,
    "consent": one_of("given", "refused", "unknown", "not_needed"),
    "count_allowed": boolean,
    "visit_started_at": moment,
    "asked": or_null(_encounters),
    "dismissed": _encounters,
    "contributed_at": or_null(moment),
}
_views = list_of(
    object_of(view, {"article": text, "at": moment, "section": _text_or_null, "topics": _texts})
)
_read_with_history = object_of(_facts, {**_reader_keys, "history": or_null(_views)})
_read_with_counts = object_of(_facts, {**_reader_keys, "counts": or_null(_counts)})
_read_case = object_of(
    _case,
    {
        "reader": _reader,
        "page": object_of(
            Page,
            {
                "article": _text_or_null,
                "kind": text,
                "section": _text_or_null,
                "topics": _texts,
                "sensitive": boolean,
                "sponsored": boolean,
            },
        ),
        "now": moment,
    },
)
