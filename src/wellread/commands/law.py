"""What the law asks."""

import argparse
import datetime
import sys

from wellread.commands.words import Subcommands, day


def add(commands: Subcommands) -> None:
    """Add the commands to the parser."""
    law = commands.add_parser("law", help="say what the law asks of selling a membership")
    law.add_argument(
        "--country", metavar="CODE", help="DE, or a state: US-CA; all rules unless given"
    )
    law.add_argument("--on", type=day, metavar="DAY", help="2027-04-06; today unless given")
    law.set_defaults(run=_law)


def _law(options: argparse.Namespace) -> int:
    from wellread.membership import law

    if not options.country:
        print(law.page(), end="")
        return 0
    on = options.on or datetime.datetime.now(datetime.UTC)
    try:
        print(law.described(on.date(), options.country))
    except law.UnknownPlace as fault:
        print(f"wellread: --country {fault}", file=sys.stderr)
        return 2
    return 0
