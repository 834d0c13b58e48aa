"""Integrations as a Django application; it listens to what members and payments tell."""

from django.apps import AppConfig

from wellread.language.editors import for_editors


class IntegrationsConfig(AppConfig):
    """The doors of other systems."""

    name = "wellread.integrations"
    label = "integrations"
    verbose_name = for_editors("Integrations")

    def ready(self) -> None:
        from django.db.models.signals import post_save, pre_delete

        from wellread.accounts.models import Reader
        from wellread.integrations import receivers
        from wellread.membership.models import Gift, Grant
        from wellread.membership.signals import membership_moved
        from wellread.newsletters import signals as newsletters
        from wellread.payments import signals

        membership_moved.connect(receivers.membership_moved)
        signals.contribution_paid.connect(receivers.contribution_paid)
        signals.payment_refunded.connect(receivers.payment_refunded)
        newsletters.joined.connect(receivers.newsletter_joined)
        newsletters.left.connect(receivers.newsletter_left)
        for kind in (Grant, Gift):
            post_save.connect(receivers.grant_saved, sender=kind)
        post_save.connect(receivers.reader_saved, sender=Reader)
        # Before the rooms below forget whose everything was: it stands further up in the settings.
        pre_delete.connect(receivers.reader_erased, sender=Reader)
