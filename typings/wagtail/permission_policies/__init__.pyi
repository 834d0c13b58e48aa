from collections.abc import Iterable
from typing import Any

from django.db import models

class BasePermissionPolicy:
    model: type[models.Model]
    def __init__(self, model: type[models.Model]) -> None: ...
    def user_has_permission(self, user: Any, action: str) -> bool: ...
    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Any
    ) -> bool: ...
    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> models.QuerySet[Any]: ...

class ModelPermissionPolicy(BasePermissionPolicy): ...
