"""Write what follows from the engine's schema: `make schema`."""

import json
from pathlib import Path

from schema import api
from schema.json_schema import schema
from schema.reference import page, refusals
from schema.shapes import with_shapes
from schema.typescript import types
from schema.webhooks import page as webhooks
from wellread.engine.case import Case
from wellread.engine.copy import Copy
from wellread.engine.line_up import LineUp

ROOT = Path(__file__).parents[1]
CLIENT = ROOT / "src" / "wellread" / "client" / "engine"
REFERENCE = ROOT / "docs" / "reference"
# What a client remembers of one appeal that its reader closed, where its campaign tries two rules.
BOTH_REST = {
    "dismissed": [
        {"campaign": key, "placement": "overlay", "at": "2026-11-20T08:00:00Z"}
        for key in ("autumn-letter", "autumn-letter.other")
    ]
}
PAGES = {
    "line-up": (
        "The line-up",
        "The published document of an edition's campaigns: whom each asks, where and how often. "
        "`GET /appeals/line-up.EDITION.json` is what counts now; every version stays at "
        "`/appeals/line-up.EDITION.VERSION.json`. Publishing refuses what it does not know; a "
        "reader's browser skips the campaign. The first reason of "
        "[refusals.md](refusals.md) that applies is the one reported.",
        LineUp,
    ),
    "case": (
        "The case",
        "One page view to be decided, as `wellread decide` reads it (one a line) and "
        "`POST /appeals/decide` takes it; the browser gathers the same.\n\n"
        "A campaign that tries [two rules](../explain/experiments.md#whether-to-ask-at-all) stands "
        "in the line-up twice: under its own id, and with `.other` behind it. Closing either rests "
        "both. A client that keeps its own memory of dismissals notes both ids, whichever of them "
        "asked, and gives both back in `dismissed`:\n\n"
        "```js\n" + json.dumps(BOTH_REST, indent=2) + "\n```",
        Case,
    ),
    "copy": (
        "The copy",
        "What a variant says and asks, immutable at `/appeals/copy.HASH.json` and fetched when it "
        "is shown. Money is whole minor units, as Stripe counts them.",
        Copy,
    ),
}


def made() -> dict[Path, str]:
    """Return every file that follows from the schema, by its path."""
    line_up_js = CLIENT / "line_up.js"
    files = {
        CLIENT / "types.d.ts": types(document for *_, document in PAGES.values()),
        line_up_js: with_shapes(line_up_js.read_text()),
        REFERENCE / "refusals.md": refusals(),
        REFERENCE / "webhooks.md": webhooks(),
        REFERENCE / "api.md": api.page(),
        REFERENCE / "openapi.json": api.document(),
    }
    for name, (title, opening, document) in PAGES.items():
        files[REFERENCE / f"{name}.schema.json"] = schema(document)
        files[REFERENCE / f"{name}.md"] = page(title, opening, f"{name}.schema.json", document)
    return files


if __name__ == "__main__":
    for path, text in made().items():
        path.write_text(text)
