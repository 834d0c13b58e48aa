from django.apps import AppConfig

from wellread.language.editors import for_editors


class LanguageConfig(AppConfig):
    name = "wellread.language"
    label = "language"
    verbose_name = for_editors("Language")

    def ready(self) -> None:
        from wellread.language import moments

        moments.install()
