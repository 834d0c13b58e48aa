from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from django.db import models
from wagtail.models import Collection

class SourceImageIOError(IOError): ...

class Filter:
    spec: str
    run: Any
    def __init__(self, spec: str | None = None) -> None: ...
    def get_cache_key(self, image: AbstractImage) -> str: ...
    def get_willow_image(
        self, image: AbstractImage, source: Any = None
    ) -> AbstractContextManager[Any]: ...

class AbstractRendition(models.Model):
    filter_spec: models.CharField[str, str]
    file: Any
    width: models.IntegerField[int, int]
    height: models.IntegerField[int, int]

    class Meta:
        abstract = True

    @property
    def url(self) -> str: ...

class Rendition(AbstractRendition):
    image: models.ForeignKey[Image, Image]

class ImageQuerySet(models.QuerySet[Image, Image]): ...

ImageManager = models.Manager.from_queryset(ImageQuerySet)

class AbstractImage(models.Model):
    title: models.CharField[str, str]
    description: models.CharField[str, str]
    file: Any
    width: models.IntegerField[int, int]
    height: models.IntegerField[int, int]
    created_at: models.DateTimeField[datetime, datetime]
    collection: models.ForeignKey[Collection, Collection]
    file_size: models.PositiveIntegerField[int | None, int | None]
    file_hash: models.CharField[str, str]
    objects = ImageManager()
    renditions: Any

    class Meta:
        abstract = True

    @classmethod
    def get_rendition_model(cls) -> type[AbstractRendition]: ...
    def find_existing_renditions(self, *filters: Filter) -> dict[Filter, AbstractRendition]: ...
    def get_rendition(self, filter: Filter | str) -> AbstractRendition: ...
    def generate_rendition_file(
        self, filter: Filter, *, source: Any = None
    ) -> AbstractContextManager[Any]: ...
    def get_willow_image(self) -> AbstractContextManager[Any]: ...
    def _set_image_file_metadata(self) -> None: ...

class Image(AbstractImage): ...
