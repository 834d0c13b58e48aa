"""Ghost exports, from 0.11 to 6."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from wellread.newsroom.importers.characters import without_controls
from wellread.newsroom.importers.dates import Reading, read_dates
from wellread.newsroom.importers.faults import ImportFault
from wellread.newsroom.importers.feed_entries import (
    ASSUMED_DATE,
    NO_DATE,
    NO_TEXT,
    UNTITLED,
    WAS_DUE,
)
from wellread.newsroom.importers.ghost_cards import Cards, at_home, cards_of_html, markdown
from wellread.newsroom.importers.json_feeds import read_json
from wellread.newsroom.importers.markup import (
    Cleaned,
    Origin,
    clean,
    first_words,
    line,
    plain,
)
from wellread.newsroom.importers.packed import unpacked
from wellread.newsroom.importers.report import Loss, Report
from wellread.newsroom.importers.story import FoundPicture, FoundStory, Name

Facts = dict[str, Any]

UNTITLED_THERE = "(Untitled)"
# What our stories have no place for, and what it is called in the report.
NO_PLACE = {
    "codeinjection_head": "code of its own left out",
    "codeinjection_foot": "code of its own left out",
    "custom_template": "template of its own left out",
    "canonical_url": "canonical address elsewhere left out",
    "meta_title": "title for search engines left out",
    "meta_description": "description for search engines left out",
    "og_title": "words for social networks left out",
    "og_description": "words for social networks left out",
    "og_image": "picture for social networks left out",
    "twitter_title": "words for social networks left out",
    "twitter_description": "words for social networks left out",
    "twitter_image": "picture for social networks left out",
    "email_subject": "subject of its e-mail left out",
    "frontmatter": "front matter left out",
    "locale": "language of its own left out",
}
ABOUT_NAMES = {
    "users": ("bio", "profile_image", "cover_image", "website", "location", "facebook", "twitter"),
    "tags": ("description", "feature_image", "meta_title", "meta_description"),
}
PERMALINK = re.compile(r":(slug|year|month|day|id|author|primary_author|primary_tag)\b")
READ = ("posts", "users", "tags", "posts_authors", "posts_tags", "posts_meta", "settings")
# Tables by which Ghost runs: nothing in them was written for readers.
MACHINERY = re.compile(
    r"actions|api_keys|apps?(_\w+)?|brute|clients?(_\w+)?|email\w*|invites|jobs|migrations(_lock)?|"
    r"(mobiledoc|post)_revisions|outbox|permissions(_\w+)?|refreshtokens|accesstokens|"
    r"roles(_\w+)?|sessions|suppressions|tokens|milestones|integrations|webhooks"
)


def stories(file: Path, report: Report, *, types: Sequence[str] = ()) -> Iterator[FoundStory]:
    """Yield an export's posts; raise ImportFault before the first when it cannot be read."""
    try:
        content = file.read_bytes()
    except OSError as fault:
        raise ImportFault(f"{file}: {fault.strerror}") from fault
    document = read_json(unpacked(content, str(file)), str(file), report)
    export = GhostExport.of(_data(document, file), file)
    if (others := len(_databases(document)) - 1) > 0:
        report.note(
            str(file), Loss("more than one database in it, only the first read", str(others))
        )
    _note_no_rows(export, report)
    _note_about_names(export, report)
    for name in export.written:
        is_known = name in READ or MACHINERY.fullmatch(name)
        if not is_known and (several := export.written_rows(name)):
            report.note(str(file), Loss(f"{name} left out", str(len(several))))
    return _stories(export, report, {"post", *types})


def _note_no_rows(export: "GhostExport", report: Report) -> None:
    """Note what stands where a table or a row of one should."""
    for name, rows in export.written.items():
        if name in READ and rows is not None and not isinstance(rows, list):
            report.note(f"data.{name}", Loss("table that is no list, not read"))
    for name in READ:
        for number, row in enumerate(export.written_rows(name)):
            if not isinstance(row, dict):
                report.skip(f"data.{name}[{number}]", "it is no object")


def _note_about_names(export: "GhostExport", report: Report) -> None:
    """Note what is said there of authors and tags, which editors write here themselves."""
    for table, names in ABOUT_NAMES.items():
        for row in export.rows(table):
            for name in names:
                if words := _text(row, name):
                    whose = "an author" if table == "users" else "a tag"
                    kind = f"{name.replace('_', ' ')} of {whose} left out"
                    report.note(_text(row, "name"), Loss(kind, at_home(words)[:200]))


def _stories(export: "GhostExport", report: Report, kinds: set[str]) -> Iterator[FoundStory]:
    now = timezone.now()
    for number, post in enumerate(export.written_rows("posts")):
        if not isinstance(post, dict):
            continue
        named = plain(_text(post, "title")) or f"posts[{number}]"
        kind = _text(post, "type") or ("page" if post.get("page") == 1 else "post")
        if kind not in kinds:
            report.skip(named, f"a {kind}: name it by --type {kind} to bring it in")
        elif not (_text(post, "uuid") or post.get("id")):
            report.skip(f"posts[{number}]", "it has neither an id nor a uuid")
        else:
            yield from report.read(named, partial(_story, post, f"posts[{number}]", export, now))


@dataclass(frozen=True, slots=True)
class GhostExport:
    """An export's tables, and what its posts refer to by their ids."""

    written: Facts
    source: str
    authors: dict[str, Name]
    tags: dict[str, Facts]
    authors_of: dict[str, list[str]] = field(default_factory=dict)
    tags_of: dict[str, list[str]] = field(default_factory=dict)
    more: dict[str, Facts] = field(default_factory=dict)
    # Where stories were: Ghost's pattern, and the zone whose days it counts.
    permalink: str = "/:slug/"
    zone: tzinfo = UTC

    @classmethod
    def of(cls, data: Facts, file: Path) -> "GhostExport":
        """Return what is in an export, or raise ImportFault."""
        if not isinstance(data.get("posts"), list):
            raise ImportFault(f"{file}: data.posts: must be a list")
        settings = {_text(row, "key"): row.get("value") for row in _rows(data, "settings")}
        site = settings.get("db_hash") or settings.get("dbHash") or settings.get("title") or ""
        return cls(
            written=data,
            source=f"ghost:{site}"[:60],
            authors={str(row.get("id")): _author(row) for row in _rows(data, "users")},
            tags={str(row.get("id")): row for row in _rows(data, "tags")},
            authors_of=_linked(_rows(data, "posts_authors"), "author_id"),
            tags_of=_linked(_rows(data, "posts_tags"), "tag_id"),
            more={str(row.get("post_id")): row for row in _rows(data, "posts_meta")},
            permalink=str(settings.get("permalinks") or "").strip('"') or "/:slug/",
            zone=_zone(settings.get("active_timezone") or settings.get("activeTimezone")),
        )

    def rows(self, name: str) -> list[Facts]:
        """Return a table's rows."""
        return _rows(self.written, name)

    def written_rows(self, name: str) -> list[Any]:
        """Return what stands in a table, rows or not."""
        rows = self.written.get(name)
        return rows if isinstance(rows, list) else []


def _rows(data: Facts, name: str) -> list[Facts]:
    rows = data.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _zone(name: object) -> tzinfo:
    try:
        return ZoneInfo(str(name))
    except (KeyError, OSError, ValueError):
        return UTC


def _databases(document: Any) -> list[Any]:
    several = document.get("db") if isinstance(document, dict) else None
    return several if isinstance(several, list) else []


def _data(document: Any, file: Path) -> Facts:
    """Return the tables of an export, which later versions wrap in a list of databases."""
    found = document
    if isinstance(found, dict) and isinstance(found.get("db"), list) and found["db"]:
        found = found["db"][0]
    if isinstance(found, dict) and isinstance(found.get("data"), dict):
        found = found["data"]
    if not isinstance(found, dict) or "posts" not in found:
        raise ImportFault(f"{file}: JSON, but no Ghost export: no db[0].data.posts in it")
    return found


def _linked(rows: list[Facts], target: str) -> dict[str, list[str]]:
    """Return the ids that each post is linked with, in their order."""
    found: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: _order(row.get("sort_order"))):
        found.setdefault(str(row.get("post_id")), []).append(str(row.get(target)))
    return found


def _order(value: object) -> int:
    return value if isinstance(value, int) else 0


def _author(row: Facts) -> Name:
    slug = _text(row, "slug") or str(row.get("id"))
    name = plain(_text(row, "name")) or slug
    return Name(name, slug, old_path=f"/author/{slug}/", old_feed="rss/")


def _story(post: Facts, place: str, export: GhostExport, now: datetime) -> FoundStory:
    number = str(post.get("id"))
    more = {**export.more.get(number, {}), **{key: value for key, value in post.items() if value}}
    visibility = _text(post, "visibility") or "public"
    lost: list[Loss] = []
    cleaned = _text_of(post, lost, is_closed=visibility != "public")
    is_draft, dated = _state(post, more, place, lost, now)
    lost += _without_place(more)
    slug = _text(post, "slug")
    title = plain(_text(post, "title"))
    if title in {"", UNTITLED_THERE}:
        title = first_words(cleaned.blocks) or "Untitled"
        lost.append(Loss(UNTITLED, place))
    if not cleaned.blocks:
        lost.append(Loss(NO_TEXT, place))
    authors = tuple(_authors(post, number, export, lost))
    topics = tuple(_topics(number, export, lost))
    lead = _lead(more)
    return FoundStory(
        source=export.source,
        source_id=_text(post, "uuid") or number,
        headline=title,
        standfirst=plain(_text(more, "custom_excerpt")),
        slug=slug,
        body=cleaned.blocks,
        published_at=dated.at,
        is_draft=is_draft,
        section=None,
        authors=authors,
        topics=topics,
        left_out=(*cleaned.left_out, *lost),
        lead=lead,
        old_path=_old_path(post, slug, dated.at, authors, export),
        community_only=visibility != "public",
    )


def _old_path(
    post: Facts, slug: str, at: datetime | None, authors: tuple[Name, ...], export: GhostExport
) -> str:
    """Return where a post was by the site's own pattern; nothing where a part of it is unknown."""
    is_page = _text(post, "type") == "page" or post.get("page") == 1
    pattern = "/:slug/" if is_page else export.permalink
    day = at.astimezone(export.zone) if at else None
    parts = {"slug": slug, "id": str(post.get("id") or "")}
    if day:
        parts |= {"year": f"{day:%Y}", "month": f"{day:%m}", "day": f"{day:%d}"}
    if authors:
        parts |= dict.fromkeys(("author", "primary_author"), authors[0].slug)
    wanted = PERMALINK.findall(pattern)
    if ("slug" not in wanted and "id" not in wanted) or not all(parts.get(each) for each in wanted):
        return ""
    return PERMALINK.sub(lambda found: parts[found[1]], pattern)


def _text_of(post: Facts, lost: list[Loss], *, is_closed: bool) -> Cleaned:
    """Return a post's text; what was written says nothing, its HTML may yet."""
    cleaned = clean(_markup(post, lost, is_closed=is_closed), Origin())
    if cleaned.blocks or cleaned.left_out or lost or not _text(post, "html"):
        return cleaned
    lost.append(Loss("nothing in what was written, so its HTML is taken"))
    return clean(_from_html(_text(post, "html"), lost, is_closed=is_closed), Origin())


def _from_html(html: str, lost: list[Loss], *, is_closed: bool) -> str:
    cards = Cards(is_closed=is_closed)
    found = cards_of_html(at_home(cards.without_gated(html)))
    lost += cards.lost
    return found


def _markup(post: Facts, lost: list[Loss], *, is_closed: bool) -> str:
    """Return a post's text from what it was written in, else from what was made of that."""
    for name in ("lexical", "mobiledoc"):
        if not (written := _text(post, name)):
            continue
        cards = Cards(is_closed=is_closed)
        try:
            document = json.loads(written)
            found = cards.lexical(document) if name == "lexical" else cards.mobiledoc(document)
        except (ValueError, TypeError, KeyError, IndexError, RecursionError) as fault:
            lost.append(Loss(f"{name} that cannot be read, so its HTML is taken", str(fault)))
            continue
        lost += cards.lost
        return at_home(found)
    if html := _text(post, "html"):
        return _from_html(html, lost, is_closed=is_closed)
    return at_home(markdown(_text(post, "markdown")))


def _state(
    post: Facts, more: Facts, place: str, lost: list[Loss], now: datetime
) -> tuple[bool, Reading]:
    """Return whether a post waits for an editor, and when it was or will be published."""
    status = _text(post, "status") or "draft"
    if status == "draft" and not post.get("published_at"):
        return True, Reading(None)
    # Ghost keeps its times in UTC, in the shape of its database.
    in_shape = r"^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)$"
    written = re.sub(in_shape, r"\1T\2Z", str(_date(post)))
    dated = read_dates({"published_at": written}, now=now)
    kind = NO_DATE if dated.at is None else ASSUMED_DATE
    lost += [Loss(kind, f"{place}: {note}") for note in dated.notes]
    if status == "sent" or more.get("email_only") == 1:
        lost.append(Loss("sent by e-mail only, so a draft", place))
        return True, dated
    if status == "scheduled" and dated.at and dated.at <= now:
        lost.append(Loss(WAS_DUE, place))
        return True, dated
    if status not in {"published", "scheduled", "draft"}:
        lost.append(Loss("status that is not known, so a draft", f"{place}: {status}"))
    return dated.at is None or status not in {"published", "scheduled"}, dated


def _date(post: Facts) -> object:
    written = post.get("published_at")
    return written if isinstance(written, str | int) and not isinstance(written, bool) else ""


def _without_place(more: Facts) -> Iterator[Loss]:
    for name, kind in NO_PLACE.items():
        if words := _text(more, name):
            yield Loss(kind, words[:80])
    if more.get("featured") == 1:
        yield Loss("featured there, not here")
    visibility = _text(more, "visibility")
    if visibility not in {"", "public", "members", "paid"}:
        yield Loss("for some members there, for all of them here", visibility)


def _authors(post: Facts, number: str, export: GhostExport, lost: list[Loss]) -> Iterator[Name]:
    alone = [str(post["author_id"])] if post.get("author_id") else []
    for each in export.authors_of.get(number) or alone:
        if each in export.authors:
            yield export.authors[each]
        else:
            lost.append(Loss("author who is not in the export", each))


def _topics(number: str, export: GhostExport, lost: list[Loss]) -> Iterator[Name]:
    for each in export.tags_of.get(number, []):
        tag = export.tags.get(each)
        if tag is None:
            lost.append(Loss("tag that is not in the export", each))
            continue
        name, slug = plain(_text(tag, "name")), _text(tag, "slug")
        if name.startswith("#") or _text(tag, "visibility") == "internal":
            lost.append(Loss("internal tag left out", name))
        elif name:
            yield Name(name, slug or name, old_path=f"/tag/{slug}/", old_feed="rss/")


def _lead(more: Facts) -> FoundPicture | None:
    address = at_home(_text(more, "feature_image") or _text(more, "image"))
    if not address:
        return None
    alt, caption = _text(more, "feature_image_alt"), _text(more, "feature_image_caption")
    return FoundPicture(src=address, alt=alt, caption=line(at_home(caption)))


def _text(facts: Facts, name: str) -> str:
    value = facts.get(name)
    return without_controls(value).strip() if isinstance(value, str) else ""
