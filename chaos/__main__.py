"""Live through years of readers, banks and trouble, and say whether every promise held.

A site of its own in a new folder, with real processes, that pays through the sandbox; the exit
status is 0 when nothing is broken.
"""

import argparse
import random
import re
import secrets
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from math import ceil

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench.site import free_port
from chaos import readers
from chaos.mail_server import MailServer, mail_server
from chaos.readers import Reader
from chaos.site import WORKER, Site, new_site, until
from chaos.staff import Staff
from chaos.trouble import Trouble
from stripe_sandbox.clock import DAY
from stripe_sandbox.objects import payouts
from stripe_sandbox.server import Sandbox

DAYS_A_STEP = 5
STEPS_A_MONTH = 6
STEPS_A_QUARTER = 3 * STEPS_A_MONTH
# So many readers at their screens at the same moment.
AT_ONCE = 8
# How often a reader does something in a month.
ACTS_A_MONTH = 0.5
SETTLED_WITHIN_S = 240.0
# What a job does may be told of, and give the next one something to do.
MOST_ROUNDS = 8
MOST_WAITING, KEEPS_UP_WITHIN_S = 100, 10.0
# What only a person can put right, named as it must be.
NAMED = re.compile(
    r" |e-mail \d+ |\d+ codes or links|payment \S+ .* could not be given back: it came back"
    # Stripe refuses what a colleague ordered of a payment that was taken or given back meanwhile.
    r"|\S+ of payment \S+, ordered on .* is not given back: Request req_"
    "|Both sides agree"
)

console = Console(width=None if sys.stdout.isatty() else 110)


def main() -> int:
    """Live, judge, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--readers", type=int, default=500)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own")
    options = parser.parse_args()
    # Ended politely, this process ends the ones it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    console.print(f"SEED={options.seed}, {options.readers} readers, {options.months} months")
    began = time.monotonic()
    with ExitStack() as stack:
        port = free_port()
        sandbox = stack.enter_context(Sandbox(seed=options.seed))
        mail = stack.enter_context(mail_server(options.seed))
        site = stack.enter_context(
            new_site(
                port=port,
                stripe=sandbox.address,
                mail=mail.address,
                on_postgresql=options.postgresql,
            )
        )
        people = _lived(options, sandbox, site, mail)
        faults = _judged(sandbox, site, mail, people)
    console.print(f"{time.monotonic() - began:.0f} s; SEED={options.seed}")
    return 1 if faults else 0


def _lived(
    options: argparse.Namespace, sandbox: Sandbox, site: Site, mail: MailServer
) -> list[Reader]:
    """Let all the months pass; return the readers."""
    chance = random.Random(f"{options.seed}:steps")
    trouble = Trouble(options.seed, sandbox, site, mail)
    staff = Staff(options.seed, sandbox, site)
    people = [
        Reader(number, seed=options.seed, site=site.address, mail=mail)
        for number in range(options.readers)
    ]
    steps = options.months * STEPS_A_MONTH
    done: Counter[str] = Counter()
    # All have come by three quarters of the time, so that most live through a year.
    a_step = ceil(len(people) / (steps * 0.75))
    with ThreadPoolExecutor(AT_ONCE) as screens, _progress() as progress:
        task = progress.add_task("Five days each", total=steps)
        for step in range(steps):
            if step % STEPS_A_MONTH == 0:
                trouble.begin_month()
            sandbox.advance(advance_days=DAYS_A_STEP)
            site.require_alive()
            # Days that pass in a second must not leave weeks of messages behind.
            until(_keeps_up, within_s=KEEPS_UP_WITHIN_S, every_s=0.1)
            trouble.strike()
            staff.work()
            new = people[step * a_step : (step + 1) * a_step]
            known = people[: step * a_step]
            busy = min(len(known), round(len(known) * ACTS_A_MONTH / STEPS_A_MONTH))
            at_screens = [*new, *chance.sample(known, busy)]
            done.update(screens.map(readers.live, at_screens))
            progress.advance(task)
            if (step + 1) % STEPS_A_QUARTER == 0:
                progress.console.print(_sizes(sandbox, mail), style="dim")
    trouble.end()
    # Before that a payout is on its way: Stripe does not say what it holds, and nobody books it.
    sandbox.advance(advance_days=payouts.ARRIVES_AFTER_S // DAY)
    console.print(f"Readers: {readers.told(done)}")
    console.print(f"Staff: {readers.told(staff.done)}")
    console.print(f"Trouble: {readers.told(trouble.done)}, {site.kills} processes killed")
    return people


def _keeps_up() -> bool:
    from wellread.payments.models import BillingEvent

    waiting = BillingEvent.objects.filter(outcome=BillingEvent.Outcome.WAITING)
    return waiting.count() <= MOST_WAITING


def _judged(sandbox: Sandbox, site: Site, mail: MailServer, people: list[Reader]) -> list[str]:
    """Let everything settle, mend once, and return what is broken all the same."""
    from chaos import invariants

    site.kill(WORKER)
    _settle(sandbox, site)
    mended = site.command("reconcile", "--mend")
    console.print(mended.stdout.strip().splitlines()[-1] if mended.stdout else mended.stderr)
    _settle(sandbox, site)
    site.stop(WORKER)
    again = site.command("reconcile")
    others = (line for line in again.stdout.splitlines() if line and not NAMED.match(line))
    faults = [f"a second reconcile finds: {line}" for line in others]
    if again.returncode not in (0, 1):
        faults.append(f"reconcile ended with {again.returncode}: {again.stderr[-1000:]}")
    erased = {one.address for one in people if one.is_erased}
    faults += invariants.broken(sandbox.world, mail, erased=erased, report=again.stdout)
    console.print(_sizes(sandbox, mail))
    for fault in faults:
        console.print(f"[red]{fault}[/red]")
    if not faults:
        console.print("Every promise held.")
    return faults


def _settle(sandbox: Sandbox, site: Site) -> None:
    """Wait until nothing waits, and the jobs have come round without finding anything to do."""
    from wellread.mail.models import Email
    from wellread.membership import jobs as membership
    from wellread.payments import jobs as payments
    from wellread.payments.models import BillingEvent

    def sizes() -> tuple[int, ...]:
        with sandbox.world.lock:
            at_stripe = len(sandbox.world.all("event"))
        return at_stripe, BillingEvent.objects.count(), Email.objects.count()

    jobs = [*payments.EVERY, *membership.EVERY]
    for _ in range(MOST_ROUNDS):
        _let_pass(sandbox)
        began, before = time.time(), sizes()
        # However busy the machine is: what the jobs do follows what they were told.
        come_round = partial(site.has_gone_round, jobs, since=began)
        if not until(come_round, within_s=SETTLED_WITHIN_S, every_s=0.5):
            console.print("Some job does not come round.")
        if sizes() == before:
            return
    console.print("There is something to do still.")


def _let_pass(sandbox: Sandbox) -> None:
    """Wait until no message or e-mail waits; what died with its worker is let go of."""
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    from wellread.mail.models import Email
    from wellread.payments.models import BillingEvent

    sandbox.drain(SETTLED_WITHIN_S)

    long_ago = timezone.now() - timedelta(hours=1)
    Email.objects.filter(state=Email.State.SENDING).update(try_again_at=long_ago)
    Email.objects.filter(state=Email.State.QUEUED).update(try_again_at=None)
    DBTaskResult.objects.filter(status="RUNNING").update(started_at=long_ago)
    BillingEvent.objects.filter(outcome=BillingEvent.Outcome.WAITING).update(try_again_at=None)

    def is_settled() -> bool:
        return not (
            Email.objects.filter(state__in=["queued", "sending"]).exists()
            or BillingEvent.objects.filter(outcome=BillingEvent.Outcome.WAITING).exists()
        )

    if not until(is_settled, within_s=SETTLED_WITHIN_S, every_s=1.0):
        console.print("Something waits still.")


def _sizes(sandbox: Sandbox, mail: MailServer) -> str:
    with sandbox.world.lock:
        kinds = ("event", "subscription", "charge", "refund", "dispute")
        counted = ", ".join(f"{len(sandbox.world.all(kind)):,} {kind}s" for kind in kinds)
    return f"{counted}, {len(mail.taken):,} e-mails"


def _progress() -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    return Progress(*columns, TimeElapsedColumn(), console=console)


if __name__ == "__main__":
    sys.exit(main())
