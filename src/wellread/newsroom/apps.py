"""The newsroom as a Django application."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """Connects what must happen when something is published, moved or redrawn."""

    name = "wellread.newsroom"
    label = "newsroom"
    verbose_name = "Newsroom"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to Wagtail's signals, and say who may delete pictures."""
        from wellread.newsroom import receivers
        from wellread.newsroom.editing import picture_forms, picture_permissions
        from wellread.newsroom.rendering import pictures

        receivers.connect()
        pictures.tell_damaged_originals()
        picture_forms.install()
        picture_permissions.install()
