from typing import ClassVar

from django.db import models

class ReferenceIndexQuerySet(models.QuerySet[ReferenceIndex, ReferenceIndex]): ...

class ReferenceIndex(models.Model):
    object_id: models.CharField[str, str]
    to_object_id: models.CharField[str, str]
    objects: ClassVar[models.Manager[ReferenceIndex]]

    @classmethod
    def get_references_to(cls, object: models.Model) -> models.QuerySet[ReferenceIndex]: ...
    @classmethod
    def create_or_update_for_object(cls, object: models.Model) -> None: ...
