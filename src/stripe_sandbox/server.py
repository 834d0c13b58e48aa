"""The HTTP server around it all, on the loopback address unless told otherwise."""

import re
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from stripe_sandbox import scheduler
from stripe_sandbox.api import Api
from stripe_sandbox.chaos import SEED, Chaos
from stripe_sandbox.control import Control
from stripe_sandbox.objects import events
from stripe_sandbox.pages.site import Site
from stripe_sandbox.webhooks import WebhookSender
from stripe_sandbox.wire import Request, Response, json_response
from stripe_sandbox.world import World

HOST = "127.0.0.1"
OUR_NAMES = (HOST, "localhost")
EVERYWHERE = "0.0.0.0"  # noqa: S104
# The largest call of the site has some kilobytes.
LARGEST_BODY = 1_000_000
# How soon what falls due by the wall's clock happens.
TICK_S = 1.0
SHOP_NAME = "The Example Shop"


class Sandbox:
    """A sandbox in this process: it serves from `start` until `stop`, at `address`."""

    def __init__(
        self,
        *,
        host: str = HOST,
        port: int = 0,
        seed: int = SEED,
        state: Path | str | None = None,
        webhook_url: str | None = None,
        webhook_secret: str | None = None,
        shop_name: str = SHOP_NAME,
        first_pause_s: float = 1.0,
    ) -> None:
        self.world = World(state, shop_name=shop_name)
        self._server = Server((host, port), Handler)
        shown = HOST if host == EVERYWHERE else host
        self.address = self.world.address = f"http://{shown}:{self._server.server_port}"
        if webhook_url:
            note_endpoint(self.world, webhook_url, webhook_secret or "")
        self.chaos = Chaos(seed=seed)
        self.api = Api(self.world, self.chaos)
        self.sender = WebhookSender(self.world, self.chaos, first_pause_s=first_pause_s)
        self._server.control = Control(self.world, self.api, self.sender)
        self._server.api = self.api
        self._server.site = Site(self.world)
        self._ended = threading.Event()

    def start(self) -> Self:
        """Serve in threads of this process."""
        threading.Thread(target=self.serve, name="sandbox-http", daemon=True).start()
        return self

    def serve(self) -> None:
        """Serve until stopped."""
        self.sender.start()
        threading.Thread(target=self._tick, name="sandbox-clock", daemon=True).start()
        self._server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """End serving; what is undelivered waits for the next start."""
        self._server.shutdown()
        self.close()

    def close(self) -> None:
        """Let go of the port and of the state file, with everything written down."""
        self._ended.set()
        self._server.server_close()
        self.sender.stop()
        if self.sender.ident:
            self.sender.join(timeout=5)
        with self.world.lock:
            self.world.store.close()

    def drain(self, timeout_s: float = 10) -> bool:
        """Wait until every event is delivered: whether that came to be in time."""
        return self.sender.drain(timeout_s)

    def advance(self, **ahead: float) -> None:
        """Let time pass, as POST /_sandbox/clock does."""
        self._server.control.advance(dict(ahead))

    def levers(self) -> list[tuple[str, str]]:
        """Return the method and name of each lever under /_sandbox/."""
        return self._server.control.names()

    def _tick(self) -> None:
        while not self._ended.wait(TICK_S):
            with self.world.lock:
                if not self._ended.is_set():
                    scheduler.catch_up(self.world, until=self.world.now())
                    self.world.commit()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


class Server(ThreadingHTTPServer):
    """One thread a connection."""

    daemon_threads = True
    api: Api
    control: Control
    site: Site

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print what went wrong here; a caller who is gone, or was killed, is no fault of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Turns sockets into requests and responses into bytes."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._answer()

    def do_DELETE(self) -> None:
        """Answer a DELETE."""
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the console for what matters: the call log knows the rest."""

    def _answer(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        if size > LARGEST_BODY:
            self.close_connection = True
            self._send(json_response({"error": {"message": "Too large."}}, 413))
            return
        address = urlsplit(self.path)
        request = Request(
            self.command,
            address.path,
            address.query,
            self.headers,
            self.rfile.read(size),
        )
        try:
            response = respond(self.server, request)
        except Exception:
            traceback.print_exc(file=sys.stderr)
            fault = {"type": "api_error", "message": "The sandbox itself failed; see its console."}
            response = json_response({"error": fault}, 500)
        self._send(response)

    def _send(self, response: Response) -> None:
        if response.hang_up:
            self.close_connection = True
            return
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "same-origin")
        self.end_headers()
        self.wfile.write(response.body)


def respond(server: Server, request: Request) -> Response:
    """Send a request to the part it is for; a foreign site's request gets nowhere."""
    if is_foreign(request, str(server.server_address[0])):
        return json_response({"error": {"message": "Not from here."}}, 403)
    if request.path.startswith("/v1/"):
        return server.api.answer(request)
    if request.path.startswith("/_sandbox/") and not server.site.knows(request):
        return server.control.answer(request)
    return server.site.answer(request)


def is_foreign(request: Request, listens_at: str) -> bool:
    """Whether a browser was led here by another site: by a name of theirs, or by their form."""
    host = request.headers.get("Host", "")
    origin = request.headers.get("Origin")
    if not is_ours(host.partition(":")[0], listens_at):
        return True
    return bool(origin) and request.method != "GET" and urlsplit(origin or "").netloc != host


def is_ours(name: str, listens_at: str) -> bool:
    """Whether a host is this machine: who listens everywhere is reached by any address, no name."""
    if name in (*OUR_NAMES, listens_at):
        return True
    return listens_at == EVERYWHERE and re.fullmatch(r"\d+(\.\d+){3}", name) is not None


def note_endpoint(world: World, url: str, secret: str) -> None:
    """Make the endpoint named at start the first one; a later start may move it."""
    own = world.store.get("webhook_endpoint", "we_sandbox")
    if own is None:
        own = events.make_endpoint(world, url=url, secret=secret, id="we_sandbox")
    own.update(url=url, _secret=secret)
    world.put(own)
    world.commit()
