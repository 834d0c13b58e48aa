"""What both engines are asked about a page view, and the case that a difference makes.

Each question has Python's answer, and how `cases/` would hold it: in which file, and as what.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from msgspec.structs import asdict

from parity.aiming import ON_ALL_PAGES, OPEN_TO_ALL, WITHOUT_END
from parity.views import PageView
from wellread.engine.answering import as_json
from wellread.engine.case import Case, parse_case
from wellread.engine.copy import parse_copy
from wellread.engine.decision import Decision, choose, explain
from wellread.engine.history import Limits, View, merge
from wellread.engine.line_up import LineUp, parse_line_up
from wellread.engine.reading import read
from wellread.engine.values import Fault, moment, spell
from wellread.payments import writing

Document = dict[str, Any]
# As the files of `cases/` are called.
DECISIONS, COUNTS = "decisions", "counts"
PARTS = ("merges", "money", "times")


class Question(NamedTuple):
    """One request to the browser's engine, what Python says to it, and what a case would say."""

    request: Document
    answer: Any
    file: str
    case: Document


def questions(view: PageView) -> Iterator[Question]:
    """Yield all that is compared of a page view, in this process's time zone."""
    line_up, case = parse_line_up(view.line_up), parse_case(view.case)
    asked = {"line_up": view.line_up, "case": view.case}
    explained = json.loads(json.dumps(as_json(explain(line_up, case))))
    decision = {"name": view.name, **asked, "answer": explained}
    yield Question({"do": "answer", **asked}, explained, DECISIONS, decision)
    yield Question({"do": "choose", **asked}, _chosen(choose(line_up, case)), DECISIONS, decision)
    yield from _counts(view, case)
    yield _looked_at_again(view, line_up)
    yield _merged(view)
    yield from _amounts(view)
    yield from _times(view)


def _chosen(decision: Decision) -> Document:
    shown = {place: one._asdict() for place, one in decision.shown.items()}
    return {
        "article_count": decision.article_count,
        "shown": shown,
        "held_out": list(decision.held_out),
    }


def _counts(view: PageView, case: Case) -> Iterator[Question]:
    """Yield the count of each campaign's window, as one that asks everybody would print it."""
    for campaign in view.line_up["campaigns"]:
        articles = campaign["audience"]["articles"] | {"min": None, "max": None}
        everybody = {
            "id": "everybody",
            "draw": "2026w47",
            "placement": "header",
            "holdout": 0.0,
            "starts_at": None,
            "ends_at": None,
            "pages": ON_ALL_PAGES,
            "cap": WITHOUT_END,
            "audience": {**OPEN_TO_ALL, "articles": articles},
            "variants": [
                {
                    "id": "control",
                    "share": 1.0,
                    "copy": "c41d07a9f2",
                    "prints_count": False,
                    "works_without_count": True,
                }
            ],
        }
        line_up = {**view.line_up, "campaigns": [everybody]}
        asked = {"line_up": line_up, "case": view.case}
        answer = json.loads(json.dumps(as_json(explain(parse_line_up(line_up), case))))
        kept = {"name": f"{view.name}: counting for {campaign['id']}", **asked, "answer": answer}
        yield Question({"do": "answer", **asked}, answer, COUNTS, kept)


def _looked_at_again(view: PageView, line_up: LineUp) -> Question:
    # A device drops what it read after now, once and for all.
    case = {**view.case, "reader": {**view.case["reader"], "history": []}}
    case["reader"].pop("counts", None)
    shown = [
        list(choose(line_up, parse_case({**case, "now": spell(now)})).shown)
        for now in view.again_at
    ]
    kept = {
        "name": f"{view.name}: looked at again at {', '.join(map(spell, view.again_at))}",
        "line_up": view.line_up,
        "case": case,
        "answer": json.loads(json.dumps(as_json(explain(line_up, parse_case(case))))),
    }
    request = {
        "do": "choose_at_times",
        "line_up": view.line_up,
        "case": case,
        "times": view.again_at,
    }
    return Question(request, shown, DECISIONS, kept)


def _merged(view: PageView) -> Question:
    now = moment(view.case["now"])
    sides = [view.case["reader"].get("history") or [], view.elsewhere]
    first, second = ([read(View, one) for one in side] for side in sides)
    views = merge(first, second, now, Limits(**view.limits)).views.values()
    merged = [{**asdict(one), "topics": list(one.topics)} for one in views]
    timed = [[{**one, "at": moment(one["at"])} for one in side] for side in sides]
    kept = {
        "name": view.name,
        "first": sides[0],
        "second": sides[1],
        "now": view.case["now"],
        "limits": view.limits,
        "merged": [{**one, "at": spell(one["at"])} for one in merged],
    }
    request = {"do": "merge", "first": timed[0], "second": timed[1], "now": now}
    return Question(request | {"limits": view.limits}, merged, "merges", kept)


def _amounts(view: PageView) -> Iterator[Question]:
    language = view.language
    for ask, parsed in zip(view.copy["asks"], parse_copy(view.copy).asks, strict=True):
        currency, amounts = parsed.currency, [*parsed.amounts, *view.other_amounts]
        written = [writing.written(one, currency, language) for one in amounts]
        request = {"do": "written", "ask": ask, "amounts": amounts, "language": language}
        kept = {
            "language": language,
            "currency": currency,
            "digits": ask["digits"],
            "pattern": ask["pattern"],
            "amounts": amounts,
            "written": written,
        }
        yield Question(request, written, "money", kept)


def _times(view: PageView) -> Iterator[Question]:
    for text in view.texts:
        try:
            at = int(moment(text))
        except Fault:
            at = None
        kept = {"text": text, "at": at}
        yield Question({"do": "moment", "text": text}, at, "times", kept)
        if at is not None:
            yield Question({"do": "spell", "at": at}, spell(at), "times", kept)
