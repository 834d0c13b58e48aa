"""Money: compared with Stripe and the bank, and printed for the bookkeeper."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from wellread.commands.words import Subcommands, day, month
from wellread.config.django_setup import set_up_django

if TYPE_CHECKING:
    from wellread.payments.differences import DateRange, Difference
    from wellread.payments.reconciliation import Progress

WHAT_IS_DONE = "{task.description}"


def add(commands: Subcommands) -> None:
    """Add the commands to the parser."""
    reconcile = commands.add_parser("reconcile", help="compare our money with Stripe's, both ways")
    reconcile.add_argument("--mend", action="store_true", help="write down what Stripe says")
    reconcile.add_argument(
        "--since",
        type=day,
        metavar="DAY",
        help="compare money from this day on: 2026-11-01, or 40d",
    )
    reconcile.add_argument("--until", type=day, metavar="DAY", help="and before this day")
    reconcile.set_defaults(run=_reconcile)

    export = commands.add_parser("export", help="print a month of the books as CSV")
    export.add_argument(
        "sheet",
        choices=["ledger", "payments", "payouts", "payout-lines", "journal", "members", "pot"],
        metavar="TABLE",
        help="ledger, payments, payouts, payout-lines, journal, members or pot",
    )
    export.add_argument(
        "--month", type=month, required=True, metavar="MONTH", help="such as 2026-11, in UTC"
    )
    export.set_defaults(run=_export)

    bank = commands.add_parser("bank", help="match a bank's statement with Stripe's payouts")
    bank.add_argument("file", type=Path, metavar="FILE", help="camt.053, or CSV with --columns")
    bank.add_argument("--columns", default="", metavar="NAME", help="as named in the admin")
    bank.set_defaults(run=_bank)

    webhook = commands.add_parser("webhook", help="have Stripe send its events to this site")
    webhook.set_defaults(run=_webhook)


def _reconcile(options: argparse.Namespace) -> int:
    set_up_django()
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
    return _of_readers([*found, *of_memberships(found), *chain.from_iterable(beside)])


def _of_readers(found: "list[Difference]") -> "list[Difference]":
    """Return the differences but those of the demo's history, whose readers nobody ever charged."""
    from django.conf import settings

    from wellread.demo.history import is_made_up

    if not settings.DEMO:
        return found
    left = [one for one in found if not is_made_up(one.stripe_id, one.mends_by)]
    if made_up := len(found) - len(left):
        print(f"{made_up} are of the demo's history, of which the sandbox knows nothing: left out.")
    return left


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
    set_up_django()
    import csv

    from wellread.desk.books import SHEETS

    csv.writer(sys.stdout).writerows(SHEETS[options.sheet](options.month))
    return 0


def _bank(options: argparse.Namespace) -> int:
    set_up_django()
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


def _webhook(options: argparse.Namespace) -> int:
    set_up_django()
    from django.conf import settings
    from django.urls import reverse

    from wellread.payments import inbox

    address = settings.SITE_URL + reverse("stripe_webhook")
    if secret := inbox.subscribe(address):
        print(f"STRIPE_WEBHOOK_SECRET={secret}")
    else:
        print("Stripe sends to this address already; what it sends is up to date now.")
    return 0
