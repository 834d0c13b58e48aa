"""The objects of one kind: by id, in the order they were made, and by what lists ask for."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from stripe_sandbox.shapes import Json

Read = Callable[[Json], Any]
Test = Callable[[Json], bool]


class Shelf:
    """Objects that are found without looking at the others.

    An object is changed first and put back afterwards: until then it stands where it stood.
    """

    def __init__(self, indexed: Mapping[str, Read]) -> None:
        self._rows: dict[str, Json] = {}
        # Each object has a number, which grows; those of one value of a field are kept in order.
        self._numbers: list[int] = []
        self._ids: list[str] = []
        self._number_of: dict[str, int] = {}
        self._next = 0
        self._indexed = indexed
        self._values: dict[str, tuple[Any, ...]] = {}
        self._by: dict[str, dict[Any, list[int]]] = {name: {} for name in indexed}
        # Objects of a test clock are made in a time of their own: then `created` is no order.
        self.is_by_time = True

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, object_id: str) -> bool:
        return object_id in self._rows

    def get(self, object_id: str) -> Json | None:
        """Return an object, or None."""
        return self._rows.get(object_id)

    def oldest_first(self) -> Iterator[Json]:
        """Return all of them."""
        return iter(self._rows.values())

    def put(self, object_id: str, body: Json) -> None:
        """Remember an object as it is now."""
        if object_id not in self._rows:
            self._append(object_id, body)
        self._rows[object_id] = body
        if self._indexed:
            self._place(object_id, tuple(read(body) for read in self._indexed.values()))

    def remove(self, object_id: str) -> None:
        """Forget an object."""
        if self._rows.pop(object_id, None) is None:
            return
        self._place(object_id, None)
        at = bisect_left(self._numbers, self._number_of.pop(object_id))
        del self._numbers[at], self._ids[at]

    def rows(self, **facts: object) -> "Rows":
        """Return the objects whose fields have these values, newest first."""
        known = [name for name in facts if name in self._indexed]
        places = [self._by[name].get(facts[name], []) for name in known]
        numbers = min(places, key=len) if places else self._numbers
        tests = tuple(_test(self._indexed.get(name), name, facts[name]) for name in facts)
        return Rows(self, numbers, tests)

    def number_of(self, object_id: str) -> int | None:
        """Return the number of an object, or None."""
        return self._number_of.get(object_id)

    def numbered(self, number: int) -> Json:
        """Return the object of a number."""
        # Where nothing was ever removed a number is a place.
        at = number
        if at >= len(self._numbers) or self._numbers[at] != number:
            at = bisect_left(self._numbers, number)
        return self._rows[self._ids[at]]

    def _append(self, object_id: str, body: Json) -> None:
        if self._numbers:
            latest = self._rows[self._ids[-1]].get("created", 0)
            self.is_by_time = self.is_by_time and body.get("created", 0) >= latest
        self._numbers.append(self._next)
        self._ids.append(object_id)
        self._number_of[object_id] = self._next
        self._next += 1

    def _place(self, object_id: str, values: tuple[Any, ...] | None) -> None:
        before = self._values.get(object_id)
        if before == values:
            return
        number = self._number_of[object_id]
        for at, name in enumerate(self._indexed):
            if before is not None and values is not None and before[at] == values[at]:
                continue
            if before is not None:
                held = self._by[name][before[at]]
                del held[bisect_left(held, number)]
                if not held:
                    del self._by[name][before[at]]
            if values is not None:
                insort(self._by[name].setdefault(values[at], []), number)
        if values is None:
            del self._values[object_id]
        else:
            self._values[object_id] = values


class Rows:
    """Objects of one kind, newest first, read no further than somebody looks."""

    def __init__(
        self,
        shelf: Shelf,
        numbers: list[int],
        tests: tuple[Test, ...] = (),
        span: tuple[int, int] | None = None,
    ) -> None:
        self._shelf, self._numbers, self._tests = shelf, numbers, tests
        self._begin, self._end = span or (0, len(numbers))

    def __iter__(self) -> Iterator[Json]:
        return self._walk(range(self._end - 1, self._begin - 1, -1))

    def where(self, test: Test) -> "Rows":
        """Return those of which something else is true besides."""
        span = self._begin, self._end
        return Rows(self._shelf, self._numbers, (*self._tests, test), span)

    def made_within(self, first: int, last: int) -> "Rows":
        """Return those made from one second to another, both included."""
        rows = self.where(lambda row: first <= row.get("created", 0) <= last)
        if self._shelf.is_by_time:
            rows._begin, rows._end = self._first_made(first), self._first_made(last + 1)
        return rows

    def older_than(self, object_id: str) -> Iterator[Json] | None:
        """Return those that were made before an object; None when there is no such object."""
        number = self._shelf.number_of(object_id)
        if number is None:
            return None
        end = min(self._end, bisect_left(self._numbers, number))
        return self._walk(range(end - 1, self._begin - 1, -1))

    def newer_than(self, object_id: str) -> Iterator[Json] | None:
        """Return those that were made after an object, oldest first; None when there is none."""
        number = self._shelf.number_of(object_id)
        if number is None:
            return None
        begin = max(self._begin, bisect_left(self._numbers, number + 1))
        return self._walk(range(begin, self._end))

    def _walk(self, places: range) -> Iterator[Json]:
        for at in places:
            row = self._shelf.numbered(self._numbers[at])
            if all(test(row) for test in self._tests):
                yield row

    def _first_made(self, second: int) -> int:
        return bisect_left(
            self._numbers,
            second,
            self._begin,
            self._end,
            key=lambda number: self._shelf.numbered(number).get("created", 0),
        )


def _test(read: Read | None, name: str, value: object) -> Test:
    if read is None:
        return lambda row: bool(row.get(name) == value)
    return lambda row: bool(read(row) == value)
