"""Passkeys, apps and recovery codes: who is asked for them, and on pages of our own."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from tests.outbox import outbox
from wellread.accounts.actions import forget_keys, reader_with_verified_address
from wellread.newsroom.actions import ensure_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_site(monkeypatch):
    ensure_site()
    # What waits for a commit is done within the request, as it is where no test holds it open.
    monkeypatch.setattr("django.db.transaction.on_commit", lambda call, **_: call())


def make_reader(address="ada@saltmere.example", **facts):
    reader = reader_with_verified_address(email=address)
    for name, value in facts.items():
        setattr(reader, name, value)
    reader.save()
    return reader


UNREADABLE = [
    *("0", '""', "[]", "{}", "x", "null", "true", '"a"', "NaN", "-1", "0.001", "[[]]"),
    *(
        '{"id": 1}',
        '{"id": "a", "response": {}}',
        '{"id": "a", "rawId": "a", "type": "public-key"}',
    ),
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "YQ"}}',
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "e30",'
    ' "attestationObject": "YQ", "authenticatorData": "YQ", "signature": "YQ"}}',
]


def add_passkey(reader, name="Phone"):
    facts = {"name": name, "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    return Authenticator.objects.create(user=reader, type="webauthn", data=facts)


def sign_in_by_code(client, reader):
    client.post("/sign-in/", {"email": reader.email})
    code = re.search(r"Your code: (\S+)", outbox(urgent_only=True)[-1].subject).group(1)
    return client.post("/sign-in/code/confirm/", {"code": code})


def code_of_app(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up_app(client):
    client.get("/sign-in/keys/totp/activate/")
    code = code_of_app(client.session["mfa.totp.secret"])
    return client.post("/sign-in/keys/totp/activate/", {"code": code}, follow=True)


def an_hour_later(client):
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()


def test_a_reader_whose_passkey_is_lost_signs_in_by_a_code(client):
    reader = make_reader()
    add_passkey(reader)

    assert sign_in_by_code(client, reader)["Location"] == "/"
    assert client.session["_auth_user_id"] == str(reader.pk)


@pytest.mark.parametrize("facts", [{"is_staff": True}, {}])
def test_an_editors_passkey_and_anybodys_app_are_asked_for_beside_the_code(client, facts):
    reader = make_reader(**facts)
    if facts:
        add_passkey(reader)
    else:
        TOTP.activate(reader, generate_totp_secret())

    assert sign_in_by_code(client, reader)["Location"] == "/sign-in/keys/authenticate/"
    assert "_auth_user_id" not in client.session


def test_whoever_set_up_an_app_has_proved_it_and_sees_the_recovery_codes(client):
    editor = make_reader(is_staff=True, is_superuser=True)
    sign_in_by_code(client, editor)

    page = set_up_app(client)

    assert page.redirect_chain == [("/sign-in/keys/recovery-codes/", 302)]
    assert page.content.decode().count("<code>") == 10
    assert client.get("/admin/").status_code == 200


def test_the_owner_is_told_by_letter_what_changed(client):
    reader = make_reader()
    sign_in_by_code(client, reader)

    set_up_app(client)

    letter = outbox()[-1]
    assert (letter.to, letter.subject) == ([reader.email], "An app was set up")
    assert "http://localhost:8000/sign-in/keys/" in letter.body


def test_a_reader_who_signed_in_just_now_may_remove_a_lost_passkey_and_later_is_asked(client):
    reader = make_reader()
    lost, kept = add_passkey(reader, "Lost"), add_passkey(reader, "Kept")
    sign_in_by_code(client, reader)

    client.post(f"/sign-in/keys/webauthn/keys/{lost.pk}/remove/")
    an_hour_later(client)
    later = client.post(f"/sign-in/keys/webauthn/keys/{kept.pk}/remove/")

    assert list(Authenticator.objects.values_list("pk", flat=True)) == [kept.pk]
    assert later["Location"].startswith("/sign-in/keys/webauthn/reauthenticate/?next=")


@pytest.mark.parametrize("credential", UNREADABLE)
def test_what_no_device_answers_is_no_passkey(client, credential):
    sign_in_by_code(client, make_reader())

    page = client.post("/sign-in/keys/webauthn/add/", {"name": "Z", "credential": credential})

    assert page.status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", UNREADABLE)
def test_what_no_device_answers_signs_nobody_in(client, credential):
    add_passkey(make_reader())
    client.get("/sign-in/keys/webauthn/login/", headers={"X-Requested-With": "XMLHttpRequest"})

    answer = client.post("/sign-in/keys/webauthn/login/", {"credential": credential})

    assert answer.status_code == 302
    assert "_auth_user_id" not in client.session


def test_nobody_removes_somebody_elses_passkey(client):
    theirs = add_passkey(make_reader("eve@saltmere.example"))
    sign_in_by_code(client, make_reader())

    assert client.post(f"/sign-in/keys/webauthn/keys/{theirs.pk}/remove/").status_code == 404


def test_signing_out_elsewhere_ends_every_session_but_this(client):
    reader, elsewhere = make_reader(), Client()
    sign_in_by_code(client, reader)
    sign_in_by_code(elsewhere, reader)

    client.post("/sign-out/elsewhere/")

    pages = [browser.get("/sign-in/keys/").status_code for browser in (client, elsewhere)]
    assert pages == [200, 302]


def test_an_editor_whose_keys_are_lost_gets_in_again_by_making_new_ones(client):
    editor = make_reader("desk@saltmere.example", is_staff=True, is_superuser=True)
    sign_in_by_code(client, editor)
    set_up_app(client)

    forget_keys(email="Desk@saltmere.example")

    assert not Authenticator.objects.exists()
    assert client.get("/admin/")["Location"] == "/sign-in/?next=%2Fadmin%2F"
    sign_in_by_code(client, editor)
    assert client.get("/admin/")["Location"] == "/sign-in/keys/?next=%2Fadmin%2F"


@pytest.mark.parametrize(
    ("path", "headline"),
    [
        ("/sign-in/keys/", "How you sign in"),
        ("/sign-in/keys/totp/activate/", "Set up an app"),
        ("/sign-in/keys/totp/deactivate/", "Stop asking for the app"),
        ("/sign-in/keys/webauthn/", "Your passkeys"),
        ("/sign-in/keys/webauthn/add/", "Add a passkey"),
        ("/sign-in/keys/webauthn/keys/{passkey}/edit/", "Rename a passkey"),
        ("/sign-in/keys/webauthn/keys/{passkey}/remove/", "Remove a passkey"),
        ("/sign-in/keys/reauthenticate/", "Is it still you?"),
        ("/sign-in/keys/recovery-codes/generate/", "New recovery codes"),
        ("/sign-in/address/", "Change your address"),
        ("/sign-in/inactive/", "This account is closed"),
        ("/sign-out/", "Sign out"),
    ],
)
def test_every_page_of_signing_in_is_the_papers_own(client, path, headline):
    reader = make_reader()
    sign_in_by_code(client, reader)
    if "{passkey}" in path:
        path = path.format(passkey=add_passkey(reader).pk)
    if "deactivate" in path or path.endswith("keys/reauthenticate/"):
        set_up_app(client)

    page = client.get(path)

    assert page.status_code == 200
    assert f"<h1>{headline}</h1>" in page.content.decode()
    assert 'class="form-card stack"' in page.content.decode()


def test_a_member_meets_no_invitation_to_join_while_signing_in(client, monkeypatch):
    held = frozenset({"ad_free"})
    monkeypatch.setattr("wellread.membership.middleware._entitlements_or_none", lambda _: held)

    assert 'href="/join/"' not in client.get("/sign-in/").content.decode()


def test_nobody_is_shown_an_error_for_a_code_that_was_never_asked_for(client):
    assert client.get("/sign-in/check/")["Location"] == "/sign-in/"
    sign_in_by_code(client, make_reader())
    assert client.get("/sign-in/check/")["Location"] == "/sign-in/address/"


def test_who_is_asked_for_a_second_factor_may_sign_in_as_somebody_else(client):
    reader = reader_with_verified_address(email="ada@courier.example")
    TOTP.activate(reader, generate_totp_secret())
    sign_in_by_code(client, reader)
    other = reader_with_verified_address(email="bea@courier.example")

    sign_in_by_code(client, other)

    assert client.session["_auth_user_id"] == str(other.pk)
    records = client.session["account_authentication_methods"]
    assert {record.get("email") for record in records} == {other.email}
