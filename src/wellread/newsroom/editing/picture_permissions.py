"""Who may delete a picture: not whoever only adds some, their own among them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.images import permissions
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy


class PicturePermissions(CollectionOwnershipPermissionPolicy):
    """Wagtail's own, but deleting wants the permission to change every picture there.

    In Wagtail who adds a picture may delete it, though it stands in others' stories by then.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether there may be pictures with which somebody may do this."""
        allowed: bool = super().user_has_permission(user, action)
        return allowed and (action != "delete" or bool(self._check_perm(user, ["change"])))

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Any
    ) -> bool:
        """Tell whether somebody may do one of these with a picture."""
        others = set(actions) - {"delete"}
        if others and super().user_has_any_permission_for_instance(user, others, instance):
            return True
        return "delete" in actions and bool(
            self._check_perm(user, ["change"], collection=instance.collection)
        )

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Any]:
        """Return the pictures with which somebody may do one of these."""
        if set(actions) == {"delete"} and not user.is_superuser:
            collections = self._collections_with_perm(user, ["change"])
            return self.model._default_manager.filter(collection__in=collections)
        return super().instances_user_has_any_permission_for(user, actions)


def install() -> None:
    """Have every view of Wagtail's library ask these permissions.

    Wagtail has no setting for it. Its views hold the one policy that there is from the moment
    they are imported, so its class is changed and not the name that it goes by.
    """
    permissions.permission_policy.__class__ = PicturePermissions
