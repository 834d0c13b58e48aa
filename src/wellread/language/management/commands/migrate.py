"""`wellread manage migrate`."""

from django.core.management.commands import migrate

from wellread.language.labels import Autodetector


class Command(migrate.Command):
    """Django's own, which overlooks the words on editors' forms."""

    autodetector = Autodetector
