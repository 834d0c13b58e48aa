"""A language made up for the tests: English in letters that no English text is written in."""

import re
from html.parser import HTMLParser
from pathlib import Path

import allauth
import django
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from wellread.language import catalogues

CODE = "xx"
KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd]|\{[^}]*\}|<[^>]+>|&\w+;)")
WIDE = {code: code + 0xFEE0 for code in (*range(ord("A"), ord("Z") + 1), *range(97, 123))}
SPOKEN = ("alt", "aria-label", "title", "placeholder", "content")


def widened(text: str) -> str:
    """Return a message in wide letters, with what is no words as it was."""
    parts = KEPT.split(text)
    return "".join(part if place % 2 else part.translate(WIDE) for place, part in enumerate(parts))


def write(folder: Path) -> None:
    """Write the catalogue of every message of ours, of Django's and of allauth's."""
    pseudo = Catalog(locale="en", charset="utf-8")
    for message in (*catalogues.gather(), *_others()):
        if message.id and isinstance(message.id, str):
            pseudo.add(message.id, widened(message.id), context=message.context)
        elif message.id:
            forms = tuple(widened(form) for form in message.id)
            pseudo.add(message.id, forms, context=message.context)
    file = folder / CODE / "LC_MESSAGES" / "django.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(catalogues.compiled(pseudo))


def english_in(html: str) -> list[str]:
    """Return the texts of a page that still have English letters in them."""
    reader = _Texts()
    reader.feed(html)
    return [text for text in reader.found if re.search(r"[A-Za-z]{2}", _without_names(text))]


def _others() -> list:
    found = []
    for package in (django, allauth):
        for file in Path(package.__file__).parent.rglob("locale/de/LC_MESSAGES/django.po"):
            with file.open("rb") as text:
                found += read_po(text)
    return found


def _without_names(text: str) -> str:
    # Addresses, months that Babel writes in English here, and codes of currencies and zones.
    text = re.sub(r"\S+@\S+|https?://\S+|/[\w/?=&-]*", " ", text)
    months = "January February March April May June July August September October November December"
    days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
    for name in f"{months} {days}".split():
        text = re.sub(rf"\b({name}|{name[:3]}|{name[:4]})\b\.?", " ", text)
    return re.sub(r"\b(USD|EUR|GBP|UTC)\b", " ", text)


class _Texts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.silent = [], 0

    def handle_starttag(self, tag, attributes):
        self.silent += tag in {"script", "style"}
        known = dict(attributes)
        if tag == "meta" and known.get("name") != "description":
            return
        self.found += [known[name].strip() for name in SPOKEN if known.get(name)]

    def handle_endtag(self, tag):
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data):
        if not self.silent and data.strip():
            self.found.append(data.strip())
