from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_delete, post_save


class PageviewConfig(AppConfig):
    name = "wellread.pageview"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wellread.pageview.epoch import published_something

        for signal in (post_save, post_delete, m2m_changed):
            signal.connect(published_something, dispatch_uid="pageview_epoch")
