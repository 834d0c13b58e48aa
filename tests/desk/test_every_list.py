"""Every list of the admin opens, is searched, and is sorted by each column that offers it."""

import html
import re

import pytest
from django.test import Client

from tests.membership.test_groups import buy
from tests.newsroom.press import make_entries, make_live_blog
from tests.payments.world import Shop
from tests.staff import sign_in_staff
from wellread.membership.models import Plan
from wellread.newsroom.models import Topic

pytestmark = pytest.mark.django_db
# Not ours, or no list.
ELSEWHERE = re.compile(r"/admin/(?:account|logout|styleguide|pages/$|images/|$)")


@pytest.fixture
def staff(client: Client, shop: Shop, plan: Plan) -> Client:
    buy(Client(), shop)
    blog = make_live_blog()
    for entry in make_entries(blog, 3):
        entry.key_event = entry.pinned = True
        entry.save()
    Topic.objects.create(name="Sea", slug="sea")
    sign_in_staff(client)
    client.raise_request_exception = False
    return client


def addresses_of_the_menu(staff: Client) -> list[str]:
    home = html.unescape(staff.get("/admin/").content.decode())
    found = set(re.findall(r'"url": "(/admin/[^"?#]+)"', home))
    return sorted(one for one in found if not ELSEWHERE.match(one))


def test_each_list_opens_and_is_searched_and_sorted(staff: Client) -> None:
    addresses = addresses_of_the_menu(staff)
    broken = []
    for address in addresses:
        page = staff.get(address, follow=True)
        asked = [address, f"{address}?q=sea", f"{address}?q=%22%20OR%20*"]
        links = re.findall(r'href="[^"]*[?&]ordering=(-?[\w.]+)', page.content.decode())
        asked += [f"{address}?ordering={name}" for name in sorted(set(links))]
        broken += [one for one in asked if staff.get(one, follow=True).status_code != 200]

    assert len(addresses) > 30
    assert broken == []
