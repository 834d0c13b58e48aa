"""Former members are asked back three times, and left alone as soon as they say so.

The days are stated here, once; docs/howto/revenue.md shows them.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from wellread.accounts.queries import is_closed
from wellread.membership import emails
from wellread.membership.models import Grant, LeftAlone, Membership, WinBack, Withdrawal
from wellread.payments import clock
from wellread.payments.models import Payment


class Letter(NamedTuple):
    """One e-mail: so many days after a membership ended."""

    email: str
    after_days: int


LETTERS = (
    Letter("win_back_first", 30),
    Letter("win_back_second", 90),
    Letter("win_back_last", 180),
)
# After an outage, or where this is new, nobody is written to about an end of long ago.
LATE_BY = timedelta(days=14)
# Nobody writes to so many in a round that codes would have to wait.
AT_ONCE = 200


def write() -> None:
    """Write to former members whose day it is; who is to be left alone is not looked at again."""
    now = clock.now()
    for letter in LETTERS:
        for membership in _due(letter, at=now):
            _write(membership, letter, at=now)


def _due(letter: Letter, *, at: datetime) -> list[Membership]:
    until = at - timedelta(days=letter.after_days)
    ended = Membership.objects.filter(
        status=Membership.Status.ENDED,
        subscription__ended_at__lte=until,
        subscription__ended_at__gt=until - LATE_BY,
        second_since=None,
        is_group=False,
        checkout__forgotten_at=None,
    )
    told = WinBack.objects.filter(membership=OuterRef("pk"), after_days=letter.after_days)
    rows = ended.filter(~Exists(told)).select_related("reader", "checkout", "plan", "subscription")
    return list(rows.order_by("pk")[:AT_ONCE])


def _is_to_be_left_alone(membership: Membership, *, at: datetime) -> bool:
    """Tell whether somebody asked for it, came back, has a gift, or has no account any more.

    Nor is asked back who had their money back, or whose price of before is sold no more.
    """
    address = membership.email
    if not address or not stays_at_its_price(membership) or _had_money_back(membership):
        return True
    brought_in_at = membership.checkout.brought_in_at
    ended_at = membership.subscription.ended_at
    if brought_in_at is not None and ended_at is not None and ended_at < brought_in_at:
        # Whoever left before that system was left here never was our member.
        return True
    if LeftAlone.objects.filter(address=address).exists() or is_closed(address):
        return True
    theirs = Q(reader__email=address) | Q(checkout__reader__email=address)
    theirs |= Q(checkout__email=address)
    if not membership.subscription.payments.exists() and membership.checkout.trial_days:
        # Who only tried was never a member to be asked back.
        return True
    again = Membership.objects.filter(
        Q(reader__email=address) | Q(checkout__email=address), started_at__gt=membership.started_at
    )
    holds = Grant.objects.filter(theirs | Q(email=address), ends_at__gt=at, withdrawn_at=None)
    holds = holds.filter(checkout__seat_group=None)
    return again.exists() or holds.exists()


def _had_money_back(membership: Membership) -> bool:
    taken_back = Payment.objects.filter(
        checkout=membership.checkout_id, status__in=("lost", "disputed")
    )
    withdrawn = Withdrawal.objects.filter(checkout=membership.checkout_id)
    return taken_back.exists() or withdrawn.exists()


@transaction.atomic
def _write(membership: Membership, letter: Letter, *, at: datetime) -> None:
    is_welcome = not _is_to_be_left_alone(membership, at=at)
    try:
        with transaction.atomic():
            WinBack.objects.create(
                membership=membership,
                after_days=letter.after_days,
                written_at=at,
                was_sent=is_welcome,
            )
    except IntegrityError:
        # Another worker was faster.
        return
    if is_welcome:
        emails.send_win_back(membership=membership, name=letter.email, after_days=letter.after_days)


@transaction.atomic
def leave_alone(address: str) -> None:
    """Write to an address no more but about what it pays; doing it twice changes nothing."""
    if address:
        LeftAlone.objects.get_or_create(address=address)
        emails.take_back_win_backs(address)


def stays_at_its_price(membership: Membership) -> bool:
    """Tell whether who comes back may have the price of before: its plan is offered still."""
    offered = membership.plan.is_offered
    return offered and membership.plan.price(membership.subscription.currency) is not None
