"""Moving in and out: stories and members brought, and all of it taken elsewhere."""

import argparse
from pathlib import Path

from wellread.commands.words import Subcommands, day
from wellread.config.django_setup import set_up_django


def add(commands: Subcommands) -> None:
    """Add the commands to the parser."""
    imports = commands.add_parser("import", help="bring articles or members in").add_subparsers(
        required=True, metavar="KIND"
    )
    wxr = imports.add_parser("wxr", help="a WordPress export")
    wxr.add_argument("source", metavar="FILE")
    wxr.add_argument("parts", nargs="*", type=Path, metavar="PART", help="its other parts")
    wxr.add_argument(
        "--type", action="append", default=[], dest="types", help="another type of item to bring"
    )
    feed = imports.add_parser("feed", help="an RSS, Atom or JSON feed")
    feed.add_argument("source", metavar="FILE_OR_URL")
    ghost = imports.add_parser("ghost", help="a Ghost export, from 0.11 to 6")
    ghost.add_argument("source", metavar="FILE")
    ghost.add_argument(
        "--type",
        action="append",
        default=[],
        dest="types",
        choices=["post", "page"],
        help="another type of item to bring",
    )
    for kind, command in (("wxr", wxr), ("feed", feed), ("ghost", ghost)):
        command.add_argument(
            "--uploads", type=Path, metavar="DIR", help="a copy of the old site's pictures"
        )
        command.add_argument(
            "--report", type=Path, metavar="FILE", help="where to write what was brought and lost"
        )
        command.set_defaults(run=_import, kind=kind)

    _add_members(imports.add_parser("members", help="members of another system"))

    leave = commands.add_parser("leave", help="write all that another system needs to a folder")
    leave.add_argument("folder", type=Path, metavar="DIR", help="a new one, for your eyes alone")
    leave.set_defaults(run=_leave)


def _add_members(members: argparse.ArgumentParser) -> None:
    members.add_argument("file", type=Path, metavar="FILE")
    members.add_argument(
        "--from",
        dest="source",
        required=True,
        choices=["csv", "ghost", "memberful", "woo", "stripe", "substack", "patreon"],
        help="which system wrote the file",
    )
    members.add_argument("--go", action="store_true", help="do it; else it is only shown")
    members.add_argument("--welcome", action="store_true", help="write to who is brought in")
    members.add_argument(
        "--plan", default="", metavar="NAME", help="the plan; else the offered one"
    )
    members.add_argument(
        "--complimentary-until",
        type=day,
        metavar="DAY",
        help="of those without an end of their own",
    )
    members.add_argument(
        "--dates", choices=["day-first", "month-first"], help="what 01/02/2026 means in the file"
    )
    members.add_argument(
        "--report", type=Path, metavar="FILE", help="where to write what becomes of each line"
    )
    members.set_defaults(run=_import_members)


def _import(options: argparse.Namespace) -> int:
    set_up_django()
    from wellread.newsroom.importers.bring_in import run

    facts = {"uploads": options.uploads, "report_to": options.report}
    if options.kind == "wxr":
        facts["parts"] = options.parts
    if options.kind in {"wxr", "ghost"}:
        facts["types"] = options.types
    return int(run(kind=options.kind, source=options.source, **facts))


def _import_members(options: argparse.Namespace) -> int:
    set_up_django()
    from wellread.membership.member_import.bring_in import run

    return run(
        file=options.file,
        source=options.source,
        goes=options.go,
        welcomes=options.welcome,
        plan_name=options.plan,
        complimentary_until=options.complimentary_until,
        order="" if options.dates is None else options.dates.partition("-")[0],
        report_to=options.report,
    )


def _leave(options: argparse.Namespace) -> int:
    set_up_django()
    from wellread.desk.leaving.run import run

    return run(options.folder.resolve())
