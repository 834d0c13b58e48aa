"""Another system, as webhooks meet it: a small server on this machine that remembers."""

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Listener:
    """What was heard at an address, and what is answered there."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answers = 200
        self.extra: dict[str, str] = {}
        self.address = ""

    @property
    def kinds(self) -> list[str]:
        return [one["type"] for one in self.heard]


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.headers.append({**self.headers, "body": body.decode()})
            if listener.answers < 300:
                listener.heard.append(json.loads(body))
            self.send_response(listener.answers)
            for name, value in listener.extra.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    listener.address = f"http://127.0.0.1:{server.server_port}/hooks"
    yield listener
    server.shutdown()
    server.server_close()


def is_signed(headers: dict[str, str], secret: str) -> bool:
    """Check a signature as the specification tells receivers to, with nothing of ours."""
    name, at = headers["webhook-id"], headers["webhook-timestamp"]
    key = base64.b64decode(secret.split("_", 1)[1])
    digest = hmac.new(key, f"{name}.{at}.{headers['body']}".encode(), "sha256").digest()
    wanted = "v1," + base64.b64encode(digest).decode()
    return wanted in headers["webhook-signature"].split(" ")
