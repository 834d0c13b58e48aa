"""Who gives, or gave: said here alone, for all that asks readers for support or leaves them be."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Coalesce

from wellread.accounts.models import Reader
from wellread.membership import queries, rules
from wellread.membership.models import Grant, Membership
from wellread.payments.models import Checkout, Payment
from wellread.payments.rules import RECEIVED

# By a debit a reader has given on the day on which the bank was asked.
_GIVEN = RECEIVED | {"promised"}


class Support(NamedTuple):
    """What somebody gives or gave, as far as it decides whether they are asked.

    A member holds something, whoever paid for it, or has a membership that charges again: one that
    rests opens nothing meanwhile, and is no reason to ask. What a group costs counts as well.
    """

    is_member: bool = False
    was_member: bool = False
    # When money last came that was given once.
    contributed_at: datetime | None = None


def support(*, reader: Reader | None, checkouts: Collection[UUID] = (), at: datetime) -> Support:
    """Return what a reader, or a browser that paid by these Checkouts, gives or gave."""
    if reader is None and not checkouts:
        return Support()
    theirs = queries.paid_by(reader, checkouts)
    is_member = (
        queries.held(reader=reader, checkouts=checkouts, at=at).until is not None
        or Membership.objects.filter(theirs, status__in=rules.LIVE).exists()
    )
    return Support(
        is_member=is_member,
        was_member=is_member or _was_member(reader, checkouts, at=at),
        contributed_at=_contributed_at(reader, checkouts),
    )


def _was_member(reader: Reader | None, checkouts: Collection[UUID], *, at: datetime) -> bool:
    theirs = queries.paid_by(reader, checkouts)
    if Membership.objects.filter(theirs).exists():
        return True
    given = Grant.objects.filter(reader=reader, starts_at__lte=at, withdrawn_at=None)
    return reader is not None and given.exists()


def _contributed_at(reader: Reader | None, checkouts: Collection[UUID]) -> datetime | None:
    theirs = Payment.objects.filter(queries.paid_by(reader, checkouts), status__in=_GIVEN)
    once = theirs.filter(checkout__kind=Checkout.Kind.ONCE)
    given_at = Coalesce("paid_at", "checkout__created_at")
    found: datetime | None = once.aggregate(at=Max(given_at))["at"]
    return found
