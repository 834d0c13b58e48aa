"""What the newsroom and the revenue staff may do, given when the database is made."""

from collections.abc import Iterable
from itertools import product
from typing import Any

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from wellread.desk.models import GivenPermission

EVERYTHING = ("view", "add", "change", "delete")


def _all(app: str, verbs: Iterable[str], *models: str) -> list[str]:
    return [f"{app}.{verb}_{model}" for model, verb in product(models, verbs)]


# Asking stops at once, by whoever is at the desk when news breaks.
EVERYONE = [
    "wagtailadmin.access_admin",
    *_all("appeals", ("view", "add"), "switchchange"),
    *_all("desk", EVERYTHING, "annotation"),
]
NEWSROOM = [
    *EVERYONE,
    *_all("newsroom", EVERYTHING, "liveentry", "author", "topic"),
    "newsroom.mark_sensitive",
    *_all("wagtailcore", ("add", "change", "publish", "lock", "unlock"), "page"),
    *_all("wagtailimages", ("add", "change", "choose"), "image"),
    "mail.change_emailwording",
    *_all("newsletters", ("view", "add", "change"), "newsletter"),
]
REVENUE = [
    *EVERYONE,
    *_all("appeals", (*EVERYTHING, "publish"), "campaign"),
    *_all("appeals", ("change",), "lineupsettings"),
    *_all("insights", ("change",), "measuringsettings"),
    *_all("desk", ("change",), "weeklyletter"),
    *_all("ads", EVERYTHING, "housead"),
    "newsroom.mark_sensitive",
    *_all("membership", ("view", "add"), "readernote"),
    *_all("membership", ("view", "add", "change"), "gift", "institution"),
    *_all("membership", ("view", "change"), "plan"),
    *_all("membership", ("view", "add", "change"), "promotion"),
    *_all("membership", ("view",), "membership", "giftmembership", "seatgroup"),
    *_all("membership", ("view", "add"), "solidarityentry"),
    *_all("membership", ("view", "change"), "solidaritypot"),
    *_all("mail", ("view",), "email"),
    "mail.change_emailwording",
    *_all("newsletters", ("view", "add", "change"), "newsletter"),
    *_all("newsletters", ("view", "delete"), "newsletterreader", "reminder"),
    *_all("payments", ("view",), "payment", "ledgerentry", "payout", "billingevent", "dispute"),
    *_all("payments", ("view", "add"), "refundorder", "bankstatement", "banksettlement"),
    *_all("payments", ("view",), "bankline"),
    *_all("payments", ("view", "add", "change"), "bankcolumns"),
    *_all("payments", ("view", "change"), "checkoutpause"),
    *_all("membership", ("view",), "failedrenewal", "cancellation"),
    *_all("membership", ("view", "add"), "pricechange"),
    # Whoever adds a picture may mend that one; deleting wants the permission to change all.
    *_all("wagtailimages", ("add", "choose"), "image"),
]
# What is needed for the morning page, which tells of members and of what was paid.
MORNING_PERMISSIONS = ("membership.view_membership", "payments.view_payment")
GROUPS = {"Editors": NEWSROOM, "Moderators": NEWSROOM, "Revenue": REVENUE}


def ensure_groups(**signal: Any) -> None:
    """Give each group its permissions once; what an administrator changes later stays changed."""
    for name, permissions in GROUPS.items():
        group = Group.objects.get_or_create(name=name)[0]
        known = set(
            GivenPermission.objects.filter(group=group).values_list("permission", flat=True)
        )
        for permission in permissions:
            if permission not in known and _give(group, permission):
                GivenPermission.objects.create(group=group, permission=permission)


def _give(group: Group, name: str) -> bool:
    """Give a permission where its kind belongs; return whether it and its place exist yet."""
    app, _, codename = name.partition(".")
    permission = Permission.objects.filter(content_type__app_label=app, codename=codename).first()
    if permission is None:
        return False
    if app == "wagtailcore":
        return _give_pages(group, permission)
    if app == "wagtailimages":
        return _give_library(group, permission)
    group.permissions.add(permission)
    return True


def _give_pages(group: Group, permission: Permission) -> bool:
    root = Page.get_first_root_node()
    if root is not None:
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    return root is not None


def _give_library(group: Group, permission: Permission) -> bool:
    library = Collection.get_first_root_node()
    if library is not None:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=library, permission=permission
        )
    return library is not None
