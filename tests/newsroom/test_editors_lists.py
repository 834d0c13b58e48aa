"""What editors open costs no more beside an archive, and shows them what is theirs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import GroupPagePermission, Page

from bench.archive import repeat
from tests.newsroom.press import make_article
from tests.newsroom.test_cost import cost_of
from tests.staff import sign_in_staff
from wellread.config import table_statistics
from wellread.newsroom import actions, jobs
from wellread.newsroom.models import page_indexes

pytestmark = pytest.mark.django_db

OLD = 3000


def make_paper():
    for number in range(60):
        story = make_article(f"Story {number}")
    return story.get_parent()


def test_lists_of_pages_and_the_admins_menu_cost_no_more_beside_an_archive(client):
    section = make_paper()
    sign_in_staff(client)
    addresses = ("/admin/emails/sent/", "/admin/", f"/admin/pages/{section.pk}/")
    for address in addresses:
        client.get(address)
    table_statistics.refresh()
    before = [cost_of(lambda address=address: client.get(address)) for address in addresses]
    before.append(cost_of(jobs.publish_on_time))

    repeat(OLD)
    table_statistics.refresh()

    after = [cost_of(lambda address=address: client.get(address)) for address in addresses]
    after.append(cost_of(jobs.publish_on_time))
    grown = [new / old for old, new in zip(before, after, strict=True)]
    assert grown[0] < 1.1
    assert grown[1] < 1.5
    # Its pages are counted, and put in order, within an index: some twenty steps for each.
    assert after[2] - before[2] < 2 * OLD
    assert after[3] < 10


def test_what_may_be_seen_is_asked_of_the_list_and_not_of_all_pages(client):
    section = make_paper()
    sign_in_staff(client)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(f"/admin/pages/{section.pk}/")

    among_all = [one["sql"] for one in asked if 'IN (SELECT U0."id" AS "pk"' in one["sql"]]
    assert among_all == []


@pytest.mark.parametrize("where", ["their own", "above"])
def test_an_editor_of_one_section_still_sees_no_other(client, where):
    make_article("Theirs")
    make_article("Not theirs", section=actions.create_section(name="World"))
    theirs = Page.objects.get(slug="harbour")
    editor = sign_in_staff(client, "access_admin")
    editor.groups.create(name="Harbour")
    GroupPagePermission.objects.create(
        group=editor.groups.get(), page=theirs, permission_type="change"
    )
    shown = theirs if where == "their own" else theirs.get_parent()

    alone = client.get(f"/admin/pages/{shown.pk}/").content.decode()
    everywhere = client.get(f"/admin/pages/{theirs.pk}/?q=theirs&search_all=1").content.decode()

    assert ("World" in alone, "Not theirs" in everywhere) == (False, False)


def test_the_indexes_come_back_when_the_table_was_made_anew():
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {page_indexes.BY_PLACE}")

    page_indexes.make()

    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "wagtailcore_page")
    assert {page_indexes.BY_PLACE, page_indexes.BY_EXPIRY} <= found.keys()
