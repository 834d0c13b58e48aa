from typing import ClassVar, Self

from django.contrib.auth.models import Group, Permission
from django.db import models

class Collection(models.Model):
    name: models.CharField[str, str]
    path: models.CharField[str, str]
    objects: ClassVar[models.Manager[Collection]]

    @classmethod
    def get_first_root_node(cls) -> Self | None: ...

class GroupCollectionPermissionManager(models.Manager[GroupCollectionPermission]): ...

class GroupCollectionPermission(models.Model):
    group: models.ForeignKey[Group, Group]
    collection: models.ForeignKey[Collection, Collection]
    permission: models.ForeignKey[Permission, Permission]
    objects: ClassVar[GroupCollectionPermissionManager]
