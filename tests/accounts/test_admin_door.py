import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.test import Client

from tests.staff import sign_in_staff
from wellread.accounts.actions import reader_with_verified_address
from wellread.accounts.models import Reader
from wellread.newsroom.actions import ensure_site

pytestmark = pytest.mark.django_db


def make_editor():
    editor = reader_with_verified_address(email="editor@courier.example")
    editor.is_staff = editor.is_superuser = True
    editor.set_password("a long enough password")
    editor.save()
    return editor


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/pages/", "/admin/login/", "/admin/desk/funnel/"]
)
def test_a_stranger_is_sent_to_sign_in(client, path):
    response = client.get(path)

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/?next=%2Fadmin%2F")


def test_a_password_alone_opens_nothing(client):
    make_editor()

    client.post(
        "/admin/login/",
        {"username": "editor@courier.example", "password": "a long enough password"},
    )

    assert "_auth_user_id" not in client.session


def test_the_password_reset_is_walled_up(client):
    assert client.get("/admin/password_reset/").status_code == 404


def test_an_editor_without_a_second_factor_is_sent_to_make_one(client):
    client.force_login(make_editor())

    assert client.get("/admin/")["Location"] == "/sign-in/keys/?next=%2Fadmin%2F"


def test_a_colleague_let_in_by_a_group_alone_needs_a_second_factor_too(client):
    colleague = reader_with_verified_address(email="ilan@courier.example")
    colleague.groups.add(Group.objects.get(name="Editors"))
    client.force_login(colleague)

    assert client.get("/admin/")["Location"] == "/sign-in/keys/?next=%2Fadmin%2F"


def test_an_editor_who_did_not_prove_it_in_this_session_is_asked_to(client):
    editor = make_editor()
    TOTP.activate(editor, generate_totp_secret())
    client.force_login(editor)

    assert client.get("/admin/")["Location"] == "/sign-in/keys/reauthenticate/?next=%2Fadmin%2F"


def test_an_editor_who_proved_it_enters(client):
    ensure_site()
    sign_in_staff(client)

    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("days", "method", "enters"),
    [(6.9, "get", True), (7.1, "get", False), (7.1, "post", True), (8.1, "post", False)],
)
def test_a_proof_lasts_a_week_and_a_day_longer_for_what_is_being_written(
    client, days, method, enters
):
    ensure_site()
    TOTP.activate(sign_in_staff(client), generate_totp_secret())
    session = client.session
    session["account_authentication_methods"][0]["at"] -= days * 24 * 3600
    session.save()

    answer = getattr(client, method)("/admin/")

    assert answer.get("Location", "").startswith("/sign-in/keys/reauthenticate/") is not enters


def test_the_admin_has_a_policy_of_its_own_and_readers_pages_the_strict_one(client):
    ensure_site()
    sign_in_staff(client)

    assert "'unsafe-inline'" in client.get("/admin/")["Content-Security-Policy"]
    assert "unsafe" not in Client().get("/")["Content-Security-Policy"]


def test_a_reader_who_is_no_editor_does_not_enter(client):
    ensure_site()
    client.force_login(reader_with_verified_address(email="ada@courier.example"))

    assert client.get("/admin/").status_code in {302, 403}


def test_the_demos_conveniences_are_not_there_outside_the_demo(client):
    for path in ("/mailbox/", "/demo/editor/?key=x"):
        assert client.get(path).status_code == 404


def test_the_editors_way_in_needs_the_key_and_this_machine(client, settings, tmp_path):
    ensure_site()
    settings.DEMO, settings.VAR, settings.DEMO_EDITOR = True, tmp_path, "editor@courier.example"
    (tmp_path / "editors-key").write_text("the-key")
    TOTP.activate(make_editor(), generate_totp_secret())

    assert client.get("/demo/editor/?key=wrong").status_code == 404
    assert client.get("/demo/editor/?key=the-key", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get("/demo/editor/?key=the-key").status_code == 200
    assert "_auth_user_id" not in client.session

    client.post("/demo/editor/", {"key": "the-key"})
    assert client.get("/admin/").status_code == 200
    assert Reader.objects.get().email == "editor@courier.example"
