"""Giving money back by hand, and what it does to a membership: it goes on, or is cancelled."""

from wellread.payments import actions as payments
from wellread.payments import gateway, refunding
from wellread.payments.models import RefundOrder


def carry_out(ordered: RefundOrder) -> None:
    """Give back what a colleague ordered, and cancel the membership where they said so.

    The e-mail of the refund goes to its reader; cancelling has its own. Safe to repeat. Raises
    gateway.GatewayUnavailable.
    """
    subscription = ordered.payment.subscription
    try:
        if ordered.stops_membership and subscription is not None and subscription.renews:
            payments.cancel_subscription(subscription=subscription)
        refunding.give_back(ordered)
    except gateway.GatewayRefused as refusal:
        refunding.note_refused(ordered, str(refusal))
        return
    refunding.note_done(ordered)
