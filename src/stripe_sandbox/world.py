"""One account and its time: what every part of the sandbox reads and changes."""

import secrets
import string
import threading
from collections.abc import Callable
from pathlib import Path

from stripe_sandbox.agenda import Agenda
from stripe_sandbox.clock import Clock
from stripe_sandbox.errors import missing_object
from stripe_sandbox.shapes import Json, plain
from stripe_sandbox.shelf import Rows
from stripe_sandbox.state import Store
from stripe_sandbox.versions import API_VERSION

# Kinds that do not tell their mode, or when they were made (the client's generated types).
WITHOUT_MODE = frozenset({"balance_transaction", "discount", "refund"})
WITHOUT_CREATED = frozenset({"discount", "invoiceitem", "mandate"})
LETTERS = string.ascii_letters + string.digits


class World:
    """The objects, the clock and the lock under which both are used."""

    def __init__(self, path: Path | str | None = None, *, shop_name: str = "Sandbox") -> None:
        self.lock = threading.RLock()
        self.store = Store(path)
        self.agenda = Agenda()
        self.clock = Clock(self.setting("offset", {"seconds": 0})["seconds"])
        self.address = ""
        self.shop_name = shop_name
        # What the request under way is written for; what happens without one is the account's.
        self.version = API_VERSION
        self.request: Json = {"id": None, "idempotency_key": None}
        self.on_event: Callable[[Json], None] = lambda event: None

    def now(self) -> int:
        """Return the present virtual time in epoch seconds."""
        return self.clock.now()

    def new(self, kind: str, prefix: str, fields: Json) -> Json:
        """Make an object of a kind, give it an id and remember it."""
        made: Json = {"id": new_id(prefix), "object": kind}
        if kind not in WITHOUT_MODE:
            made["livemode"] = False
        if kind not in WITHOUT_CREATED:
            made["created"] = self.now()
        return self.put({**made, **fields})

    def put(self, record: Json) -> Json:
        """Remember an object after a change."""
        self.store.put(record["object"], record["id"], record)
        return record

    def get(self, kind: str, object_id: str, *, param: str = "id") -> Json:
        """Return an object, or raise the 404 Stripe answers with."""
        found = self.store.get(kind, object_id)
        if found is None:
            raise missing_object(kind.replace("_", " ").replace(".", " "), object_id, param)
        return found

    def all(self, kind: str, **facts: object) -> list[Json]:
        """Return the objects whose fields have these values, newest first."""
        return list(self.rows(kind, **facts))

    def rows(self, kind: str, **facts: object) -> Rows:
        """Return the same, read no further than somebody looks; nothing may change meanwhile."""
        return self.store.rows(kind, **facts)

    def change(self, record: Json, event: str, **fields: object) -> Json:
        """Change fields and announce it with the values they had; silent when nothing changed."""
        previous = {
            name: plain(record.get(name))
            for name, value in fields.items()
            if record.get(name) != value
        }
        if previous:
            record.update(fields)
            self.put(record)
            self.emit(event, record, previous=previous)
        return record

    def emit(self, event: str, record: Json, *, previous: Json | None = None) -> Json:
        """Write down that something happened, with the object as it is at this moment."""
        data = {"object": plain(record)}
        if previous is not None:
            data["previous_attributes"] = previous
        made = self.new(
            "event",
            "evt",
            {
                "api_version": API_VERSION,
                "data": data,
                "pending_webhooks": 0,
                "request": dict(self.request),
                "type": event,
            },
        )
        self.on_event(made)
        return made

    def setting(self, name: str, default: Json) -> Json:
        """Return one of the sandbox's own facts, which no API shows."""
        found = self.store.get("_setting", name)
        return default if found is None else found

    def set(self, name: str, value: Json) -> None:
        """Remember one of the sandbox's own facts."""
        self.store.put("_setting", name, value)

    def commit(self) -> None:
        """Write down what changed, together with the clock."""
        if self.setting("offset", {"seconds": 0})["seconds"] != self.clock.offset:
            self.set("offset", {"seconds": self.clock.offset})
        self.store.commit()


def new_id(prefix: str, length: int = 24) -> str:
    """Return a fresh id such as `cus_4fQ…`."""
    return f"{prefix}_" + "".join(secrets.choice(LETTERS) for _ in range(length))
