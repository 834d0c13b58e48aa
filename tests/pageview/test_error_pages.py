"""What cannot be answered is said on a page of the paper's own, whatever else is broken."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.test import Client

from wellread.newsroom.rendering import navigation

pytestmark = pytest.mark.django_db

POLICY = "default-src 'none'"


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


def look_of(answer):
    page = answer.content.decode()
    return "style/site.css" in page, POLICY in answer["Content-Security-Policy"]


def test_a_host_that_is_not_ours_gets_no_page_of_it(browser):
    answer = browser.get("/", headers={"Host": "evil.example"})

    assert (answer.status_code, look_of(answer)) == (400, (True, True))
    assert b"evil.example" not in answer.content


def test_an_address_that_leads_out_of_the_folder_of_uploads(browser):
    answer = browser.get("/media/../wellread.sqlite3")

    assert (answer.status_code, look_of(answer)) == (400, (True, True))


def test_a_page_that_is_not_for_this_reader(browser, monkeypatch):
    def refuse(*words, **facts):
        raise PermissionDenied

    monkeypatch.setattr("wellread.newsroom.queries.front", refuse)

    answer = browser.get("/")

    assert (answer.status_code, look_of(answer)) == (403, (True, True))


def test_a_surprise(browser, monkeypatch):
    def fail(*words, **facts):
        raise RuntimeError

    monkeypatch.setattr("wellread.newsroom.queries.front", fail)

    answer = browser.get("/")

    assert (answer.status_code, look_of(answer)) == (500, (True, True))


def test_a_missing_page_without_a_database(browser, monkeypatch):
    def no_answer(*words, **facts):
        raise DatabaseError("no answer")

    navigation.forget()
    monkeypatch.setattr("wellread.newsroom.reading.context.menu", no_answer)

    answer = browser.get("/media/nothing.png")

    assert (answer.status_code, look_of(answer)) == (404, (True, True))
    assert b"There is nothing at this address" in answer.content
