from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save


class PageviewConfig(AppConfig):
    name = "wellread.pageview"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_slug_changed, page_unpublished, post_page_move

        from wellread.newsroom.models import listings
        from wellread.pageview import changed_rows

        pre_save.connect(changed_rows.remember_what_menus_say)
        post_save.connect(changed_rows.saved)
        post_delete.connect(changed_rows.deleted)
        m2m_changed.connect(changed_rows.related)
        listings.relisted.connect(changed_rows.relisted)
        for signal in (page_slug_changed, page_unpublished, post_page_move):
            signal.connect(changed_rows.moved)
