"""A mail server on loopback that keeps what it takes, and is now and then in trouble."""

import email
import random
import re
import socketserver
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.policy import default

# Shares of the e-mails that are offered.
LATER, NO_ANSWER = 0.02, 0.005


class MailServer(socketserver.ThreadingTCPServer):
    """Counts each e-mail by its own name, and hands out what came for an address."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.lock = threading.Lock()
        self.taken: Counter[str] = Counter()
        self.boxes: defaultdict[str, list[str]] = defaultdict(list)
        self.is_in_trouble = True
        self._chance = random.Random(f"{seed}:mail")

    @property
    def address(self) -> str:
        """Where the site sends its e-mails to, as `EMAIL_URL` writes it."""
        host, port = self.server_address
        return f"smtp://{host}:{port}"

    def trouble(self) -> str:
        """Return what goes wrong with the next e-mail, or nothing."""
        drawn = self._chance.random() if self.is_in_trouble else 1.0
        return "later" if drawn < LATER else "no answer" if drawn < LATER + NO_ANSWER else ""

    def take(self, recipient: str, source: bytes) -> None:
        """Keep an e-mail: its subject, and its text as a person reads it."""
        message = email.message_from_bytes(source, policy=default)
        text = message.get_body(("plain",))
        words = f"{message['Subject']}\n{text.get_content() if text else ''}"
        with self.lock:
            self.taken[str(message["Message-ID"])] += 1
            self.boxes[recipient.lower()].append(words)

    def links(self, recipient: str, path: str) -> list[str]:
        """Return the addresses under a path that e-mails to a recipient name, the newest last."""
        with self.lock:
            box = list(self.boxes[recipient.lower()])
        return [link for words in box for link in re.findall(rf"http://\S+{path}\S+", words)]

    def codes(self, recipient: str) -> list[str]:
        """Return the codes to sign in with that came for a recipient, the newest last."""
        with self.lock:
            box = list(self.boxes[recipient.lower()])
        return [found[1] for words in box if (found := re.match(r"Your code: (\S+)", words))]


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        # A worker that is killed says no good-bye.
        with suppress(ConnectionError):
            self._talk()

    def _talk(self) -> None:
        self._say("220 ready")
        recipient = ""
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
            if verb == b"DATA":
                if not self._take(recipient):
                    return
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _take(self, recipient: str) -> bool:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        trouble = self.server.trouble()
        if trouble == "later":
            self._say("451 try again later")
            return True
        self.server.take(recipient, b"".join(lines))
        if trouble == "no answer":
            return False
        self._say("250 taken")
        return True

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server(seed: int) -> Iterator[MailServer]:
    """Yield one that serves until the end of the block."""
    with MailServer(seed) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()
