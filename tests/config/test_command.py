"""The command as a process of its own, the way its supervisor starts it."""

import subprocess
import sys


def test_the_command_can_be_started_as_a_module():
    told = subprocess.run(
        [sys.executable, "-m", "wellread.cli", "--help"], capture_output=True, text=True
    )

    assert (told.returncode, told.stderr) == (0, "")
    assert "import" in told.stdout
