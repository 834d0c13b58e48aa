"""What the newsroom and the revenue staff can do, and what they cannot."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from tests.newsroom.press import make_article, make_image, make_live_blog
from tests.staff import sign_in_staff
from wellread.desk.groups import ensure_groups

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter(client):
    """Sign in someone of a group; return what answers to an address of the admin."""

    def enter(group):
        colleague = sign_in_staff(client, "nothing")
        colleague.groups.add(Group.objects.get(name=group))
        return lambda address: client.get(address).status_code

    return enter


NEWSROOM = {f"/admin/snippets/newsroom/{each}/" for each in ("liveentry", "author", "topic")}
NEWSROOM.add("/admin/emails/words/")
REVENUE = {
    "/admin/snippets/appeals/campaign/",
    "/admin/snippets/ads/housead/",
    "/admin/snippets/membership/plan/",
    "/admin/members/memberships/",
    "/admin/members/gifts/",
    "/admin/emails/sent/",
    "/admin/emails/words/",
    "/admin/money/payments/",
    "/admin/money/ledger/",
    "/admin/money/payouts/",
    "/admin/money/events/",
    "/admin/desk/funnel/",
    "/admin/desk/why/",
}


@pytest.mark.parametrize("group", ["Editors", "Moderators"])
def test_editors_enter_every_room_of_the_newsroom_and_no_other(group, enter):
    answer = enter(group)

    entered = {address for address in NEWSROOM | REVENUE if answer(address) == 200}

    assert entered == NEWSROOM


def test_revenue_enters_every_room_of_the_money_and_no_other(enter):
    answer = enter("Revenue")

    entered = {address for address in NEWSROOM | REVENUE if answer(address) == 200}

    assert entered == REVENUE


@pytest.mark.parametrize(("group", "status"), [("Editors", 200), ("Revenue", 302)])
def test_stories_and_images_are_written_by_the_newsroom(group, status, enter):
    story, blog = make_article(), make_live_blog()
    answer = enter(group)

    edits = [answer(reverse("wagtailadmin_pages:edit", args=[page.pk])) for page in (story, blog)]

    assert edits == [status] * 2


@pytest.mark.parametrize("group", ["Editors", "Revenue"])
def test_both_choose_and_add_images(group, enter):
    answer = enter(group)

    assert (answer("/admin/images/chooser/"), answer("/admin/images/add/")) == (200, 200)


def test_an_editor_publishes(enter, client):
    story = make_article()
    enter("Editors")

    html = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()

    assert "action-publish" in html


def test_permissions_given_twice_are_the_same():
    before = [sorted(group.permissions.values_list("pk")) for group in Group.objects.order_by("pk")]

    ensure_groups()

    after = [sorted(group.permissions.values_list("pk")) for group in Group.objects.order_by("pk")]
    assert (len(after), after) == (3, before)


@pytest.mark.parametrize("group", ["Editors", "Moderators", "Revenue"])
def test_everyone_at_the_desk_may_stop_all_asking(group, enter):
    assert enter(group)("/admin/asking/") == 200


def test_revenue_changes_no_picture_of_others(enter):
    picture = make_image()
    answer = enter("Revenue")

    doors = (f"/admin/images/{picture.pk}/", f"/admin/images/{picture.pk}/delete/")

    assert [answer(door) for door in doors] == [302, 302]


def test_what_an_administrator_took_away_stays_away():
    group = Group.objects.get(name="Revenue")
    group.permissions.remove(group.permissions.get(codename="add_gift"))

    ensure_groups()

    assert not group.permissions.filter(codename="add_gift").exists()
