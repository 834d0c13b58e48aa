"""Catalogues of the words that readers and editors meet: gathered, brought up to date, compiled.

Run by `make words`. What it writes is kept in the repository, .mo files too, so that a clone and a
wheel speak every language without a step of building.
"""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from wellread.engine.refusal import Refusal
from wellread.language import email_labels
from wellread.language.editors import CONTEXT

PACKAGE = Path(__file__).resolve().parent.parent
FOLDER = Path(__file__).resolve().parent / "locale"
# What only staff meet. In files of readers' it is known by its context.
STAFFS = re.compile(
    r"^(?:desk|demo|mail/(?!(?:\w+_emails?|catalogue|queries)\.py|templates/mail/email\.html))"
    r"|/(?:admin|editing)/|saved_meanwhile|appeals/templates/|/panels|/wagtail_hooks"
)
OF_EDITORS = {"for_editors": None, "for_editors_counted": (1, 2)}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = "# The words of Wellread, in {language}.\n# docs/howto/translate.md"
# As wide as our code.
WIDTH = 100
# Two changes made at different times must not differ in a line that says nothing.
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)


def gather(package: Path = PACKAGE) -> Catalog:
    """Return every word that a package marks, with the files that hold it."""
    found = Catalog(charset="utf-8")
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package).as_posix()
        for message, context, comments in _marked(path):
            place = [(name, 0)]
            found.add(message, context=context, locations=place, auto_comments=comments)
    for refusal in Refusal:
        # The engine knows no languages; its reasons are named at the desk alone.
        found.add(refusal.meaning, context=CONTEXT, locations=[("engine/refusal.py", 0)])
    return found


def is_for_editors(message: Message) -> bool:
    """Return whether a message is met by editors alone."""
    files = {file for file, _ in message.locations}
    return message.context == CONTEXT or all(STAFFS.search(file) for file in files)


def languages(folder: Path = FOLDER) -> list[str]:
    """Return the languages there are catalogues of."""
    return sorted(path.name for path in folder.iterdir() if (path / "LC_MESSAGES").is_dir())


def read(language: str, folder: Path = FOLDER) -> Catalog:
    """Return a language's catalogue as it is kept; an empty one when it is new."""
    file = _file(language, folder)
    if not file.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with file.open("rb") as text:
        return read_po(text, locale=language)


def bring_up_to_date(language: str, found: Catalog, folder: Path = FOLDER) -> Catalog:
    """Add what is new to a language's catalogue and drop what is gone; nothing is guessed."""
    kept = read(language, folder)
    kept.update(found, no_fuzzy_matching=True)
    kept.obsolete.clear()
    kept.header_comment = HEADER.format(language=language)
    kept.creation_date = kept.revision_date = UNDATED
    _file(language, folder).parent.mkdir(parents=True, exist_ok=True)
    _file(language, folder).write_bytes(_as_text(kept))
    _file(language, folder).with_suffix(".mo").write_bytes(compiled(kept))
    return kept


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue in the form that gettext reads."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """Return what a catalogue does not say yet to readers."""
    return [_name(one.id) for one in of_readers(catalogue) if not _is_whole(one)]


def of_readers(catalogue: Catalog) -> list[Message]:
    """Return the messages of a catalogue that readers meet."""
    labels = email_labels.labels(PACKAGE / "mail")
    return [
        one
        for one in catalogue
        if one.id and not is_for_editors(one) and not (one.id in labels and _is_of_mail(one))
    ]


def main() -> None:
    """Bring the named languages up to date, all there are by default, and say what is missing."""
    found = gather()
    for language in sys.argv[1:] or languages():
        lacking = missing(bring_up_to_date(language, found))
        print(f"{language}: {len(found)} messages, {len(lacking)} of readers' without translation")


def _marked(path: Path) -> Iterator[tuple[Any, str | None, list[str]]]:
    if path.suffix not in {".py", ".html", ".txt"}:
        return
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        if "templates" not in path.parts:
            return
        # In brackets a template's own indentation is none of Python's.
        text = f"({templatize(text, origin=str(path))})"
    for keywords, ours in ((KEYWORDS, None), (OF_EDITORS, CONTEXT)):
        source = BytesIO(text.encode())
        for _, message, comments, context in extract("python", source, keywords, ["Translators:"]):
            yield message, context or ours, comments


def _file(language: str, folder: Path) -> Path:
    return folder / language / "LC_MESSAGES" / "django.po"


def _as_text(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalogue, width=WIDTH, sort_output=True, include_lineno=False, omit_header=False)
    return out.getvalue()


def _is_of_mail(message: Message) -> bool:
    return all(file.startswith("mail/") for file, _ in message.locations)


def _is_whole(message: Message) -> bool:
    forms = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(forms)


def _name(message: object) -> str:
    return str(message[0] if isinstance(message, (list, tuple)) else message)


if __name__ == "__main__":
    main()
