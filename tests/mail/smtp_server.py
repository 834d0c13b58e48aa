"""A mail server on loopback that takes everything, and may leave after each e-mail."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    """Counts who comes in and what is taken; an e-mail in `refused` (by number) is refused."""

    daemon_threads = True

    def __init__(self, *, leaves_after_each: bool = False, refused: frozenset[int] = frozenset()):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.leaves_after_each, self.refused = leaves_after_each, refused
        self.connections, self.offered, self.taken = 0, 0, 0


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.server.connections += 1
        self._say("220 ready")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._take()
                if self.server.leaves_after_each:
                    return
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _take(self) -> None:
        self._say("354 go on")
        while self.rfile.readline() != b".\r\n":
            pass
        number, self.server.offered = self.server.offered, self.server.offered + 1
        if number in self.server.refused:
            self._say("451 later")
            return
        self.server.taken += 1
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server(settings, **how) -> Iterator[MailServer]:
    """Yield one that the site sends its e-mails to."""
    with MailServer(**how) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 10
        yield server
        server.shutdown()
