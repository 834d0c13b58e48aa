"""A reader's change of address."""

import re

import pytest
from allauth.account.models import EmailAddress

from tests.outbox import outbox
from wellread.accounts.actions import reader_with_verified_address
from wellread.accounts.models import Reader
from wellread.newsroom.actions import ensure_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client):
    """A reader who is signed in."""
    ensure_site()
    reader = reader_with_verified_address(email="ada@saltmere.example")
    client.force_login(reader, "django.contrib.auth.backends.ModelBackend")
    return reader


def wish(client, address):
    return client.post("/sign-in/address/", {"email": address, "action_add": ""})


def test_an_address_changes_once_the_new_one_is_proved_and_the_old_one_is_told(client, ada):
    wish(client, "ada@harbour.example")
    before = Reader.objects.get().email
    code = re.search(r"Your code: (\S+)", outbox()[-1].subject).group(1)

    client.post("/sign-in/check/", {"code": code})

    assert (before, Reader.objects.get().email) == ("ada@saltmere.example", "ada@harbour.example")
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("ada@harbour.example", True, True)
    ]
    assert [(letter.to[0], letter.subject) for letter in outbox()[1:]] == [
        ("ada@saltmere.example", "Your address was changed")
    ]


def test_a_wrong_code_changes_nothing(client, ada):
    wish(client, "ada@harbour.example")

    client.post("/sign-in/check/", {"code": "WRONG1"})

    assert Reader.objects.get().email == "ada@saltmere.example"


def test_the_answer_does_not_tell_whether_an_address_has_an_account(client, ada):
    reader_with_verified_address(email="eve@saltmere.example")

    answers = [wish(client, f"{name}@saltmere.example") for name in ("eve", "nobody")]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, "/sign-in/check/")
    }
    assert [letter.subject[:10] for letter in outbox()] == ["Your code:", "Your code:"]


def test_nobody_takes_over_an_address_that_opens_another_account(client, ada):
    eve = reader_with_verified_address(email="eve@saltmere.example")
    wish(client, eve.email)
    code = re.search(r"Your code: (\S+)", outbox()[-1].subject).group(1)

    client.post("/sign-in/check/", {"code": code})

    assert EmailAddress.objects.get(email=eve.email).user == eve
    assert Reader.objects.get(pk=ada.pk).email == "ada@saltmere.example"
