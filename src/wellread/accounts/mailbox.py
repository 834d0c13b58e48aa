"""The demo's letters, read from the files that its mail backend writes."""

import email
import email.policy
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

SEPARATOR = "-" * 79
MOST_SHOWN = 50


class Letter(NamedTuple):
    """One letter that was sent."""

    number: str
    to: str
    subject: str
    sent_at: datetime
    text: str


def letters() -> list[Letter]:
    """Return the newest letters first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    found = [letter for file in files[:MOST_SHOWN] for letter in _read(file)]
    return sorted(found, key=lambda letter: letter.sent_at, reverse=True)


def _read(file: Path) -> list[Letter]:
    texts = file.read_text(encoding="utf-8", errors="replace").split(f"\n{SEPARATOR}\n")
    return [_letter(f"{file.stem}-{n}", text) for n, text in enumerate(texts) if text.strip()]


def _letter(number: str, text: str) -> Letter:
    message = email.message_from_string(text, EmailMessage, policy=email.policy.default)
    body = message.get_body(("plain",))
    return Letter(
        number,
        message["To"] or "",
        message["Subject"] or "",
        parsedate_to_datetime(message["Date"]),
        body.get_content() if body else "",
    )
