"""Months of readers, banks and trouble on both databases; `make chaos` lives through years."""

import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SIZE = ("--readers", "30", "--months", "4")


@pytest.mark.parametrize("database", [[], ["--postgresql"]], ids=["sqlite", "postgresql"])
def test_every_promise_holds_through_some_months_of_trouble(database, capsys):
    # Another one each time: any seed must pass, and whoever meets one that does not is told it.
    seed = secrets.randbelow(10**6)
    command = [sys.executable, "-m", "chaos", "--seed", str(seed), *SIZE, *database]

    lived = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    with capsys.disabled():
        print(f"\nchaos: SEED={seed} {' '.join(database)}", flush=True)
    assert lived.returncode == 0, lived.stdout + lived.stderr
