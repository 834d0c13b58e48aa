"""How the paper's people come to have an account."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.test import Client

from tests.outbox import outbox
from tests.staff import sign_in_staff
from wellread.accounts.models import Reader
from wellread.newsroom.actions import ensure_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(client):
    """Someone whom an administrator has just added to the editors."""
    ensure_site()
    sign_in_staff(client)
    facts = {"email": "ilan@saltmere.example", "first_name": "Ilan", "last_name": "Reshef"}
    groups = [Group.objects.get(name="Editors").pk]
    client.post("/admin/users/new/", facts | {"groups": groups, "is_active": "on"})
    return Reader.objects.get(email="ilan@saltmere.example")


def test_a_colleague_is_added_without_a_password(colleague):
    assert (str(colleague), colleague.has_usable_password()) == ("Ilan Reshef", False)


def test_a_colleague_signs_in_by_code_and_is_sent_to_make_a_second_factor(colleague):
    browser = Client()
    browser.post("/sign-in/?next=/admin/", {"email": colleague.email, "next": "/admin/"})
    code = re.search(r"Your code: (\S+)", outbox()[-1].subject).group(1)

    form = {"code": code, "next": "/admin/"}
    answer = browser.post("/sign-in/code/confirm/", form, follow=True)

    assert answer.redirect_chain[-1][0] == "/sign-in/keys/?next=%2Fadmin%2F"
    assert browser.get("/sign-in/keys/totp/activate/").status_code == 200


def test_the_list_of_keys_leads_a_colleague_and_no_reader_to_the_newsroom(colleague):
    reader = Reader.objects.create_user("ada@saltmere.example")
    link = 'href="/admin/"'
    browsers = [Client(), Client()]
    for browser, user in zip(browsers, (colleague, reader), strict=True):
        browser.force_login(user, "django.contrib.auth.backends.ModelBackend")

    pages = [browser.get("/sign-in/keys/").content.decode() for browser in browsers]

    assert [link in page for page in pages] == [True, False]


def test_a_colleague_whose_address_was_changed_signs_in_by_the_new_one_alone(client, colleague):
    facts = {"email": "reshef@saltmere.example", "first_name": "Ilan", "last_name": "Reshef"}

    client.post(f"/admin/users/edit/{colleague.pk}/", facts | {"is_active": "on"})

    addresses = EmailAddress.objects.filter(user=colleague)
    assert list(addresses.values_list("email", flat=True)) == ["reshef@saltmere.example"]


def test_recovery_codes_can_be_read_on_the_page(client):
    editor = sign_in_staff(client)
    TOTP.activate(editor, generate_totp_secret())
    codes = RecoveryCodes.activate(editor)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True}
    ]
    session.save()

    page = client.get("/sign-in/keys/recovery-codes/").content.decode()

    assert [code in page for code in codes.get_unused_codes()] == [True] * 10
