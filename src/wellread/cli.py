"""The `wellread` command."""

import argparse
import datetime
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellread.config import garbage
from wellread.config.site_folder import SiteFolderFault, choose_settings

if TYPE_CHECKING:
    from wellread.payments.differences import DateRange, Difference
    from wellread.payments.months import Month
    from wellread.payments.reconciliation import Progress

WHAT_IS_DONE = "{task.description}"
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
    from wellread.newsroom.rules import BrandFault
    from wellread.payments.gateway import GatewayRefused, GatewayUnavailable

    if isinstance(fault, SettingFault | SiteFolderFault | FolderTaken | BrandFault | PortBusy):
        return str(fault)
    if isinstance(fault, OperationalError | ProgrammingError):
        return f"the database does not answer: {fault}\n{TABLES}"
    if isinstance(fault, GatewayUnavailable | GatewayRefused):
        return f"payments do not answer: {fault}"
    return ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wellread", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="prepare and run the demo")
    demo.add_argument(
        "--port", type=_port, default=8000, help="the site's; the sandbox's is one up"
    )
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
    seed.set_defaults(run=_seed_demo)
    opening = commands.add_parser("open-site", help="make the front and the privacy page")
    opening.set_defaults(run=_open_site)

    administrator = commands.add_parser(
        "administrator", help="give an address every right in the newsroom"
    )
    administrator.add_argument("address", metavar="ADDRESS")
    administrator.set_defaults(run=_administrator)

    lost = commands.add_parser("forget-keys", help="let someone in again who lost their keys")
    lost.add_argument("address", metavar="ADDRESS")
    lost.set_defaults(run=_forget_keys)

    again = commands.add_parser(
        "erase-again", help="after restoring a copy: erase whoever had erased their account since"
    )
    again.add_argument("erasures", type=Path, metavar="FILE")
    again.set_defaults(run=_erase_again)

    serve = commands.add_parser("serve", help="answer requests until stopped")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    serve.add_argument("--port", type=_port, default=8000)
    serve.add_argument("--workers", type=_some, default=2, help="processes")
    serve.add_argument("--threads", type=_some, default=4, help="requests at once in each")
    serve.set_defaults(run=_serve)

    commands.add_parser("work", help="do jobs until stopped").set_defaults(run=_work)

    decide = commands.add_parser("decide", help="answer one JSON case a line from standard input")
    decide.add_argument("--line-up", type=Path, required=True, metavar="FILE")
    decide.set_defaults(run=_decide)

    verify = commands.add_parser("verify", help="recompute a reader's proof of why they were asked")
    verify.add_argument("proof", type=Path, metavar="FILE")
    verify.add_argument(
        "--keys", type=Path, metavar="FILE", help="the paper's keys, from /.well-known/jwks.json"
    )
    verify.set_defaults(run=_verify)

    judge = commands.add_parser("judge", help="judge a campaign's variants by its hours")
    judge.add_argument("file", metavar="FILE", help="one JSON object an hour; - is standard input")
    judge.add_argument("--mode", choices=["measure", "optimise"], default="measure")
    judge.add_argument(
        "--seed", metavar="SEED", help="taken and not needed: no chance is drawn here"
    )
    judge.add_argument(
        "--cap",
        type=_some,
        default=25_000,
        metavar="MINOR",
        help="what a conversion counts for at most, in minor units",
    )
    judge.set_defaults(run=_judge)

    reconcile = commands.add_parser("reconcile", help="compare our money with Stripe's, both ways")
    reconcile.add_argument("--mend", action="store_true", help="write down what Stripe says")
    reconcile.add_argument(
        "--since",
        type=_day,
        metavar="DAY",
        help="compare money from this day on: 2026-11-01, or 40d",
    )
    reconcile.add_argument("--until", type=_day, metavar="DAY", help="and before this day")
    reconcile.set_defaults(run=_reconcile)

    law = commands.add_parser("law", help="say what the law asks of selling a membership")
    law.add_argument(
        "--country", metavar="CODE", help="DE, or a state: US-CA; all rules unless given"
    )
    law.add_argument("--on", type=_day, metavar="DAY", help="2027-04-06; today unless given")
    law.set_defaults(run=_law)

    export = commands.add_parser("export", help="print a month of the books as CSV")
    export.add_argument(
        "sheet",
        choices=["ledger", "payments", "payouts", "payout-lines", "journal", "members", "pot"],
        metavar="TABLE",
        help="ledger, payments, payouts, payout-lines, journal, members or pot",
    )
    export.add_argument(
        "--month", type=_month, required=True, metavar="MONTH", help="such as 2026-11, in UTC"
    )
    export.set_defaults(run=_export)

    bank = commands.add_parser("bank", help="match a bank's statement with Stripe's payouts")
    bank.add_argument("file", type=Path, metavar="FILE", help="camt.053, or CSV with --columns")
    bank.add_argument("--columns", default="", metavar="NAME", help="as named in the admin")
    bank.set_defaults(run=_bank)

    leave = commands.add_parser("leave", help="write all that another system needs to a folder")
    leave.add_argument("folder", type=Path, metavar="DIR", help="a new one, for your eyes alone")
    leave.set_defaults(run=_leave)

    webhook = commands.add_parser("webhook", help="have Stripe send its events to this site")
    webhook.set_defaults(run=_webhook)

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

    commands.add_parser("manage", help="Django's own commands: wellread manage help")
    return parser


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
        type=_day,
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


def _port(text: str) -> int:
    # The sandbox stands on the next one.
    if text.isdecimal() and 1 <= int(text) < 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"must be a number from 1 to 65534, got {text!r}")


def _some(text: str) -> int:
    if text.isdecimal() and int(text) >= 1:
        return int(text)
    raise argparse.ArgumentTypeError(f"must be a whole number from 1 on, got {text!r}")


def _day(text: str) -> datetime.datetime:
    """Read a date, or so many days before today, as the midnight in UTC that begins it."""
    try:
        if text.endswith("d"):
            day = datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(int(text[:-1]))
        else:
            day = datetime.date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(
            f"must be a date such as 2026-11-01, or days such as 40d, got {text!r}"
        ) from None
    return datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)


def _month(text: str) -> "Month":
    from wellread.payments.months import month

    try:
        return month(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(str(fault)) from None


def _manage(words: list[str]) -> int:
    _set_up_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["wellread manage", *words])
    return 0


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
    _set_up_django()
    from wellread.demo.seed import seed

    seed(history=options.history)
    return 0


def _open_site(options: argparse.Namespace) -> int:
    _set_up_django()
    from wellread.newsroom.opening import open_site

    open_site()
    return 0


def _administrator(options: argparse.Namespace) -> int:
    _set_up_django()
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from wellread.accounts import actions

    try:
        validate_email(options.address)
    except ValidationError:
        print(f"wellread: {options.address} is no e-mail address", file=sys.stderr)
        return 2
    reader = actions.make_administrator(email=options.address)
    print(
        f"{reader.email} signs in at {settings.SITE_URL}/sign-in/ and adds a second factor there."
    )
    return 0


def _forget_keys(options: argparse.Namespace) -> int:
    _set_up_django()
    from wellread.accounts import actions
    from wellread.accounts.models import Reader

    try:
        reader = actions.forget_keys(email=options.address)
    except Reader.DoesNotExist:
        print(f"wellread: nobody here has the address {options.address}", file=sys.stderr)
        return 1
    print(
        f"{reader.email} is signed out everywhere and has no passkey, app or recovery codes; "
        "a code by e-mail lets them make new ones."
    )
    return 0


def _erase_again(options: argparse.Namespace) -> int:
    _set_up_django()
    from wellread.accounts import erasures
    from wellread.membership import actions

    try:
        with options.erasures.open(encoding="ascii") as lines:
            readers = erasures.returned(erasures.read(lines))
    except (OSError, ValueError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else fault
        print(f"wellread: {options.erasures}: {why}", file=sys.stderr)
        return 2
    for reader in readers:
        actions.erase(reader=reader)
    print(f"Erased again: {len(readers)}.")
    return 0


def _serve(options: argparse.Namespace) -> int:
    from wellread.config.serving import serve

    serve(host=options.host, port=options.port, workers=options.workers, threads=options.threads)
    return 0


def _work(options: argparse.Namespace) -> int:
    _set_up_django()
    from wellread.config.worker import work

    work()
    return 0


def _decide(options: argparse.Namespace) -> int:
    from wellread.engine.answering import answer_lines, lines_of
    from wellread.engine.line_up import LineUpFault, parse_line_up_text

    try:
        line_up = parse_line_up_text(options.line_up.read_bytes())
    except (OSError, LineUpFault) as fault:
        why = fault.strerror if isinstance(fault, OSError) else fault
        print(f"wellread: {options.line_up}: {why}", file=sys.stderr)
        return 2
    failed = False
    for answer, fine in answer_lines(line_up, lines_of(sys.stdin.buffer)):
        sys.stdout.buffer.write(answer + b"\n")
        # Another program may wait for this answer before it asks on.
        sys.stdout.buffer.flush()
        failed = failed or not fine
    return int(failed)


def _verify(options: argparse.Namespace) -> int:
    from wellread.embedding.tokens import read_by
    from wellread.engine.proof import check
    from wellread.engine.values import Fault, decode

    try:
        found = check(options.proof.read_bytes())
        keys: Any = decode(options.keys.read_bytes()) if options.keys else None
    except (OSError, Fault) as fault:
        why = fault.strerror if isinstance(fault, OSError) else fault
        print(f"wellread: {options.proof}: {why}", file=sys.stderr)
        return 2
    if not found.is_version_of_content:
        print(f"line_up.version: {found.version} is not the name of this content")
    for difference in found.differences:
        print(difference)
    count = found.answer["article_count"]
    print(f"Line-up {found.version}: {'unknown' if count is None else count} articles counted.")
    for place, shown in found.answer["shown"].items():
        print(f"{shown['campaign']}: asks ({place}, {shown['variant']})")
    for campaign, reason in found.answer["refusals"].items():
        print(f"{campaign}: {reason}")
    holds = found.holds
    if keys is not None:
        said = read_by(found.signature, keys) if found.signature else None
        is_signed = said is not None and said.get("line_up_sha256") == found.line_up_sha256
        print(f"The line-up is {'signed by' if is_signed else 'not signed by any of'} these keys.")
        holds = holds and is_signed
    print("The file holds." if holds else "The file does not hold.")
    return 0 if holds else 1


def _judge(options: argparse.Namespace) -> int:
    from wellread.engine.values import Fault
    from wellread.experiments.judging import Judge
    from wellread.experiments.reporting import judge_lines, lines_of

    judge = Judge(options.mode, cap_minor=options.cap)
    try:
        with ExitStack() as stack:
            stream = sys.stdin.buffer
            if options.file != "-":
                stream = stack.enter_context(Path(options.file).open("rb"))
            for verdict in judge_lines(judge, lines_of(stream)):
                sys.stdout.buffer.write(verdict + b"\n")
                sys.stdout.buffer.flush()
    except (OSError, Fault) as fault:
        why = fault.strerror if isinstance(fault, OSError) else fault
        print(f"wellread: {options.file}: {why}", file=sys.stderr)
        return 2
    return 0


def _reconcile(options: argparse.Namespace) -> int:
    _set_up_django()
    from wellread.mail import queries as mail
    from wellread.membership import reconciliation as promises
    from wellread.payments import reconciliation as money
    from wellread.payments.differences import DateRange

    window = DateRange(options.since, options.until)
    if window.since and window.until and window.since >= window.until:
        print("wellread: --since must be before --until", file=sys.stderr)
        return 2
    found = _differences(window)
    if found and options.mend:
        money.mend(found)
        promises.mend(found)
        left = _differences(window)
        mended = [one for one in found if one not in left]
        for one in mended:
            print(f"mended: {one}")
        print(f"{len(mended)} of {len(found)} differences mended.")
        found = left
    for difference in found:
        print(f"{difference}\n  {difference.advice}.")
    for trouble in (troubles := [*money.troubles(), *promises.troubles(), *mail.troubles()]):
        print(trouble)
    if not found and not troubles:
        print("Both sides agree.")
    return 1 if found or troubles else 0


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


def _differences(window: "DateRange") -> "list[Difference]":
    from wellread.membership.gifts import reconciliation as gifts
    from wellread.membership.groups import reconciliation as groups
    from wellread.membership.reconciliation import of_grants, of_invoices, of_memberships
    from wellread.membership.solidarity import reconciliation as solidarity
    from wellread.payments.reconciliation import reconcile

    with _progress() as progress:
        found = reconcile(window, of_invoices=of_invoices, progress=progress)
    # What an invoice says of a grant, and the grant says itself, is one difference.
    found = list(dict.fromkeys([*found, *of_grants(window)]))
    beside = gifts.differences(), groups.differences(), solidarity.differences()
    return [*found, *of_memberships(found), *chain.from_iterable(beside)]


@contextmanager
def _progress() -> "Iterator[Progress]":
    """Show a bar to whoever waits at a terminal, and lines to a log."""
    if not sys.stderr.isatty():
        yield lambda text, share: print(text, file=sys.stderr, flush=True)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), TextColumn(WHAT_IS_DONE)
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("Asking Stripe …", total=100)
        yield lambda text, share: bar.update(task, completed=share, description=text)


def _export(options: argparse.Namespace) -> int:
    _set_up_django()
    import csv

    from wellread.desk.books import SHEETS

    csv.writer(sys.stdout).writerows(SHEETS[options.sheet](options.month))
    return 0


def _bank(options: argparse.Namespace) -> int:
    _set_up_django()
    from wellread.payments.bank import actions, queries
    from wellread.payments.bank.lines import StatementFault
    from wellread.payments.bank.models import BankColumns

    columns = BankColumns.objects.filter(name=options.columns).first()
    if options.columns and columns is None:
        known = ", ".join(BankColumns.objects.values_list("name", flat=True)) or "none yet"
        print(f"wellread: no columns are named {options.columns}: {known}", file=sys.stderr)
        return 2
    try:
        data = options.file.read_bytes()
        came = actions.take_in(name=options.file.name, data=data, columns=columns)
    except (OSError, StatementFault) as fault:
        print(f"wellread: {options.file}: {fault}", file=sys.stderr)
        return 1
    print(
        f"Lines read: {came.read}. Stripe's, it seems: {came.ours}; new ones: {came.new}. "
        f"Matched with a payout now: {came.matched}."
    )
    for line in queries.lines_open():
        print(f"No payout: {line.booked_on} {line.money} {line.text}")
    for payout in queries.payouts_open():
        print(f"No line: {payout.arrives_at:%Y-%m-%d} {payout.money} {payout.stripe_id}")
    return 0


def _leave(options: argparse.Namespace) -> int:
    _set_up_django()
    from wellread.desk.leaving.run import run

    return run(options.folder.resolve())


def _webhook(options: argparse.Namespace) -> int:
    _set_up_django()
    from django.conf import settings
    from django.urls import reverse

    from wellread.payments import inbox

    address = settings.SITE_URL + reverse("stripe_webhook")
    if secret := inbox.subscribe(address):
        print(f"STRIPE_WEBHOOK_SECRET={secret}")
    else:
        print("Stripe sends to this address already; what it sends is up to date now.")
    return 0


def _import(options: argparse.Namespace) -> int:
    _set_up_django()
    from wellread.newsroom.importers.bring_in import run

    facts = {"uploads": options.uploads, "report_to": options.report}
    if options.kind == "wxr":
        facts["parts"] = options.parts
    if options.kind in {"wxr", "ghost"}:
        facts["types"] = options.types
    return int(run(kind=options.kind, source=options.source, **facts))


def _import_members(options: argparse.Namespace) -> int:
    _set_up_django()
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


def _set_up_django() -> None:
    garbage.stop_looking()
    import django

    django.setup()
    garbage.look_at_what_is_new()


if __name__ == "__main__":
    sys.exit(main())
