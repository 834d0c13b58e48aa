from django.apps import AppConfig


class EmbeddingConfig(AppConfig):
    name = "wellread.embedding"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out

        from wellread.embedding import receivers

        user_logged_out.connect(receivers.reader_signed_out)
