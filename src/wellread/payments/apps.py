"""Payments as a Django application."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Money that moved."""

    name = "wellread.payments"
    label = "payments"
    verbose_name = "Payments"
