"""Jobs about money: processing billing events, and looking after what no event told us."""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

from django.utils import timezone
from django_tasks import task

from wellread.payments import (
    actions,
    card_testing,
    clock,
    gateway,
    inbox,
    opening,
    paying_out,
    redaction,
)
from wellread.payments.bank import actions as bank_statements
from wellread.payments.models import BillingEvent

Row = TypeVar("Row")
# As long as Stripe shows its own (docs.stripe.com/api/events).
MESSAGES_KEPT_WHOLE = timedelta(days=30)

logger = logging.getLogger(__name__)


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
    """Have an event processed once the transaction that stores it stands."""
    process_billing_event.enqueue(event.pk)


def sweep() -> None:
    """Process events left behind, and ask after Checkouts and banks that fell silent."""
    each(inbox.waiting(), inbox.process)
    each(opening.forgotten_checkouts(), opening.close_for_good)
    each(actions.silent_checkouts(), actions.look_at_checkout)
    each(actions.silent_debits(), actions.look_at_debit)


def book_what_moved_late() -> None:
    """Ask after payments whose day was not known yet: nothing is booked without it."""
    each(actions.unbooked_payments(), actions.look_at_payment)


def follow_payouts() -> None:
    """Write down payouts that no message told of; Stripe's absence is no fault."""
    with suppress(gateway.GatewayUnavailable):
        paying_out.follow_payouts()
        bank_statements.match()


def each(rows: Iterable[Row], do: Callable[[Row], object]) -> None:
    """Do something about each; what cannot be done never keeps the others waiting."""
    for row in rows:
        try:
            do(row)
        except gateway.GatewayUnavailable:
            return
        except Exception:
            logger.exception("%s could not be looked after", row)


def close_where_cards_are_tried() -> None:
    """Close pages on which strangers try out cards."""
    each(card_testing.pages_to_close(), opening.close_page)


def forget_old_messages() -> None:
    """Keep of messages dealt with a month ago only what each was about."""
    redaction.forget_old(before=timezone.now() - MESSAGES_KEPT_WHOLE)


EVERY: dict[str, tuple[int, Callable[[], None]]] = {
    "process billing events left behind": (30, sweep),
    "book what moved late": (600, book_what_moved_late),
    "follow payouts": (3600, follow_payouts),
    "follow the sandbox's clock": (2, clock.follow),
    "close pages where cards are tried out": (30, close_where_cards_are_tried),
    "forget cards that were tried out": (3600, card_testing.forget_old),
    "forget whom old messages name": (3600, forget_old_messages),
}
