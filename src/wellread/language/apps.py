from django.apps import AppConfig


class LanguageConfig(AppConfig):
    name = "wellread.language"
    label = "language"
    verbose_name = "Language"
