"""A payment that a bank takes back: told to staff, with a file of what there is to say."""

import io
import zipfile

from django.test import Client
from django.urls import reverse

from tests.membership.test_account import member
from tests.payments.world import Shop, deliver
from tests.staff import colleague
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership.models import Plan
from wellread.payments.models import Dispute, Payment


def dispute(shop: Shop) -> Dispute:
    opened = shop.lever("disputes", {"charge": Payment.objects.get().charge_id})
    deliver(shop.messages())
    return Dispute.objects.get(stripe_id=opened["id"])


def test_a_new_dispute_is_kept_with_its_deadline_and_told_to_staff(
    client: Client, shop: Shop, plan: Plan
) -> None:
    colleague("money", "access_admin", "view_dispute")
    colleague("words", "access_admin")
    member(client, shop)

    found = dispute(shop)
    deliver(shop.messages()[::-1])

    told = Email.objects.filter(name="dispute_opened")
    assert [email.recipient for email in told] == ["money@saltmere.example"]
    assert (found.status, found.reason, found.awaits_answer) == (
        "needs_response",
        "fraudulent",
        True,
    )
    assert found.answer_by is not None
    delivery.send_due()


def test_what_is_decided_stays_so(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    found = dispute(shop)
    earlier = shop.messages()

    shop.lever("disputes", {"dispute": found.stripe_id, "won": True})
    deliver(shop.messages())
    deliver(earlier)

    found.refresh_from_db()
    assert (found.status, found.is_open) == ("won", False)


def test_the_file_has_what_a_bank_asks_for_and_no_reading(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    delivery.send_due()
    found = dispute(shop)
    desk = colleague("money", "access_admin", "view_dispute")

    answer = desk.get(reverse("dispute_evidence", args=[found.pk]))

    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    page = archive.read("evidence.html").decode()
    emails = archive.read("emails.csv").decode().splitlines()
    assert sorted(archive.namelist()) == [
        "access.csv",
        "emails.csv",
        "evidence.html",
        "facts.json",
        "payments.csv",
        "refunds.csv",
        "sign-ins.csv",
        "withdrawals.csv",
    ]
    assert "$8 a month" in page
    assert "ada@example.com" in page
    assert emails[0] == "sent,to,what"
    assert "Welcome of a new member" in emails[1]
    assert "harbour" not in page
    assert "no-store" in answer["Cache-Control"]


def test_who_may_not_see_disputes_gets_no_file(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    found = dispute(shop)
    other = colleague("words", "access_admin", "view_payment")

    assert other.get(reverse("dispute_evidence", args=[found.pk])).status_code in {302, 403}


def test_the_list_and_the_first_page_name_it(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    dispute(shop)
    desk = colleague(
        "money", "access_admin", "view_dispute", "view_campaign", "view_membership", "view_payment"
    )

    listed = desk.get(reverse("dispute:index")).content.decode()
    first = desk.get("/admin/").content.decode()

    assert "ada@example.com" in listed
    assert "$8 is disputed" in first
