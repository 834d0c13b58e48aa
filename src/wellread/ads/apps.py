from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save, pre_save
from django.utils import timezone

from wellread.language.editors import for_editors


class AdsConfig(AppConfig):
    name = "wellread.ads"
    label = "ads"
    verbose_name = for_editors("House ads")

    def ready(self) -> None:
        from wagtail.images import get_image_model

        from wellread.ads.models import HouseAd

        pre_save.connect(_prepare, sender=HouseAd)
        post_save.connect(_picture_changed, sender=get_image_model())


def _prepare(instance: Any, update_fields: Any = None, **_signal: Any) -> None:
    from wellread.ads.actions import prepare

    if update_fields is None:
        prepare(instance, timezone.localdate())


def _picture_changed(instance: Any, created: bool, **_signal: Any) -> None:
    from wellread.ads.actions import picture_changed

    if not created:
        picture_changed(instance.pk)
