"""Payments as a Django application."""

from django.apps import AppConfig

from wellread.language.editors import for_editors


class PaymentsConfig(AppConfig):
    """Money that moved."""

    name = "wellread.payments"
    label = "payments"
    verbose_name = for_editors("Payments")
