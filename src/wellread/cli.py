"""The `wellread` command."""

import argparse
import os
import sys

from wellread.commands import books, deciding, events, law, moving, people, running, sites
from wellread.config.django_setup import set_up_django
from wellread.config.site_folder import SiteFolderFault, choose_settings

# In the order in which a newsroom meets them.
SUBJECTS = (sites, people, running, deciding, books, events, law, moving)
TABLES = (
    "Look at DATABASE_URL and WELLREAD_VAR; `wellread manage migrate` makes the tables, and "
    "`wellread manage createcachetable` the cache’s."
)


def main(arguments: list[str] | None = None) -> int:
    """Run one sub-command; return its exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        return _run(words)
    except BrokenPipeError:
        # Whoever read our answers has had enough; what is left must not be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as fault:
        if advice := _advice(fault):
            print(f"wellread: {advice}", file=sys.stderr)
            return 1
        raise


def _run(words: list[str]) -> int:
    # A new site's values are checked by themselves, not together with those of another.
    if words[:1] != ["new"]:
        choose_settings()
    # Django's own commands parse their own words.
    if words[:1] == ["manage"]:
        return _manage(words[1:])
    options = _parser().parse_args(words)
    return int(options.run(options))


def _advice(fault: Exception) -> str:
    """Return what whoever typed a command can mend, or nothing for a fault of our own."""
    from django.db import OperationalError, ProgrammingError

    from wellread.config.environment import SettingFault
    from wellread.config.serving import PortBusy
    from wellread.config.starting_site import FolderTaken
    from wellread.insights.clickhouse import StoreAway
    from wellread.newsroom.rules import BrandFault
    from wellread.payments.gateway import GatewayRefused, GatewayUnavailable

    if isinstance(fault, SettingFault | SiteFolderFault | FolderTaken | BrandFault | PortBusy):
        return str(fault)
    if isinstance(fault, OperationalError | ProgrammingError):
        return f"the database does not answer: {fault}\n{TABLES}"
    if isinstance(fault, StoreAway):
        return f"where events rest: {fault}"
    if isinstance(fault, GatewayUnavailable | GatewayRefused):
        return f"payments do not answer: {fault}"
    return ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wellread", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for subject in SUBJECTS:
        subject.add(commands)
    commands.add_parser("manage", help="Django's own commands: wellread manage help")
    return parser


def _manage(words: list[str]) -> int:
    set_up_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["wellread manage", *words])
    return 0


if __name__ == "__main__":
    sys.exit(main())
