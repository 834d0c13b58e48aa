from collections.abc import Iterable
from typing import Any

from django.db import models
from wagtail.models import Collection
from wagtail.permission_policies import BasePermissionPolicy

class CollectionOwnershipPermissionPolicy(BasePermissionPolicy):
    def _check_perm(
        self, user: Any, actions: Iterable[str], collection: Collection | None = None
    ) -> bool: ...
    def _collections_with_perm(
        self, user: Any, actions: Iterable[str]
    ) -> models.QuerySet[Collection]: ...
