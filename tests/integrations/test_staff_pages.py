"""Webhooks in the admin: added, tried, given a new secret, and sent again."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.integrations.listener import Listener
from tests.integrations.test_delivery import tell
from tests.staff import sign_in_staff
from wellread.integrations import delivery
from wellread.integrations.models import WebhookEndpoint

pytestmark = pytest.mark.django_db
LISTS = ("/admin/integrations/webhooks/", "/admin/integrations/deliveries/")


def form(address: str, **changes: Any) -> dict[str, Any]:
    facts = {
        "name": "Our CRM",
        "address": address,
        "kinds": ["membership.joined"],
        "contact": "desk@saltmere.example",
        "is_active": "on",
    }
    return {**facts, **changes}


def test_a_secret_is_shown_as_it_is_made_and_never_again(
    client: Client, listener: Listener
) -> None:
    sign_in_staff(client)

    made = client.post("/admin/integrations/webhooks/new/", form(listener.address))
    endpoint = WebhookEndpoint.objects.get()
    again = [client.get(page).content.decode() for page in LISTS]
    again.append(client.get(f"/admin/integrations/webhooks/edit/{endpoint.pk}/").content.decode())

    assert endpoint.kinds == ["membership.joined"]
    assert endpoint.secret.startswith("whsec_")
    assert endpoint.secret in made.content.decode()
    assert made.headers["Cache-Control"].count("no-store") == 1
    assert [endpoint.secret in page for page in again] == [False] * 3


@pytest.mark.parametrize(
    "address", ["https://169.254.169.254/", "https://10.0.0.1/", "http://93.184.215.14/", "x"]
)
def test_an_address_that_leads_inside_is_refused_in_words(
    address: str, client: Client, db: None
) -> None:
    sign_in_staff(client)

    page = client.post("/admin/integrations/webhooks/new/", form(address))

    assert WebhookEndpoint.objects.count() == 0
    assert "It " in page.content.decode() or "no public address" in page.content.decode()


def test_a_test_is_sent_and_its_answer_shown(
    client: Client, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    sign_in_staff(client)
    page = f"/admin/integrations/webhooks/{endpoint.pk}/test/"

    asked = client.get(page).status_code
    client.post(page)
    delivery.send_what_waits()
    listed = client.get(LISTS[1]).content.decode()

    assert (asked, listener.kinds) == (200, ["endpoint.test"])
    assert "endpoint.test" in listed
    assert f"/admin/integrations/deliveries/{endpoint.deliveries.get().pk}/again/" in listed
    assert "Delivered" in listed.partition("<tbody>")[2]


def test_a_new_secret_is_shown_once(client: Client, endpoint: WebhookEndpoint) -> None:
    sign_in_staff(client)
    old, page = endpoint.secret, f"/admin/integrations/webhooks/{endpoint.pk}/secret/"

    client.get(page)
    endpoint.refresh_from_db()
    before = endpoint.secret
    shown = client.post(page).content.decode()

    endpoint.refresh_from_db()
    assert before == endpoint.old_secret == old
    assert endpoint.secret in shown


def test_one_is_sent_again_and_so_is_all_of_a_time(
    client: Client, endpoint: WebhookEndpoint, listener: Listener
) -> None:
    sign_in_staff(client)
    one = tell(endpoint, subject="membership 1")
    delivery.send_what_waits()

    client.post(f"/admin/integrations/deliveries/{one.pk}/again/")
    delivery.send_what_waits()
    page = f"/admin/integrations/webhooks/{endpoint.pk}/replay/"
    refused = client.post(page, {"since": "2026-11-27 10:00", "until": "2026-11-27 09:00"})
    client.post(page, {"since": "2020-01-01 00:00", "until": "2100-01-01 00:00"})
    delivery.send_what_waits()

    assert "The end must come after the beginning." in refused.content.decode()
    assert [each["webhook-id"] for each in listener.headers] == ["msg_0"] * 3


def test_whoever_looks_after_money_but_not_after_other_systems_enters_none_of_it(
    client: Client, endpoint: WebhookEndpoint
) -> None:
    sign_in_staff(client, "view_membership", "view_payment", "access_admin")
    pages = (
        *LISTS,
        *(
            f"/admin/integrations/webhooks/{endpoint.pk}/{one}/"
            for one in ("test", "secret", "replay")
        ),
    )

    entered = [client.post(page).status_code for page in pages]

    assert set(entered) <= {302, 403}
    endpoint.refresh_from_db()
    assert endpoint.old_secret == ""


def test_the_list_tells_why_an_address_is_off(client: Client, endpoint: WebhookEndpoint) -> None:
    sign_in_staff(client)
    WebhookEndpoint.objects.update(is_active=False, why_off="It answered 500.")

    listed = client.get(LISTS[0]).content.decode()
    edit = f"/admin/integrations/webhooks/edit/{endpoint.pk}/"
    client.post(edit, form(endpoint.address))

    endpoint.refresh_from_db()
    assert "It answered 500." in listed
    assert (endpoint.is_active, endpoint.why_off) == (True, "")
    assert json.dumps(endpoint.kinds) == '["membership.joined"]'
