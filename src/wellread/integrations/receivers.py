"""What is told to other systems when members and payments tell something: one line for each.

It is written in the transaction of what happened. What cannot be written is logged and never keeps
a payment from being settled; of memberships a job tells it later.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction

from wellread.accounts.models import Reader
from wellread.integrations import actions, queries
from wellread.membership import rules
from wellread.membership.models import Grant, Membership
from wellread.newsletters.models import NewsletterReader
from wellread.payments.models import Payment, Refund

logger = logging.getLogger(__name__)


def _never_in_the_way(receive: Callable[..., None]) -> Callable[..., None]:
    @wraps(receive)
    def received(**told: Any) -> None:
        try:
            with transaction.atomic():
                receive(**told)
        except Exception:
            logger.exception("Other systems were not told: %s", receive.__name__)

    return received


@_never_in_the_way
def membership_moved(*, membership: Membership, **_: Any) -> None:
    """A membership was written."""
    actions.tell_of_membership(membership)


@_never_in_the_way
def contribution_paid(*, payment: Payment, **_: Any) -> None:
    """Money was given once."""
    actions.tell_of_contribution(payment=payment)


@_never_in_the_way
def payment_refunded(*, payment: Payment, refund: Refund, **_: Any) -> None:
    """Money was given back."""
    actions.tell_of_refund(payment=payment, refund=refund)


@_never_in_the_way
def grant_saved(*, instance: Grant, created: bool, **_: Any) -> None:
    """Something was opened to somebody."""
    if created and instance.reason in rules.NOT_PAID_BY_READER:
        actions.tell_of_gift(grant=instance)


@_never_in_the_way
def newsletter_joined(*, entry: NewsletterReader, **_: Any) -> None:
    """An address takes a newsletter."""
    actions.tell_of_newsletter(entry=entry, ends=False)


@_never_in_the_way
def newsletter_left(*, entry: NewsletterReader, **_: Any) -> None:
    """An address takes a newsletter no more."""
    actions.tell_of_newsletter(entry=entry, ends=True)


@_never_in_the_way
def reader_saved(*, instance: Reader, created: bool, update_fields: Any = None, **_: Any) -> None:
    """An account was written; its address may be another now."""
    if created or (update_fields is not None and "email" not in update_fields):
        return
    for membership in queries.memberships_of(instance):
        actions.tell_of_membership(membership)


def reader_erased(*, instance: Reader, **_: Any) -> None:
    """An account is about to be deleted."""
    actions.tell_of_erasure(reader=instance)
