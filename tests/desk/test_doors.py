"""Each door of the admin, tried as each role."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.images.models import Image

from tests.appeals.facts import make_campaign
from tests.newsroom.press import make_article, make_image
from tests.payments.world import make_plan
from tests.staff import sign_in_staff
from wellread.appeals.models import LineUpSettings
from wellread.membership.models import Price
from wellread.newsroom.models import Article

# Wagtail never closes the temporary file from which it stores a rendition (images/models.py).
UNCLOSED = r"ignore:Unclosed file <tempfile\.SpooledTemporaryFile:ResourceWarning"
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings(UNCLOSED)]

BOTH = frozenset({"Editors", "Moderators", "Revenue"})
NEWSROOM = frozenset({"Editors", "Moderators"})
REVENUE = frozenset({"Revenue"})
NOBODY: frozenset[str] = frozenset()
DOORS = {
    "/admin/": BOTH,
    "/admin/asking/": BOTH,
    "/admin/sensitive/": BOTH,
    "/admin/images/": BOTH,
    "/admin/emails/words/": BOTH,
    "/admin/emails/words/receipt/": BOTH,
    "/admin/images/add/": BOTH,
    "/admin/images/{image}/": NEWSROOM,
    "/admin/images/{image}/delete/": NEWSROOM,
    "/admin/pages/{story}/edit/": NEWSROOM,
    "/admin/pages/{story}/delete/": NEWSROOM,
    "/admin/pages/{story}/unpublish/": NEWSROOM,
    "/admin/snippets/newsroom/liveentry/add/": NEWSROOM,
    "/admin/snippets/newsroom/author/add/": NEWSROOM,
    "/admin/snippets/newsroom/topic/add/": NEWSROOM,
    "/admin/snippets/appeals/campaign/add/": REVENUE,
    "/admin/snippets/appeals/campaign/edit/{campaign}/": REVENUE,
    "/admin/settings/appeals/lineupsettings/{settings}/": REVENUE,
    "/admin/snippets/ads/housead/add/": REVENUE,
    "/admin/snippets/membership/plan/": REVENUE,
    "/admin/snippets/membership/plan/edit/{plan}/": REVENUE,
    "/admin/snippets/membership/plan/add/": NOBODY,
    "/admin/snippets/membership/plan/delete/{plan}/": NOBODY,
    "/admin/members/memberships/": REVENUE,
    "/admin/members/gifts/new/": REVENUE,
    "/admin/emails/sent/": REVENUE,
    "/admin/members/person/": REVENUE,
    "/admin/money/payments/": REVENUE,
    "/admin/money/ledger/": REVENUE,
    "/admin/money/events/": REVENUE,
    "/admin/desk/funnel/": REVENUE,
    "/admin/desk/funnel.csv": REVENUE,
    "/admin/desk/why/": REVENUE,
    "/admin/users/": NOBODY,
    "/admin/groups/": NOBODY,
    "/admin/sites/": NOBODY,
    "/admin/collections/": NOBODY,
    "/admin/workflows/list/": NOBODY,
}


@pytest.fixture
def rooms():
    story, image, campaign, plan = make_article(), make_image(), make_campaign(), make_plan()
    whole = LineUpSettings.load()
    return {
        "story": story.pk,
        "image": image.pk,
        "campaign": campaign.pk,
        "plan": plan.pk,
        "settings": whole.pk,
    }


def enter(client, role):
    colleague = sign_in_staff(client, "nothing")
    colleague.groups.add(Group.objects.get(name=role))
    return colleague


@pytest.mark.parametrize("role", sorted(BOTH))
def test_each_role_opens_its_own_doors_and_no_other(role, client, rooms):
    enter(client, role)

    opened = {door for door in DOORS if client.get(door.format(**rooms)).status_code == 200}

    assert opened == {door for door, roles in DOORS.items() if role in roles}


DELETING = (
    "/admin/images/{picture}/delete/",
    "/admin/images/multiple/{picture}/delete/",
    "/admin/bulk/wagtailimages/image/delete/?id={picture}",
    "/admin/bulk/wagtailimages/image/delete/?id=all",
)


@pytest.mark.parametrize("door", DELETING)
@pytest.mark.parametrize("is_own", [True, False])
@pytest.mark.parametrize("role", ["Revenue", "Editors"])
def test_who_only_adds_pictures_deletes_none_by_any_door(role, is_own, door, client, rooms):
    colleague = enter(client, role)
    Image.objects.filter(pk=rooms["image"]).update(uploaded_by_user=colleague if is_own else None)
    door = door.format(picture=rooms["image"])

    client.post(door, {"next": "/admin/images/"}, headers={"x-requested-with": "XMLHttpRequest"})

    assert Image.objects.filter(pk=rooms["image"]).exists() is (role == "Revenue")


def test_who_adds_a_picture_mends_it_and_is_offered_no_deleting(client, rooms):
    colleague = enter(client, "Revenue")
    Image.objects.update(uploaded_by_user=colleague)

    page = client.get(f"/admin/images/{rooms['image']}/")

    assert page.status_code == 200
    assert page.context_data["can_delete"] is False


def test_revenue_changes_no_text(client, rooms):
    enter(client, "Revenue")
    before = Article.objects.get().title

    client.post(
        reverse("wagtailadmin_pages:edit", args=[rooms["story"]]),
        {"title": "Rewritten", "slug": "rewritten", "action-publish": "action-publish"},
    )

    assert Article.objects.get().title == before


def test_revenue_changes_a_price(client, rooms):
    enter(client, "Revenue")
    price = Price.objects.get()
    sent = {
        "name": "Friend",
        "benefits": "No ads",
        "gives_ad_free": "on",
        "once_days": "0",
        "grace_days": "7",
        "is_offered": "on",
        "prices-TOTAL_FORMS": 1,
        "prices-INITIAL_FORMS": 1,
        "prices-MIN_NUM_FORMS": 0,
        "prices-MAX_NUM_FORMS": 1000,
        "local_prices-TOTAL_FORMS": 0,
        "local_prices-INITIAL_FORMS": 0,
        "prices-0-id": price.pk,
        "prices-0-currency": "USD",
        "prices-0-minimum_month_minor": "7",
        "prices-0-minimum_year_minor": "70",
        "prices-0-minimum_once_minor": "5",
        "prices-0-maximum_minor": "10000",
        "prices-0-ORDER": 1,
        "prices-0-DELETE": "",
    }

    client.post(f"/admin/snippets/membership/plan/edit/{rooms['plan']}/", sent)

    assert Price.objects.get().minimum_month_minor == 700
