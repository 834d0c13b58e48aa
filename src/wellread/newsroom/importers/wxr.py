"""WordPress exports (WXR 1.0 to 1.2)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from wellread.newsroom.importers.markup import clean, first_words, plain
from wellread.newsroom.importers.story import ImportFault, Name, Report, Story

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
WXR_VERSIONS = ("1.0", "1.1", "1.2")
WHY_NOT = {
    "attachment": "a file in the media library",
    "nav_menu_item": "an entry of a menu",
    "page": "a page, not a post",
    "revision": "an old revision",
}


def stories(file: Path, report: Report) -> Iterator[Story]:
    """Yield the posts of an export; raise ImportFault before the first when it cannot be read."""
    channel = _channel(file)
    version = _version(channel)
    wp, excerpt = (
        f"{{{address}}}"
        for address in (
            f"http://wordpress.org/export/{version}/",
            f"http://wordpress.org/export/{version}/excerpt/",
        )
    )
    authors = _authors(channel, wp)
    site = (channel.findtext(f"{wp}base_blog_url") or channel.findtext("link") or "").strip()
    for item in channel.iter("item"):
        if why := _why_not(item, wp):
            report.skip(_named(item, wp), why)
        else:
            yield _story(item, wp, excerpt, site, authors)


def _channel(file: Path) -> Element:
    try:
        # Exports name their elements by http or https, and mean the same.
        text = file.read_bytes().replace(
            b"https://wordpress.org/export/", b"http://wordpress.org/export/"
        )
        root = defusedxml.ElementTree.fromstring(text)
    except OSError as fault:
        raise ImportFault(f"{file}: {fault.strerror}") from fault
    except DefusedXmlException as fault:
        raise ImportFault(f"{file}: it declares entities, which an export never needs") from fault
    except ParseError as fault:
        line, column = fault.position
        raise ImportFault(
            f"{file}: not well-formed at line {line}, column {column + 1}: {fault.msg}"
        ) from fault
    channel = root.find("channel")
    if channel is None:
        raise ImportFault(f"{file}: no <channel> in it, so it is no WordPress export")
    return channel


def _version(channel: Element) -> str:
    for version in WXR_VERSIONS:
        if channel.find(f"{{http://wordpress.org/export/{version}/}}wxr_version") is not None:
            return version
    raise ImportFault("no wxr_version in it, so it is no WordPress export")


def _authors(channel: Element, wp: str) -> dict[str, Name]:
    found = {}
    for author in channel.iter(f"{wp}author"):
        login = (author.findtext(f"{wp}author_login") or "").strip()
        name = (author.findtext(f"{wp}author_display_name") or "").strip() or login
        if login:
            found[login] = Name(name, login)
    return found


def _why_not(item: Element, wp: str) -> str | None:
    kind = item.findtext(f"{wp}post_type") or ""
    status = item.findtext(f"{wp}status") or ""
    if kind != "post":
        return WHY_NOT.get(kind, f"a {kind or 'nameless kind'}, not a post")
    if status in {"trash", "auto-draft", "inherit"}:
        return f"its status is {status}"
    if status == "private":
        return "it is private"
    if (item.findtext(f"{wp}post_password") or "").strip():
        return "it is protected by a password"
    return None


def _named(item: Element, wp: str) -> str:
    title = plain(item.findtext("title") or "")
    return title or f"item {item.findtext(f'{wp}post_id') or '?'}"


def _story(item: Element, wp: str, excerpt: str, site: str, authors: dict[str, Name]) -> Story:
    cleaned = clean(item.findtext(CONTENT) or "")
    number = (item.findtext(f"{wp}post_id") or "").strip()
    login = (item.findtext(CREATOR) or "").strip()
    return Story(
        source=f"wxr:{site}"[:60],
        source_id=number or (item.findtext("guid") or item.findtext("link") or "").strip()[:300],
        headline=plain(item.findtext("title") or "") or first_words(cleaned.blocks) or "Untitled",
        standfirst=plain(item.findtext(f"{excerpt}encoded") or ""),
        slug=(item.findtext(f"{wp}post_name") or "").strip(),
        body=cleaned.blocks,
        published_at=_published_at(item, wp),
        is_draft=item.findtext(f"{wp}status") in {"draft", "pending"},
        section=next(iter(_names(item, "category")), None),
        authors=(authors.get(login, Name(login, login)),) if login else (),
        topics=tuple(_names(item, "post_tag")),
        left_out=cleaned.left_out,
    )


def _names(item: Element, domain: str) -> Iterator[Name]:
    for category in item.iter("category"):
        name = plain(category.text or "")
        if category.get("domain") == domain and name:
            yield Name(name, category.get("nicename") or name)


def _published_at(item: Element, wp: str) -> datetime | None:
    for tag in ("post_date_gmt", "post_date"):
        text = (item.findtext(f"{wp}{tag}") or "").strip()
        try:
            return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
