"""The page of webhooks: each kind with an example, and what its keys mean."""

import json
from datetime import UTC, datetime
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from wellread.integrations import resources as r
from wellread.integrations import rules

MADE = "<!-- Made by `make schema` from integrations/resources.py. -->\n"
OPENING = Path(__file__).parent / "openings" / "webhooks.md"
AT = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
ADA = r.ReaderResource(5, "ada@reader.example")
GRACE = r.ReaderResource(None, "grace@reader.example")
MORNING = r.NewsletterResource("morning", "The Morning Tide")


def _membership(**changes: Any) -> r.MembershipResource:
    facts: dict[str, Any] = {
        "id": 12,
        "status": "active",
        "plan": r.PlanResource(1, "Supporter"),
        "amount_minor": 800,
        "currency": "USD",
        "interval": "month",
        "started_at": datetime(2026, 10, 27, 9, 30, tzinfo=UTC),
        "paid_until": datetime(2026, 12, 27, 9, 30, tzinfo=UTC),
        "trial_ends_at": None,
        "lower_minor": None,
        "lower_until": None,
        "subscription": "sub_1QabcD",
        "customer": "cus_RxyZ12",
    }
    return r.MembershipResource(**{**facts, **changes})


def _told(sequence: int, previous: dict[str, Any], **changes: Any) -> r.MembershipTold:
    return r.MembershipTold(sequence, _membership(**changes), ADA, previous)


EXAMPLES: dict[str, r.Told] = {
    rules.JOINED: _told(1, {}),
    rules.RENEWED: _told(2, {"paid_until": "2026-11-27T09:30:00Z"}),
    rules.CHANGED: _told(3, {"amount_minor": 600}),
    rules.FAILED: _told(4, {"status": "active"}, status="past_due"),
    rules.CANCELLED: _told(5, {"status": "active"}, status="ending"),
    rules.RESUMED: _told(6, {"status": "ending"}),
    rules.ENDED: _told(7, {"status": "ending"}, status="ended"),
    rules.CONTRIBUTED: r.ContributionTold(
        r.ContributionResource(2500, "USD", AT, "pi_3QabcD", "cus_RxyZ12"), ADA
    ),
    rules.GIVEN: r.GiftTold(
        r.GiftResource(
            31,
            "complimentary",
            ["ad_free", "community_content"],
            AT,
            datetime(2027, 11, 27, 10, 0, tzinfo=UTC),
        ),
        r.ReaderResource(None, "guest@reader.example"),
    ),
    rules.REFUNDED: r.RefundTold(
        r.RefundResource("re_3QabcD", 800, "USD", AT, "pi_3QabcE", 800), 12, ADA
    ),
    rules.NEWSLETTER_JOINED: r.NewsletterTold(
        31, MORNING, GRACE, AT, "autumn-letter", "https://news.example/newsletters/leave/4K7Q/"
    ),
    rules.NEWSLETTER_LEFT: r.NewsletterTold(31, MORNING, GRACE, AT, "autumn-letter", ""),
    rules.ERASED: r.ErasureTold(5, [12], ["cus_RxyZ12"]),
}


def page() -> str:
    """Return docs/reference/webhooks.md."""
    kinds = "".join(
        f"| [`{kind}`](#{_anchor(kind)}) | {what} |\n" for kind, what in rules.KINDS.items()
    )
    waits = ", ".join(_said(wait) for wait in rules.RETRY_AFTER)
    examples = "\n".join(_example(kind) for kind in rules.KINDS)
    return (
        f"{MADE}# Webhooks\n\n{OPENING.read_text().replace('{waits}', waits)}\n"
        f"| event | what has happened |\n|---|---|\n{kinds}\n"
        "`endpoint.test` is sent by hand from the admin and is about nobody. Kinds may be added, "
        "and keys too: ignore what you do not know.\n\n"
        f"{examples}\n{keys_of(*_parts())}"
    )


def keys_of(*parts: type[msgspec.Struct]) -> str:
    """Return a table of keys for each part, as its JSON Schema says them."""
    _, found = msgspec.json.schema_components(parts)
    return "\n".join(_table(name, part) for name, part in found.items())


def _parts() -> list[type[msgspec.Struct]]:
    return list(dict.fromkeys(type(told) for told in EXAMPLES.values()))


def _table(name: str, part: dict[str, Any]) -> str:
    rows = "".join(
        f"| `{key}` | {_holds(said)} | {said.get('description', '')} |\n"
        for key, said in part["properties"].items()
    )
    says = cleandoc(part["description"])
    return f"### {name}\n\n{says}\n\n| key | holds | meaning |\n|---|---|---|\n{rows}"


def _holds(said: dict[str, Any]) -> str:
    if "anyOf" in said:
        return " or ".join(_holds(one) for one in said["anyOf"])
    if "allOf" in said:
        return _holds(said["allOf"][0])
    if "$ref" in said:
        name = said["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in said:
        return ", ".join(f"`{one}`" for one in said["enum"])
    if said.get("format") == "date-time":
        return "time in UTC"
    if said.get("type") == "array":
        return f"list of {_holds(said['items'])}"
    return {"integer": "whole number", "string": "text", "object": "object"}.get(
        said.get("type", ""), str(said.get("type", "anything"))
    )


def _example(kind: str) -> str:
    said = msgspec.to_builtins(EXAMPLES[kind], builtin_types=())
    body = {"type": kind, "timestamp": "2026-11-27T10:00:00Z", "data": said}
    shown = json.dumps(body, indent=2, ensure_ascii=False)
    part = type(EXAMPLES[kind]).__name__
    return (
        f"### {kind}\n\n{rules.KINDS[kind]} Data: [{part}](#{part.lower()}).\n\n"
        f"```json\n{shown}\n```\n"
    )


def _anchor(kind: str) -> str:
    return kind.replace(".", "")


def _said(wait: Any) -> str:
    seconds = int(wait.total_seconds())
    for name, size in (("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {name}"
    return f"{seconds} s"
