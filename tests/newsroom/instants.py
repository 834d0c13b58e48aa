"""What readers see at every instant: each state that a request commits, looked at from outside."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import Client

WRITES = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def every_instant(look: Callable[[], set[str]]) -> Iterator[set[str]]:
    """Gather what a look finds after each write that stands outside of a transaction.

    A test's own transaction is none of them: what it has no savepoint around is as committed.
    """
    found: set[str] = set()
    state = {"has_written": False, "is_looking": False}

    def watch(execute, sql, params, many, context):
        if not state["is_looking"]:
            if state["has_written"] and not connection.savepoint_ids:
                state.update(has_written=False, is_looking=True)
                found.update(look())
                state["is_looking"] = False
            state["has_written"] = state["has_written"] or sql.lstrip().startswith(WRITES)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found
    found.update(look())


def addresses_that_tell(word: str, addresses: tuple[str, ...]) -> set[str]:
    """Return the addresses whose pages hold a word, in whatever letters."""
    reader, word = Client(), word.lower()
    return {each for each in addresses if word in reader.get(each).content.decode().lower()}
