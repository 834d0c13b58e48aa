"""RSS, Atom and JSON feeds, from a file or an address."""

import calendar
import http.client
import ipaddress
import json
import socket
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from html import escape
from pathlib import Path
from time import monotonic
from typing import Any
from xml.sax import SAXParseException

import feedparser

from wellread.newsroom.importers.faults import ImportFault
from wellread.newsroom.importers.markup import Origin, clean, first_words, plain
from wellread.newsroom.importers.report import Report
from wellread.newsroom.importers.story import Name, Story

LARGEST_BYTES = 50 * 1024 * 1024
TIMEOUT_S = 30
WHOLE_TIMEOUT_S = 120


def stories(source: str, report: Report) -> Iterator[Story]:
    """Yield a feed's entries; raise ImportFault before the first when it cannot be read."""
    content = _fetched(source) if _is_address(source) else _read(Path(source))
    if content.lstrip()[:1] == b"{":
        return _from_json(content, source, report)
    return _from_xml(content, source, report)


def _is_address(source: str) -> bool:
    return urllib.parse.urlsplit(source).scheme in {"http", "https"}


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise ImportFault(f"{file}: {fault.strerror}") from fault


def _fetched(address: str) -> bytes:
    request = urllib.request.Request(address, headers={"User-Agent": "Wellread importer"})  # noqa: S310
    opener = urllib.request.build_opener(_Redirects)
    try:
        with opener.open(request, timeout=TIMEOUT_S) as answer:
            content = _all_of(answer)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise ImportFault(f"{address}: {getattr(fault, 'reason', fault)}") from fault
    if len(content) > LARGEST_BYTES:
        raise ImportFault(f"{address}: larger than {LARGEST_BYTES // 1024**2} MB")
    return content


def _all_of(answer: http.client.HTTPResponse) -> bytes:
    """Read an answer until it ends, is too large, or has taken too long."""
    # The time-out is for each piece; whoever sends a byte at a time would never reach it.
    content, ends_at = b"", monotonic() + WHOLE_TIMEOUT_S
    while len(content) <= LARGEST_BYTES and (piece := answer.read1(65536)):
        content += piece
        if monotonic() > ends_at:
            raise TimeoutError(f"took longer than {WHOLE_TIMEOUT_S} seconds")
    return content


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows where a feed has moved, but from outside never to a machine of ours."""

    def redirect_request(
        self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, newurl: Any
    ) -> Any:
        if not _is_address(newurl) or (_is_ours(newurl) and not _is_ours(req.full_url)):
            raise ValueError(f"leads on to {newurl}, which is not followed")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _is_ours(address: str) -> bool:
    host = urllib.parse.urlsplit(address).hostname or ""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return any(not ipaddress.ip_address(where[0]).is_global for *_, where in found)


def _from_xml(content: bytes, source: str, report: Report) -> Iterator[Story]:
    parsed = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=True)
    broken = parsed.get("bozo_exception")
    if isinstance(broken, SAXParseException):
        raise ImportFault(
            f"{source}: not well-formed at line {broken.getLineNumber()}, "
            f"column {(broken.getColumnNumber() or 0) + 1}: {broken.getMessage()}"
        )
    if not parsed.version:
        raise ImportFault(f"{source}: neither RSS, Atom nor a JSON feed")
    home = parsed.feed.get("link") or source
    for number, entry in enumerate(parsed.entries, 1):
        identity = entry.get("id") or entry.get("link")
        if not identity:
            report.skip(f"entry {number}", "it has neither an id nor a link")
            continue
        yield from report.read(f"entry {number}", partial(_entry, entry, identity, home))


def _entry(entry: Any, identity: str, home: str) -> Story:
    contents = [part.value for part in entry.get("content", ()) if part.get("value")]
    summary = entry.get("summary", "")
    cleaned = clean(contents[0] if contents else summary, Origin(base=entry.get("link") or home))
    terms = [plain(tag.term) for tag in entry.get("tags", ()) if tag.get("term")]
    return Story(
        source=_source(home),
        source_id=identity[:300],
        headline=plain(entry.get("title", "")) or first_words(cleaned.blocks) or "Untitled",
        standfirst=plain(summary)[:400] if contents and summary != contents[0] else "",
        slug="",
        body=cleaned.blocks,
        published_at=_time(entry.get("published_parsed") or entry.get("updated_parsed")),
        is_draft=False,
        section=None,
        authors=tuple(
            Name(author.name, author.name)
            for author in entry.get("authors", ())
            if author.get("name")
        ),
        topics=tuple(Name(term, term) for term in dict.fromkeys(terms) if term),
        left_out=cleaned.left_out,
    )


def _from_json(content: bytes, source: str, report: Report) -> Iterator[Story]:
    try:
        # PostgreSQL keeps no NUL.
        document = json.loads(content.replace(b"\\u0000", b""))
    except ValueError as fault:
        raise ImportFault(f"{source}: not valid JSON: {fault}") from fault
    if not isinstance(document, dict) or not str(document.get("version", "")).startswith(
        "https://jsonfeed.org/version/1"
    ):
        raise ImportFault(f"{source}: JSON, but no JSON feed: its version says otherwise")
    items = document.get("items")
    if not isinstance(items, list):
        raise ImportFault(f"{source}: items: must be a list")
    home = document.get("home_page_url") or document.get("feed_url") or source
    for number, item in enumerate(items):
        if not isinstance(item, dict) or not (item.get("id") or item.get("url")):
            report.skip(f"items[{number}]", "it has neither an id nor a url")
            continue
        yield from report.read(f"items[{number}]", partial(_item, item, home))


def _item(item: dict[str, Any], home: str) -> Story:
    words = item.get("content_text") or item.get("summary") or ""
    text = item.get("content_html") or escape(str(words), quote=False)
    cleaned = clean(str(text), Origin(base=str(item.get("url") or home)))
    people = item.get("authors") or ([item["author"]] if item.get("author") else [])
    names = [
        str(person["name"]) for person in people if isinstance(person, dict) and person.get("name")
    ]
    return Story(
        source=_source(str(home)),
        source_id=str(item.get("id") or item["url"])[:300],
        headline=plain(str(item.get("title") or "")) or first_words(cleaned.blocks) or "Untitled",
        standfirst=plain(str(item.get("summary") or ""))[:400],
        slug="",
        body=cleaned.blocks,
        published_at=_written_time(item.get("date_published")),
        is_draft=False,
        section=None,
        authors=tuple(Name(name, name) for name in names),
        topics=tuple(Name(str(tag), str(tag)) for tag in item.get("tags") or ()),
        left_out=cleaned.left_out,
    )


def _source(home: str) -> str:
    return f"feed:{urllib.parse.urlsplit(home).netloc or home}"[:60]


def _time(parsed: Any) -> datetime | None:
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None


def _written_time(text: object) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(str(text))
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
