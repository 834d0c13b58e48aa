import re
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from tests.outbox import outbox
from wellread.accounts import invitation
from wellread.accounts.actions import reader_with_verified_address
from wellread.accounts.models import Reader
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.newsroom.actions import ensure_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_site():
    ensure_site()


def ask_for_code(client, address, next="/harbour/tide-turns/"):
    return client.post(f"/sign-in/?next={next}", {"email": address, "next": next})


def code_in(letter):
    return re.search(r"Your code: (\S+)", letter.subject).group(1)


def link_in(letter):
    link = re.search(r"http://\S+", letter.body).group()
    return link.removeprefix("http://localhost:8000")


def test_a_code_from_the_letter_signs_in_and_leads_back_to_the_very_page(client):
    reader_with_verified_address(email="ada@courier.example")
    ask_for_code(client, "ada@courier.example")

    response = client.post(
        "/sign-in/code/confirm/",
        {"code": code_in(outbox()[0]), "next": "/harbour/tide-turns/"},
    )

    assert (response.status_code, response["Location"]) == (302, "/harbour/tide-turns/")
    assert client.session["_auth_user_id"] == str(Reader.objects.get().pk)


def test_a_wrong_code_signs_nobody_in(client):
    reader_with_verified_address(email="ada@courier.example")
    ask_for_code(client, "ada@courier.example")

    client.post("/sign-in/code/confirm/", {"code": "WRONG1"})

    assert "_auth_user_id" not in client.session


def test_the_code_does_not_work_in_another_browser(client):
    reader_with_verified_address(email="ada@courier.example")
    ask_for_code(client, "ada@courier.example")

    elsewhere = Client()
    elsewhere.post("/sign-in/code/confirm/", {"code": code_in(outbox()[0])})

    assert "_auth_user_id" not in elsewhere.session


def test_a_known_and_an_unknown_address_get_the_same_answer(client):
    reader_with_verified_address(email="ada@courier.example")

    known = ask_for_code(client, "ada@courier.example")
    unknown = ask_for_code(Client(), "eve@courier.example")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [letter.to for letter in outbox()] == [
        ["ada@courier.example"],
        ["eve@courier.example"],
    ]


def test_an_unknown_address_is_offered_an_account_by_the_letter(client):
    ask_for_code(client, "eve@courier.example")
    link = link_in(outbox()[0])

    shown = client.get(link)
    assert (shown.status_code, Reader.objects.count()) == (200, 0)

    made = client.post(urlsplit(link).path, {"token": link.split("token=")[1].replace("%3A", ":")})
    assert made["Location"] == "/harbour/tide-turns/"
    assert client.session["_auth_user_id"] == str(
        Reader.objects.get(email="eve@courier.example").pk
    )


def test_an_invitation_is_spent_once(client):
    token = invitation.address("eve@courier.example", next="/").split("token=")[1]
    token = token.replace("%3A", ":")
    client.post("/sign-in/new/", {"token": token})

    assert Client().post("/sign-in/new/", {"token": token}).status_code == 410


@pytest.mark.parametrize("token", ["", "forged", "a:b:c"])
def test_a_forged_invitation_makes_nothing(client, token):
    assert client.post("/sign-in/new/", {"token": token}).status_code == 410
    assert Reader.objects.count() == 0


def test_an_invitation_lives_ten_minutes(monkeypatch):
    token = invitation.address("eve@courier.example", next="/").split("token=")[1]
    token = token.replace("%3A", ":")
    later = (timezone.now() + timedelta(minutes=10, seconds=2)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    assert invitation.read(token) is None


def test_asking_for_codes_again_and_again_is_slowed_down(client):
    reader_with_verified_address(email="ada@courier.example")

    answers = [ask_for_code(Client(), "ada@courier.example").status_code for _ in range(5)]

    assert answers == [302, 302, 302, 200, 200]
    assert len(outbox()) == 3


@pytest.mark.parametrize("address", ["ada@courier.example", "nobody@courier.example"])
def test_a_mail_server_that_is_away_holds_no_page_up_and_tells_nothing(client, settings, address):
    reader_with_verified_address(email="ada@courier.example")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    answer = ask_for_code(client, address)
    delivery.send_due()
    email = Email.objects.get()

    assert (answer.status_code, email.state, email.recipient) == (302, "queued", address)


def test_who_would_wait_in_vain_is_told_that_codes_are_late(client):
    reader_with_verified_address(email="ada@courier.example")
    ask_for_code(client, "ada@courier.example")
    Email.objects.update(queued_at=timezone.now() - timedelta(minutes=1))

    ask_for_code(Client(), "bea@courier.example")
    other = Client()
    page = other.post(
        "/sign-in/?next=/", {"email": "cleo@courier.example", "next": "/"}, follow=True
    ).content.decode()

    assert "Our e-mails are late just now." in page


def test_a_code_that_was_sent_stands_in_no_row(client):
    reader_with_verified_address(email="ada@courier.example")
    ask_for_code(client, "ada@courier.example")
    code = code_in(outbox()[0])

    assert code not in str(list(Email.objects.values_list()))


def test_the_invitation_is_short_enough_to_be_read(client):
    ask_for_code(client, "eve@courier.example")

    assert len(link_in(outbox()[0])) < 110


def test_nobodys_mailbox_is_filled_by_asking_all_day(client, monkeypatch):
    reader_with_verified_address(email="ada@courier.example")
    now = time.time()

    for minute in range(30):
        at = now + 61 * minute
        monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda at=at: at)
        ask_for_code(Client(), "ada@courier.example")

    assert len(outbox()) == 12


def test_a_code_lives_ten_minutes(client, monkeypatch):
    reader_with_verified_address(email="ada@courier.example")
    ask_for_code(client, "ada@courier.example")
    form = {"code": code_in(outbox()[0])}
    later = time.time() + 601
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: later)

    client.post("/sign-in/code/confirm/", form)

    assert "_auth_user_id" not in client.session


def test_guessing_at_a_code_ends_it(client):
    reader_with_verified_address(email="ada@courier.example")
    ask_for_code(client, "ada@courier.example")
    right = code_in(outbox()[0])

    for guess in ("WRONG1", "WRONG2", "WRONG3", right):
        client.post("/sign-in/code/confirm/", {"code": guess})

    assert "_auth_user_id" not in client.session


def test_a_session_from_before_signing_in_opens_nothing_afterwards(client):
    reader_with_verified_address(email="ada@courier.example")
    ask_for_code(client, "ada@courier.example")
    planted = client.cookies["wellread_session"].value

    client.post("/sign-in/code/confirm/", {"code": code_in(outbox()[0])})

    thief = Client()
    thief.cookies["wellread_session"] = planted
    assert client.cookies["wellread_session"].value != planted
    assert "_auth_user_id" not in thief.session


def test_signing_in_leads_to_no_other_site(client):
    reader_with_verified_address(email="ada@courier.example")
    ask_for_code(client, "ada@courier.example", next="https://elsewhere.example/")

    response = client.post(
        "/sign-in/code/confirm/",
        {"code": code_in(outbox()[0]), "next": "https://elsewhere.example/"},
    )

    assert response["Location"] == "/"


def test_an_address_in_another_case_is_the_same_reader():
    first = reader_with_verified_address(email="Ada@Courier.example")

    assert reader_with_verified_address(email="ada@courier.EXAMPLE") == first


@pytest.mark.parametrize(
    ("authenticator", "is_staff", "leads_to"),
    [
        (Authenticator.Type.WEBAUTHN, False, "/harbour/tide-turns/"),
        (Authenticator.Type.TOTP, False, "/sign-in/keys/authenticate/"),
        (Authenticator.Type.WEBAUTHN, True, "/sign-in/keys/authenticate/"),
    ],
    ids=["reader with a passkey", "reader with an app", "colleague with a passkey"],
)
def test_a_readers_passkey_is_another_way_in_and_not_a_lock(
    client, authenticator, is_staff, leads_to
):
    reader = reader_with_verified_address(email="ada@courier.example")
    Reader.objects.update(is_staff=is_staff)
    Authenticator.objects.create(user=reader, type=authenticator, data={})
    ask_for_code(client, reader.email)

    answer = client.post(
        "/sign-in/code/confirm/",
        {"code": code_in(outbox()[0]), "next": "/harbour/tide-turns/"},
    )

    assert urlsplit(answer["Location"]).path == leads_to


def test_a_mistyped_address_is_corrected_by_the_link_beneath_the_code(client):
    reader_with_verified_address(email="ada@courier.example")
    ask_for_code(client, "ada@courrier.example")
    page = client.get("/sign-in/code/confirm/?next=/harbour/tide-turns/").content.decode()
    another = re.search(r'href="(/sign-in/[^"]+)">Use another address', page)[1]

    form = client.get(another.replace("&amp;", "&"))

    assert form.status_code == 200
    assert 'name="next" value="/harbour/tide-turns/"' in form.content.decode()
    ask_for_code(client, "ada@courier.example")
    client.post("/sign-in/code/confirm/", {"code": code_in(outbox()[-1])})
    assert client.session["_auth_user_id"] == str(Reader.objects.get().pk)


def test_the_address_typed_last_is_the_one_that_gets_the_code(client):
    for name in ("ada", "bea"):
        reader_with_verified_address(email=f"{name}@courier.example")
        ask_for_code(client, f"{name}@courier.example")

    adas, beas = (code_in(letter) for letter in outbox())
    page = client.get("/sign-in/code/confirm/").content.decode()
    client.post("/sign-in/code/confirm/", {"code": adas})
    assert "bea@courier.example" in page
    assert "_auth_user_id" not in client.session
    client.post("/sign-in/code/confirm/", {"code": beas})
    assert client.session["_auth_user_id"] == str(Reader.objects.get(email__startswith="bea").pk)


def test_who_waits_for_the_code_is_led_back_to_where_it_is_typed(client):
    ask_for_code(client, "ada@courier.example")

    assert client.get("/sign-in/")["Location"] == "/sign-in/code/confirm/"


def test_looking_at_the_page_keeps_no_session(client):
    page = client.get("/sign-in/")

    assert b"passkey_options" in page.content
    assert "wellread_session" not in page.cookies
