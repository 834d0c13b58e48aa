"""Where the stories of a WordPress site were for readers, today and before they were renamed."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import product
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from wellread.newsroom.importers.report import Loss, Report

DAY = re.compile(r"\d{4}-\d\d-\d\d")
# The year and month of an address, and the day where it has one.
DATED = re.compile(r"(?<=/)\d{4}/\d\d(/\d\d)?(?=/)")


class Addresses:
    """The old paths of an export's posts, which lead on; links between them are led to them."""

    def __init__(self, site: str, posts: list[Element], wp: str) -> None:
        self._host = urlsplit(site).hostname
        now = {path for item in posts if (path := old_path(item))}
        # An address that a story has today is no longer that of one which had it before.
        self._earlier = {id(item): _earlier(item, wp) - now for item in posts}
        self._stories = Counter(path for paths in self._earlier.values() for path in paths)
        self._paths = now | {path for path, count in self._stories.items() if count == 1}

    def lead(self, address: str) -> str:
        """Return an address as our texts hold it."""
        parts = urlsplit(address)
        is_known = parts.hostname == self._host and parts.path in self._paths
        return parts.path if is_known else address

    def earlier(self, item: Element) -> tuple[str, ...]:
        """Return where a post was before it was renamed or dated otherwise, and no other was."""
        own = self._earlier[id(item)]
        return tuple(sorted(path for path in own if self._stories[path] == 1))

    def note_shared(self, report: Report) -> None:
        """Note earlier addresses that do not tell which of several stories is meant."""
        for path, count in sorted(self._stories.items()):
            if count > 1:
                report.note(path, Loss("earlier address of several stories, leads nowhere"))


def old_path(item: Element) -> str:
    """Return where readers found a post, empty where it had no address but its number."""
    parts = urlsplit((item.findtext("link") or "").strip())
    # What is asked for by number alone is the old front to everyone else.
    return "" if parts.query or parts.path in {"", "/"} else parts.path


def unplaced_names(item: Element, wp: str) -> list[Loss]:
    """Return the earlier names of a post whose address does not hold its name."""
    if _named(old_path(item), item, wp):
        return []
    return [Loss("earlier name without an address", name) for name in _facts(item, wp, "slug")]


def _earlier(item: Element, wp: str) -> set[str]:
    """Return what WordPress leads on itself: a post's address with its earlier names and days."""
    now = old_path(item)
    names = [None, *_facts(item, wp, "slug")]
    days = [None, *filter(DAY.fullmatch, _facts(item, wp, "date"))]
    paths = set()
    for name, day in product(names, days):
        path = now
        if day and (dated := DATED.search(path)):
            path = (
                path[: dated.start()] + day.replace("-", "/")[: len(dated[0])] + path[dated.end() :]
            )
        if name and (place := _named(path, item, wp)):
            path = path[: place.start(1)] + name + path[place.end(1) :]
        paths.add(path)
    return paths - {now}


def _named(path: str, item: Element, wp: str) -> re.Match[str] | None:
    """Return the last part of an address that is the post's name, written in whatever way."""
    name = unquote((item.findtext(f"{wp}post_name") or "").strip())
    parts = [part for part in re.finditer(r"(?<=/)([^/]+)", path) if unquote(part[1]) == name]
    return parts[-1] if parts else None


def _facts(item: Element, wp: str, what: str) -> Iterator[str]:
    for meta in item.iter(f"{wp}postmeta"):
        value = (meta.findtext(f"{wp}meta_value") or "").strip().strip("/")
        if (meta.findtext(f"{wp}meta_key") or "").strip() == f"_wp_old_{what}" and value:
            yield value
