from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models

class RevisionQuerySet(models.QuerySet[Revision, Revision]): ...
class RevisionsManager(models.Manager[Revision]): ...
class PageRevisionsManager(models.Manager[Revision]): ...

class Revision(models.Model):
    content_type: models.ForeignKey[ContentType, ContentType]
    base_content_type: models.ForeignKey[ContentType, ContentType]
    object_id: models.CharField[str, str]
    created_at: models.DateTimeField[datetime, datetime]
    user: models.ForeignKey[Any, Any]
    user_id: int | None
    object_str: models.TextField[str, str]
    content: models.JSONField[dict[str, Any], dict[str, Any]]
    approved_go_live_at: models.DateTimeField[datetime | None, datetime | None]
    objects: ClassVar[RevisionsManager]
    page_revisions: ClassVar[PageRevisionsManager]

    def as_object(self) -> Any: ...
    def publish(self, user: Any = None, **kwargs: Any) -> None: ...

class RevisionMixin(models.Model):
    latest_revision: models.ForeignKey[Revision | None, Revision | None]
    latest_revision_id: int | None

    class Meta:
        abstract = True

    @property
    def revisions(self) -> models.QuerySet[Revision]: ...
    def get_latest_revision_as_object(self) -> Self: ...
    def save_revision(
        self,
        user: Any = None,
        *,
        clean: bool = True,
        changed: bool = True,
        log_action: bool | str = False,
        **kwargs: Any,
    ) -> Revision: ...
    def with_content_json(self, content: dict[str, Any]) -> Self: ...
