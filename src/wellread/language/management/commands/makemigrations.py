"""`wellread manage makemigrations`."""

from django.core.management.commands import makemigrations

from wellread.language.labels import Autodetector


class Command(makemigrations.Command):
    """Django's own, which overlooks the words on editors' forms."""

    autodetector = Autodetector
