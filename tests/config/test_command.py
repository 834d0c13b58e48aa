"""The command as a process of its own, the way its supervisor starts it."""

import subprocess
import sys


def test_the_command_can_be_started_as_a_module():
    told = subprocess.run(
        [sys.executable, "-m", "wellread.cli", "--help"], capture_output=True, text=True
    )

    assert (told.returncode, told.stderr) == (0, "")
    assert "import" in told.stdout


def test_what_was_imported_at_the_start_is_looked_through_no_more():
    program = (
        "import gc; from wellread.config.django_setup import set_up_django; set_up_django();"
        "print(gc.isenabled(), gc.get_freeze_count() > 100_000, len(gc.get_objects()) < 100_000)"
    )

    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert told.stdout == "True True True\n", told.stderr
