"""HTTP as bytes: a client cheap enough to leave the processor to the server."""

import re
import socket

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Connection:
    """One connection to loopback that is kept open."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> None:
        """Send a whole request."""
        self._socket.sendall(request)

    def receive(self) -> bytes:
        """Return the body of one answer; raise RuntimeError for any status but 200."""
        received = self._more(b"")
        while b"\r\n\r\n" not in received:
            received = self._more(received)
        head, _, body = received.partition(b"\r\n\r\n")
        if head[9:12] != b"200":
            raise RuntimeError(head.decode())
        length = LENGTH.search(head)
        missing = int(length[1]) - len(body) if length else 0
        while missing > 0:
            more = self._more(b"")
            body += more
            missing -= len(more)
        return body

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _more(self, received: bytes) -> bytes:
        got = self._socket.recv(65536)
        if not got:
            raise RuntimeError("the server hung up")
        return received + got
