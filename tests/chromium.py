"""The browser that tests drive, and what is said where there is none."""

import os
import shutil

import pytest

# With its windows and extensions Chromium takes three times the processor for the same pages.
BROWSER = shutil.which("chromium")
CHROMIUM = shutil.which("chromium-headless-shell") or BROWSER
HOW_TO_MEND = "apt-get install chromium chromium-headless-shell default-jre-headless"


def leave_out_without_it(items, folder):
    """Skip the tests of a folder where no browser is, and end the run where that may not be."""
    if BROWSER:
        return
    if os.environ.get("CI") == "true":
        pytest.exit(f"The tests in {folder} need a browser: {HOW_TO_MEND}", returncode=1)
    for item in items:
        if folder in item.path.parts:
            item.add_marker(pytest.mark.skip(reason=f"no Chromium: {HOW_TO_MEND}"))
