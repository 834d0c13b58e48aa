"""Whatever else fails, a story comes: the public one, and nobody is asked."""

import json
import re

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client

from tests.newsroom.press import SECRET, make_article, make_community_article
from tests.pageview.test_cache import make_cookie, url_of
from wellread.accounts.models import Reader

pytestmark = pytest.mark.django_db

FAILURES = [DatabaseError("no answer"), RuntimeError("a surprise")]
PARTS = {
    "house ads": "wellread.ads.queries.fills",
    "the signature": "wellread.membership.entitlement.read",
    "its keys": "wellread.membership.entitlement.secrets",
    "the clock": "wellread.payments.clock.now",
    "what is held": "wellread.membership.queries.held",
    "renewing": "wellread.membership.benefits.write_cookies",
    "the session": "django.contrib.sessions.backends.db.SessionStore.load",
    "line-ups": "wellread.appeals.queries.published",
    "notes": "wellread.insights.collector.take",
}


@pytest.fixture(params=FAILURES, ids=["no database", "a surprise"])
def failure(request):
    return request.param


@pytest.fixture(params=PARTS.values(), ids=PARTS)
def broken(request, monkeypatch, failure):
    def fail(*args, **facts):
        raise failure

    monkeypatch.setattr(request.param, fail)


def read(client, url):
    response = client.get(url)
    facts = re.search(rb'id="page-facts"[^>]*>(.*?)</script>', response.content)
    return response, json.loads(facts[1]) if facts else None


def reader_of_the_paper():
    client = Client(raise_request_exception=False)
    client.force_login(Reader.objects.create_user(email="a@courier.example"))
    return client


@pytest.fixture
def signed_in():
    return reader_of_the_paper()


@pytest.fixture
def with_an_old_cookie():
    client = reader_of_the_paper()
    client.cookies[settings.ENTITLEMENT_COOKIE] = make_cookie(now=1)
    return client


@pytest.fixture
def article():
    return make_article("Tide turns")


def test_a_stranger_reads(article, broken):
    response, _ = read(Client(raise_request_exception=False), url_of(article))

    assert response.status_code == 200
    assert b"Second paragraph." in response.content


def test_a_signed_in_reader_reads(article, signed_in, broken):
    response, _ = read(signed_in, url_of(article))

    assert response.status_code == 200
    assert b"Second paragraph." in response.content


def test_a_reader_whose_cookie_ran_out_reads(article, with_an_old_cookie, broken):
    response, _ = read(with_an_old_cookie, url_of(article))

    assert response.status_code == 200
    assert b"Second paragraph." in response.content


@pytest.mark.parametrize("part", ["the signature", "its keys", "the clock"])
def test_a_cookie_that_cannot_be_checked_opens_nothing(monkeypatch, failure, part):
    url = url_of(make_community_article())
    client = Client(raise_request_exception=False)
    client.cookies[settings.ENTITLEMENT_COOKIE] = make_cookie()

    def fail(*args, **facts):
        raise failure

    monkeypatch.setattr(PARTS[part], fail)
    response, _ = read(client, url)

    assert response.status_code == 200
    assert SECRET.encode() not in response.content
    assert response["Cache-Control"] == "private, no-store"


def test_a_page_that_lacks_something_asks_for_nothing_and_is_not_kept(
    article, monkeypatch, failure
):
    def fail(*args, **facts):
        raise failure

    with monkeypatch.context() as broken:
        broken.setattr(PARTS["house ads"], fail)
        response, facts = read(Client(), url_of(article))

    assert (response["Cache-Control"], facts["asks"]) == ("private, no-store", False)
    assert read(Client(), url_of(article))[1]["asks"] is True
