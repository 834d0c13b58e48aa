"""One address has one spelling, however it is typed and wherever it is kept."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from tests.outbox import outbox
from wellread.accounts.actions import make_administrator, reader_with_verified_address
from wellread.accounts.models import Reader
from wellread.mail.address import spelled
from wellread.newsroom.actions import ensure_site


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Anna.Berg@Reader.Example", "anna.berg@reader.example"),
        ("  anna@reader.example\u200f\n", "anna@reader.example"),
        ("Petra+News@reader.example", "petra+news@reader.example"),
        ("JO\u0308RG@reader.example", "j\u00f6rg@reader.example"),
        ("ａｎｎａ＠reader.example", "anna@reader.example"),
        ("anna@BÜCHER.example", "anna@xn--bcher-kva.example"),
        ("anna@bu\u0308cher.example", "anna@xn--bcher-kva.example"),
        ("anna@XN--BCHER-KVA.example", "anna@xn--bcher-kva.example"),
        ("anna@港新聞。example", "anna@xn--efvz2qbyp.example"),
        ("anna@straße.example", "anna@xn--strae-oqa.example"),
        ("\u0130smail@reader.example", "i\u0307smail@reader.example"),
        ("anna@bü_cher.example", "anna@bü_cher.example"),
        ("No Address", "no address"),
        ("", ""),
    ],
)
def test_what_is_typed_has_one_spelling(typed, stored):
    assert spelled(typed) == stored


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna+news@reader.example", "anna@reader.example"),
        ("anna.berg@reader.example", "annaberg@reader.example"),
        ("straße@reader.example", "strasse@reader.example"),
        ("anna@straße.example", "anna@strasse.example"),
        ("mıke@reader.example", "mike@reader.example"),
    ],
)
def test_what_may_be_another_mailbox_stays_another(one, other):
    assert spelled(one) != spelled(other)


@given(st.text())
def test_the_spelling_of_a_spelling_is_itself_also_as_allauth_lowers_it(text):
    assert spelled(spelled(text)) == spelled(text) == spelled(text).lower()


@pytest.mark.django_db
@pytest.mark.parametrize("again", ["ÖRTE@reader.example", "o\u0308rte@Reader.example"])
def test_the_database_takes_no_second_reader_of_one_address(again):
    Reader.objects.create_user("örte@reader.example")

    with pytest.raises(IntegrityError):
        Reader.objects.create(email=again)


@pytest.mark.django_db
def test_rows_and_questions_are_spelled_wherever_they_come_from():
    reader = Reader.objects.create(email=" Anna@Bücher.example")
    EmailAddress.objects.create(user=reader, email="Anna@Bücher.example", primary=True)

    found = Reader.objects.filter(email__in=["ANNA@BÜCHER.EXAMPLE"]).get()

    assert reader.email == found.email == "anna@xn--bcher-kva.example"
    assert EmailAddress.objects.get().email == found.email
    assert reader_with_verified_address(email="anna@bücher.example") == found
    assert make_administrator(email="ANNA@xn--bcher-kva.example") == found
    assert EmailAddress.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["Anna.Berg@Reader.example", " ANNA.BERG＠reader.example "])
def test_a_reader_with_capitals_signs_in_by_a_code(client, typed):
    ensure_site()
    reader = reader_with_verified_address(email="Anna.Berg@reader.example")
    client.post("/sign-in/", {"email": typed})
    code = re.search(r"Your code: (\S+)", outbox()[-1].subject).group(1)

    answer = client.post("/sign-in/code/confirm/", {"code": code})

    assert outbox()[-1].to == ["anna.berg@reader.example"]
    assert answer["Location"] == "/"
    assert client.session["_auth_user_id"] == str(reader.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "as_typed",
    [
        lambda code: code.lower(),
        lambda code: f"  {code[:2]} {code[2:]}\u00a0",
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", "\u2013"),
        lambda code: "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in code),
    ],
)
def test_a_code_is_taken_as_people_type_it(client, as_typed):
    ensure_site()
    reader = reader_with_verified_address(email="ada@saltmere.example")
    client.post("/sign-in/", {"email": reader.email})
    code = re.search(r"Your code: (\S+)", outbox()[-1].subject).group(1)

    client.post("/sign-in/code/confirm/", {"code": as_typed(code)})

    assert client.session.get("_auth_user_id") == str(reader.pk)


@pytest.mark.django_db
def test_an_address_is_changed_to_its_one_spelling(client):
    ensure_site()
    ada = reader_with_verified_address(email="ada@saltmere.example")
    client.force_login(ada, "django.contrib.auth.backends.ModelBackend")
    client.post("/sign-in/address/", {"email": "Ada@BÜCHER.example", "action_add": ""})
    code = re.search(r"Your code: (\S+)", outbox()[-1].subject).group(1)

    client.post("/sign-in/check/", {"code": code.lower()})

    assert Reader.objects.get().email == "ada@xn--bcher-kva.example"
