"""Groups of a site of before keep what was taken from them, and get what is new."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission

from wellread.desk.groups import ensure_groups
from wellread.desk.models import GivenPermission

migration = import_module("wellread.desk.migrations.0001_given_permissions")


@pytest.fixture
def revenue(db):
    GivenPermission.objects.all().delete()
    return Group.objects.get(name="Revenue")


def test_what_was_taken_away_before_stays_away_and_what_is_new_is_given(revenue):
    gone = revenue.permissions.filter(codename__in=("add_gift", "add_switchchange"))
    revenue.permissions.remove(*gone)

    migration.remember(apps, None)
    ensure_groups()

    held = set(revenue.permissions.values_list("codename", flat=True))
    assert {"add_gift", "add_switchchange"} & held == {"add_switchchange"}


def test_revenue_of_before_may_delete_pictures_no_longer(revenue):
    GroupCollectionPermission.objects.create(
        group=revenue,
        collection=Collection.get_first_root_node(),
        permission=Permission.objects.get(
            codename="change_image", content_type__app_label="wagtailimages"
        ),
    )

    migration.keep_pictures(apps, None)

    names = revenue.collection_permissions.values_list("permission__codename", flat=True)
    assert sorted(names) == ["add_image", "choose_image"]
