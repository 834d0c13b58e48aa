"""Odd addresses and methods: each gets a clear answer, none an error of the server's."""

import json
from io import BytesIO

import pytest
from django.test import Client

from tests.engine.documents import CASE, changed
from tests.engine.invented import NOW
from tests.newsroom.press import make_article
from tests.pageview.test_before_django import ask, environ_of
from tests.pageview.test_cache import url_of
from wellread.engine.answering import LARGEST_CASE_BYTES
from wellread.engine.values import spell

pytestmark = pytest.mark.django_db

DECIDE = "/appeals/decide"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_a_page_can_only_be_read(method):
    client = Client(enforce_csrf_checks=True)

    response = getattr(client, method)(url_of(make_article()))

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_an_address_in_capitals_leads_to_its_page(client):
    url = url_of(make_article("Tide turns"))

    response = client.get(f"{url.upper()}?utm_source=letter")

    assert (response.status_code, response["Location"]) == (301, f"{url}?utm_source=letter")


def test_an_address_without_its_last_slash_leads_to_its_page(client):
    url = url_of(make_article())

    assert client.get(url.rstrip("/"))["Location"] == url


@pytest.mark.parametrize(
    "path",
    [
        "/%00/",
        "/topic/%00/",
        "/harbour/a%00b/",
        "/%00/feed/",
        "/topic/%00/feed/",
        "/%FF/",
        "/a%2Fb/",
        "/h%C3%A4fen/%F0%9F%98%80/",
        "/media/%00",
        "/media/..%2Fwellread.sqlite3",
        "/claim/%00",
    ],
)
def test_no_address_is_odd_enough_to_break_the_server(path):
    response = Client(raise_request_exception=False).get(path, follow=True)

    assert response.status_code in {400, 404, 410}


def test_a_story_in_another_alphabet_is_read_under_its_own_address(client, settings):
    settings.WAGTAIL_ALLOW_UNICODE_SLUGS = True
    url = url_of(make_article("Ebbe und Flut", slug="häfen-ñ-日本"))

    assert client.get(url).status_code == client.get(url).status_code == 200


def test_decide_is_answered_with_and_without_its_short_way():
    line = environ_of(DECIDE, REQUEST_METHOD="POST", CONTENT_LENGTH="1")

    status, headers, body = ask(line | {"wsgi.input": BytesIO(b"{")})
    through_django = Client().post(DECIDE, b"{", content_type="application/json")

    assert status.startswith(str(through_django.status_code))
    assert (status[:3], body) == ("400", through_django.content)
    assert headers["Cache-Control"] == through_django["Cache-Control"] == "no-store"


def test_decide_is_no_page(client):
    assert client.get(DECIDE).status_code == 405


@pytest.mark.parametrize("size", [0, 1, LARGEST_CASE_BYTES, LARGEST_CASE_BYTES + 1, 10_000_000])
def test_a_body_sent_in_chunks_is_read_like_any_other(size):
    line = environ_of(DECIDE, REQUEST_METHOD="POST", HTTP_TRANSFER_ENCODING="chunked")
    body = BytesIO(b" " * size)

    status, _, answer = ask(line | {"wsgi.input": body})

    assert status[:3] == ("413" if size > LARGEST_CASE_BYTES else "400")
    assert body.tell() <= LARGEST_CASE_BYTES + 1
    assert list(json.loads(answer)) == ["error"]


def test_decide_takes_all_the_views_that_a_device_keeps():
    views = [
        {
            "article": f"{number:036}",
            "at": spell(NOW - number),
            "section": "world",
            "topics": ["war"],
        }
        for number in range(1000)
    ]
    case = json.dumps(changed(CASE, "reader.history", views)).encode()
    line = environ_of(DECIDE, REQUEST_METHOD="POST", CONTENT_LENGTH=str(len(case)))

    status, _, answer = ask(line | {"wsgi.input": BytesIO(case)})

    assert (status, json.loads(answer)["article_count"]) == ("200 OK", 1001)


@pytest.mark.parametrize(
    "path",
    [
        "/account/x.css",
        "/account/.css",
        "/sign-in/x.js",
        "/harbour/x.png",
        "/wp-login.php",
        "/.env",
    ],
)
def test_a_file_that_is_not_there_is_missing_at_once(client, path):
    answer = client.get(path)

    assert (answer.status_code, "Location" in answer) == (404, False)
