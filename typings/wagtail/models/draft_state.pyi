from datetime import datetime
from typing import Any

from django.db import models
from wagtail.models.revisions import Revision

class DraftStateMixin(models.Model):
    live: models.BooleanField[bool, bool]
    has_unpublished_changes: models.BooleanField[bool, bool]
    first_published_at: models.DateTimeField[datetime | None, datetime | None]
    last_published_at: models.DateTimeField[datetime | None, datetime | None]
    live_revision: models.ForeignKey[Revision | None, Revision | None]
    live_revision_id: int | None
    go_live_at: models.DateTimeField[datetime | None, datetime | None]
    expire_at: models.DateTimeField[datetime | None, datetime | None]
    expired: models.BooleanField[bool, bool]

    class Meta:
        abstract = True

    def publish(self, revision: Revision, user: Any = None, **kwargs: Any) -> None: ...
    def unpublish(
        self,
        set_expired: bool = False,
        commit: bool = True,
        user: Any = None,
        log_action: bool | str = True,
    ) -> None: ...
