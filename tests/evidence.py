"""What a failing test in a browser leaves behind: its pages' pictures, console and trace.

They are in var/evidence, in a folder named for the test. A trace is opened by
`playwright show-trace`.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "var" / "evidence"

_watched: dict[Any, list[str]] = {}


@contextmanager
def watched(context: Any) -> Iterator[list[str]]:
    """Watch a browser context until it is closed; yield what its console has said.

    An error on the way out is one of the test's: all that is known is kept.
    """
    said = _watched[context] = []
    context.on("console", lambda message: said.append(_told(message)))
    context.on("weberror", lambda error: said.append(f"error: {error.error}"))
    # Snapshots would run scripts in every frame, and a sandboxed one says that it lets none.
    context.tracing.start()
    try:
        yield said
    except BaseException:
        keep()
        raise
    finally:
        if _watched.pop(context, None) is not None:
            context.tracing.stop()


def keep() -> None:
    """Keep what every watched browser shows and has said, for the test that is running."""
    name = os.environ.get("PYTEST_CURRENT_TEST", "a test").rpartition(" ")[0]
    folder = FOLDER / re.sub(r"[^\w.-]+", "-", name)[-120:]
    for number, (context, said) in enumerate(list(_watched.items())):
        del _watched[context]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"console-{number}.txt").write_text("\n".join(said), encoding="utf-8")
        # A browser that has crashed can show nothing, and must not hide why the test failed.
        with suppress(Exception):
            for which, page in enumerate(context.pages):
                page.screenshot(path=folder / f"page-{number}-{which}.png", timeout=5_000)
        with suppress(Exception):
            context.tracing.stop(path=folder / f"trace-{number}.zip")


def _told(message: Any) -> str:
    return f"{message.type}: {message.text} ({message.location.get('url', '')})"
