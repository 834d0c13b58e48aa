"""Membership as a Django application; it listens to what payments tell."""

from django.apps import AppConfig


class MembershipConfig(AppConfig):
    """Promises to readers."""

    name = "wellread.membership"
    label = "membership"
    verbose_name = "Membership"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from wellread.membership import benefits, hearing
        from wellread.payments import signals

        signals.subscription_changed.connect(hearing.subscription_changed)
        signals.invoice_paid.connect(hearing.invoice_paid)
        signals.contribution_paid.connect(hearing.contribution_paid)
        signals.payment_failed.connect(hearing.payment_failed)
        signals.checkout_claimed.connect(hearing.checkout_claimed)
        user_logged_in.connect(benefits.reader_signed_in)
        user_logged_out.connect(benefits.reader_signed_out)
