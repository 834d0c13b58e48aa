"""A passkey is offered once, after the first code, until its reader says not now."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.accounts.test_second_factor import add_passkey, make_reader, sign_in_by_code
from wellread.newsroom.actions import ensure_site

OFFER = "Next time you can sign in without a code"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_site(monkeypatch):
    ensure_site()
    monkeypatch.setattr("django.db.transaction.on_commit", lambda call, **_: call())


def is_offered(client):
    return OFFER in client.get("/account/").text


def test_after_the_first_code_and_in_no_later_session(client):
    reader = make_reader()
    sign_in_by_code(client, reader)
    again = is_offered(client), is_offered(client)
    later = Client()
    sign_in_by_code(later, reader)

    assert (again, is_offered(later)) == ((True, True), False)


def test_not_now_is_remembered(client):
    reader = make_reader()
    sign_in_by_code(client, reader)

    answer = client.post("/sign-in/keys/not-now/")

    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert not is_offered(client)
    later = Client()
    sign_in_by_code(later, reader)
    assert not is_offered(later)


def test_not_to_who_has_one(client):
    reader = make_reader()
    add_passkey(reader)
    sign_in_by_code(client, reader)
    with_one = is_offered(client)
    Authenticator.objects.all().delete()
    later = Client()
    sign_in_by_code(later, reader)

    assert (with_one, is_offered(later)) == (False, True)


def test_not_to_who_came_without_a_code(client):
    client.force_login(make_reader())

    assert not is_offered(client)


def test_where_the_address_is_typed_browsers_may_offer_one(client):
    page = client.get("/sign-in/").text

    [field] = re.findall(r'<input[^>]*name="email"[^>]*>', page)
    assert 'autocomplete="username webauthn"' in field
    assert re.search(r'<script type="module" src="[^"]*passkey[^"]*\.js">', page)
