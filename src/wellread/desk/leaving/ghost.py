"""Stories as a Ghost export (version 5), with what is for the community marked so."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from wellread.desk.leaving.stories import LeavingStory


def write(stories: Iterable[LeavingStory], file: Path) -> int:
    """Write an export; return how many stories are in it."""
    data: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("posts", "posts_meta", "tags", "posts_tags", "users", "posts_authors")
    }
    data["settings"] = [
        {"key": "title", "value": settings.SITE_NAME},
        {"key": "db_hash", "value": settings.SITE_URL},
    ]
    for story in stories:
        _add(story, data)
    made_at = int(timezone.now().timestamp() * 1000)
    document = {"db": [{"meta": {"exported_on": made_at, "version": "5.0.0"}, "data": data}]}
    with file.open("w", encoding="utf-8") as text:
        json.dump(document, text, ensure_ascii=False, indent=1)
    return len(data["posts"])


def _add(story: LeavingStory, data: dict[str, list[dict[str, Any]]]) -> None:
    number = str(story.number)
    entries = "".join(f"\n{one.html}" for one in reversed(story.entries))
    data["posts"].append(
        {
            "id": number,
            "uuid": story.url,
            "title": story.headline,
            "slug": story.slug,
            "html": story.html + entries,
            "type": "post",
            "status": "published" if story.is_live else "draft",
            "visibility": "paid" if story.community_only else "public",
            "custom_excerpt": story.standfirst or None,
            "feature_image": story.lead.url if story.lead else None,
            "published_at": _moment(story.published_at),
            "updated_at": _moment(story.changed_at),
            "created_at": _moment(story.published_at or story.changed_at),
        }
    )
    if story.lead is not None:
        data["posts_meta"].append(
            {
                "post_id": number,
                "feature_image_alt": story.lead.alt,
                "feature_image_caption": story.lead.caption,
            }
        )
    # The section is what Ghost calls the primary tag: the first one.
    for place, (name, slug) in enumerate((story.section, *story.topics)):
        _named("tags", slug, name, data)
        data["posts_tags"].append({"post_id": number, "tag_id": slug, "sort_order": place})
    for place, (name, slug) in enumerate(story.authors):
        _named("users", slug, name, data)
        data["posts_authors"].append({"post_id": number, "author_id": slug, "sort_order": place})


def _named(table: str, slug: str, name: str, data: dict[str, list[dict[str, Any]]]) -> None:
    if not any(row["id"] == slug for row in data[table]):
        data[table].append({"id": slug, "name": name, "slug": slug})


def _moment(moment: datetime | None) -> str | None:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}" if moment else None
