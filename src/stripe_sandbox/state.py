"""What the sandbox remembers: objects by kind and id, kept in one SQLite file if asked to."""

import json
import sqlite3
from pathlib import Path
from typing import Any

from stripe_sandbox.indexes import BY
from stripe_sandbox.shapes import Json
from stripe_sandbox.shelf import Rows, Shelf

SCHEMA = """
CREATE TABLE IF NOT EXISTS object (
    kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)
);
"""


class Store:
    """Objects in memory, in the order they were made; `commit` writes down what changed."""

    def __init__(self, path: Path | str | None = None) -> None:
        self._shelves: dict[str, Shelf] = {}
        self._changed: dict[tuple[str, str], None] = {}
        # What changed since somebody last asked, in that order.
        self._touched: dict[tuple[str, str], None] = {}
        self._file = open_file(Path(path)) if path else None
        if self._file:
            self._load(self._file)

    def put(self, kind: str, object_id: str, body: Json) -> None:
        """Remember an object as it is now."""
        self._shelf(kind).put(object_id, body)
        self._note(kind, object_id)

    def get(self, kind: str, object_id: str) -> Json | None:
        """Return the object itself, to be changed and put back."""
        return self._shelf(kind).get(object_id)

    def all(self, kind: str) -> list[Json]:
        """Return every object of a kind, oldest first."""
        return list(self._shelf(kind).oldest_first())

    def rows(self, kind: str, **facts: object) -> Rows:
        """Return the objects whose fields have these values, newest first."""
        return self._shelf(kind).rows(**facts)

    def number_of(self, kind: str, object_id: str) -> int:
        """Return a number that is larger the later an object was made."""
        return self._shelf(kind).number_of(object_id) or 0

    def kinds(self) -> list[str]:
        """Return the kinds of which there is something, those we keep for ourselves too."""
        return [kind for kind, shelf in self._shelves.items() if len(shelf)]

    def find(self, object_id: str) -> Json | None:
        """Return whatever object has this id."""
        found = (shelf.get(object_id) for shelf in self._shelves.values() if object_id in shelf)
        # An answer that is kept under an idempotency key of the same spelling is no object.
        return next((one for one in found if one is not None and "object" in one), None)

    def remove(self, kind: str, object_id: str) -> None:
        """Forget an object."""
        self._shelf(kind).remove(object_id)
        self._note(kind, object_id)

    def touched(self) -> list[tuple[str, str]]:
        """Return the kind and id of what changed since this was last asked."""
        touched = list(self._touched)
        self._touched.clear()
        return touched

    def commit(self) -> None:
        """Write what changed since the last time, all or nothing."""
        if self._file and self._changed:
            with self._file:
                for kind, object_id in self._changed:
                    self._write(self._file, kind, object_id)
        self._changed.clear()

    def close(self) -> None:
        """Write the rest and let go of the file."""
        self.commit()
        if self._file:
            self._file.close()

    def _load(self, file: sqlite3.Connection) -> None:
        for kind, object_id, body in file.execute(
            "SELECT kind, id, body FROM object ORDER BY rowid"
        ):
            self._shelf(kind).put(object_id, json.loads(body))
            self._touched[kind, object_id] = None

    def _shelf(self, kind: str) -> Shelf:
        found = self._shelves.get(kind)
        if found is None:
            found = self._shelves[kind] = Shelf(BY.get(kind, {}))
        return found

    def _note(self, kind: str, object_id: str) -> None:
        self._changed[kind, object_id] = None
        self._touched[kind, object_id] = None

    def _write(self, file: sqlite3.Connection, kind: str, object_id: str) -> None:
        key: tuple[Any, ...] = (kind, object_id)
        if (body := self.get(kind, object_id)) is None:
            file.execute("DELETE FROM object WHERE kind = ? AND id = ?", key)
            return
        file.execute(
            "INSERT INTO object VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
            (*key, json.dumps(body)),
        )


def open_file(path: Path) -> sqlite3.Connection:
    """Return the state file, made with its folder when it is not there yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = sqlite3.connect(path, check_same_thread=False)
    file.executescript(SCHEMA)
    return file
