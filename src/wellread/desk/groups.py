"""What the newsroom and the revenue staff may do, given when the database is made."""

from itertools import product
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

EVERYTHING = ("view", "add", "change", "delete")
# The page tree and the image library have permissions of their own kind.
NEWSROOM = {"newsroom": [*product(EVERYTHING, ("liveentry", "author", "topic"))]}
REVENUE = {
    "appeals": [
        *product((*EVERYTHING, "publish"), ("campaign",)),
        *product(("change",), ("lineupsettings",)),
    ],
    "ads": [*product(EVERYTHING, ("housead",))],
    "membership": [
        *product(("view", "add", "change"), ("gift",)),
        *product(("view",), ("plan", "membership", "letter")),
    ],
    "payments": [*product(("view",), ("payment", "ledgerentry", "billingevent"))],
}
PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
IMAGES = ("add_image", "change_image", "choose_image")

Rooms = dict[str, list[tuple[str, str]]]


def ensure_groups(**signal: Any) -> None:
    """Give each group its permissions once; what an administrator changes later stays changed."""
    for name in ("Editors", "Moderators"):
        group = Group.objects.get_or_create(name=name)[0]
        if _is_new(group, NEWSROOM):
            _permit(group, NEWSROOM)
            _permit_pages(group)
    group = Group.objects.get_or_create(name="Revenue")[0]
    if _is_new(group, REVENUE):
        _permit(group, REVENUE)


def _is_new(group: Group, rooms: Rooms) -> bool:
    return not group.permissions.filter(content_type__app_label__in=rooms).exists()


def _permit(group: Group, rooms: Rooms) -> None:
    wanted = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    for room, allowed in rooms.items():
        names = [f"{verb}_{model}" for verb, model in allowed]
        wanted |= Q(content_type__app_label=room, codename__in=names)
    group.permissions.add(*Permission.objects.filter(wanted))
    library = Collection.get_first_root_node()
    for permission in _of("wagtailimages", IMAGES) if library else ():
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=library, permission=permission
        )


def _permit_pages(group: Group) -> None:
    root = Page.get_first_root_node()
    for permission in _of("wagtailcore", PAGES) if root else ():
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _of(label: str, names: tuple[str, ...]) -> Any:
    return Permission.objects.filter(content_type__app_label=label, codename__in=names)
