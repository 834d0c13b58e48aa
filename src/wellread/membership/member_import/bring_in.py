"""From a file to members here: first what will happen, and the deed when it is asked for."""

import sys
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from wellread.accounts.queries import reader_who_proved
from wellread.membership import emails, queries, win_back
from wellread.membership.groups import actions as groups
from wellread.membership.member_import import dates, report, sources
from wellread.membership.member_import.member import MemberFileFault
from wellread.membership.member_import.planning import NEW, MemberStep, Outcome, Planner, Wanted
from wellread.membership.models import Grant, Membership, Plan
from wellread.payments import clock, facts, gateway, taking_over
from wellread.payments.models import GROUP_KEY, Checkout

# A gift is told of by the e-mail for gifts, whatever we call its reason.
_GIVEN = (Grant.Reason.COMPLIMENTARY, Grant.Reason.HARDSHIP)
_REASONS = {
    Outcome.COMPLIMENTARY: Grant.Reason.COMPLIMENTARY,
    Outcome.GIFT: Grant.Reason.COMPLIMENTARY,
    Outcome.CANCELLED: Grant.Reason.MEMBERSHIP,
    Outcome.PAID: Grant.Reason.MEMBERSHIP,
    Outcome.FORMER: Grant.Reason.MEMBERSHIP,
}
# What somebody held before is held for a day: when it began nobody says.
A_DAY = timedelta(days=1)


def run(
    *,
    file: Path,
    source: str,
    goes: bool,
    welcomes: bool = False,
    plan_name: str = "",
    complimentary_until: datetime | None = None,
    order: dates.Order = "",
    report_to: Path | None = None,
) -> int:
    """Say what will happen to each line, and do it when told to; return the exit status."""
    try:
        found = sources.read(file, source, order)
        wanted = Wanted(sources.FORMATS[source], _plan(plan_name), clock.now(), complimentary_until)
    except MemberFileFault as fault:
        print(f"wellread: {fault}\nNothing was brought in.", file=sys.stderr)
        return 1
    done = report.MemberReport(
        goes=goes, unknown_columns=found.unknown_columns, encoding=found.encoding
    )
    planner, console = Planner(wanted), Console(stderr=True)
    words = "Bringing in" if goes else "Looking"
    try:
        for line in track(found.lines, words, console=console):
            step = planner.step(line)
            done.steps.append(bring_in(step, wanted, welcomes=welcomes) if goes else step)
    except gateway.GatewayUnavailable as fault:
        done.stopped = f"Payments do not answer: {fault}"
    report.show(done, Console())
    default = settings.VAR / f"import-members-{timezone.now():%Y%m%d-%H%M%S}.csv"
    return report.write(done, report_to or default)


def bring_in(step: MemberStep, wanted: Wanted, *, welcomes: bool) -> MemberStep:
    """Do what a step says; what was done already is done no more.

    Raises gateway.GatewayUnavailable.
    """
    try:
        if step.outcome in NEW and step.found is not None:
            _take_over(step, step.found, wanted)
        elif step.outcome in NEW and step.ends_at is not None:
            _hold(step, step.ends_at, wanted)
    except gateway.GatewayRefused as fault:
        return step._replace(outcome=Outcome.REFUSED, why=str(fault))
    if step.is_unsubscribed:
        win_back.leave_alone(step.email)
    elif welcomes:
        _welcome(step)
    return step


def _take_over(step: MemberStep, found: facts.FoundSubscription, wanted: Wanted) -> None:
    """Write a subscription down as ours: a membership, or a group whose seats it pays for."""
    metadata = {"plan": str(wanted.plan.pk)}
    if step.group:
        metadata[GROUP_KEY] = found.id

    def write_beside(checkout: Checkout) -> None:
        if step.group:
            groups.write_down(checkout=checkout, plan=wanted.plan, name=step.group)

    taking_over.take_over(
        told=found,
        email=step.email,
        product_name=wanted.plan.name,
        metadata=metadata,
        write_beside=write_beside,
    )


def _plan(name: str) -> Plan:
    if not name:
        plan = queries.offered_plan()
        if plan is None:
            raise MemberFileFault("no plan is offered: make one in the admin, under Plans")
        return plan
    plans = Plan.objects.filter(name__iexact=name)
    if len(plans) != 1:
        raise MemberFileFault(f"{len(plans) or 'no'} plans have the name {name!r}")
    return plans[0]


@transaction.atomic
def _hold(step: MemberStep, ends_at: datetime, wanted: Wanted) -> None:
    """Open everything until a date: to whoever proved the address, now or later."""
    reader = reader_who_proved(step.email)
    Grant.objects.get_or_create(
        source=step.source,
        defaults={
            "reader": reader,
            "email": "" if reader else step.email,
            "reason": _REASONS[step.outcome],
            "entitlements": wanted.plan.entitlements,
            "starts_at": min(wanted.now, ends_at - A_DAY),
            "ends_at": ends_at,
            "note": f"Brought from {wanted.form.title}: {step.outcome}",
        },
    )


@transaction.atomic
def _welcome(step: MemberStep) -> None:
    """Write to a member who came from elsewhere, once: also to one who came without it before."""
    if step.found is not None:
        membership = Membership.objects.filter(subscription__stripe_id=step.found.id).first()
        is_theirs = membership is not None and not membership.is_group
        if membership is not None and is_theirs and membership.checkout.brought_in_at is not None:
            emails.send_welcome_from_elsewhere(membership=membership)
        return
    # What was paid for elsewhere is no gift, and no e-mail of ours tells of it.
    grant = Grant.objects.filter(source=step.source, reason__in=_GIVEN).first()
    if step.source and grant is not None:
        emails.send_gift(grant=grant)
