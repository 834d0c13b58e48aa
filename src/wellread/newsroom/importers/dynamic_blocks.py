"""Blocks that WordPress fills in as a page is read: of them a post holds no more than a name."""

import json
import re
from collections.abc import Callable
from typing import Any

from wellread.newsroom.importers.report import Loss

# Given the number of a reusable block, its text there; None when the export does not hold it.
Reusable = Callable[[str], str | None]

ALONE = re.compile(r"<!--\s+wp:([a-z][\w/-]*)\s+(?:(\{(?:(?!-->).)*?\})\s+)?/-->", re.S)
# They say nothing of their own.
SILENT = {"separator", "spacer", "more", "nextpage", "paragraph", "post-content", "post-title"}


def fill_in(markup: str, left_out: list[Loss], reusable: Reusable | None) -> str:
    """Return the text with reusable blocks in their places; others are noted by their names."""
    return _filled(markup, left_out, reusable, ())


def _filled(
    markup: str, left_out: list[Loss], reusable: Reusable | None, within: tuple[str, ...]
) -> str:
    def filled(found: re.Match[str]) -> str:
        name, facts = found[1].removeprefix("core/"), _facts(found[2])
        if name == "block":
            number = str(facts.get("ref", ""))
            text = reusable(number) if reusable and number not in within else None
            if text is not None:
                return f"\n\n{_filled(text, left_out, reusable, (*within, number))}\n\n"
            left_out.append(Loss("reusable block that is not in the export", number))
        elif isinstance(facts.get("url"), str):
            return f"\n\n{facts['url']}\n\n"
        elif name not in SILENT:
            left_out.append(Loss("block that the old site filled in", found[1]))
        return ""

    return ALONE.sub(filled, markup)


def _facts(written: str | None) -> dict[str, Any]:
    try:
        facts = json.loads(written or "{}")
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
