"""Free days before the first charge: for whom, until when, and what is told ahead of it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from wellread.accounts.models import Reader
from wellread.membership import actions, emails, queries, rules, sources
from wellread.membership.models import Grant, LocalPrice, Membership, Price
from wellread.payments import clock, settling
from wellread.payments.models import Checkout


def offered(
    price: Price | LocalPrice, *, interval: str, reader: Reader | None, checkouts: Collection[UUID]
) -> bool:
    """Tell whether somebody may begin for nothing: whoever has paid or had nothing here yet."""
    return (
        price.trial_days > 0
        and interval != "once"
        and not queries.payments(reader=reader, checkouts=checkouts)
        .filter(paid_at__isnull=False)
        .exists()
        and not queries.memberships(reader=reader, checkouts=checkouts)
        .filter(checkout__trial_days__gt=0)
        .exists()
    )


def until(days: int, *, at: datetime) -> datetime:
    """Return when so many days are over, and the first charge is made."""
    return at + timedelta(days=days)


def due() -> list[Membership]:
    """Return whom to tell, or nearly, of their first charge."""
    now = clock.now()
    soon = queries.memberships_on_trial().filter(
        subscription__current_period_ends_at__gt=now,
        subscription__current_period_ends_at__lte=now + rules.FIRST_CHARGE_TOLD_AHEAD,
    )
    return list(soon.filter(reminded_at=None))


@transaction.atomic
def tell_of_first_charge(membership: Membership) -> None:
    """Tell ahead of the first charge, once, when it is time."""
    now, ends_at = clock.now(), membership.subscription.current_period_ends_at
    told_at = rules.first_charge_told_at(began_at=membership.started_at, ends_at=ends_at)
    if told_at is not None and told_at <= now < ends_at:
        emails.send_first_charge(membership=membership)
        Membership.objects.filter(pk=membership.pk).update(reminded_at=now)


@transaction.atomic
def stop(checkout: Checkout) -> None:
    """End what is open for nothing, its subscription having ended."""
    # Before the membership, as whoever follows the subscription does.
    settling.held(checkout)
    paid = {sources.of_payment(one) for one in checkout.payments.exclude(invoice_id=None)}
    free = checkout.grants.filter(reason=Grant.Reason.MEMBERSHIP, withdrawn_at=None)
    for grant in free.filter(ends_at__gt=clock.now()):
        if checkout.trial_days and grant.source and grant.source not in paid:
            actions.withdraw(source=grant.source)
