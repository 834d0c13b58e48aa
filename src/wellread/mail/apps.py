from django.apps import AppConfig


class MailConfig(AppConfig):
    """Every e-mail that leaves."""

    name = "wellread.mail"
    label = "mail"
    verbose_name = "E-mails"
