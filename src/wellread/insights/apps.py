from typing import Any

from django.apps import AppConfig
from django.utils import timezone

from wellread.language.editors import for_editors


class InsightsConfig(AppConfig):
    name = "wellread.insights"
    label = "insights"
    verbose_name = for_editors("Insights")

    def ready(self) -> None:
        from wellread.payments import signals

        signals.checkout_begun.connect(_join_started)
        signals.invoice_paid.connect(_first_money)
        signals.contribution_paid.connect(_first_money)
        signals.ledger_written.connect(_money_moved)


def _join_started(checkout: Any, **_signal: Any) -> None:
    from wellread.insights.actions import record_join_started

    record_join_started(checkout)


def _first_money(checkout: Any, payment: Any, **_signal: Any) -> None:
    from wellread.insights.actions import record_conversion

    # What was brought from another system was won there, and not today.
    if checkout.brought_in_at is not None:
        return
    # Free days are no money: who stays after them is counted then.
    if checkout.trial_days and payment is None:
        return
    # A renewal finds the row of the first invoice and changes nothing.
    record_conversion(checkout, at=timezone.now())


def _money_moved(payment: Any, **_signal: Any) -> None:
    from wellread.insights.actions import follow_the_money

    follow_the_money(payment.checkout)
