"""The page cache: finished pages by host, path, variant, encoding, epoch and day."""

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import brotli
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.urls import Resolver404, resolve

from wellread.pageview import epoch, speculation
from wellread.pageview.old_fronts import may_lead_on
from wellread.pageview.today import today
from wellread.pageview.variant import PUBLIC, PageVariant, from_cookies, from_entitlements

# Some 3,000 pages a process.
LARGEST_BYTES = 64 * 1024 * 1024
SHARED_CACHES = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
PUBLIC_HEADERS = {
    # A browser that has just paid must ask again; shared caches never see its cookie.
    "Cache-Control": "public, max-age=0, must-revalidate",
    "CDN-Cache-Control": SHARED_CACHES,
    "Vary": "Accept-Encoding",
    "Speculation-Rules": speculation.HEADER,
}
# RFC 9110, 15.4.5: what a 304 repeats.
SENT_WITHOUT_A_BODY = frozenset({"Cache-Control", "CDN-Cache-Control", "Vary", "ETag"})
# RFC 9110, 12.4.2.
REFUSED = re.compile(r"q=0(\.0{0,3})?")
MEMBER_HEADERS = {
    "Cache-Control": "private, no-store",
    "Vary": "Accept-Encoding",
    "Speculation-Rules": speculation.HEADER,
}


class Key(NamedTuple):
    """What makes two requests want the same bytes."""

    host: str
    path: str
    page: str
    variant: PageVariant
    encoding: str
    epoch: int
    day: int


Headers = tuple[tuple[str, str], ...]


class CachedPage(NamedTuple):
    """A page as it is kept."""

    headers: Headers
    etag: str
    body: bytes


class CachedAnswer(NamedTuple):
    """A page as it is sent: whole, or 304 when the browser still has it."""

    status: int
    headers: Headers
    body: bytes


class PageCache:
    """Finished pages of this process, the least recently read given up first."""

    def __init__(self, largest_bytes: int = LARGEST_BYTES) -> None:
        self._entries: OrderedDict[Key, CachedPage] = OrderedDict()
        self._bytes = 0
        self._largest_bytes = largest_bytes
        self._lock = threading.Lock()
        self._rendering: dict[Key, threading.Lock] = {}

    def get(self, key: Key) -> CachedPage | None:
        """Return a page, and remember that it was wanted."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
            return entry

    def put(self, key: Key, entry: CachedPage) -> None:
        """Keep a page, giving up those least recently read when there is no room."""
        with self._lock:
            self._forget(key)
            self._entries[key] = entry
            self._bytes += len(entry.body)
            while self._bytes > self._largest_bytes:
                self._forget(next(iter(self._entries)))

    def rendering(self, key: Key) -> threading.Lock:
        """Return the lock that lets one thread at a time make this page."""
        with self._lock:
            if len(self._rendering) > 1000:
                self._rendering = {k: v for k, v in self._rendering.items() if v.locked()}
            return self._rendering.setdefault(key, threading.Lock())

    def clear(self) -> None:
        """Forget every page."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0

    def _forget(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= len(entry.body)


pages = PageCache()


def finished(environ: Mapping[str, Any]) -> CachedAnswer | None:
    """Return the kept page a WSGI request asks for, or None where Django has to be asked.

    Takes a tenth of the time Django needs before its first middleware is called.
    """
    query = environ.get("QUERY_STRING", "")
    # Django alone knows how to read these; a page kept under one is found by the middleware.
    if "page" in query or "%" in query or not environ["PATH_INFO"].isascii():
        return None
    if may_lead_on(environ["PATH_INFO"], query):
        return None
    variant = from_cookies(environ.get("HTTP_COOKIE", ""))
    if variant is None:
        return None
    # Nothing is kept under a host that Django did not let in.
    host, path = _name_of(environ.get("HTTP_HOST", "")), environ["PATH_INFO"]
    entry = pages.get(Key(host, path, "", variant, encoding_of(environ), epoch.current(), today()))
    return entry and _answer(entry, environ)


class PageCacheMiddleware:
    """Answers from the cache where it can; stores what the reading views made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """CachedAnswer one request; only reading pages are kept."""
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        # Asked even where nothing is kept: it is also what makes rooms forget what has changed.
        at_epoch = epoch.current()
        variant = from_cookies(request.META.get("HTTP_COOKIE", ""))
        key = key_of(request, variant, at_epoch) if variant is not None else None
        if key is None:
            return self._finish(request, self.get_response(request))
        if entry := pages.get(key):
            return _response(_answer(entry, request.META))
        if not _is_reading(request.path_info):
            return self.get_response(request)
        with pages.rendering(key):
            if entry := pages.get(key):
                return _response(_answer(entry, request.META))
            return self._finish(request, self.get_response(request), key)

    def _finish(
        self, request: HttpRequest, response: HttpResponse, key: Key | None = None
    ) -> HttpResponse:
        if not getattr(response, "is_reading_page", False):
            return response
        variant = from_entitlements(getattr(request, "entitlements", frozenset()))
        for name, value in (PUBLIC_HEADERS if variant == PUBLIC else MEMBER_HEADERS).items():
            response[name] = value
        if response.cookies or key is None or not getattr(response, "is_whole", True):
            response["Cache-Control"] = "private, no-store"
            del response["CDN-Cache-Control"]
            return response
        entry = _entry(response, encoding_of(request.META))
        if key.variant == variant:
            pages.put(key, entry)
        return _response(_answer(entry, request.META))


def _is_reading(path: str) -> bool:
    """Return whether a path is a page's that may be kept: nobody waits for another's account."""
    try:
        return getattr(resolve(path).func, "is_reading", False)
    except Resolver404:
        return False


def key_of(request: HttpRequest, variant: PageVariant, at_epoch: int) -> Key | None:
    """Return the key of a request, None for a host that is not ours.

    Query keys that no page knows are left out.
    """
    try:
        host = _name_of(request.get_host())
    except DisallowedHost:
        # Refused further in, where the refusal gets its headers.
        return None
    number = request.GET.get("page", "") if request.META.get("QUERY_STRING") else ""
    return Key(
        host,
        request.path_info,
        "" if number == "1" else number,
        variant,
        encoding_of(request.META),
        at_epoch,
        today(),
    )


@lru_cache(maxsize=256)
def _name_of(host: str) -> str:
    """Return a host in one spelling and without its port: neither changes what a page says."""
    name: str = split_domain_port(host)[0]
    return name


def encoding_of(environ: Mapping[str, Any]) -> str:
    """Return the best encoding that this browser takes: br, gzip or none."""
    return _best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(maxsize=256)
def _best_encoding(accepted: str) -> str:
    taken = dict(_weighed(part) for part in accepted.lower().split(","))
    for encoding in ("br", "gzip"):
        if encoding in taken and not REFUSED.fullmatch(taken[encoding]):
            return encoding
    return ""


def _weighed(part: str) -> tuple[str, str]:
    name, _, weight = part.replace(" ", "").partition(";")
    return name, weight


def _entry(response: HttpResponse, encoding: str) -> CachedPage:
    body = response.content
    etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {**dict(response.items()), "ETag": etag}
    headers.pop("Content-Length", None)
    if encoding:
        headers["Content-Encoding"] = encoding
        body = (
            brotli.compress(body, quality=5)
            if encoding == "br"
            else gzip.compress(body, 6, mtime=0)
        )
    headers["Content-Length"] = str(len(body))
    return CachedPage(tuple(headers.items()), etag, body)


def _answer(entry: CachedPage, environ: Mapping[str, Any]) -> CachedAnswer:
    # Compared weakly (RFC 9110, 13.1.2): without the mark that some proxies take off.
    if entry.etag[2:] in environ.get("HTTP_IF_NONE_MATCH", ""):
        headers = (header for header in entry.headers if header[0] in SENT_WITHOUT_A_BODY)
        return CachedAnswer(304, tuple(headers), b"")
    return CachedAnswer(
        200, entry.headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else entry.body
    )


def _response(answer: CachedAnswer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, headers=dict(answer.headers))
    if answer.status == 304:
        del response["Content-Type"]
    return response
