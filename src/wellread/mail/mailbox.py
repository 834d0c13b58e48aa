"""The demo's e-mails, read from the files that its mail backend writes."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

SEPARATOR = "-" * 79
# One page that a developer still looks through.
MOST_SHOWN = 50


class KeptMessage(NamedTuple):
    """One e-mail that was sent, as a file of the demo."""

    number: str
    to: str
    subject: str
    sent_at: datetime
    text: str
    html: str


def messages() -> list[KeptMessage]:
    """Return the newest e-mails first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    # Within a file the newest is the last, and several may be of one second.
    found = [one for file in files[:MOST_SHOWN] for one in reversed(_read(file))]
    return sorted(found, key=lambda one: one.sent_at, reverse=True)[:MOST_SHOWN]


def _read(file: Path) -> list[KeptMessage]:
    # As bytes: a text part that is not ASCII comes out of a string in escapes.
    texts = file.read_bytes().split(f"\n{SEPARATOR}\n".encode())
    return [_message(f"{file.stem}-{n}", text) for n, text in enumerate(texts) if text.strip()]


def _message(number: str, text: bytes) -> KeptMessage:
    message = email.message_from_bytes(text, EmailMessage, policy=email.policy.default)
    body, look = message.get_body(("plain",)), message.get_body(("html",))
    return KeptMessage(
        number,
        message["To"] or "",
        message["Subject"] or "",
        _sent_at(message["Date"]),
        body.get_content() if body else "",
        # Its links open beside the mailbox, not inside the frame in which it is shown.
        look.get_content().replace("<head>", '<head><base target="_blank">', 1) if look else "",
    )


def _sent_at(date: str) -> datetime:
    # RFC 5322, 3.3: "-0000" is a time of no zone, which the library gives without one; it is UTC.
    moment = parsedate_to_datetime(date)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
