"""Cards that are about to expire: told 30 days before, once for each card."""

from datetime import timedelta

from django.db import transaction

from wellread.membership import emails
from wellread.membership.models import Membership
from wellread.payments import actions as payments
from wellread.payments import clock
from wellread.payments.models import Subscription

TOLD_BEFORE = timedelta(days=30)
# Each asks Stripe: a round stays within half a minute.
TOLD_AT_ONCE = 20


def due() -> list[Membership]:
    """Return running memberships whose card expires within thirty days, and was not told of."""
    now = clock.now()
    rows = Membership.objects.filter(
        status=Membership.Status.ACTIVE,
        subscription__card_runs_out_at__gt=now,
        subscription__card_runs_out_at__lte=now + TOLD_BEFORE,
        subscription__card_told_at=None,
    ).select_related("subscription", "plan", "reader", "checkout")
    return list(rows.order_by("subscription__card_runs_out_at")[:TOLD_AT_ONCE])


def tell(membership: Membership) -> None:
    """Tell a member of it, unless their bank has told Stripe of a new card meanwhile.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    card = payments.follow_card(subscription=membership.subscription)
    if card is not None and card.runs_out_at <= clock.now() + TOLD_BEFORE:
        _tell(membership)


@transaction.atomic
def _tell(membership: Membership) -> None:
    untold = Subscription.objects.filter(pk=membership.subscription_id, card_told_at=None)
    if untold.update(card_told_at=clock.now()):
        membership.subscription.refresh_from_db()
        emails.send_card_runs_out(membership=membership)
