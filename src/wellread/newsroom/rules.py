"""Pure rules of the newsroom: labels, reading time, openings, addresses, live-blog pages."""

import re
from collections.abc import Sequence
from html import unescape
from math import ceil
from typing import NamedTuple
from unicodedata import category, normalize
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext, pgettext, pgettext_lazy

FRONT_SLUG = "front"
FRONT_PATH = f"/{FRONT_SLUG}"
STANDING_SLUG = "pages"
# First parts of addresses that other rooms answer, so no section may take them.
TAKEN_SLUGS = frozenset(
    {
        *("account", "admin", "appeals", "author", "claim", "documents", "feed", "healthz"),
        *("insights", "join", "mailbox", "media", "meter", "pages", "payments", "readyz"),
        *("search", "sign-in", "static", "topic"),
    }
)

# Silent reading of English prose: 238 words a minute (Brysbaert 2019), rounded down.
WORDS_A_MINUTE = 230
# Enough to know what the story is about.
OPENING_PIECES = 2
# Some six screens of a phone, and ten of entries, which are longer.
TEASERS_A_PAGE = 20
ENTRIES_A_PAGE = 10

KINDS = (
    ("news", pgettext_lazy("kind of story", "News")),
    ("analysis", pgettext_lazy("kind of story", "Analysis")),
    ("opinion", pgettext_lazy("kind of story", "Opinion")),
    ("explainer", pgettext_lazy("kind of story", "Explainer")),
    ("review", pgettext_lazy("kind of story", "Review")),
    ("feature", pgettext_lazy("kind of story", "Feature")),
    ("interview", pgettext_lazy("kind of story", "Interview")),
    ("sponsored", pgettext_lazy("kind of story", "Sponsored")),
)
SCHEMA_TYPES = {
    "analysis": "AnalysisNewsArticle",
    "opinion": "OpinionNewsArticle",
    "explainer": "BackgroundNewsArticle",
    "review": "ReviewNewsArticle",
    "sponsored": "AdvertiserContentArticle",
}
_UNLABELLED = frozenset({"news", "feature"})


class BrandFault(Exception):
    """What a brand.toml says cannot be used; the message names the file and each fault."""


class Player(NamedTuple):
    """A third party's player: who runs it, and the address that the reader's click loads."""

    provider: str
    address: str


class EntriesOnPage(NamedTuple):
    """Where one page of a live blog lies: its number counted from the newest, and its entries."""

    number: int
    total: int
    start: int
    stop: int
    newer: int | None
    older: int | None


def public_path(url_path: str) -> str:
    """Return a page's address on the site from its place in Wagtail's tree."""
    return url_path.removeprefix(FRONT_PATH) or "/"


def folded_name(name: str) -> str:
    """Return a name without what makes no other of it: capitals, spaces, composed letters."""
    plain = normalize("NFKC", normalize("NFKC", name).casefold())
    return " ".join("".join(each for each in plain if category(each) != "Cf").split())


def spelled_slug(slug: str) -> str:
    """Return the one spelling of a part of an address, as Django makes slugs of names."""
    return normalize("NFKC", normalize("NFKC", slug).lower())


def spelled_path(path: str) -> str:
    """Return an address with each of its parts spelled as it is stored."""
    parts = [(part, spelled_slug(part)) for part in path.split("/")]
    # Wide letters hide signs with a meaning: ／ would become another host's address.
    return "/".join(part if set(new) & set("/.?#\\") else new for part, new in parts)


def label(kind: str, *, sponsored_by: str, is_live: bool, is_open: bool) -> str:
    """Return the word shown above a headline, empty for plain news."""
    if kind == "sponsored":
        return gettext("Sponsored by %(sponsor)s") % {"sponsor": sponsored_by}
    if is_live:
        return pgettext("mark of a story", "Live") if is_open else gettext("As it happened")
    return "" if kind in _UNLABELLED else str(dict(KINDS)[kind])


def news_language(code: str) -> str:
    """Return a language as news sitemaps name it: by two letters, Chinese by its script."""
    language, *script = code.lower().split("-")
    if language != "zh":
        return language
    return "zh-tw" if set(script) & {"tw", "hk", "mo", "hant"} else "zh-cn"


def plain_text(html: str) -> str:
    """Return HTML's words on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def reading_minutes(html: str) -> int:
    """Return whole minutes, at least one, at 230 words a minute."""
    return max(1, ceil(len(plain_text(html).split()) / WORDS_A_MINUTE))


def pieces(html: str) -> list[str]:
    """Split flat rich text after each paragraph and list."""
    parts = re.split(r"(?<=</p>)|(?<=</ul>)|(?<=</ol>)", html)
    return [part for part in parts if part.strip()]


def opening(chunks: Sequence[tuple[str, bool]], wanted: int = OPENING_PIECES) -> str:
    """Join what comes up to the last wanted piece of text; (html, counts) come in order.

    An opening always leaves something out, so a story of one piece has none.
    """
    total = sum(counts for _, counts in chunks)
    left, kept = min(wanted, total - 1), []
    for html, counts in chunks:
        if left <= 0:
            break
        kept.append(html)
        left -= counts
    return "".join(kept)


def player(url: str) -> Player | None:
    """Return the player of an allow-listed provider for a page's address, or None."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        # What somebody wrote like an address, such as https://[your site]/.
        return None
    if parts.scheme != "https":
        return None
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    steps = [step for step in parts.path.split("/") if step]
    if host in {"youtube.com", "youtube-nocookie.com"}:
        last = steps[-1] if steps and steps[0] in {"embed", "shorts", "live"} else ""
        return _youtube(parse_qs(parts.query).get("v", [last])[0])
    if host == "youtu.be" and steps:
        return _youtube(steps[0])
    if host in {"vimeo.com", "player.vimeo.com"} and steps and re.fullmatch(r"\d+", steps[-1]):
        return Player("Vimeo", f"https://player.vimeo.com/video/{steps[-1]}?dnt=1")
    return None


def _youtube(video: str) -> Player | None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{11}", video):
        return None
    return Player("YouTube", f"https://www.youtube-nocookie.com/embed/{video}")


def part(entry_count: int, page_number: int) -> EntriesOnPage | None:
    """Return which entries, counted from the oldest, a live blog's page shows; None when none.

    Page 1 is the newest and holds up to twice as many entries; the older ones are numbered from
    the oldest, starting at 2, so that a link to them keeps its entries while new ones arrive.
    """
    total = max(1, entry_count // ENTRIES_A_PAGE)
    block = total if page_number == 1 else page_number - 1
    if page_number < 1 or block > total or (page_number > 1 and block == total):
        return None
    return EntriesOnPage(
        number=total - block + 1,
        total=total,
        start=(block - 1) * ENTRIES_A_PAGE,
        stop=entry_count if block == total else block * ENTRIES_A_PAGE,
        newer=None if block == total else (1 if block + 1 == total else block + 2),
        older=None if block == 1 else block,
    )
