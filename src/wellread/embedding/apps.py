from django.apps import AppConfig


class EmbeddingConfig(AppConfig):
    name = "wellread.embedding"
    default_auto_field = "django.db.models.BigAutoField"
