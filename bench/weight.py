"""What an article makes a browser fetch before its images: counted from the page and the files."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from bench.site import HOST, Web
from bench.table import Row

# Loaded by who is asked, also for consent, has just paid or could not be charged, or shares a
# story; once a story is read, to keep a copy of the count or where the newsroom counts articles;
# and after a browser wiped what scripts store: by nobody else, and never before the page is read.
ONLY_LATER = (
    "appeals/",
    "element",
    "engine/explanation",
    "meter/backup",
    "meter/control",
    "meter/question",
    "meter/restore",
    "out_of_view",
    "share",
    "telling",
    "thanks",
    "unpaid",
    "words",
)
# Types are imported in comments: those names are for people and checkers.
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
IMPORTED = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+\.js)["']""")
LOADED = re.compile(r'<(?:script|link rel="(?:stylesheet|preload)")[^>]*? (?:src|href)="([^"]+)"')
FETCHED = re.compile(r'(?:src|srcset|<link[^>]* href)="((?:https?:)?//[^"\s]+)')
NOT_FETCHED = re.compile(r'<link rel="(?:canonical|alternate)"[^>]*>')
# Beside its files: the page itself, the line-up, and where the reader is.
DOCUMENTS = 3


def rows(web: Web, folder: Path, paths: list[str]) -> Iterator[Row]:
    """Measure the heaviest article of the demo."""
    heaviest = max((_Page(web, folder, path) for path in paths), key=lambda page: page.bytes)
    yield Row("article: JavaScript, brotli", 8, heaviest.script_bytes / 1000, "kB")
    yield Row("article: JavaScript on the wire, with headers", 10, heaviest.wire_bytes / 1000, "kB")
    yield Row("article: requests before images", 10, heaviest.requests, "")
    yield Row("article: all before images, brotli", 60, heaviest.bytes / 1000, "kB")
    yield Row("article: other hosts", 0, len(heaviest.other_hosts), "")


class _Page:
    """One article and the files it loads."""

    def __init__(self, web: Web, folder: Path, path: str) -> None:
        packed = web.get(path, **{"Accept-Encoding": "br"})
        html = web.get(path).decode()
        static = folder / "static"
        named = [urlsplit(place).path for place in LOADED.findall(html)]
        files = _with_imports([static / place.removeprefix("/static/") for place in named], static)
        line_up = web.get(_line_up_of(html), **{"Accept-Encoding": "gzip"})
        self.script_bytes = sum(_packed_bytes(file) for file in files if file.suffix == ".js")
        self.wire_bytes = sum(
            web.travelled(f"/static/{file.relative_to(static)}")
            for file in files
            if file.suffix == ".js"
        )
        self.bytes = len(packed) + len(line_up) + sum(map(_packed_bytes, files))
        self.requests = DOCUMENTS + len(files)
        fetched = FETCHED.findall(NOT_FETCHED.sub("", html))
        self.other_hosts = {urlsplit(place).netloc for place in fetched} - {HOST}


def _with_imports(files: list[Path], static: Path) -> set[Path]:
    """Return the files and every module they import, at once or later."""
    known: set[Path] = set()
    waiting = list(files)
    while waiting:
        file = waiting.pop()
        if file in known or str(file.relative_to(static)).startswith(ONLY_LATER):
            continue
        known.add(file)
        if file.suffix == ".js":
            names = IMPORTED.findall(COMMENT.sub("", file.read_text()))
            waiting += [(file.parent / name).resolve() for name in names]
    return known


def _packed_bytes(file: Path) -> int:
    # A face is packed in itself.
    return (file if file.suffix == ".woff2" else Path(f"{file}.br")).stat().st_size


def _line_up_of(html: str) -> str:
    facts = re.search(r'<script id="page-facts"[^>]*>(.*?)</script>', html)
    if facts is None:
        raise RuntimeError("the page says nothing about itself")
    return str(json.loads(facts[1])["line_up_url"])
