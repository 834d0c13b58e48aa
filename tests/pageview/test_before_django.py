"""Kept pages are answered before Django is entered, and only where Django would say the same."""

import gzip
import sqlite3
from io import BytesIO

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

from tests.newsroom.press import SECRET, make_article, make_community_article
from tests.pageview.test_cache import make_cookie, url_of
from wellread.config import wsgi
from wellread.pageview import epoch
from wellread.pageview.cache import finished

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_tests_own_connection():
    """Keep it open between requests, as Django's test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def environ_of(path, **facts):
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost:8000",
        "HTTP_ACCEPT_ENCODING": "br",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    } | facts


def ask(environ):
    started = []
    body = b"".join(wsgi.application(environ, lambda *line: started.append(line)))
    [(status, headers)] = started
    return status, dict(headers), body


def test_the_second_answer_is_the_first_one_without_django(monkeypatch):
    url = url_of(make_article())
    first = ask(environ_of(url))
    monkeypatch.setattr(wsgi, "pages", None)

    assert ask(environ_of(url)) == first
    assert first[0] == "200 OK"


def test_head_has_the_headers_and_no_body():
    url = url_of(make_article())
    status, headers, body = ask(environ_of(url))

    assert ask(environ_of(url, REQUEST_METHOD="HEAD")) == (status, headers, b"")
    assert headers["Content-Length"] == str(len(body))


def test_django_answers_head_the_same_way():
    url = url_of(make_article())

    status, headers, body = ask(environ_of(url, REQUEST_METHOD="HEAD"))

    assert (status, body) == ("200 OK", b"")
    assert ask(environ_of(url))[1] == headers


def test_an_etag_that_still_holds_is_answered_in_one_line():
    url = url_of(make_article())
    etag = ask(environ_of(url))[1]["ETag"]

    status, headers, body = ask(environ_of(url, HTTP_IF_NONE_MATCH=etag))

    assert (status, body) == ("304 Not Modified", b"")
    assert sorted(headers) == ["CDN-Cache-Control", "Cache-Control", "ETag", "Vary"]


@pytest.mark.parametrize("encoding", ["br", "gzip", ""])
def test_each_encoding_is_a_page_of_its_own(encoding):
    url = url_of(make_article())

    ask(environ_of(url, HTTP_ACCEPT_ENCODING=encoding))
    page = finished(environ_of(url, HTTP_ACCEPT_ENCODING=encoding))

    assert dict(page.headers).get("Content-Encoding", "") == encoding


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("br, gzip", "gzip"), ("gzip;q=0, br", None), ("x-gzip", None), ("", None)],
)
def test_what_is_not_kept_comes_compressed_too(accepted, encoding):
    asked = {"QUERY_STRING": "q=nothing", "HTTP_ACCEPT_ENCODING": accepted}

    _, headers, body = ask(environ_of("/search/", **asked))

    assert headers.get("Content-Encoding") == encoding
    assert b"</html>" in (gzip.decompress(body) if encoding else body)


def test_a_host_that_is_not_ours_is_left_to_django_which_refuses_it():
    url = url_of(make_article())
    ask(environ_of(url))
    elsewhere = environ_of(url, HTTP_HOST="elsewhere.example")

    assert finished(elsewhere) is None
    assert ask(elsewhere)[0] == "400 Bad Request"


@pytest.mark.parametrize(
    ("query", "is_kept"),
    [("", True), ("fbclid=1", True), ("page=2", False), ("p%61ge=2", False)],
)
def test_only_queries_that_change_nothing_share_the_kept_page(query, is_kept):
    url = url_of(make_article())
    ask(environ_of(url))

    assert (finished(environ_of(url, QUERY_STRING=query)) is not None) is is_kept


def test_a_member_gets_the_members_page_and_a_forged_cookie_goes_to_django():
    url = url_of(make_community_article())
    member = environ_of(
        url,
        HTTP_COOKIE=f"other=1; {settings.ENTITLEMENT_COOKIE}={make_cookie()}",
        HTTP_ACCEPT_ENCODING="",
    )
    forged = member | {"HTTP_COOKIE": member["HTTP_COOKIE"][:-1]}
    ask(environ_of(url, HTTP_ACCEPT_ENCODING=""))
    ask(member)

    assert SECRET.encode() in finished(member).body
    assert SECRET.encode() not in finished(environ_of(url, HTTP_ACCEPT_ENCODING="")).body
    assert finished(forged) is None
    assert SECRET.encode() not in ask(forged)[2]


def test_other_cookies_change_nothing():
    url = url_of(make_article())
    ask(environ_of(url))

    assert finished(environ_of(url, HTTP_COOKIE="wellread_reader=signed_in=1")) is not None


def test_what_another_process_commits_is_seen_by_the_next_request(transactional_db):
    url = url_of(make_article())
    ask(environ_of(url))
    another = sqlite3.connect(connection.settings_dict["NAME"], uri=True)

    with another:
        another.execute("UPDATE pageview_epoch SET number = number + 1")
    another.close()

    assert finished(environ_of(url)) is None


def test_a_question_the_database_cannot_answer_is_answered_from_memory():
    url = url_of(make_article())
    ask(environ_of(url))
    known = epoch.current()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE pageview_epoch RENAME TO elsewhere")

    assert epoch.current() == known
    assert finished(environ_of(url)) is not None

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE elsewhere RENAME TO pageview_epoch")


def test_a_site_with_https_is_secure_whatever_is_said_of_it_on_the_way(settings):
    settings.SECURE = True
    environ = environ_of("/healthz", HTTP_X_FORWARDED_PROTO="http")

    wsgi.application(environ, lambda status, headers: None)

    assert environ["wsgi.url_scheme"] == "https"
