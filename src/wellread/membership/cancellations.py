"""Cancelling without signing in: declared, acknowledged at once, and carried out.

`law.toml` has the rules. What is declared counts from that moment.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from wellread.membership import actions, emails, queries, rules
from wellread.membership.models import Cancellation, Membership
from wellread.payments import clock


@transaction.atomic
def declare(
    *,
    name: str,
    address: str,
    contract: str,
    kind: str,
    cause: str = "",
    wished_on: date | None = None,
    membership: Membership | None = None,
) -> list[Cancellation]:
    """Write down that somebody cancels, and acknowledge it by e-mail.

    Of whom nobody knows which membership they mean, all that charge under their address are meant.
    """
    meant: list[Membership | None] = []
    meant += [membership] if membership else queries.charging_under(address)
    found = [
        Cancellation.objects.create(
            name=name,
            address=address,
            contract=contract,
            kind=kind,
            cause=cause,
            wished_on=wished_on,
            declared_at=clock.now(),
            membership=one,
        )
        for one in meant or [None]
    ]
    for cancellation in found:
        emails.send_cancellation_received(cancellation=cancellation)
    return found


def carry_out(cancellation: Cancellation) -> None:
    """Have nothing charged any more, once the period runs in which that was wished.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused, and is to be called again then.
    """
    membership = cancellation.membership
    if membership is None or not _is_due(cancellation, membership):
        return
    if membership.status in rules.LIVE:
        actions.cancel(membership=membership)
    Cancellation.objects.filter(pk=cancellation.pk, done_at=None).update(done_at=clock.now())


def _is_due(cancellation: Cancellation, membership: Membership) -> bool:
    if cancellation.wished_on is None or membership.status not in rules.LIVE:
        return True
    ends_on = timezone.localtime(membership.subscription.current_period_ends_at).date()
    return ends_on >= cancellation.wished_on
