"""The four figures on the admin's home page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group

from tests.staff import sign_in_staff
from wellread.insights.models import EventTotal
from wellread.newsroom.actions import ensure_site
from wellread.payments.models import BillingEvent

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()


@pytest.fixture(autouse=True)
def _a_site():
    ensure_site()


def figures(client):
    html = client.get("/admin/").content.decode()
    return dict(re.findall(r"<dt>(.*?)</dt><dd><a[^>]*>(.*?)</a>", html))


def note(number, days_ago):
    facts = {"campaign": "autumn-letter", "variant": "control", "kind": "view"}
    EventTotal.objects.create(day=TODAY - timedelta(days=days_ago), number=number, **facts)


def test_the_home_page_counts_the_last_seven_days(client):
    sign_in_staff(client)
    note(1_200, days_ago=0)
    note(34, days_ago=6)
    note(5, days_ago=7)

    assert figures(client) == {
        "Views of appeals": "1,234",
        "Conversions": "0",
        "Memberships now": "0",
    }


def test_a_billing_event_that_needs_a_person_is_named_at_once(client):
    sign_in_staff(client)
    facts = {"type": "invoice.paid", "payload": {}, "outcome": "given_up"}
    BillingEvent.objects.create(stripe_id="evt_1", **facts)

    html = client.get("/admin/").content.decode()

    assert "1 billing event</a> could not be processed and needs a person." in html


def test_an_editor_is_shown_where_to_write_and_no_money(client):
    editor = sign_in_staff(client, "nothing")
    editor.groups.add(Group.objects.get(name="Editors"))

    assert figures(client) == {}
