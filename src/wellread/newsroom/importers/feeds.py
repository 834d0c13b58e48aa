"""RSS, Atom and JSON feeds, from a file or an address."""

import http.client
import ipaddress
import socket
import urllib.parse
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from django.utils import timezone

from wellread.newsroom.importers import json_feeds, xml_feeds
from wellread.newsroom.importers.characters import decode
from wellread.newsroom.importers.faults import ImportFault
from wellread.newsroom.importers.feed_entries import FeedEntry, story
from wellread.newsroom.importers.packed import unpacked
from wellread.newsroom.importers.report import Report
from wellread.newsroom.importers.story import FoundStory

# Whole archives as feeds have some 10 MB.
LARGEST_BYTES = 50 * 1024 * 1024
# For one answer, and for all of it: a server that sends a byte a second never ends.
TIMEOUT_S = 30
WHOLE_TIMEOUT_S = 120


def stories(source: str, report: Report) -> Iterator[FoundStory]:
    """Yield a feed's entries; raise ImportFault before the first when it cannot be read."""
    content = unpacked(_fetched(source) if _is_address(source) else _read(Path(source)), source)
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise ImportFault(f"{source}: there is nothing in it")
    is_json = decode(content[:64]).text.lstrip()[:1] in {"{", "["}
    read = json_feeds.entries if is_json else xml_feeds.entries
    return _stories(read(content, source, report), report)


def _stories(entries: Iterator[FeedEntry], report: Report) -> Iterator[FoundStory]:
    now = timezone.now()
    for entry in entries:
        yield from report.read(entry.place, partial(story, entry, now=now))


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
            content = _in_utf_8(_all_of(answer), answer.headers.get_content_charset())
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


def _in_utf_8(content: bytes, charset: str | None) -> bytes:
    """Return an answer in UTF-8 when only its header says what its letters are."""
    if not charset or content.lstrip().startswith(b"<?xml") or content.startswith(b"\x1f\x8b"):
        return content
    try:
        return content.decode(charset).encode()
    except (LookupError, UnicodeError):
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
