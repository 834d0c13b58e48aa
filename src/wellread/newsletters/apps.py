"""Newsletters as a Django application."""

from django.apps import AppConfig

from wellread.language.editors import for_editors


class NewslettersConfig(AppConfig):
    """What readers asked to be sent."""

    name = "wellread.newsletters"
    label = "newsletters"
    verbose_name = for_editors("Newsletters")

    def ready(self) -> None:
        from django.db.models.signals import post_delete, pre_delete

        from wellread.accounts.models import Reader
        from wellread.newsletters import receivers
        from wellread.newsletters.models import NewsletterReader

        pre_delete.connect(receivers.reader_erased, sender=Reader)
        post_delete.connect(receivers.entry_deleted, sender=NewsletterReader)
