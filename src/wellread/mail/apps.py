from django.apps import AppConfig

from wellread.language.editors import for_editors


class MailConfig(AppConfig):
    """Every e-mail that leaves."""

    name = "wellread.mail"
    label = "mail"
    verbose_name = for_editors("E-mails")
