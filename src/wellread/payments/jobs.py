"""Jobs about money: processing billing events, and looking after what no event told us."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from wellread.payments import actions, clock, gateway, inbox, messages
from wellread.payments.models import BillingEvent

OVERDUE_AFTER = timedelta(hours=3)
MESSAGES_KEPT_WHOLE = timedelta(days=30)


@task()
def process_billing_event(event_id: int) -> None:
    """Process one event, and come back to it later when Stripe could not be asked."""
    event = BillingEvent.objects.get(pk=event_id)
    if event.outcome != BillingEvent.Outcome.WAITING:
        return
    inbox.process(event)
    if event.try_again_at is not None and process_billing_event.get_backend().supports_defer:
        process_billing_event.using(run_after=event.try_again_at).enqueue(event_id)


def enqueue(event: BillingEvent) -> None:
    """Have an event processed once the transaction that stored it stands."""
    transaction.on_commit(lambda: process_billing_event.enqueue(event.pk))


def sweep() -> None:
    """Process events left behind; ask after Checkouts and subscriptions that fell silent."""
    for event in inbox.waiting():
        inbox.process(event)
    try:
        actions.look_at_open_checkouts()
        actions.look_at_overdue_subscriptions(after=OVERDUE_AFTER)
    except gateway.GatewayUnavailable:
        return


def forget_old_messages() -> None:
    """Keep of messages dealt with a month ago only what each was about."""
    messages.forget_old(before=timezone.now() - MESSAGES_KEPT_WHOLE)


EVERY: dict[str, tuple[int, Callable[[], None]]] = {
    "process billing events left behind": (30, sweep),
    "follow the sandbox's clock": (2, clock.follow),
    "forget whom old messages name": (3600, forget_old_messages),
}
