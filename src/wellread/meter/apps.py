from django.apps import AppConfig

from wellread.language.editors import for_editors


class MeterConfig(AppConfig):
    name = "wellread.meter"
    label = "meter"
    verbose_name = for_editors("Counting")
