"""The words that somebody searched for, marked where they stand."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from wellread.newsroom import search_terms

# Letters before and after the first word found: two lines on a desktop.
BEFORE, AFTER = 60, 160


class Marker:
    """Finds words by the terms under which stories are found, in any of their forms."""

    def __init__(self, terms: Iterable[str], begun: str = "") -> None:
        self.terms, self.begun = frozenset(terms), begun

    def is_in(self, text: str) -> bool:
        """Return whether one of the words stands in a text."""
        return any(is_asked for _, is_asked in self._pieces(text))

    def mark(self, text: str) -> SafeString:
        """Return HTML of a text with the words in it marked."""
        pieces = groupby(self._pieces(text), key=lambda piece: piece[1])
        html = ""
        for is_asked, run in pieces:
            words = escape("".join(piece for piece, _ in run))
            html += f"<mark>{words}</mark>" if is_asked else words
        return mark_safe(html)  # noqa: S308 - each piece was escaped

    def excerpt(self, text: str) -> SafeString:
        """Return HTML of what stands around the first of the words; nothing when there is none."""
        read = 0
        for piece, is_asked in self._pieces(text):
            if is_asked:
                return self.mark(_around(text, read))
            read += len(piece)
        return SafeString()

    def _pieces(self, text: str) -> Iterator[tuple[str, bool]]:
        """Yield a text in order, each piece with whether it was asked for."""
        for run in search_terms.runs_of(text):
            if search_terms.is_unspaced(run):
                yield from self._characters(run)
            else:
                yield run, self._is_asked(run)

    def _is_asked(self, run: str) -> bool:
        terms = search_terms.of_run(run, settings.LANGUAGE_CODE)
        if not self.terms.isdisjoint(terms):
            return True
        return bool(self.begun) and any(term.startswith(self.begun) for term in terms)

    def _characters(self, run: str) -> Iterator[tuple[str, bool]]:
        """Yield the characters of a run without spaces, whose terms overlap."""
        asked: set[int] = set()
        for at in range(len(run)):
            for count in (1, 2):
                if run[at : at + count] in self.terms:
                    asked.update(range(at, at + count))
        yield from ((character, at in asked) for at, character in enumerate(run))


def _around(text: str, place: int) -> str:
    """Return the words around a place in a text, with a sign where it goes on."""
    first, last = max(0, place - BEFORE), min(len(text), place + AFTER)
    # To the next space, where there is one near.
    if first and (space := text.find(" ", first, place)) != -1:
        first = space + 1
    if last < len(text) and (space := text.rfind(" ", place, last)) > place:
        last = space
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")
