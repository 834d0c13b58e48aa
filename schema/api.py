"""The page of the API and its OpenAPI document, from `integrations/openapi.py`."""

import json
from pathlib import Path

from schema.webhooks import MADE, keys_of
from wellread.integrations import openapi, resources, rules

OPENING = Path(__file__).parent / "openings" / "api.md"
PARTS = (
    resources.MemberPage,
    resources.HolderAsked,
    resources.Entitlements,
    resources.Problem,
)


def page() -> str:
    """Return docs/reference/api.md."""
    text = OPENING.read_text()
    for name, value in (
        ("questions", "".join(_questions())),
        ("limit", f"{openapi.LIMIT}, or {openapi.MOST} with `limit`,"),
        (
            "problems",
            " ".join(f"{one}: {_lowered(says)}" for one, says in openapi.PROBLEMS.items()),
        ),
        ("rate", str(rules.ASKED_A_MINUTE)),
    ):
        text = text.replace(f"{{{name}}}", value)
    return f"{MADE}# API\n\n{text}\n{_parameters()}\n{keys_of(*PARTS)}"


def document() -> str:
    """Return docs/reference/openapi.json."""
    return json.dumps(openapi.document(), indent=2, ensure_ascii=False) + "\n"


def _lowered(says: str) -> str:
    return says[0].lower() + says[1:]


def _questions() -> list[str]:
    rows = []
    for path, methods in openapi.document()["paths"].items():
        for method, asked in methods.items():
            scope = asked["description"].split("`")[1]
            rows.append(f"| `{method.upper()} {path}` | `{scope}` | {asked['summary']} |\n")
    return rows


def _parameters() -> str:
    listed = openapi.document()["paths"]["/api/v1/members"]["get"]["parameters"]
    rows = "".join(f"| `{one['name']}` | {one['description']} |\n" for one in listed)
    return f"### Members by query\n\n| name | meaning |\n|---|---|\n{rows}"
