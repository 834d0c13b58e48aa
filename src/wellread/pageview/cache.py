"""The page cache: finished pages by host, path, variant and encoding, while they are true."""

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import brotli
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.urls import Resolver404, resolve

from wellread.newsroom import shown
from wellread.pageview import epoch, speculation
from wellread.pageview.epoch import Step
from wellread.pageview.old_fronts import may_lead_on
from wellread.pageview.today import day_began_at, today
from wellread.pageview.variant import PUBLIC, PageVariant, from_environ, of_request

# Some 3,000 pages a process.
LARGEST_BYTES = 64 * 1024 * 1024
# As long as shared caches may keep a page, and as long again they may show it while they ask.
OUTDATED_SECONDS = 60
# More than happen while a page is drawn.
STEPS_REMEMBERED = 1000
SHARED_CACHES = (
    f"public, max-age={OUTDATED_SECONDS}, stale-while-revalidate={OUTDATED_SECONDS}, "
    "stale-if-error=86400"
)
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


Headers = tuple[tuple[str, str], ...]


class CachedPage(NamedTuple):
    """A page as it is kept, with the names of what it shows and the day that it prints."""

    headers: Headers
    etag: str
    body: bytes
    names: frozenset[str] = frozenset()
    day: int = 0


class Drawn(NamedTuple):
    """Which page was drawn, at which step it was begun, and the names of what it shows."""

    key: Key
    at: int
    names: frozenset[str]
    day: int


class CachedAnswer(NamedTuple):
    """A page as it is sent: whole, or 304 when the browser still has it."""

    status: int
    headers: Headers
    body: bytes


class PageCache:
    """Finished pages of this process, the least recently read given up first.

    A page is outdated when something that it shows has changed since. It stays for those who
    come while it is drawn anew, unless the change was urgent.
    """

    def __init__(self, largest_bytes: int = LARGEST_BYTES) -> None:
        self._entries: OrderedDict[Key, CachedPage] = OrderedDict()
        self._showing: dict[str, set[Key]] = {}
        self._outdated: dict[Key, float] = {}
        self._steps: deque[Step] = deque(maxlen=STEPS_REMEMBERED)
        self._bytes = 0
        self._largest_bytes = largest_bytes
        self._lock = threading.Lock()
        self._rendering: dict[Key, threading.Lock] = {}

    def get(self, key: Key) -> CachedPage | None:
        """Return a page that is true, and remember that it was wanted."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            if entry.day != today():
                self._outdated.setdefault(key, day_began_at())
            return None if key in self._outdated else entry

    def meanwhile(self, key: Key) -> CachedPage | None:
        """Return an outdated page that is being drawn anew, for as long as it may be shown."""
        with self._lock:
            drawing = self._rendering.get(key)
            since = self._outdated.get(key)
            if drawing is None or not drawing.locked() or since is None:
                return None
            return self._entries.get(key) if time.time() - since < OUTDATED_SECONDS else None

    def put(self, key: Key, entry: CachedPage, drawn_at: int) -> None:
        """Keep a page that was begun at a step, unless what it shows has changed since then.

        Those least recently read are given up when there is no room.
        """
        with self._lock:
            if any(self._is_shown(step, entry.names) for step in self._steps_after(drawn_at)):
                return
            self._forget(key)
            self._entries[key] = entry
            for name in entry.names or (epoch.NAMELESS,):
                self._showing.setdefault(name, set()).add(key)
            self._bytes += len(entry.body)
            while self._bytes > self._largest_bytes:
                self._forget(next(iter(self._entries)))

    def let_go(self, step: Step) -> None:
        """Take the pages that show what has changed for outdated; where it is urgent, drop them."""
        with self._lock:
            self._steps.append(step)
            for key in self._keys_showing(step.names):
                if step.is_urgent:
                    self._forget(key)
                else:
                    self._outdated.setdefault(key, step.at)

    def drop(self, key: Key) -> None:
        """Forget a page that is not there any more."""
        with self._lock:
            self._forget(key)

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
            self._showing.clear()
            self._outdated.clear()
            self._steps.clear()
            self._bytes = 0

    def _keys_showing(self, names: frozenset[str] | None) -> set[Key]:
        if names is None:
            return set(self._entries)
        return set().union(*(self._showing.get(name, ()) for name in (*names, epoch.NAMELESS)))

    def _steps_after(self, number: int) -> Iterator[Step]:
        """Return the steps since a number; where they are not remembered, one of everything."""
        for step in reversed(self._steps):
            if step.number <= number:
                return
            yield step
        if len(self._steps) == STEPS_REMEMBERED:
            yield self._steps[0]._replace(names=None)

    @staticmethod
    def _is_shown(step: Step, names: frozenset[str]) -> bool:
        return step.names is None or not names or not step.names.isdisjoint(names)

    def _forget(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self._bytes -= len(entry.body)
        self._outdated.pop(key, None)
        for name in entry.names or (epoch.NAMELESS,):
            showing = self._showing[name]
            showing.discard(key)
            if not showing:
                del self._showing[name]


pages = PageCache()
epoch.follow(pages.let_go)


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
    variant = from_environ(environ)
    if variant is None:
        return None
    # Lets go of what has changed.
    epoch.current()
    # Nothing is kept under a host that Django did not let in.
    host, path = _name_of(environ.get("HTTP_HOST", "")), environ["PATH_INFO"]
    key = Key(host, path, "", variant, encoding_of(environ))
    entry = pages.get(key) or pages.meanwhile(key)
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
        began_at = epoch.current()
        variant = from_environ(request.META)
        key = key_of(request, variant) if variant is not None else None
        if key is None:
            return self._finish(request, self.get_response(request))
        if entry := pages.get(key):
            return _response(_answer(entry, request.META))
        if not _is_reading(request.path_info):
            return self.get_response(request)
        drawing = pages.rendering(key)
        if not drawing.acquire(blocking=False):
            if entry := pages.meanwhile(key):
                return _response(_answer(entry, request.META))
            drawing.acquire()
            began_at = epoch.current()
        try:
            return self._draw(request, key, began_at)
        finally:
            drawing.release()

    def _draw(self, request: HttpRequest, key: Key, began_at: int) -> HttpResponse:
        """Answer with a page drawn anew, unless somebody else drew it while this one waited."""
        day = today()
        if entry := pages.get(key):
            return _response(_answer(entry, request.META))
        with shown.collected() as names:
            response = self.get_response(request)
        return self._finish(request, response, Drawn(key, began_at, frozenset(names), day))

    def _finish(
        self, request: HttpRequest, response: HttpResponse, drawn: Drawn | None = None
    ) -> HttpResponse:
        if not getattr(response, "is_reading_page", False):
            if drawn is not None:
                pages.drop(drawn.key)
            return response
        variant = of_request(request)
        for name, value in (PUBLIC_HEADERS if variant == PUBLIC else MEMBER_HEADERS).items():
            response[name] = value
        if settings.SHARED_CACHES and variant == PUBLIC and drawn is not None:
            # The second is Varnish's name for it, the first everybody else's.
            response["Surrogate-Key"] = response["xkey"] = surrogate_keys(drawn.names)
        if response.cookies or drawn is None or not getattr(response, "is_whole", True):
            response["Cache-Control"] = "private, no-store"
            del response["CDN-Cache-Control"]
            return response
        entry = _entry(response, encoding_of(request.META), drawn)
        if drawn.key.variant == variant:
            pages.put(drawn.key, entry, drawn.at)
        return _response(_answer(entry, request.META))


def surrogate_keys(names: frozenset[str]) -> str:
    """Return the names under which shared caches keep a page, as the header says them."""
    return " ".join([epoch.EVERYTHING, *sorted(names or {epoch.NAMELESS})])


def _is_reading(path: str) -> bool:
    """Return whether a path is a page's that may be kept: nobody waits for another's account."""
    try:
        return getattr(resolve(path).func, "is_reading", False)
    except Resolver404:
        return False


def key_of(request: HttpRequest, variant: PageVariant) -> Key | None:
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
    )


@lru_cache(maxsize=256)
def _name_of(host: str) -> str:
    """Return a host in one spelling and without its port: neither changes what a page says."""
    name: str = split_domain_port(host)[0]
    return name


def encoding_of(environ: Mapping[str, Any]) -> str:
    """Return the best encoding that this browser takes: br, gzip or none."""
    return next(iter(encodings_of(environ)), "")


def encodings_of(environ: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the encodings that this browser takes, of br and gzip, the better one first."""
    return _encodings(environ.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(maxsize=256)
def _encodings(accepted: str) -> tuple[str, ...]:
    taken = dict(_weighed(part) for part in accepted.lower().split(","))
    return tuple(
        encoding
        for encoding in ("br", "gzip")
        if encoding in taken and not REFUSED.fullmatch(taken[encoding])
    )


def _weighed(part: str) -> tuple[str, str]:
    name, _, weight = part.replace(" ", "").partition(";")
    return name, weight


def _entry(response: HttpResponse, encoding: str, drawn: Drawn) -> CachedPage:
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
    return CachedPage(tuple(headers.items()), etag, body, drawn.names, drawn.day)


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
