"""Commands about where readers' events rest."""

import argparse

from wellread.commands.words import Subcommands
from wellread.config.django_setup import set_up_django


def add(commands: Subcommands) -> None:
    """Add the commands to the parser."""
    events = commands.add_parser("events", help="where readers' events rest").add_subparsers(
        required=True, metavar="VERB"
    )
    move = events.add_parser("move", help="take events to ClickHouse, or bring them back")
    move.add_argument("--back", action="store_true", help="to the database, all of them")
    move.set_defaults(run=_move)


def _move(options: argparse.Namespace) -> int:
    set_up_django()
    from wellread.insights.moving import move_events

    return move_events(is_back=options.back)
