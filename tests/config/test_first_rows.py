import pytest
from django.contrib.auth.models import Group

from tests import first_rows
from wellread.newsroom.actions import create_topic
from wellread.newsroom.models import Topic


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_taken_back_and_what_was_deleted_stands_again():
    kept = first_rows.keep()
    groups = set(Group.objects.values_list("pk", "name"))
    first = create_topic(name="Tides")
    Group.objects.all().delete()

    kept.put_back()

    assert not Topic.objects.exists()
    assert set(Group.objects.values_list("pk", "name")) == groups != set()
    assert create_topic(name="Harbour").pk == first.pk
