"""Letters of before go on as e-mails: none lost, none sent twice."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.db import connection

from tests.membership.letters_of_before import as_then, make_letter
from wellread.desk.models import GivenPermission
from wellread.mail import delivery
from wellread.mail.models import Email

migration = import_module("wellread.membership.migrations.0011_letters_become_emails")
CHECKOUT = "9f2c41d0-7a00-4000-8000-000000000001"
FACTS = {
    "checkout": CHECKOUT,
    "needs_claim": False,
    "plan": "Supporter",
    "price": "$8 a month",
    "next_charge": "26 December 2026",
    "amount": "$8",
    "paid_on": "26 November 2026",
    "receipt": "ch_3NabcdefG4k7q2m9d",
}


def hand_over() -> None:
    migration.hand_over(as_then(), SimpleNamespace(connection=connection))


def test_each_letter_goes_on_where_it_was(db: None) -> None:
    for number, state in enumerate(("queued", "sending", "sent", "failed")):
        make_letter(
            kind="receipt",
            recipient="ada@example.com",
            about=f"pi_{number}",
            state=state,
            attempts=number,
            facts=FACTS,
        )
    before = as_then().get_model("membership", "Letter").objects.order_by("pk").values_list
    written = list(before("recipient", "kind", "about", "state", "attempts", "queued_at"))

    hand_over()

    emails = Email.objects.order_by("pk")
    kept = ("recipient", "name", "about", "state", "attempts", "queued_at")
    assert list(emails.values_list(*kept)) == written
    assert set(emails.values_list("belongs_to", flat=True)) == {CHECKOUT}


def test_what_waited_is_sent_once_and_without_raw_numbers(db: None) -> None:
    make_letter(kind="receipt", recipient="ada@example.com", about="pi_1", facts=FACTS)
    make_letter(
        kind="receipt", recipient="ada@example.com", about="pi_2", facts=FACTS, state="sent"
    )

    hand_over()
    for _ in range(2):
        delivery.send_due()

    assert [message.to for message in mail.outbox] == [["ada@example.com"]]
    assert "(receipt 4K7Q2M9D)" in mail.outbox[0].body
    assert "ch_" not in mail.outbox[0].body


def test_whoever_may_see_letters_may_see_emails(db: None, django_user_model: Any) -> None:
    ContentType.objects.filter(app_label="mail", model="email").delete()
    kind = ContentType.objects.create(app_label="membership", model="letter")
    permission = Permission.objects.create(
        content_type=kind, codename="view_letter", name="Can view letter"
    )
    archive = Group.objects.create(name="Archive")
    archive.permissions.add(permission)
    revenue = Group.objects.get_or_create(name="Revenue")[0]
    GivenPermission.objects.filter(permission="mail.view_email").delete()
    GivenPermission.objects.create(group=revenue, permission="membership.view_letter")

    hand_over()

    colleague = django_user_model.objects.create_user("colleague@example.com")
    colleague.groups.add(archive)
    assert colleague.has_perm("mail.view_email")
    assert GivenPermission.objects.filter(group=revenue, permission="mail.view_email").exists()
