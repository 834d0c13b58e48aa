import ast
import subprocess
import sys
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src"
# Each process reads for the first time once, so several are needed for the threads to meet.
PROCESSES = 6
MANY_THREADS_READ_AT_ONCE = """
import sys
from threading import Barrier, Thread

from tests.engine.documents import LINE_UP
from wellread.engine.line_up import LineUp
from wellread.engine.reading import read

THREADS = 16
sys.setswitchinterval(1e-6)
document, together, read_by = LINE_UP, Barrier(THREADS), []

def begin():
    together.wait()
    read_by.append(read(LineUp, document))

threads = [Thread(target=begin) for _ in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(read_by) == THREADS
"""


def test_threads_that_read_for_the_first_time_at_once_read_the_same():
    command = [sys.executable, "-c", MANY_THREADS_READ_AT_ONCE]

    statuses = [subprocess.run(command, check=False).returncode for _ in range(PROCESSES)]

    assert statuses == [0] * PROCESSES


def test_no_other_file_has_msgspec_learn_a_kind_while_requests_are_answered():
    """A decoder made at import is safe: Python imports a module in one thread."""
    calls = [
        f"{path.relative_to(SOURCES)}: {ast.unparse(node)}"
        for path in sorted(SOURCES.rglob("*.py"))
        if path.name != "conversion.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and learns(node)
    ]

    assert calls == []


def learns(call):
    said = ast.unparse(call.func)
    has_type = any(keyword.arg == "type" for keyword in call.keywords)
    return said == "msgspec.convert" or (said.startswith("msgspec.") and has_type)
