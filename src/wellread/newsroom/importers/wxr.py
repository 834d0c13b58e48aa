"""WordPress exports (WXR 1.0 to 1.2)."""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlencode, urlsplit
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException
from django.utils import timezone

from wellread.newsroom.importers import live_entries
from wellread.newsroom.importers.characters import mend_xml
from wellread.newsroom.importers.dates import read_dates
from wellread.newsroom.importers.faults import ImportFault
from wellread.newsroom.importers.feed_entries import (
    ASSUMED_DATE,
    NO_DATE,
    NO_TEXT,
    OF_THE_FILE,
    UNTITLED,
    WAS_DUE,
)
from wellread.newsroom.importers.markup import Origin, clean, first_words, line, plain
from wellread.newsroom.importers.packed import unpacked
from wellread.newsroom.importers.report import COMMENTS, Loss, Report
from wellread.newsroom.importers.shortcodes import Gallery
from wellread.newsroom.importers.story import FoundEntry, FoundPicture, FoundStory, Name
from wellread.newsroom.importers.wxr_addresses import Addresses, old_path, unplaced_names

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
WXR_VERSIONS = ("1.0", "1.1", "1.2")
DRAFTS = {"draft", "pending"}
APPEARED = {"publish", "future"}
# After which a live blog of ours closes itself, unless its editors say otherwise.
QUIET = timedelta(hours=24)
NO_CATEGORY = "uncategorized"
# The column holds no more.
MOST_OF_A_SOURCE = 60
SHOWN = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".heic"}
# What of a post is read, and what WordPress keeps for its own running.
LISTS = {"category", "post_tag", "author"}
FIELDS = {"_thumbnail_id", "_yoast_wpseo_primary_category", "footnotes", "liveblog"}
OWN_FIELD = re.compile(r"_(?:edit_(?:last|lock)|oembed_\w+|encloseme|pingme|wp_old_(?:slug|date))$")
WHY_NOT = {
    "attachment": "a file in the media library",
    "nav_menu_item": "an entry of a menu",
    "page": "a page, not a post",
    "revision": "an old revision",
    "wp_block": "a reusable block, it stands in the stories that use it",
    "guest-author": "an author, named beside what they wrote",
}


def stories(
    file: Path, report: Report, *, parts: Sequence[Path] = (), types: Collection[str] = ()
) -> Iterator[FoundStory]:
    """Yield an export's posts, and items of other types that are asked for.

    Raise ImportFault before the first when it, or another part of it, cannot be read.
    """
    export = WxrExport.read(file, *parts, report=report)
    wanted = {"post", *types}
    posts = []
    for item in export.items:
        _note_comments(item, export, report)
        if why := _why_not(item, export, wanted):
            report.skip(_named(item, export), why)
        else:
            posts.append(item)
    _note_unread(posts, export.wp, str(file), report)
    addresses = Addresses(export.site, posts, export.wp)
    addresses.note_shared(report)
    origin = Origin(
        base=export.site,
        address=addresses.lead,
        picture=export.with_words,
        block=export.reusable,
    )
    for item in posts:
        yield from report.read(
            _named(item, export), partial(_story, item, export, origin, addresses)
        )


def _note_comments(item: Element, export: "WxrExport", report: Report) -> None:
    kinds = [export.text(each, "comment_type") for each in item.findall(f"{export.wp}comment")]
    if count := len(kinds) - kinds.count(live_entries.KIND):
        report.note(_named(item, export), Loss(COMMENTS, str(count)))


@dataclass(frozen=True, slots=True)
class WxrExport:
    """An export's items, and what its posts refer to."""

    items: list[Element]
    # The namespaces of its version.
    wp: str
    excerpt: str
    site: str
    language: str
    authors: dict[str, Name]
    # The same by their numbers.
    people: dict[str, Name]
    # Each category's name, with that of the category above it.
    categories: dict[str, tuple[Name, str]]
    # Which number the old site knows a category by.
    terms: dict[str, str]
    pictures: dict[str, FoundPicture]
    # Pictures by the post that they were uploaded for, in their order.
    galleries: dict[str, list[str]]

    @classmethod
    def read(cls, file: Path, *parts: Path, report: Report) -> "WxrExport":
        """Return what is in a file, and in other parts of the same export, or raise ImportFault."""
        channel = _channel(file, report)
        version = _version(channel, file)
        for part in parts:
            channel.extend(_part(part, channel, version, report))
        wp = f"{{http://wordpress.org/export/{version}/}}"
        excerpt = f"{{http://wordpress.org/export/{version}/excerpt/}}"
        items = list(channel.iter("item"))
        site = (channel.findtext(f"{wp}base_blog_url") or channel.findtext("link") or "").strip()
        categories, terms = _categories(channel, wp)
        authors = _authors(channel, items, wp)
        pictures, galleries = _library(items, wp, excerpt)
        return cls(
            items=items,
            wp=wp,
            excerpt=excerpt,
            site=site,
            language=(channel.findtext("language") or "").strip(),
            authors=authors,
            people=_people(channel, wp, authors),
            categories=categories,
            terms=terms,
            pictures=pictures,
            galleries=galleries,
        )

    def text(self, item: Element, tag: str) -> str:
        """Return what WordPress says of an item under this name."""
        return (item.findtext(f"{self.wp}{tag}") or "").strip()

    def reusable(self, number: str) -> str | None:
        """Return the text of a reusable block."""
        blocks = (item for item in self.items if self.text(item, "post_type") == "wp_block")
        found = (item for item in blocks if self.text(item, "post_id") == number)
        return next((item.findtext(CONTENT) or "" for item in found), None)

    def with_words(self, picture: FoundPicture, number: str) -> FoundPicture:
        """Return a picture with the description that the old library has of it."""
        known = self.pictures.get(number)
        return replace(picture, alt=picture.alt or known.alt) if known else picture

    def gallery(self, post: str) -> Gallery:
        """Return what a post's galleries show."""

        def shown(ids: list[str]) -> list[FoundPicture]:
            wanted = ids or self.galleries.get(post, [])
            return [self.pictures[each] for each in wanted if each in self.pictures]

        return shown

    def listed(self, name: Name, kind: str) -> Name:
        """Return a name with the address that its list had for readers."""
        if kind == "category":
            steps = [*reversed(self._line(name.slug)), name.slug]
        else:
            steps = [_nicename(name.slug) if kind == "author" else name.slug]
        key, number = {
            "category": ("cat", self.numbers.get(name.slug, "")),
            "author": ("author", self.author_number(name)),
            "tag": ("tag", name.slug),
        }[kind]
        return replace(
            name,
            kind=kind,
            old_path=f"{self.home}/{kind}/{'/'.join(steps)}/",
            old_number=f"{self.home}/?{urlencode({key: number})}" if number else "",
        )

    @property
    def home(self) -> str:
        """The path of the old front, empty where it was the host's own."""
        return urlsplit(self.site).path.rstrip("/")

    @property
    def numbers(self) -> dict[str, str]:
        """The numbers of categories by their slugs."""
        return {slug: number for number, slug in self.terms.items() if number}

    def author_number(self, name: Name) -> str:
        """Return the number that the old site knows an author by, empty for a guest."""
        found = (number for number, one in self.people.items() if one.slug == name.slug)
        return next(found, "")

    def _line(self, slug: str) -> list[str]:
        """Return the slugs of the categories above one, the nearest first."""
        above: list[str] = []
        while slug in self.categories:
            slug = self.categories[slug][1]
            if not slug or slug in above:
                break
            above.append(slug)
        return above

    def above(self, slug: str) -> Name | None:
        """Return the category at the top of the one with this slug."""
        seen: set[str] = set()
        while slug in self.categories and slug not in seen:
            seen.add(slug)
            name, parent = self.categories[slug]
            if not parent or parent in seen:
                return name
            slug = parent
        return None


def _channel(file: Path, report: Report) -> Element:
    try:
        # Exports name their elements by http or https, and mean the same.
        text, notes = mend_xml(_content(file))
        text = text.replace("https://wordpress.org/export/", "http://wordpress.org/export/")
        root = defusedxml.ElementTree.fromstring(text)
    except OSError as fault:
        raise ImportFault(f"{file}: {fault.strerror}") from fault
    except DefusedXmlException as fault:
        raise ImportFault(f"{file}: it declares entities, which an export never needs") from fault
    except ParseError as fault:
        line, column = fault.position
        what = str(fault).split(":")[0]
        raise ImportFault(
            f"{file}: not well-formed at line {line}, column {column + 1}: {what}"
        ) from fault
    for note in notes:
        report.note(str(file), Loss(OF_THE_FILE, note))
    channel = root.find("channel")
    if channel is None:
        raise ImportFault(f"{file}: no <channel> in it, so it is no WordPress export")
    return channel


def _content(file: Path) -> bytes:
    content = unpacked(file.read_bytes(), str(file))
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise ImportFault(f"{file}: there is nothing in it")
    return content


def _part(file: Path, first: Element, version: str, report: Report) -> list[Element]:
    """Return what another part holds; raise ImportFault when it is of another site."""
    part, home = _channel(file, report), f"{{http://wordpress.org/export/{version}/}}base_blog_url"
    if _version(part, file) != version or _site(part, home) != _site(first, home):
        raise ImportFault(f"{file}: an export of another site or version: bring it in by itself")
    return list(part)


def _site(channel: Element, home: str) -> str:
    return _source(channel.findtext(home) or channel.findtext("link") or "")


def _version(channel: Element, file: Path) -> str:
    for version in WXR_VERSIONS:
        if channel.find(f"{{http://wordpress.org/export/{version}/}}wxr_version") is not None:
            return version
    known = ", ".join(WXR_VERSIONS)
    raise ImportFault(f"{file}: no wxr_version ({known}) in it, so it is no export that is known")


def _authors(channel: Element, items: list[Element], wp: str) -> dict[str, Name]:
    """Return names by login: WordPress's own users, and the guests of Co-Authors Plus."""
    found = {}
    for author in channel.iter(f"{wp}author"):
        login = (author.findtext(f"{wp}author_login") or "").strip()
        name = (author.findtext(f"{wp}author_display_name") or "").strip() or login
        if login:
            found[login] = Name(name, login)
    for item in items:
        if item.findtext(f"{wp}post_type") == "guest-author":
            facts = _facts(item, wp)
            login = facts.get("cap-user_login") or item.findtext(f"{wp}post_name") or ""
            name = facts.get("cap-display_name") or plain(item.findtext("title") or "")
            if login and name:
                found[login] = Name(name, login)
    return found


def _people(channel: Element, wp: str, authors: dict[str, Name]) -> dict[str, Name]:
    logins = {
        (author.findtext(f"{wp}author_id") or "").strip(): author.findtext(f"{wp}author_login")
        for author in channel.iter(f"{wp}author")
    }
    return {
        number: authors[(login or "").strip()]
        for number, login in logins.items()
        if number and (login or "").strip() in authors
    }


def _categories(channel: Element, wp: str) -> tuple[dict[str, tuple[Name, str]], dict[str, str]]:
    categories, terms = {}, {}
    for each in channel.iter(f"{wp}category"):
        slug = _slug_of(each.findtext(f"{wp}category_nicename") or "")
        name = plain(each.findtext(f"{wp}cat_name") or "") or slug
        if slug:
            parent = _slug_of(each.findtext(f"{wp}category_parent") or "")
            categories[slug] = (Name(name, slug), parent)
            terms[(each.findtext(f"{wp}term_id") or "").strip()] = slug
    return categories, terms


def _library(
    items: list[Element], wp: str, excerpt: str
) -> tuple[dict[str, FoundPicture], dict[str, list[str]]]:
    pictures: dict[str, FoundPicture] = {}
    galleries: dict[str, list[str]] = {}
    for item in items:
        address = (item.findtext(f"{wp}attachment_url") or "").strip()
        if not address:
            continue
        number = (item.findtext(f"{wp}post_id") or "").strip()
        pictures[number] = FoundPicture(
            src=address,
            alt=_facts(item, wp).get("_wp_attachment_image_alt", ""),
            caption=line(item.findtext(f"{excerpt}encoded") or ""),
        )
        if PurePosixPath(urlsplit(address).path).suffix.lower() in SHOWN:
            above = (item.findtext(f"{wp}post_parent") or "").strip()
            galleries.setdefault(above, []).append(number)
    return pictures, galleries


def _facts(item: Element, wp: str) -> dict[str, str]:
    return {
        (meta.findtext(f"{wp}meta_key") or "").strip(): (
            meta.findtext(f"{wp}meta_value") or ""
        ).strip()
        for meta in item.iter(f"{wp}postmeta")
    }


def _why_not(item: Element, export: WxrExport, wanted: Collection[str]) -> str | None:
    kind, status = export.text(item, "post_type"), export.text(item, "status")
    if kind not in wanted:
        advice = f"of the type {kind}, which --type {kind} brings" if kind else "of no type"
        return WHY_NOT.get(kind, advice)
    if status in {"trash", "auto-draft", "inherit"}:
        return f"its status is {status}"
    return None


def _named(item: Element, export: WxrExport) -> str:
    title = plain(item.findtext("title") or "")
    return title or f"item {export.text(item, 'post_id') or '?'}"


def _story(item: Element, export: WxrExport, origin: Origin, addresses: Addresses) -> FoundStory:
    number, facts = export.text(item, "post_id"), _facts(item, export.wp)
    text = (item.findtext(CONTENT) or "") + _footnotes(facts.get("footnotes", ""))
    cleaned = clean(text, origin._replace(gallery=export.gallery(number)))
    section, others = _sections(item, export, facts)
    tags = [export.listed(name, "tag") for name in _names(item, "post_tag")]
    published_at, losses = _published_at(item, export)
    is_draft, why = _state(item, export, published_at)
    title = plain(item.findtext("title") or "")
    if not title:
        losses.append(Loss(UNTITLED))
    if not cleaned.blocks:
        losses.append(Loss(NO_TEXT))
    lead = facts.get("_thumbnail_id", "")
    if lead and lead != "0" and lead not in export.pictures:
        losses.append(Loss("lead picture that is in no part named here", f"number {lead}"))
    losses += unplaced_names(item, export.wp)
    live, ended_at = _live(item, export, origin, facts, losses)
    topics = [*(export.listed(name, "category") for name in others), *tags]
    return FoundStory(
        source=_source(export.site),
        source_id=number or (item.findtext("guid") or item.findtext("link") or "").strip()[:300],
        headline=title or first_words(cleaned.blocks) or "Untitled",
        standfirst=plain(item.findtext(f"{export.excerpt}encoded") or ""),
        # Names in other scripts are written as their bytes.
        slug=unquote(export.text(item, "post_name")),
        body=cleaned.blocks,
        published_at=published_at,
        is_draft=is_draft or published_at is None,
        section=section and export.listed(section, "category"),
        authors=tuple(export.listed(name, "author") for name in _bylines(item, export)),
        topics=tuple(topics),
        left_out=(*cleaned.left_out, *losses, *why),
        lead=export.pictures.get(lead),
        old_path=old_path(item),
        old_number=f"{export.home}/?p={number}" if number else "",
        earlier_paths=addresses.earlier(item),
        entries=live,
        ended_at=ended_at,
    )


def _live(
    item: Element, export: WxrExport, origin: Origin, facts: dict[str, str], losses: list[Loss]
) -> tuple[tuple[FoundEntry, ...], datetime | None]:
    """Return the entries of a live blog, and when it ended unless it may go on."""
    several = live_entries.comments(item, export.wp)
    found = [
        replace(entry, authors=_entry_authors(entry, export))
        for entry in live_entries.entries(several, origin, losses)
    ]
    last = max((entry.at for entry in found if entry.at), default=None)
    is_over = facts.get("liveblog") == "archive" or (
        last is not None and last < timezone.now() - QUIET
    )
    return tuple(found), last if is_over else None


def _entry_authors(entry: FoundEntry, export: WxrExport) -> tuple[Name, ...]:
    known = [export.people[number] for number in entry.people if number in export.people]
    if not known and entry.author:
        same = (name for name in export.authors.values() if name.name == entry.author)
        known = [next(same, Name(entry.author, f"guest:{entry.author}"))]
    return tuple(
        replace(name, kind="author")
        if name.slug.startswith("guest:")
        else export.listed(name, "author")
        for name in known
    )


def _sections(
    item: Element, export: WxrExport, facts: dict[str, str]
) -> tuple[Name | None, list[Name]]:
    """Return the section a post belongs to, the category at the top, and its other categories."""
    named = [name for name in _names(item, "category") if name.slug != NO_CATEGORY]
    first = export.terms.get(facts.get("_yoast_wpseo_primary_category", ""))
    named.sort(key=lambda name: name.slug != first)
    if not named:
        return None, []
    section = export.above(named[0].slug) or named[0]
    return section, [name for name in named if name.slug != section.slug]


def _bylines(item: Element, export: WxrExport) -> Iterator[Name]:
    several = list(_names(item, "author"))
    for each in several:
        login = each.name if each.name in export.authors else each.slug.removeprefix("cap-")
        yield export.authors.get(login, Name(each.name, login))
    login = (item.findtext(CREATOR) or "").strip()
    if login and not several:
        yield export.authors.get(login, Name(login, login))


def _nicename(login: str) -> str:
    """Return what WordPress makes of a login for an address (its sanitize_title)."""
    kept = re.sub(r"[^\w\s-]", "", login.lower().replace(".", "-"))
    return re.sub(r"[\s-]+", "-", kept).strip("-")


def _footnotes(stored: str) -> str:
    """Return a post's notes, which WordPress keeps beside its text, as a list below it."""
    try:
        notes = [str(note["content"]) for note in json.loads(stored or "[]")]
    except (ValueError, TypeError, KeyError):
        return ""
    listed = "".join(f"<li>{note}</li>" for note in notes)
    return f"\n\n<h2>Notes</h2><ol>{listed}</ol>" if notes else ""


def _source(site: str) -> str:
    """Return what a site is known by: its address, whether it was asked for safely or not."""
    parts = urlsplit(site.strip().lower())
    source = f"wxr:{(parts.netloc or site).removeprefix('www.')}{parts.path.rstrip('/')}"
    if len(source) <= MOST_OF_A_SOURCE:
        return source
    # Sites in folders of one long host are others.
    digest = hashlib.blake2b(source.encode(), digest_size=8).hexdigest()
    return f"{source[: MOST_OF_A_SOURCE - len(digest) - 1]}~{digest}"


def _names(item: Element, domain: str) -> Iterator[Name]:
    for category in item.iter("category"):
        name = plain(category.text or "")
        if category.get("domain") == domain and name:
            yield Name(name, _slug_of(category.get("nicename") or name))


def _slug_of(written: str) -> str:
    """Return a slug as it reads: in other scripts it is written as its bytes, in any capitals."""
    return unicodedata.normalize("NFC", unquote(written.strip()))


def _state(item: Element, export: WxrExport, at: datetime | None) -> tuple[bool, list[Loss]]:
    """Return whether an item waits for an editor: all that was not open to everyone does."""
    status = export.text(item, "status")
    if status == "private":
        return True, [Loss("private there, so a draft")]
    if export.text(item, "post_password"):
        return True, [Loss("protected by a password there, so a draft")]
    if status == "future" and at and at <= timezone.now():
        return True, [Loss(WAS_DUE)]
    if status in DRAFTS | APPEARED:
        return status in DRAFTS, []
    return True, [Loss("status that is not known, so a draft", status or "none")]


def _published_at(item: Element, export: WxrExport) -> tuple[datetime | None, list[Loss]]:
    """Return when an item was published, and what had to be assumed for it, or is wrong."""
    gmt, status = export.text(item, "post_date_gmt"), export.text(item, "status")
    written = {
        # By its name in Greenwich; a zone is not written.
        "post_date_gmt": re.sub(r"^(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?)$", r"\1 UTC", gmt),
        "pubDate": (item.findtext("pubDate") or "").strip(),
        "post_date": export.text(item, "post_date"),
    }
    found = read_dates(
        written,
        now=timezone.now(),
        language=export.language,
        zone=timezone.get_default_timezone(),
        is_scheduled=status == "future",
    )
    if found.at is None and status in DRAFTS:
        return None, []
    kind = NO_DATE if found.at is None else ASSUMED_DATE
    return found.at, [Loss(kind, note) for note in found.notes]


def _note_unread(items: list[Element], wp: str, source: str, report: Report) -> None:
    """Note lists and fields of plug-ins and themes, which nothing here is made of."""
    lists = Counter(
        domain
        for item in items
        for domain in {each.get("domain") or "" for each in item.iter("category")} - LISTS
    )
    fields = Counter(
        name
        for item in items
        for name, value in _facts(item, wp).items()
        if value and name not in FIELDS and not OWN_FIELD.match(name)
    )
    for kind, unread in (("list that is not read", lists), ("field that is not read", fields)):
        for name, several in unread.items():
            where = "1 item" if several == 1 else f"{several} items"
            report.note(source, Loss(kind, f"{name} (in {where})"))
    for item in items:
        if item.findtext(f"{wp}is_sticky") == "1":
            report.note(plain(item.findtext("title") or ""), Loss("kept on top there, not here"))
