"""The newsroom as a Django application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from wellread.language.editors import for_editors


class NewsroomConfig(AppConfig):
    """Connects what must happen when something is published, moved or redrawn."""

    name = "wellread.newsroom"
    label = "newsroom"
    verbose_name = for_editors("Newsroom")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what draws rows and heads e-mails, listen to signals, say who may delete pictures."""
        # Models can be imported from here on, and no sooner.
        from wellread.mail import letterhead
        from wellread.newsroom import previews, receivers
        from wellread.newsroom.editing import picture_forms, picture_permissions, text_fields
        from wellread.newsroom.models import beginnings, page_indexes
        from wellread.newsroom.models.drawing import Drawing, draw_with
        from wellread.newsroom.rendering import bodies, email_letterhead, pictures

        draw_with(
            Drawing(
                make_pictures=bodies.make_pictures,
                publish=bodies.publish,
                open_html=bodies.open_html,
                body=bodies.body,
                entry=bodies.entry,
                portrait=pictures.portrait,
                preview=previews.show,
            )
        )
        letterhead.told_by(email_letterhead.tell)
        beginnings.install()
        post_migrate.connect(page_indexes.make, sender=self)
        receivers.connect()
        pictures.tell_damaged_originals()
        picture_forms.install()
        picture_permissions.install()
        text_fields.install()
