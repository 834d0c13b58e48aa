"""A request and its answer, apart from any server."""

import json
from dataclasses import dataclass, field
from email.message import Message

from stripe_sandbox.shapes import Json


@dataclass(frozen=True, slots=True)
class Request:
    """What came in; header names may be written in any case."""

    method: str
    path: str
    query: str
    headers: Message
    body: bytes

    @property
    def is_form(self) -> bool:
        """Whether a page's form sent it."""
        return self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")

    @property
    def text(self) -> str:
        """The body as text; bytes that are no UTF-8 become replacement characters."""
        return self.body.decode(errors="replace")


@dataclass(frozen=True, slots=True)
class Response:
    """What goes out; `hang_up` closes the connection without a word."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    hang_up: bool = False


def json_response(body: Json, status: int = 200, **headers: str) -> Response:
    """Return an answer in JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(
        status,
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "Cache-Control": "no-store", **named},
    )


def redirect(address: str) -> Response:
    """Return the answer to a form: look over there."""
    return Response(303, b"", {"Location": address, "Cache-Control": "no-store"})
