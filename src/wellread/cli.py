"""The `wellread` command."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellread.config.settings")


def main() -> int:
    """Run one sub-command; return its exit status."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["wellread", *sys.argv[2:]])
    return 0
