"""ClickHouse: statements in, rows out; over HTTP, or in this process by chDB."""

import fcntl
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from wellread.insights.store_address import Address

CONNECT_S, ANSWER_S = 5, 300
# chDB lets one process into its folder, for a second or so each time.
FOLDER_S = 60

Row = Mapping[str, Any]


class StoreAway(Exception):
    """Where events live does not answer, or refuses."""


class Server:
    """One server, or those of a cluster, over HTTP."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._session = requests.Session()
        # Without a look at the machine's own proxies and passwords.
        self._session.trust_env = False
        if address.user:
            self._session.auth = (address.user, address.password)

    def prepare(self) -> None:
        """Make the database where it is missing."""
        for host in self.address.hosts:
            self._post(host, f"CREATE DATABASE IF NOT EXISTS {self.address.database}", database="")

    def ask(self, statement: str) -> list[list[Any]]:
        """Return the rows of a SELECT, from the first server."""
        return _rows(self._post(self.address.hosts[0], f"{statement} FORMAT JSONCompact"))

    def tell(self, statement: str) -> None:
        """Do what a statement says, on every server."""
        for host in self.address.hosts:
            self._post(host, statement)

    def put(self, table: str, rows: Iterable[Row]) -> None:
        """Insert rows through the first server, and return once each shard has them."""
        statement = f"INSERT INTO {table} FORMAT JSONEachRow"
        self._post(self.address.hosts[0], statement, _lines(rows))

    def _post(
        self, host: str, statement: str, body: str = "", *, database: str | None = None
    ) -> str:
        words = {"database": self.address.database if database is None else database}
        if self.address.cluster:
            words["insert_distributed_sync"] = "1"
        if body:
            words["query"] = statement
        try:
            answer = self._session.post(
                f"{self.address.scheme}://{host}/",
                params={name: word for name, word in words.items() if word},
                data=(body or statement).encode(),
                timeout=(CONNECT_S, ANSWER_S),
            )
        except requests.RequestException as fault:
            raise StoreAway(f"{host} does not answer: {type(fault).__name__}") from fault
        if answer.status_code != 200:
            raise StoreAway(f"{host} refuses: {answer.text.strip()[:300]}")
        return answer.text


class Embedded:
    """ClickHouse in this process: chDB, of which one process at a time may open a folder."""

    def __init__(self, address: Address) -> None:
        self._folder = Path(address.folder).expanduser()

    def prepare(self) -> None:
        """Make the folder."""
        self._folder.mkdir(parents=True, exist_ok=True)

    def ask(self, statement: str) -> list[list[Any]]:
        """Return the rows of a SELECT."""
        return _rows(self._run(statement, "JSONCompact"))

    def tell(self, statement: str) -> None:
        """Do what a statement says."""
        self._run(statement)

    def put(self, table: str, rows: Iterable[Row]) -> None:
        """Insert rows."""
        self._run(f"INSERT INTO {table} FORMAT JSONEachRow {_lines(rows)}")

    def _run(self, statement: str, form: str = "CSV") -> str:
        try:
            # An extra, and 300 MB of memory in a process that has it.
            import chdb
        except ImportError:
            raise StoreAway("chDB is not installed: pip install 'wellread[chdb]'") from None
        with _held(self._folder):
            connection = chdb.connect(str(self._folder / "data"))
            try:
                return str(connection.query(statement, form))
            except RuntimeError as fault:
                raise StoreAway(str(fault)[:300]) from fault
            finally:
                connection.close()


def client(address: Address) -> Server | Embedded:
    """Return the way to where an address leads."""
    return Embedded(address) if address.scheme == "chdb" else Server(address)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold a folder; raise StoreAway where another process does for too long."""
    until = time.monotonic() + FOLDER_S
    with (folder / "lock").open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise StoreAway(f"{folder} is held by another process") from None
                time.sleep(0.05)
        yield


def _rows(answer: str) -> list[list[Any]]:
    try:
        rows: list[list[Any]] = json.loads(answer)["data"]
    except (ValueError, KeyError) as fault:
        # A fault that comes when an answer has begun is written into it.
        raise StoreAway(f"an answer broke off: {answer[-300:]}") from fault
    return rows


def _lines(rows: Iterable[Row]) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
