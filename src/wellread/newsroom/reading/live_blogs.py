"""A live blog's entries as readers get them: a page of them, or one on a page of its own."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from wellread.newsroom import rules, shown
from wellread.newsroom.models import LiveEntry
from wellread.newsroom.rendering.addresses import absolute
from wellread.newsroom.rendering.pages import ArticlePage, Byline, Entry, EntryPage, Live
from wellread.newsroom.rendering.pictures import picture
from wellread.newsroom.rendering.stories import Row, byline, is_open

# A long day's; more would be a second blog.
MOST_KEY_EVENTS = 30


def with_entries(page: ArticlePage, row: Row, page_number: int) -> ArticlePage | None:
    """Return a live blog's page with one page of its entries, or None past the last one."""
    shown = _shown(row["pk"])
    facts = shown.aggregate(count=Count("pk"), newest=Max("published_at"), edit=Max("updated_at"))
    part = rules.part(facts["count"], page_number)
    if part is None:
        return None
    found = list(shown.order_by("published_at", "pk")[part.start : part.stop])[::-1]
    marked = list(
        shown.filter(Q(key_event=True) | Q(pinned=True), state=LiveEntry.PUBLISHED).order_by(
            "-published_at", "-pk"
        )[: MOST_KEY_EVENTS + 1]
    )
    entries = _entries(page.path, [*found, *marked])
    live = Live(
        status="open" if is_open(row) else "closed",
        started_at=row["liveblog__started_at"] or row["published_at"],
        ended_at=row["liveblog__ended_at"],
        summary_html=page.body_html,
        entries=tuple(entries[each.pk] for each in found),
        pinned=next((entries[each.pk] for each in marked if each.pinned), None),
        key_events=tuple(entries[each.pk] for each in marked if each.key_event)[:MOST_KEY_EVENTS],
        newer_url=_address(page.path, part.newer),
        older_url=_address(page.path, part.older),
        page_number=part.number,
        page_count=part.total,
        entry_count=facts["count"],
    )
    return page._replace(
        canonical_url=absolute(_address(page.path, page_number) or page.path),
        updated_at=_latest(page.updated_at, facts["newest"], facts["edit"]),
        live=live,
    )


def entry_page(blog: ArticlePage, row: Row, number: int) -> EntryPage | None:
    """Return one published entry with its live blog, or None."""
    shown = _shown(row["pk"])
    found = shown.filter(pk=number, state=LiveEntry.PUBLISHED).first()
    if found is None or found.published_at is None:
        return None
    entry = _entries(blog.path, [found])[found.pk]
    older = Q(published_at__lt=found.published_at) | Q(
        published_at=found.published_at, pk__lt=found.pk
    )
    counts = shown.aggregate(count=Count("pk"), before=Count("pk", filter=older))
    return EntryPage(
        entry=entry,
        live_blog=blog._replace(live=_bare(row, counts["count"])),
        headline=entry.headline or blog.headline,
        path=entry.url,
        canonical_url=absolute(entry.url),
        place_url=_place(blog.path, entry.anchor, **counts),
        section=blog.section,
    )


def _shown(live_blog: int) -> QuerySet[LiveEntry]:
    return LiveEntry.objects.filter(live_blog=live_blog).exclude(state=LiveEntry.DRAFT)


def _entries(path: str, found: Iterable[LiveEntry]) -> dict[int, Entry]:
    once = {each.pk: each for each in found}
    bylines = _bylines(once)
    return {pk: _entry(path, each, bylines.get(pk, ())) for pk, each in once.items()}


def _bylines(ids: Iterable[int]) -> dict[int, tuple[Byline, ...]]:
    named: dict[int, list[Byline]] = {}
    through = LiveEntry.authors.through.objects.filter(liveentry_id__in=list(ids)).order_by("pk")
    author = ("author_id", "author__name", "author__slug", "author__portrait_picture")
    for entry, pk, *facts in through.values_list("liveentry_id", *author):
        shown.add(shown.author(pk))
        named.setdefault(entry, []).append(byline("", *facts))
    return {entry: tuple(names) for entry, names in named.items()}


def _entry(path: str, row: LiveEntry, bylines: tuple[Byline, ...]) -> Entry:
    assert row.published_at is not None
    removed = row.state == LiveEntry.REMOVED
    return Entry(
        id=str(row.pk),
        url=f"{path}entry/{row.pk}/",
        anchor=f"entry-{row.pk}",
        headline="" if removed else row.headline,
        html=row.html,
        published_at=row.published_at,
        updated_at=row.updated_at,
        bylines=() if removed else bylines,
        key_event=row.key_event,
        pinned=row.pinned,
        picture=picture(row.picture),
        removed=removed,
        sequence=row.sequence,
    )


def _bare(row: Row, count: int) -> Live:
    return Live(
        status="open" if is_open(row) else "closed",
        started_at=row["liveblog__started_at"] or row["published_at"],
        ended_at=row["liveblog__ended_at"],
        summary_html="",
        entries=(),
        pinned=None,
        key_events=(),
        newer_url=None,
        older_url=None,
        page_number=1,
        page_count=1,
        entry_count=count,
    )


def _place(path: str, anchor: str, *, count: int, before: int) -> str:
    number = before // rules.ENTRIES_A_PAGE + 2
    is_older = rules.part(count, number) is not None
    return f"{_address(path, number if is_older else 1)}#{anchor}"


def _address(path: str, number: int | None) -> str | None:
    if number is None:
        return None
    return path if number == 1 else f"{path}?page={number}"


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)
