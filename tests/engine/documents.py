"""Documents for tests: complete, valid, and changed by dotted paths."""

import copy
from typing import Any

CAMPAIGN = {
    "id": "spring",
    "draw": "2026w47",
    "placement": "overlay",
    "starts_at": None,
    "ends_at": None,
    "audience": {
        "membership": "non_members",
        "sign_in": "any",
        "consent": "any",
        "countries": {"only": [], "except": []},
        "languages": [],
        "devices": [],
        "articles": {"min": 8, "max": None, "days": 30, "sections": [], "topics": []},
        "rest_after_contribution_days": 180,
    },
    "pages": {
        "kinds": ["article", "live_blog"],
        "sections": {"only": [], "except": []},
        "topics": {"any": [], "none": []},
        "sensitive": False,
    },
    "cap": {"views": 4, "days": 30, "gap_days": 0, "counts": "placement", "rest_days": 7},
    "holdout": 0.0,
    "variants": [
        {
            "id": "control",
            "share": 1.0,
            "prints_count": True,
            "works_without_count": False,
            "copy": "c41d07a9f2",
        }
    ],
}
LINE_UP = {
    "format": 1,
    "edition": "en",
    "version": "9f2c41d07a",
    "published_at": "2026-11-22T10:00:00Z",
    "silence": {"sections": [], "topics": []},
    "holdout": {"share": 0.0, "draw": "2026"},
    "campaigns": [
        {**copy.deepcopy(CAMPAIGN), "id": "winter"},
        {**copy.deepcopy(CAMPAIGN), "id": "summer"},
        CAMPAIGN,
    ],
}
CASE = {
    "reader": {
        "seat": 7,
        "seat_kept": True,
        "country": "GB",
        "language": "en",
        "device": "phone",
        "is_member": False,
        "was_member": False,
        "signed_in": False,
        "consent": "given",
        "count_allowed": True,
        "visit_started_at": "2026-11-22T09:58:00Z",
        "history": [
            {"article": "a1", "at": "2026-11-21T08:00:00Z", "section": "world", "topics": ["syria"]}
        ],
        "asked": [{"campaign": "spring", "placement": "overlay", "at": "2026-11-01T08:00:00Z"}],
        "dismissed": [],
        "contributed_at": None,
    },
    "page": {
        "article": "a2",
        "kind": "article",
        "section": "world",
        "topics": ["syria"],
        "sensitive": False,
        "sponsored": False,
    },
    "now": "2026-11-22T10:00:00Z",
}
WORDS = {
    "headline": "You have read {article_count} articles",
    "body": ["The Courier is free to read."],
    "signature": {"name": "Ada Quay", "role": "Editor", "portrait": "/media/ada.webp"},
    "join": "Join us",
    "sign_in": "I am a member",
}
COPY = {
    "copy": {"en": WORDS},
    "copy_without_count": {"en": {**WORDS, "headline": "You read us often"}},
    "asks": [
        {
            "countries": ["GB"],
            "interval": "month",
            "currency": "GBP",
            "amounts": [500, 900],
            "preset": 500,
            "minimum": 500,
        },
        {
            "countries": [],
            "interval": "month",
            "currency": "USD",
            "amounts": [600, 1000, 2000],
            "preset": 1000,
            "minimum": 600,
        },
    ],
}
NOTHING = object()


def changed(document: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Return a copy with the value at a dotted path replaced, added, or (NOTHING) removed."""
    whole = copy.deepcopy(document)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner: Any = whole
    for step in steps:
        inner = inner[step]
    if value is NOTHING:
        del inner[last]
    else:
        inner[last] = value
    return whole
