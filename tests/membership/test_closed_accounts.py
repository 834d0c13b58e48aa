"""A member whose account the paper closed: told of it, and able to cancel without signing in."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.membership.test_claiming import claim_path
from tests.membership.test_edges_of_claiming import ADA, IN_HERE, closed_account, main_of
from tests.membership.test_joining import text_of
from tests.membership.test_proving import pay_as
from tests.outbox import outbox
from tests.payments.world import Shop, hidden_fields
from tests.staff import sign_in_staff
from wellread.accounts.actions import reader_with_verified_address
from wellread.accounts.models import Reader
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership import jobs
from wellread.membership.models import Membership, Plan


@pytest.fixture(autouse=True)
def site(db: None) -> None:
    from wellread.newsroom.actions import ensure_site

    ensure_site()


@pytest.fixture
def closed(client: Client, shop: Shop, plan: Plan) -> Membership:
    """A membership that renews, of an account that was closed."""
    client.force_login(reader_with_verified_address(email=ADA), IN_HERE)
    client.get(pay_as(client, shop, ADA))
    delivery.send_due()
    closed_account(ADA)
    return Membership.objects.get()


def link_in(body: str) -> str:
    found = re.search(r"http://localhost:8000(/account/cancel/\S+/)", body)
    assert found is not None, body
    return found[1]


def test_who_asks_for_a_code_is_sent_a_link_that_cancels(
    client: Client, shop: Shop, closed: Membership
) -> None:
    phone = Client(enforce_csrf_checks=True)
    Client().post("/sign-in/", {"email": "Ada@Reader.example"})
    said = outbox()[-1]
    link = link_in(said.body)

    page = phone.get(link).content.decode()
    answer = phone.post(link, hidden_fields(page))
    after = main_of(phone, link)

    closed.refresh_from_db()
    assert said.subject == "This account is closed"
    assert "yours is $8 a month. You can cancel it without signing in" in said.body
    assert "You pay $8 a month. After cancelling, nothing more is charged." in text_of(page)
    assert (answer.status_code, answer.headers["Location"]) == (303, link)
    assert "Nothing more will be charged. An e-mail confirms it." in after
    assert (closed.status, closed.subscription.cancel_at_period_end) == ("ending", True)
    assert shop.call("subscriptions")["data"][0]["cancel_at_period_end"] is True
    assert Email.objects.filter(name="cancelled").count() == 1
    assert "let it go on" not in outbox()[-1].body


def test_a_member_is_told_once_that_the_account_was_closed(closed: Membership) -> None:
    jobs.tell_closed_accounts()
    jobs.tell_closed_accounts()

    letters = [one for one in outbox() if one.subject == "This account is closed"]
    assert [one.to for one in letters] == [[ADA]]
    assert Client().get(link_in(letters[0].body)).status_code == 200


def test_what_is_told_later_leads_to_cancelling_too(shop: Shop, closed: Membership) -> None:
    welcome = Email.objects.get(name="welcome")

    assert "/account/cancel/" in str(delivery.message_of(welcome).body)


def test_who_pays_nothing_is_offered_nothing_to_cancel(client: Client, plan: Plan) -> None:
    closed_account(ADA)
    client.post("/sign-in/", {"email": ADA})
    jobs.tell_closed_accounts()

    assert [("/account/cancel/" in one.body, one.subject) for one in outbox()] == [
        (False, "This account is closed")
    ]


@pytest.mark.parametrize("token", ["broken", "AAAA", "A" * 40, "\N{SNOWMAN}"])
def test_a_link_that_we_never_sent_cancels_nothing(token: str, closed: Membership) -> None:
    answer = Client().post(f"/account/cancel/{token}/")

    closed.refresh_from_db()
    assert (answer.status_code, closed.status) == (410, "active")
    assert "too old, or part of it is missing" in answer.content.decode()


def test_a_claiming_link_is_no_cancelling_link(client: Client, shop: Shop, plan: Plan) -> None:
    client.get(pay_as(client, shop, ADA))
    delivery.send_due()
    found = re.search(r"/claim/(\S+)/", outbox()[-1].body)
    assert found is not None

    assert Client().post(f"/account/cancel/{found[1]}/").status_code == 410
    assert Membership.objects.get().status == "active"


def test_once_the_account_is_open_again_its_owner_signs_in(closed: Membership) -> None:
    jobs.tell_closed_accounts()
    link = link_in(outbox()[-1].body)
    Reader.objects.update(is_active=True)

    answer = Client().post(link)

    closed.refresh_from_db()
    assert (answer.headers["Location"], closed.status) == ("/account/cancel/", "active")


def test_a_silent_payment_service_is_told_of(closed: Membership, settings: Any) -> None:
    jobs.tell_closed_accounts()
    link = link_in(outbox()[-1].body)
    settings.STRIPE_API_ADDRESS = "http://127.0.0.1:9"

    answer = Client().post(link)

    closed.refresh_from_db()
    assert (answer.status_code, closed.status) == (503, "active")
    assert "may not be cancelled yet" in answer.content.decode()


def test_whoever_closes_an_account_is_told_what_it_pays(client: Client, closed: Membership) -> None:
    sign_in_staff(client)
    reader = Reader.objects.get(email=ADA)
    Reader.objects.filter(pk=reader.pk).update(is_active=True)

    at_once = client.post(
        f"/admin/bulk/accounts/reader/set_active_state/?next=/admin/users/&id={reader.pk}",
        {"mark_as_active": "False"},
        follow=True,
    )
    alone = client.post(
        f"/admin/users/edit/{reader.pk}/",
        {"email": ADA, "first_name": "Ada", "last_name": "Lovelace"},
        follow=True,
    )

    assert not Reader.objects.get(email=ADA).is_active
    for page in (at_once, alone):
        assert f"{ADA} still pays ($8 a month" in page.content.decode()


def test_what_was_paid_without_signing_in_is_cancelled_by_whoever_has_the_address(
    client: Client, shop: Shop, plan: Plan
) -> None:
    closed_account(ADA)
    client.get(pay_as(client, shop, ADA))
    delivery.send_due()
    welcome = outbox()[-1]
    phone = Client()

    by_the_welcome = phone.get(claim_path([welcome]), follow=True).content.decode()
    phone.post("/sign-in/", {"email": ADA})
    link = link_in(outbox()[-1].body)
    answer = phone.post(link, follow=True).content.decode()

    membership = Membership.objects.get()
    assert "You pay $8 a month. After cancelling, nothing more is charged." in text_of(
        by_the_welcome
    )
    assert "Nothing more will be charged. An e-mail confirms it." in text_of(answer)
    assert (membership.reader, membership.status) == (None, "ending")
    assert shop.call("subscriptions")["data"][0]["cancel_at_period_end"] is True


def test_each_e_mail_leads_to_cancelling_what_it_is_about(
    client: Client, shop: Shop, plan: Plan, closed: Membership
) -> None:
    stranger = Client()
    stranger.get(pay_as(stranger, shop, ADA))
    delivery.send_due()
    jobs.tell_closed_accounts()

    links = [link_in(one.body) for one in outbox() if one.subject == "This account is closed"]
    for link in links:
        Client().post(link)

    assert len(set(links)) == 2
    assert {one.status for one in Membership.objects.all()} == {"ending"}


def test_who_cannot_sign_in_is_erased_by_deleting_the_account_in_the_admin(
    client: Client, shop: Shop, closed: Membership
) -> None:
    sign_in_staff(client)

    client.post(f"/admin/users/delete/{closed.reader_id}/")
    jobs.stop_what_must_end()

    closed.refresh_from_db()
    assert not Reader.objects.filter(email=ADA).exists()
    assert (closed.reader, closed.checkout.email, closed.status) == (None, "", "ending")
    assert not Email.objects.filter(recipient=ADA).exists()
    assert shop.call("subscriptions")["data"][0]["cancel_at_period_end"] is True
