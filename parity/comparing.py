"""Many page views, asked of both engines in one time zone."""

import hashlib
import json
import os
import time
from collections import Counter
from dataclasses import dataclass, field

from parity.javascript import JavaScript
from parity.questions import DECISIONS, Question, questions
from parity.views import page_view


@dataclass(slots=True)
class Difference:
    """What the browser's engine said otherwise than Python."""

    number: int
    zone: str
    question: Question
    by_javascript: dict[str, object]


@dataclass(slots=True)
class Compared:
    """What some page views came to: answers, differences, and which reasons and places were met."""

    cases: int = 0
    answers: int = 0
    differences: int = 0
    first: Difference | None = None
    met: Counter[str] = field(default_factory=Counter)
    # Of all that Python said: in another time zone it says the same.
    digest: str = ""


class Comparer:
    """A process of one time zone, with both engines in it."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        os.environ["TZ"] = zone
        time.tzset()
        self.javascript = JavaScript(zone)

    def compare(self, seed: int, numbers: range) -> Compared:
        """Ask both about the page views of these numbers."""
        asked = [(number, one) for number in numbers for one in questions(page_view(seed, number))]
        given = self.javascript.ask([question.request for _, question in asked])
        compared = Compared(cases=len(numbers), answers=len(asked))
        for (number, question), by_javascript in zip(asked, given, strict=True):
            compared.met.update(_met(question))
            if not agree(question, by_javascript):
                compared.differences += 1
                compared.first = compared.first or Difference(
                    number, self.zone, question, by_javascript
                )
        said = json.dumps([question.answer for _, question in asked]).encode()
        compared.digest = hashlib.sha256(said).hexdigest()
        return compared


def agree(question: Question, by_javascript: dict[str, object]) -> bool:
    """Tell whether the browser's engine says what Python says: both refuse, or both the same."""
    if question.answer is None:
        return set(by_javascript) == {"fault"}
    return by_javascript == {"fine": question.answer}


def _met(question: Question) -> list[str]:
    if question.file != DECISIONS or question.request["do"] != "answer":
        return []
    return [*question.answer["refusals"].values(), *question.answer["shown"]]


_comparer: Comparer


def begin(zone: str) -> None:
    """Make this process one of a time zone."""
    global _comparer
    _comparer = Comparer(zone)


def compare(seed: int, numbers: range) -> Compared:
    """Ask both engines in this process's time zone."""
    return _comparer.compare(seed, numbers)
