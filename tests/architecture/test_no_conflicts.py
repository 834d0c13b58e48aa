import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
MARKS = re.compile(r"^(<{7} |>{7} )", re.MULTILINE)


def test_nothing_was_left_of_a_conflict():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    files = [ROOT / name for name in listed.stdout.splitlines()]
    texts = [file for file in files if file.suffix in {".md", ".py", ".html", ".js", ".toml"}]

    assert [str(file) for file in texts if file.exists() and MARKS.search(file.read_text())] == []
