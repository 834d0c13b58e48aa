"""From stories as found to articles of ours: all of them or none, and never twice."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from wellread.newsroom import actions
from wellread.newsroom.importers import feeds, wxr
from wellread.newsroom.importers.story import ImportFault, Name, Report, Story
from wellread.newsroom.models import Article

FALLBACK_SECTION = Name("News", "news")
MOST_LINES = 30

Reader = Callable[[Report], Iterator[Story]]


def run(*, kind: str, source: str) -> int:
    """Bring a file in, show progress and a report; return the exit status."""
    console = Console(stderr=True)
    read: Reader = (
        (lambda report: wxr.stories(Path(source), report))
        if kind == "wxr"
        else (lambda report: feeds.stories(source, report))
    )
    try:
        report = bring_in(read, console=console)
    except ImportFault as fault:
        print(f"wellread: {fault}\nNothing was brought in.", file=sys.stderr)
        return 1
    show(report, console)
    return 0


@transaction.atomic(durable=True)
def bring_in(read: Reader, *, console: Console | None = None) -> Report:
    """Bring in what is not here yet; raise ImportFault, leaving nothing behind."""
    report = Report()
    found = list(read(report))
    here: dict[str, dict[str, int]] = {}
    shown = track(found, "Bringing in", console=console, disable=console is None)
    for story in shown:
        known = here.setdefault(story.source, actions.imported(source=story.source))
        if story.source_id in known:
            report.there_already += 1
        else:
            known[story.source_id] = _publish(story).pk
            report.brought_in.append(story.headline)
        report.left_out += [(story.headline, what) for what in story.left_out]
    return report


def show(report: Report, console: Console) -> None:
    """Print what was brought in, what was not, and why."""
    console.print(
        f"{len(report.brought_in)} brought in, {report.there_already} were here already, "
        f"{len(report.skipped)} not brought in."
    )
    reasons: dict[str, list[str]] = {}
    for what, why in report.skipped:
        reasons.setdefault(why, []).append(what)
    for why, those in reasons.items():
        names = ", ".join(those[:5]) + (f" and {len(those) - 5} more" if len(those) > 5 else "")
        console.print(f"  {len(those)} × {why}: {names}", markup=False)
    if report.left_out:
        console.print(f"Left out of articles that were brought in: {len(report.left_out)}")
        for headline, what in report.left_out[:MOST_LINES]:
            console.print(f"  {headline}: {what}", markup=False)
        if len(report.left_out) > MOST_LINES:
            console.print(f"  and {len(report.left_out) - MOST_LINES} more")


def _publish(story: Story) -> Article:
    is_later = story.published_at is not None and story.published_at > timezone.now()
    waits = story.is_draft or is_later
    article = actions.create_article(
        section=_section(story.section or FALLBACK_SECTION),
        headline=story.headline[:255],
        standfirst=story.standfirst[:500],
        slug=actions.slug_for(story.slug) if story.slug else "",
        body=[_block(block) for block in story.body],
        authors=[_author(name) for name in story.authors],
        topics=[_topic(name) for name in story.topics],
        published_at=story.published_at,
        source=story.source,
        source_id=story.source_id,
        **({"live": False, "has_unpublished_changes": True} if waits else {}),
    )
    if waits:
        article.go_live_at = story.published_at if is_later and not story.is_draft else None
        revision = article.save_revision()
        if article.go_live_at:
            revision.publish()
    return article


def _section(name: Name) -> Any:
    return actions.create_section(name=name.name[:255], slug=actions.slug_for(name.slug))


def _author(name: Name) -> Any:
    return actions.create_author(name=name.name[:120], slug=actions.slug_for(name.slug))


def _topic(name: Name) -> Any:
    return actions.create_topic(name=name.name[:120], slug=actions.slug_for(name.slug))


def _block(block: dict[str, Any]) -> tuple[str, Any]:
    match block["type"]:
        case "quote":
            return "quote", {"text": block["text"], "source": block["attribution"]}
        case "embed":
            return "embed", {"url": block["url"], "title": block["title"]}
    return "text", block["html"]
