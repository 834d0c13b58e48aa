"""A site that runs: its processes, its database, its letters and the sandbox's levers."""

import json
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing, contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path
from typing import NamedTuple

from tests.journeys.words import EDITION
from wellread.demo import run as demo
from wellread.demo.content_files import documents
from wellread.demo.supervisor import Supervisor

PATIENCE_S = 30
EMAILS_APART = b"\n" + b"-" * 79 + b"\n"
# What is written when something is looked at, not what is known about it.
BOOKKEEPING = {"look_again_at"}


class Answer(NamedTuple):
    """What the site said to a plain request."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self):
        return self.body.decode()


class Email(NamedTuple):
    """An e-mail that arrived: its subject, and what it says as text."""

    subject: str
    text: str


class Site(NamedTuple):
    """A running site: its addresses, its folder, the stories that anyone may read whole."""

    url: str
    sandbox: str
    folder: Path
    settings: dict[str, str]
    supervisor: Supervisor
    open_stories: tuple[str, ...]
    community_story: str

    def get(self, path, **headers):
        """Ask for a page as a program does: no cookies, no following of redirects."""
        request = urllib.request.Request(f"{self.url}{path}", headers=headers)
        try:
            with _opener.open(request, timeout=PATIENCE_S) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as answer:
            return Answer(answer.code, answer.headers, answer.read())

    def every_path(self):
        """Return every page that the sitemap tells of."""
        places = re.findall(r"<loc>([^<]+)</loc>", self.get("/sitemap.xml").text)
        return [urllib.parse.urlsplit(place).path for place in places]

    def lever(self, name, **wanted):
        """Pull a lever of the sandbox and return its answer."""
        request = urllib.request.Request(
            f"{self.sandbox}/_sandbox/{name}",
            data=json.dumps(wanted).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def advance(self, **ahead):
        """Let time pass in the sandbox; return when the site has heard all about it."""
        to = self.lever("clock", **ahead, wait_s=20)["offset_seconds"]
        eventually(
            lambda: self.rows("SELECT offset_s FROM payments_sandboxclock") == [(to,)],
            "the site follows the sandbox's clock",
        )
        # What a process remembers of the clock is a second old at most.
        time.sleep(1.1)
        self.come_to_rest()

    def come_to_rest(self):
        """Wait until every billing event is processed and every letter is on its way."""
        eventually(
            lambda: (
                self.rows(
                    "SELECT id FROM payments_billingevent WHERE outcome = 'waiting' UNION ALL "
                    "SELECT id FROM mail_email WHERE state IN ('queued', 'sending')"
                )
                == []
            ),
            "all events are processed and all letters sent",
        )

    def rows(self, sql, *values):
        """Return what a query finds in the site's own database, without touching it."""
        file = f"file:{self.folder / 'wellread.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(file, uri=True, timeout=20)) as database:
            return database.execute(sql, values).fetchall()

    def forget_tries(self):
        """Let whoever comes next be the first from their network."""
        with closing(sqlite3.connect(self.folder / "wellread.sqlite3", timeout=20)) as database:
            database.execute("DELETE FROM accounts_ratelimit")
            database.commit()

    def emails_to(self, address):
        """Return the e-mails that an address got, oldest first."""
        files = sorted((self.folder / "mail").glob("*.log"), key=lambda file: file.stat().st_mtime)
        sent = [one for file in files for one in file.read_bytes().split(EMAILS_APART)]
        found = [message_from_bytes(one, policy=policy.default) for one in sent if one.strip()]
        # A long subject begins on a line of its own, whose leading space is none of its words.
        own = (one for one in found if one["To"] == address)
        return [Email(one["Subject"].strip(), _text_of(one)) for one in own]

    def mail_comes_to_rest(self):
        """Wait until no e-mail waits to be sent."""
        waiting = "SELECT id FROM mail_email WHERE state IN ('queued', 'sending')"
        eventually(lambda: self.rows(waiting) == [], "every e-mail is on its way")


def _text_of(message: EmailMessage):
    return message.get_body(("plain",)).get_content()


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


_opener = urllib.request.build_opener(_NoRedirects)


@contextmanager
def running(folder, port, *, programs=None, community_story="", open_stories=(), **settings):
    """Run a prepared folder's site, as `make demo` does."""
    environment = settings_of(port, folder) | settings
    supervisor = Supervisor(programs or demo.programs(port, folder), environment)
    supervisor.start()
    try:
        assert demo.wait_until_ready(f"http://127.0.0.1:{port}/readyz"), (
            folder / "log" / "web.log"
        ).read_text()
        yield Site(
            f"http://localhost:{port}",
            f"http://127.0.0.1:{port + 1}",
            folder,
            environment,
            supervisor,
            tuple(open_stories) or open_demo_stories(),
            community_story or demo_stories(lambda story: story.get("community_only"))[0],
        )
    finally:
        supervisor.end()


def settings_of(port, folder):
    """Return the environment of a demo at this port, in the edition that is tried."""
    return demo.demo_settings(port, folder) | {"WELLREAD_LANGUAGE": EDITION}


def copy_of(prepared, to):
    """Copy a prepared folder, whose own site does not run."""
    return shutil.copytree(prepared, to, ignore=shutil.ignore_patterns("lock", "log"))


def wellread(settings, *words, **options):
    """Run the `wellread` command to its end."""
    command = [sys.executable, "-m", "wellread.cli", *words]
    return subprocess.run(
        command, env=settings, capture_output=True, text=True, check=False, **options
    )


def demo_stories(wanted, folder="articles"):
    """Return the paths of those of the demo's stories that are wanted."""
    return tuple(
        f"/{story['section']}/{story['slug']}/" for story in documents(folder) if wanted(story)
    )


def open_demo_stories():
    """Return the demo's stories that anyone may read whole, and that may be asked beside."""
    closed = ("community_only", "sensitive", "sponsored_by")
    return demo_stories(lambda story: not any(story.get(name) for name in closed))


def eventually(is_so, what, *, within_s=PATIENCE_S):
    """Wait until something is so; fail with its name when it does not come about."""
    deadline = time.monotonic() + within_s
    while not (answer := is_so()):
        assert time.monotonic() < deadline, f"It did not come about that {what}"
        time.sleep(0.1)
    return answer


def free_pair():
    """Return a port that is free and whose successor is too."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
