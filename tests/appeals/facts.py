"""Campaigns to try things on."""

from typing import Any

from wellread.appeals.actions import create_campaign
from wellread.appeals.models import Campaign


def ask(**overrides: Any) -> dict[str, Any]:
    return {
        "interval": "month",
        "currency": "USD",
        "amounts": "6, 10, 20",
        "preset": "10",
        "minimum": "6",
        "countries": "",
        **overrides,
    }


def variant(**overrides: Any) -> dict[str, Any]:
    return {
        "key": "control",
        "share_percent": 100,
        "headline": "You have read {article_count} articles this month",
        "body": "Our harbour does not report on itself.\n\nReaders pay for this paper.",
        "signature_name": "Mara Ellison",
        "signature_role": "Editor",
        "asks": [ask()],
        **overrides,
    }


def make_campaign(key: str = "autumn-letter", **overrides: Any) -> Campaign:
    facts = {
        "name": key.replace("-", " ").capitalize(),
        "placement": "overlay",
        "min_articles": 8,
        "variants": [variant()],
    }
    return create_campaign(key=key, **{**facts, **overrides})
