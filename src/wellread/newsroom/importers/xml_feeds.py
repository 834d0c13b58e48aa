"""RSS 0.9 to 2.0, RDF and Atom, read from the elements themselves.

A library that gathers them into one shape loses which element said what: feedparser 6.0 lets
media:description overwrite an entry's content (its issue 53), and reads some dates wrongly.
"""

import base64
import re
from collections import Counter
from collections.abc import Iterator
from email.utils import parseaddr
from html import escape
from pathlib import PurePath
from typing import Any
from xml.etree.ElementTree import Element, ParseError, tostring

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from wellread.newsroom.importers.characters import declare_prefixes, mend_xml, quote_markup
from wellread.newsroom.importers.faults import ImportFault
from wellread.newsroom.importers.feed_entries import OF_THE_FILE, FeedEntry, absolute, is_image
from wellread.newsroom.importers.html_elements import unescaped
from wellread.newsroom.importers.markup import line, plain
from wellread.newsroom.importers.players import known_player
from wellread.newsroom.importers.report import Loss, Report
from wellread.newsroom.importers.story import FoundPicture

XML = "{http://www.w3.org/XML/1998/namespace}"
# By the host and path of a namespace, however it is written.
PREFIXES = {
    "": "",
    "purl.org/rss/1.0": "",
    "my.netscape.com/rdf/simple/0.9": "",
    "channel.netscape.com/rdf/simple/0.9": "",
    "backend.userland.com/rss2": "",
    "blogs.law.harvard.edu/tech/rss": "",
    "www.w3.org/2005/atom": "atom:",
    "purl.org/atom/ns#": "atom:",
    "www.w3.org/2007/app": "app:",
    "purl.org/atom/app#": "app:",
    "schemas.google.com/blogger/2018": "blogger:",
    "purl.org/rss/1.0/modules/slash": "slash:",
    "wellformedweb.org/commentapi": "wfw:",
    "purl.org/rss/1.0/modules/content": "content:",
    "purl.org/dc/elements/1.1": "dc:",
    "purl.org/dc/terms": "dcterms:",
    "search.yahoo.com/mrss": "media:",
    "www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "www.w3.org/1999/xhtml": "xhtml:",
}
PUBLISHED = ("pubDate", "atom:published", "atom:issued", "dc:date", "dcterms:issued")
CHANGED = ("atom:updated", "atom:modified", "dcterms:modified", "lastBuildDate")
TITLES = ("title", "atom:title", "dc:title")
TEXTS = ("content:encoded", "atom:content", "xhtml:body")
SUMMARIES = ("description", "atom:summary", "dc:description")
AUTHORS = ("dc:creator", "atom:author", "author", "itunes:author")
TOPICS = ("category", "dc:subject", "atom:category")
PICTURES = ("media:group", "media:content", "media:thumbnail", "enclosure", "itunes:image", "image")
OF_BLOGGER = ("app:control", "blogger:type", "blogger:status", "blogger:filename")
READ = {*PUBLISHED, *CHANGED, *TITLES, *TEXTS, *SUMMARIES, *AUTHORS, *TOPICS, *PICTURES}
READ |= {*OF_BLOGGER, "guid", "link", "atom:id", "atom:link"}
HTML_PAGE = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!DOCTYPE\s+html|html)\b", re.I | re.S)
A_PAGE = "a web page and no feed; the feed has an address of its own"
# The prefixes that everybody uses, and not everybody declares.
USUAL = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}
# Blogger's backups say by a category what each entry is: a post, a comment, a setting.
BLOGGER_KIND = re.compile(r"https?://schemas\.google\.com/blogger/2008/kind#(\w+)")
# What Blogger writes for somebody who has no name there.
# Links of an entry that are no part of its text.
ELSEWHERE = {"related", "via"}
NOBODY = "noreply@blogger.com (Unknown)"
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


def entries(content: bytes, source: str, report: Report) -> Iterator[FeedEntry]:
    """Yield a feed's entries; raise ImportFault before the first when it cannot be read."""
    root = _parsed(content, source, report)
    if _name(root).removeprefix("xhtml:").lower() == "html":
        raise ImportFault(f"{source}: {A_PAGE}")
    found = [each for each in root.iter() if _name(each) in {"item", "atom:entry"}]
    if _name(root) not in {"rss", "rdf:RDF", "atom:feed"} and not found:
        raise ImportFault(f"{source}: neither RSS, Atom nor a JSON feed")
    channel = root if _name(root) == "atom:feed" else _first(root, "channel")
    feed = root if channel is None else channel
    home = _home(feed, _base(root, ""), found, source)
    for each in _all(feed, "atom:link"):
        if each.get("rel") == "next":
            report.note(source, Loss("more of the feed elsewhere", each.get("href", "")))
    _note_unread(found, source, report)
    return _entries(found, feed, home, _inherited_base(root, feed), report)


def _home(feed: Element, base: str, found: list[Element], source: str) -> str:
    """Return where a feed's site is; the name of the file says least, for it changes."""
    own = [each.get("href", "") for each in _all(feed, "atom:link") if each.get("rel") == "self"]
    links = (_link(item, base) for item in found)
    known = (_link(feed, base), *own, _text(feed, "atom:id"), *links)
    return next(filter(None, known), PurePath(source).name)


def _note_unread(found: list[Element], source: str, report: Report) -> None:
    unread = Counter(
        name for item in found for name in sorted({_name(each) for each in item} - READ)
    )
    for name, entries_with in unread.items():
        several = "1 entry" if entries_with == 1 else f"{entries_with} entries"
        report.note(source, Loss("element that is not read", f"{name} (in {several})"))


def _parsed(content: bytes, source: str, report: Report) -> Element:
    text, notes = mend_xml(content)
    try:
        try:
            root = defusedxml.ElementTree.fromstring(text)
        except ParseError as fault:
            if HTML_PAGE.match(text):
                raise ImportFault(f"{source}: {A_PAGE}") from fault
            text, undeclared = declare_prefixes(text, USUAL)
            notes += undeclared
            text, more = quote_markup(text)
            notes += more
            root = _parsed_again(text, fault)
    except DefusedXmlException as fault:
        raise ImportFault(f"{source}: it declares entities, which a feed never needs") from fault
    except ParseError as fault:
        line, column = fault.position
        what = str(fault).split(":")[0]
        raise ImportFault(
            f"{source}: not well-formed at line {line}, column {column + 1}: {what}"
        ) from fault
    for note in notes:
        report.note(source, Loss(OF_THE_FILE, note))
    return root


def _parsed_again(text: str, before: ParseError) -> Element:
    try:
        root: Element = defusedxml.ElementTree.fromstring(text)
    except ParseError:
        # The place in what we were given, not in what we made of it.
        raise before from None
    return root


def _entries(
    found: list[Element], feed: Element, home: str, base: str, report: Report
) -> Iterator[FeedEntry]:
    language = _text(feed, "language", "dc:language") or feed.get(f"{XML}lang", "")
    for number, item in enumerate(found, 1):
        place = f"entry {number}"
        own_base = _base(item, base)
        link = _link(item, own_base or home)
        guid = _text(item, "guid", "atom:id") or item.get(_rdf("about"), "").strip()
        if not (guid or link):
            report.skip(place, "it has neither an id nor a link")
            continue
        if (kind := _blogger_kind(item)) not in {"", "post"}:
            report.skip(
                _text(item, *TITLES)[:80] or place, f"Blogger keeps it as “{kind}”, not as a post"
            )
            continue
        yield _entry(
            item, FeedEntry(place, guid or link, home, language=language), own_base, link, feed
        )


def _entry(item: Element, entry: FeedEntry, base: str, link: str, feed: Element) -> FeedEntry:
    if not link and re.match(r"https?://", entry.identity):
        link = entry.identity
    entry.link = link
    if filename := _text(item, "blogger:filename"):
        entry.link = absolute(entry.home, filename)
    entry.is_draft = _is_draft(item)
    entry.base = base or link or entry.home
    entry.language = item.get(f"{XML}lang") or entry.language
    entry.title = _html(_first(item, *TITLES), entry)
    described = _html(_first(item, *SUMMARIES), entry)
    entry.text = _html(_first(item, *TEXTS), entry)
    entry.summary = described
    for names in (PUBLISHED, CHANGED):
        name = next((each for each in names if _text(item, each)), names[0])
        entry.dates[name.removeprefix("atom:")] = _text(item, name)
    entry.authors = _authors(item, entry) or _authors(feed, entry, is_feed=True)
    entry.topics = _topics(item)
    entry.picture = _picture(item, entry)
    for each in _all(item, "atom:link"):
        if each.get("rel") in ELSEWHERE:
            entry.notes.append(f"its link to {each.get('href')} ({each.get('rel')}) left out")
    return entry


def _html(element: Element | None, entry: FeedEntry) -> str:
    """Return what an element says as HTML; plain text is escaped."""
    if element is None:
        return ""
    kind = (element.get("type") or "").lower()
    is_atom = _name(element).startswith("atom:")
    entry.base = absolute(entry.base, element.get(f"{XML}base", "")) or entry.base
    if kind in {"xhtml", "application/xhtml+xml"} or _name(element) == "xhtml:body":
        return _inside(element)
    if is_atom and element.get("src"):
        entry.notes.append(f"its text is elsewhere, at {element.get('src')}, and left out")
        return ""
    if is_atom and _is_no_text(kind):
        entry.notes.append(f"what stands for its text is {kind}, which is no text, and left out")
        return ""
    if len(element):
        return _inside(element)
    words = (element.text or "").strip()
    if is_atom and element.get("mode") == "base64":
        words = _from_base64(words, entry)
    # RFC 4287, 3.1.1: text unless it says otherwise. In RSS it may be either.
    if is_atom and (kind in {"", "text"} or (kind.startswith("text/") and kind != "text/html")):
        return escape(words, quote=False)
    if (markup := unescaped(words)) != words:
        entry.notes.append(f"its {_name(element)} was escaped twice, and is read as HTML")
    return markup


def _is_no_text(kind: str) -> bool:
    """Tell whether Atom says that a content is a file: of any kind but text or XHTML."""
    return "/" in kind and not kind.startswith("text/")


def _from_base64(words: str, entry: FeedEntry) -> str:
    try:
        return base64.b64decode(words, validate=False).decode()
    except ValueError:
        entry.notes.append("its text is not in base64, as it says, and left as it is")
        return words


def _blogger_kind(item: Element) -> str:
    """Return what an entry of a Blogger backup is, in small letters; nothing for other feeds."""
    terms = (each.get("term") or "" for each in _all(item, "atom:category"))
    kinds = [found[1] for term in terms if (found := BLOGGER_KIND.fullmatch(term))]
    return (_text(item, "blogger:type") or "".join(kinds[:1])).lower()


def _is_draft(item: Element) -> bool:
    control = _first(item, "app:control")
    is_held = control is not None and _text(control, "app:draft").lower() == "yes"
    return is_held or _text(item, "blogger:status").upper() not in {"", "LIVE"}


def _inside(element: Element) -> str:
    """Return the elements within one as HTML, without their namespaces."""
    copy = defusedxml.ElementTree.fromstring(tostring(element))
    for each in copy.iter():
        each.tag = each.tag.rpartition("}")[2]
    copy.tail = None
    return re.sub(r"^<[^>]*>|</[^>]*>$", "", tostring(copy, "unicode", method="html").strip())


def _authors(parent: Element, entry: FeedEntry, *, is_feed: bool = False) -> list[str]:
    # A channel's own author is its webmaster; only Atom lets entries inherit one.
    names = [] if is_feed else [_words(each) for each in _all(parent, "dc:creator")]
    people = _all(parent, "atom:author", *(() if is_feed else ("author",)))
    for person in people:
        written = _text(person, "atom:name", "name") or _words(person)
        names += [] if names and _name(person) == "author" else [written]
    if not (names or is_feed):
        names = [_words(each) for each in _all(parent, "itunes:author")]
    found = []
    for name in filter(None, names):
        if name == NOBODY:
            entry.notes.append("an author whose name Blogger does not know is left out")
            continue
        person_name = _person(name)
        if person_name:
            found.append(escape(person_name, quote=False))
        else:
            entry.notes.append("an author who is only an e-mail address is left out")
    return found


def _person(written: str) -> str:
    """Return the name in "ada@paper.example (Ada Wren)" and the like."""
    if not ADDRESS.search(written):
        return written
    name, _ = parseaddr(written)
    return "" if ADDRESS.search(name) else name


def _topics(item: Element) -> list[str]:
    named = [_words(each) for each in _all(item, "category", "dc:subject")]
    terms = [
        escape(each.get("label") or each.get("term") or "", quote=False)
        for each in _all(item, "atom:category")
        if not BLOGGER_KIND.fullmatch(each.get("term") or "")
    ]
    return [name for name in (*named, *terms) if name]


def _picture(item: Element, entry: FeedEntry) -> FoundPicture | None:
    """Return the picture that stands beside an entry's text, the largest of the first kind."""
    kinds = [_media(item, entry), _enclosed(item, entry), _named_images(item)]
    thumbnails = [
        FoundPicture(src=each.get("url", ""))
        for each in item.iter()
        if _name(each) == "media:thumbnail"
    ]
    found = next((kind for kind in [*kinds, thumbnails] if kind), [])
    others = {picture.src for kind in kinds for picture in kind} - {each.src for each in found[:1]}
    for src in sorted(others):
        entry.notes.append(f"one more picture beside the text left out: {src}")
    if not found:
        return None
    return FoundPicture(absolute(entry.base, found[0].src), found[0].alt, found[0].caption)


def _media(item: Element, entry: FeedEntry) -> list[FoundPicture]:
    """Return the pictures of Media RSS, the largest of those that are one picture first."""
    groups = _all(item, "media:group")
    pictures = [_largest(_all(group, "media:content"), group, entry) for group in groups]
    # Sizes of one picture often stand beside each other without a group.
    sizes: dict[str, list[Element]] = {}
    for each in _all(item, "media:content"):
        sizes.setdefault((each.get("url") or "").strip().split("?")[0], []).append(each)
    alone = [_largest(several, item, entry) for several in sizes.values()]
    return [picture for picture in (*pictures, *alone) if picture]


def _largest(contents: list[Element], around: Element, entry: FeedEntry) -> FoundPicture | None:
    found = []
    for each in contents:
        address = (each.get("url") or "").strip()
        if not address:
            continue
        if is_image(address, each.get("type") or each.get("medium") or ""):
            found.append(each)
        elif known := known_player(address):
            entry.players.append(known)
        else:
            entry.notes.append(f"file {address} beside the text left out")
    if not found:
        if words := _text(around, "media:description"):
            entry.notes.append(f"words beside its player left out: {words[:200]}")
        return None
    content = max(found, key=_width)
    about = [*sorted(found, key=_width, reverse=True), around]
    description, title = (_said(about, name) for name in ("description", "title"))
    named = [each for each in _credits(about) if each not in description]
    credit = escape(", ".join(named), quote=False)
    caption = line(description)
    caption = f"{caption} ({credit})" if caption and credit else caption or credit
    alt = plain(description) or plain(title)
    return FoundPicture(src=(content.get("url") or "").strip(), alt=alt, caption=caption)


def _said(about: list[Element], name: str) -> str:
    """Return what the first of these says of a picture; it may hold HTML."""
    return next(filter(None, (_text(each, f"media:{name}") for each in about)), "")


def _credits(about: list[Element]) -> list[str]:
    several = [_words(credit) for each in about for credit in _all(each, "media:credit")]
    return list(dict.fromkeys(filter(None, several)))


def _width(content: Element) -> int:
    width = content.get("width") or ""
    return int(width) if width.isdecimal() else 0


def _enclosed(item: Element, entry: FeedEntry) -> list[FoundPicture]:
    linked = [each for each in _all(item, "atom:link") if each.get("rel") == "enclosure"]
    found = []
    for each in [*_all(item, "enclosure"), *linked]:
        address, kind = (each.get("url") or each.get("href") or "").strip(), each.get("type") or ""
        if address and is_image(address, kind):
            found.append(FoundPicture(src=address))
        elif address:
            entry.notes.append(f"file {address} ({kind or 'of no known kind'}) left out")
    return found


def _named_images(item: Element) -> list[FoundPicture]:
    addresses = [each.get("href") or "" for each in _all(item, "itunes:image")]
    addresses += [_text(each, "url") or _words(each) for each in _all(item, "image")]
    return [FoundPicture(src=address.strip()) for address in addresses if address.strip()]


def _link(parent: Element, base: str) -> str:
    """Return where an entry or a feed is read."""
    for each in _all(parent, "atom:link"):
        if each.get("rel", "alternate") == "alternate" and each.get("href"):
            return absolute(base, each.get("href", ""))
    if written := _text(parent, "link"):
        return absolute(base, written)
    guid = _first(parent, "guid")
    is_address = guid is not None and guid.get("isPermaLink", "true").lower() != "false"
    address = _words(guid) if guid is not None and is_address else ""
    return address if re.match(r"https?://", address) else ""


def _inherited_base(root: Element, feed: Element) -> str:
    base = _base(root, "")
    return base if feed is root else _base(feed, base)


def _base(element: Element, above: str) -> str:
    return absolute(above, element.get(f"{XML}base", "")) or above


def _rdf(name: str) -> str:
    return f"{{http://www.w3.org/1999/02/22-rdf-syntax-ns#}}{name}"


def _name(element: Any) -> str:
    """Return an element's name with the prefix that is usual for its namespace."""
    space, _, name = str(element.tag).rpartition("}")
    where = re.sub(r"^\{?(https?://)?", "", space).rstrip("/").lower()
    return PREFIXES.get(where, f"{where}:") + name


def _all(parent: Element, *names: str) -> list[Element]:
    return [child for child in parent if _name(child) in names]


def _first(parent: Element, *names: str) -> Element | None:
    """Return the first child of these names that says something, by the names' order."""
    for name in names:
        for child in _all(parent, name):
            if len(child) or (child.text or "").strip() or child.get("src"):
                return child
    return None


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _text(parent: Element, *names: str) -> str:
    found = _first(parent, *names)
    return "" if found is None else _words(found)
