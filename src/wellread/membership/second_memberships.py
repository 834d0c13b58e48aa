"""What is done about a second membership of one reader: it is stopped, and its money goes back."""

from django.db import transaction

from wellread.membership import emails, queries, returned_payments
from wellread.membership.models import Membership, ReturnedPayment
from wellread.payments import actions as payments
from wellread.payments import clock


def undo(membership: Membership) -> None:
    """Stop a second membership, give back what it was charged beside the other, and tell of it.

    Each is done once at most. What is given back is written down before Stripe is asked, so that
    whoever goes on after a crash gives back the same. Raises gateway.GatewayUnavailable or
    gateway.GatewayRefused.
    """
    subscription = membership.subscription
    if subscription.renews:
        subscription = payments.cancel_subscription(subscription=subscription)
    for returned in payments_to_return(membership):
        returned_payments.give_back(returned)
    if not queries.runs_on_a_payment(membership, at=clock.now()):
        payments.end_subscription(subscription=subscription)
    tell(membership)


@transaction.atomic
def payments_to_return(membership: Membership) -> list[ReturnedPayment]:
    """Write down what is given back of a second membership; return what is to be sent still."""
    Membership.objects.select_for_update().get(pk=membership.pk)
    twice = queries.charged_twice(membership, second_to=membership.second_to)
    return returned_payments.write_down(twice, reason=membership)


@transaction.atomic
def tell(membership: Membership) -> None:
    """Write to its reader what became of it, once."""
    untold = Membership.objects.filter(pk=membership.pk, second_told_at=None)
    if untold.update(second_told_at=clock.now()):
        membership.refresh_from_db()
        emails.send_second_membership(membership=membership)
