"""Membership as a Django application; it listens to what payments tell."""

from django.apps import AppConfig

from wellread.language.editors import for_editors


class MembershipConfig(AppConfig):
    """Promises to readers."""

    name = "wellread.membership"
    label = "membership"
    verbose_name = for_editors("Membership")

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed
        from django.contrib.auth.signals import user_logged_in, user_logged_out
        from django.db.models.signals import pre_delete

        from wellread.accounts.models import Reader
        from wellread.accounts.signals import address_proved
        from wellread.mail.signals import email_due
        from wellread.membership import benefits, receivers
        from wellread.newsletters.signals import known_here, reminder_due
        from wellread.payments import signals

        signals.subscription_changed.connect(receivers.subscription_changed)
        signals.invoice_paid.connect(receivers.invoice_paid)
        signals.invoice_promised.connect(receivers.invoice_promised)
        signals.contribution_promised.connect(receivers.contribution_promised)
        signals.promise_failed.connect(receivers.promise_failed)
        signals.contribution_paid.connect(receivers.contribution_paid)
        signals.payment_failed.connect(receivers.payment_failed)
        signals.change_unpaid.connect(receivers.change_unpaid)
        signals.payment_refunded.connect(receivers.payment_refunded)
        signals.payment_disputed.connect(receivers.payment_disputed)
        signals.payment_moved.connect(receivers.payment_moved)
        signals.checkout_claimed.connect(receivers.checkout_claimed)
        pre_delete.connect(receivers.reader_erased, sender=Reader)
        address_proved.connect(receivers.address_proved)
        email_due.connect(receivers.email_due)
        known_here.connect(benefits.newsletter_known)
        reminder_due.connect(receivers.reminder_due)
        user_logged_in.connect(benefits.reader_signed_in)
        email_confirmed.connect(benefits.reader_signed_in)
        user_logged_out.connect(benefits.reader_signed_out)
