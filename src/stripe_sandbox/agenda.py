"""What waits for its time, kept by when that is: nobody looks at all that will ever happen."""

from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

Key = tuple[str, str]


class Due(NamedTuple):
    """Something to do at a moment; of two at the same moment the lower rank comes first."""

    at: int
    rank: int
    do: Callable[[], object]


class _Entry(NamedTuple):
    at: int
    rank: int
    # Of two that are equal so far: first by kind, then the object that was made last.
    place: tuple[int, int]
    number: int
    key: Key
    do: Callable[[], object]


class Agenda:
    """What waits, by the clock that it lives by; an object is planned anew when it changes."""

    def __init__(self) -> None:
        self._waiting: dict[str | None, list[_Entry]] = {}
        self._planned: dict[Key, range] = {}
        self._numbers = count()

    def plan(
        self, key: Key, steps: Iterable[Due], *, clock: str | None, place: tuple[int, int]
    ) -> None:
        """Note what waits for an object now; what was planned for it before is forgotten."""
        self._planned.pop(key, None)
        numbers = []
        for step in steps:
            numbers.append(next(self._numbers))
            entry = _Entry(step.at, step.rank, place, numbers[-1], key, step.do)
            heappush(self._waiting.setdefault(clock, []), entry)
        if numbers:
            self._planned[key] = range(numbers[0], numbers[-1] + 1)

    def first(self, clock: str | None) -> Due | None:
        """Return what comes first by a clock; it stays until its object is planned anew."""
        waiting = self._waiting.get(clock, [])
        while waiting:
            entry = waiting[0]
            if entry.number in self._planned.get(entry.key, ()):
                return Due(entry.at, entry.rank, entry.do)
            heappop(waiting)
        return None
