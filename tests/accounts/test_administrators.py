import re

import pytest

from tests.outbox import outbox
from wellread.accounts.actions import make_administrator
from wellread.accounts.models import Reader
from wellread.newsroom.actions import ensure_site

pytestmark = pytest.mark.django_db


def test_the_first_administrator_signs_in_by_one_code_and_is_sent_to_add_a_second_factor(client):
    ensure_site()
    make_administrator(email="Ed@news.example")

    client.post("/sign-in/?next=/admin/", {"email": "ed@news.example", "next": "/admin/"})
    code = re.search(r"Your code: (\S+)", outbox()[-1].subject).group(1)
    form = {"code": code, "next": "/admin/"}
    answer = client.post("/sign-in/code/confirm/", form, follow=True)

    assert answer.redirect_chain[-1][0] == "/sign-in/keys/?next=%2Fadmin%2F"
    assert len(outbox()) == 1


def test_a_reader_is_raised_in_place_and_naming_them_twice_changes_nothing():
    Reader.objects.create_user("ed@news.example", first_name="Ed")

    for _ in range(2):
        make_administrator(email="ED@news.example")

    editor = Reader.objects.get()
    assert (editor.is_superuser, editor.first_name) == (True, "Ed")
