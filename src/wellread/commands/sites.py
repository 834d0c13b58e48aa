"""Sites: the demo, a folder for a paper, and what an empty one begins with."""

import argparse
from pathlib import Path

from wellread.commands.words import Subcommands, port
from wellread.config.django_setup import set_up_django


def add(commands: Subcommands) -> None:
    """Add the commands to the parser."""
    demo = commands.add_parser("demo", help="prepare and run the demo")
    demo.add_argument("--port", type=port, default=8000, help="the site's; the sandbox's is one up")
    demo.add_argument("--folder", type=Path, default=Path("var/demo"), help="where all is kept")
    demo.add_argument("--reset", action="store_true", help="start afresh")
    demo.add_argument("--history", action="store_true", help="begin with a year of readers")
    demo.set_defaults(run=_demo)

    new = commands.add_parser("new", help="make a folder for a site of your own")
    new.add_argument("folder", type=Path, metavar="DIR")
    new.add_argument("--name", metavar="NAME", help="the paper's name; else the folder's")
    new.add_argument("--language", default="en", metavar="CODE", help="the edition's: he, pt-br")
    new.add_argument("--time-zone", default="UTC", metavar="ZONE", help="such as Europe/London")
    new.add_argument("--currency", default="USD", metavar="CODE", help="of plans: EUR, GBP")
    new.set_defaults(run=_new)

    seed = commands.add_parser("seed-demo", help="fill an empty site with the demo")
    seed.add_argument("--history", action="store_true", help="with a year of readers")
    seed.add_argument(
        "--buying", action="store_true", help="and a member and a group that pay; the sandbox runs"
    )
    seed.set_defaults(run=_seed_demo)
    opening = commands.add_parser("open-site", help="make the front and the privacy page")
    opening.set_defaults(run=_open_site)


def _demo(options: argparse.Namespace) -> int:
    from wellread.demo.run import run

    return run(
        port=options.port,
        folder=options.folder.resolve(),
        afresh=options.reset,
        history=options.history,
    )


def _new(options: argparse.Namespace) -> int:
    from wellread.config.starting_site import start_site

    folder = options.folder.resolve()
    start_site(
        folder,
        name=options.name or folder.name.replace("-", " ").title(),
        language=options.language,
        time_zone=options.time_zone,
        currency=options.currency,
    )
    print(f"{folder} is a site now. `wellread demo`, run there, shows it with the demo's stories.")
    return 0


def _seed_demo(options: argparse.Namespace) -> int:
    set_up_django()
    from wellread.demo.seed import seed

    seed(history=options.history, buying=options.buying)
    return 0


def _open_site(options: argparse.Namespace) -> int:
    set_up_django()
    from wellread.newsroom.opening import open_site

    open_site()
    return 0
