from django.apps import AppConfig

from wellread.language.editors import for_editors


class LanguageConfig(AppConfig):
    name = "wellread.language"
    label = "language"
    verbose_name = for_editors("Language")

    def ready(self) -> None:
        from django.forms import DateTimeField

        from wellread.language import moments

        # Every form's, Wagtail's schedules included: Django has no setting for it.
        DateTimeField.default_validators = [*DateTimeField.default_validators, moments.check]
