"""JSON feeds, versions 1 and 1.1; what is of a wrong kind is named by its place."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import PurePath
from typing import Any

from wellread.newsroom.importers.characters import decode, without_controls
from wellread.newsroom.importers.faults import ImportFault
from wellread.newsroom.importers.feed_entries import OF_THE_FILE, FeedEntry, absolute, is_image
from wellread.newsroom.importers.html_elements import unescaped
from wellread.newsroom.importers.markup import plain
from wellread.newsroom.importers.report import Loss, Report
from wellread.newsroom.importers.story import FoundPicture

READ = {
    "id", "url", "external_url", "title", "content_html", "content_text", "summary", "image",
    "banner_image", "date_published", "date_modified", "author", "authors", "tags", "language",
    "attachments",
}  # fmt: skip
VERSION = "://jsonfeed.org/version/1"


class NoNumber:
    """What stands for NaN and the infinities, which JSON does not have."""


KINDS = {
    str: "a text",
    int: "a number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
    NoNumber: "no number",
}


def entries(content: bytes, source: str, report: Report) -> Iterator[FeedEntry]:
    """Yield a feed's items; raise ImportFault before the first when it cannot be read."""
    document = read_json(content, source, report)
    version = document.get("version") if isinstance(document, dict) else None
    if not isinstance(version, str) or VERSION not in version.replace("www.", ""):
        raise ImportFault(
            f"{source}: JSON, but no JSON feed: its version does not begin https:{VERSION[1:]}"
        )
    items = document.get("items")
    if not isinstance(items, list):
        raise ImportFault(f"{source}: items: must be a list")
    feed = Fields(document, "feed")
    known = [feed.text("home_page_url"), feed.text("feed_url"), *_links(items)]
    home = next(filter(None, known), PurePath(source).name)
    authors = _authors(feed)
    language = feed.text("language")
    for note in feed.notes:
        report.note(source, Loss(OF_THE_FILE, note))
    if document.get("expired") is True:
        report.note(source, Loss("the feed says that nothing more will come in it"))
    if further := feed.text("next_url"):
        report.note(source, Loss("more of the feed elsewhere", further))
    _note_unread(items, source, report)
    return _items(items, home, language, authors, report)


def _links(items: list[Any]) -> Iterator[str]:
    yield from (item["url"] for item in items if isinstance(item, dict)
                and str(item.get("url")).startswith(("http://", "https://")))  # fmt: skip


def _note_unread(items: list[Any], source: str, report: Report) -> None:
    several = Counter(
        name for item in items if isinstance(item, dict) for name in sorted(set(item) - READ)
    )
    for name, items_with in several.items():
        where = "1 item" if items_with == 1 else f"{items_with} items"
        report.note(source, Loss("field that is not read", f"{name} (in {where})"))


def read_json(content: bytes, source: str, report: Report) -> Any:
    """Return what is in a JSON file; raise ImportFault with the place where it breaks."""
    text, notes = decode(content)
    for note in notes:
        report.note(source, Loss(OF_THE_FILE, note))
    try:
        return json.loads(text, strict=False, parse_constant=lambda name: NoNumber())
    except json.JSONDecodeError as fault:
        where = f"at line {fault.lineno}, column {fault.colno}"
        raise ImportFault(f"{source}: not valid JSON {where}: {fault.msg}") from fault
    except (ValueError, RecursionError) as fault:
        raise ImportFault(f"{source}: not valid JSON: {fault}") from fault


class Fields:
    """The fields of a JSON object, read as what they must be; faults are noted by their place."""

    def __init__(self, facts: dict[str, Any], place: str) -> None:
        self._facts = facts
        self._place = place
        self.notes: list[str] = []

    def text(self, name: str) -> str:
        """Return a text, or nothing where there is none or something else."""
        return self._text(self._facts.get(name), name)

    def texts(self, name: str) -> list[str]:
        """Return a list of texts; a text alone is a list of one."""
        value = self._facts.get(name)
        several = value if isinstance(value, list) else [value]
        found = [self._text(each, f"{name}[{place}]") for place, each in enumerate(several)]
        return [text for text in found if text]

    def objects(self, name: str) -> list["Fields"]:
        """Return a list of objects; an object alone is a list of one."""
        value = self._facts.get(name)
        several = value if isinstance(value, list) else [value]
        found = []
        for place, each in enumerate(several):
            if isinstance(each, str) and each.strip() and name in {"author", "authors"}:
                found.append(Fields({"name": each}, f"{self._place}.{name}[{place}]"))
            elif isinstance(each, dict):
                found.append(Fields(each, f"{self._place}.{name}[{place}]"))
            elif each is not None:
                self._wrong(f"{name}[{place}]", each, "an object")
        return found

    def _text(self, value: object, name: str) -> str:
        if value is None:
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            self._wrong(name, value, "a text")
            return ""
        clean = without_controls(value)
        if clean != value:
            self.notes.append(f"{self._place}.{name}: control characters taken out")
        return clean.strip()

    def _wrong(self, name: str, value: object, wanted: str) -> None:
        kinds = {dict: "an object", list: "a list", bool: "true or false", float: "a number"}
        kind = kinds.get(
            type(value), "no number" if isinstance(value, NoNumber) else "another kind"
        )
        self.notes.append(f"{self._place}.{name}: left out, for it is {kind} and not {wanted}")


def _items(
    items: list[Any], home: str, language: str, authors: list[str], report: Report
) -> Iterator[FeedEntry]:
    for number, item in enumerate(items):
        place = f"items[{number}]"
        fields = Fields(item if isinstance(item, dict) else {}, place)
        identity = fields.text("id") or fields.text("url")
        if not identity:
            report.skip(place, "it has neither an id nor a url")
            continue
        entry = _entry(fields, place, identity, home, language)
        # JSON Feed 1.1: an item without authors is by the feed's.
        entry.authors = entry.authors or authors
        yield entry


def _entry(fields: Fields, place: str, identity: str, home: str, language: str) -> FeedEntry:
    link = absolute(home, fields.text("url")) if fields.text("url") else home
    title = escape(fields.text("title"), quote=False)
    plain_text = escape(fields.text("content_text"), quote=False)
    written = fields.text("content_html")
    if (markup := unescaped(written)) != written:
        fields.notes.append(f"{place}.content_html: escaped twice, and read as HTML")
    if markup.strip() and not _words(fields.text("content_text")) <= _words(plain(markup)):
        fields.notes.append(f"{place}.content_text: left out, it says something else than the HTML")
    entry = FeedEntry(
        place=place,
        identity=identity,
        home=home,
        title=title,
        text=markup or plain_text,
        summary=escape(fields.text("summary"), quote=False),
        base=link,
        language=fields.text("language") or language,
        dates={name: fields.text(name) for name in ("date_published", "date_modified")},
        authors=_authors(fields),
        topics=[escape(tag, quote=False) for tag in fields.texts("tags")],
        picture=_picture(fields, link),
        link=link if fields.text("url") else "",
    )
    _link_elsewhere(fields, entry)
    entry.notes = [note.removeprefix(f"{place}.") for note in dict.fromkeys(fields.notes)]
    return entry


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _authors(fields: Fields) -> list[str]:
    # Version 1.1 has "authors", version 1 "author"; feeds of either have both.
    people = fields.objects("authors") or fields.objects("author")
    names = [escape(person.text("name"), quote=False) for person in people]
    for person in people:
        fields.notes += person.notes
    return names


def _picture(fields: Fields, base: str) -> FoundPicture | None:
    found = [fields.text("image"), fields.text("banner_image")]
    for attachment in fields.objects("attachments"):
        address, kind = attachment.text("url"), attachment.text("mime_type")
        fields.notes += attachment.notes
        if address and is_image(address, kind):
            found.append(address)
        elif address:
            fields.notes.append(f"attached file {address} ({kind or 'of no known kind'}) left out")
    found = [absolute(base, address) for address in dict.fromkeys(found) if address]
    fields.notes += [f"one more picture beside the text left out: {each}" for each in found[1:]]
    return FoundPicture(src=found[0]) if found else None


def _link_elsewhere(fields: Fields, entry: FeedEntry) -> None:
    """Add what an item is about at the end of its text, where the text does not lead there."""
    address = fields.text("external_url")
    if address.startswith(("http://", "https://")) and escape(address) not in entry.text:
        written = escape(address)
        entry.text += f'\n\n<p><a href="{written}">{written}</a></p>'
        fields.notes.append(f"its link to {address} stands at the end")
