"""The editors' fields of text: what is typed is what is stored."""

import json
import re
from collections.abc import Mapping
from typing import Any

from draftjs_exporter import html as exporter
from draftjs_exporter.options import Options
from draftjs_exporter.types import Element
from draftjs_exporter.wrapper_state import WrapperState
from wagtail.admin.rich_text import DraftailRichTextArea

UNCLOSED = re.compile(r"<(br|hr)\b[^<>]*>", re.I)
# Wagtail lets the cursor stand before and behind a line across: nobody typed these paragraphs.
EMPTY = r"<p(?: data-block-key=\"\w*\")?></p>"
SPACED_LINE = re.compile(rf"(?:{EMPTY}\s*)?(<hr\s*/?>)(?:\s*{EMPTY})?")


class TextArea(DraftailRichTextArea):
    """Wagtail's own, which opens HTML as importers store it and loses nothing of a list."""

    def format_value(self, value: Any) -> str:
        """Return stored HTML as the field wants it: it fails over a <br> that is not closed."""
        return super().format_value(UNCLOSED.sub(r"<\1/>", value or ""))

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        """Return what was typed as it is stored."""
        if not (typed := data.get(name)):
            return super().value_from_datadict(data, files, name)
        written = super().value_from_datadict({name: _with_parents(typed)}, files, name)
        return SPACED_LINE.sub(r"\1", written or "")


class WholeLists(WrapperState):
    """Puts each item of a list where it belongs.

    draftjs-exporter 5.2 loses items where a list within a list goes on as one of the other kind,
    and ends a numbered list behind points within it, so that its numbers begin anew.
    """

    __slots__ = ()

    def get_wrapper_elt(self, options: Options, depth: int) -> Element:
        """Return the list that an item of this kind and depth is to be added to."""
        self.stack.slice(depth + 1)
        is_as_deep = self.stack.length() == depth + 1
        if is_as_deep and self.stack.head().is_different(
            depth, options.wrapper, options.wrapper_props
        ):
            self.stack.slice(depth)
        if self.stack.length() <= depth:
            self.update_stack(options, depth)
        return self.stack.get(depth).elt


def install() -> None:
    """Have what is typed be written so; neither Wagtail nor the exporter has a setting for it."""
    exporter.WrapperState = WholeLists  # type: ignore[attr-defined]


def _with_parents(typed: str) -> str:
    """Return what was typed with no item deeper than below the one before it.

    The exporter loses a list whose first item is indented, as when the item above it is deleted.
    """
    # An empty field sends null.
    content = json.loads(typed) or {}
    deepest = 0
    for block in content.get("blocks", []):
        is_item = block["type"].endswith("list-item")
        block["depth"] = min(block.get("depth", 0), deepest) if is_item else 0
        deepest = block["depth"] + 1 if is_item else 0
    return json.dumps(content) if content else typed
