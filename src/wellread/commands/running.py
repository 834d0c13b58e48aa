"""The processes of a site."""

import argparse

from wellread.commands.words import Subcommands, port, some
from wellread.config.django_setup import set_up_django


def add(commands: Subcommands) -> None:
    """Add the commands to the parser."""
    serve = commands.add_parser("serve", help="answer requests until stopped")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    serve.add_argument("--port", type=port, default=8000)
    serve.add_argument("--workers", type=some, default=2, help="processes")
    serve.add_argument("--threads", type=some, default=4, help="requests at once in each")
    serve.set_defaults(run=_serve)

    commands.add_parser("work", help="do jobs until stopped").set_defaults(run=_work)


def _serve(options: argparse.Namespace) -> int:
    from wellread.config.serving import serve

    serve(host=options.host, port=options.port, workers=options.workers, threads=options.threads)
    return 0


def _work(options: argparse.Namespace) -> int:
    set_up_django()
    from wellread.config.worker import work

    work()
    return 0
