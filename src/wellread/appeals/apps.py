from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save

from wellread.language import countries
from wellread.language.editors import for_editors


class AppealsConfig(AppConfig):
    name = "wellread.appeals"
    label = "appeals"
    verbose_name = for_editors("Appeals")

    def ready(self) -> None:
        from wagtail.signals import published, unpublished

        from wellread.appeals import drawn, previews
        from wellread.appeals.fields import WordsInput
        from wellread.appeals.models import Campaign, LineUpSettings

        countries.supply_input(lambda: WordsInput("country"))
        previews.draw_with(drawn.drawn)
        for signal in (published, unpublished, post_delete):
            signal.connect(_republish, sender=Campaign)
        post_save.connect(_republish, sender=LineUpSettings)
        post_save.connect(_reordered, sender=Campaign)


def _reordered(update_fields: Any = None, **_signal: Any) -> None:
    # Moving a campaign in the list saves its place alone, and publishes nothing by itself.
    if update_fields and "sort_order" in update_fields:
        _republish()


def _republish(**_signal: Any) -> None:
    from wellread.appeals.actions import publish_after_commit

    # Wagtail saves the order of the inline rows after the signal.
    publish_after_commit()
