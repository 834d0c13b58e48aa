import pytest
from django.test import Client, override_settings
from django.utils import timezone

from wellread.engine.values import spell

pytestmark = pytest.mark.django_db  # the page cache in front looks for its epoch

HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def device() -> Client:
    return Client(enforce_csrf_checks=True)


def view(article: str, seconds_ago: int = 0) -> dict:
    at = spell(int(timezone.now().timestamp()) - seconds_ago)
    return {"article": article, "at": at, "section": "world", "topics": ["tides"]}


def keep(device: Client, message: object, **headers: str):
    return device.post("/meter/keep", message, content_type="application/json", **(headers or HERE))


def given_back(device: Client):
    return device.get("/meter/here?kept").json()["kept"]


@override_settings(COUNTRY_HEADER="", DEFAULT_COUNTRY="US")
def test_a_newcomer_hears_a_country_which_the_browser_keeps_for_a_visit(device):
    answer = device.get("/meter/here")

    assert answer.json() == {"country": "US", "consent_needed": False}
    assert answer.headers["Cache-Control"] == "private, max-age=1800"
    assert dict(answer.cookies) == {}


def test_what_was_kept_is_in_no_cache(device):
    answer = device.get("/meter/here?kept")

    assert answer.json()["kept"] is None
    assert answer.headers["Cache-Control"] == "private, no-store"


@override_settings(COUNTRY_HEADER="CF-IPCountry", DEFAULT_COUNTRY="US")
def test_the_country_is_read_from_the_header_of_the_network_in_front(device):
    answer = device.get("/meter/here", headers={"CF-IPCountry": "FR"})

    assert answer.json() == {"country": "FR", "consent_needed": True}


@override_settings(COUNTRY_HEADER="", DEFAULT_COUNTRY="")
def test_an_unknown_country_needs_consent(device):
    assert device.get("/meter/here").json() == {"country": None, "consent_needed": True}


@override_settings(COUNTRY_HEADER="CF-IPCountry")
def test_where_consent_is_needed_only_an_answer_is_kept_without_it(device):
    france = HERE | {"HTTP_CF_IPCOUNTRY": "FR"}

    assert dict(keep(device, {"history": [view("a1")]}, **france).cookies) == {}
    keep(device, {"consent": "refused", "history": [view("a1")]}, **france)

    back = given_back(device)
    assert (back["consent"], back["history"]) == ("refused", [])


def test_a_refusal_replaces_what_was_kept(device):
    keep(device, {"history": [view("a1")], "seat": 7})

    keep(device, {"counting": "off"})
    keep(device, {"history": [view("a2")]})

    back = given_back(device)
    assert (back["counting"], back["seat"], back["history"]) == ("off", 7, [])


def test_what_was_kept_comes_back_the_latest_view_of_each_article(device):
    first, again, other = view("a1", 60), view("a1", 10), view("a2", 30)

    assert keep(device, {"history": [first, other]}).status_code == 204
    assert keep(device, {"history": [again]}).status_code == 204

    assert given_back(device)["history"] == [again, other]


def test_the_cookie_is_the_servers_and_rides_to_the_meter_alone(device):
    cookie = keep(device, {"history": [view("a1")]}).cookies["wellread_meter"]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        "/meter",
        True,
        "Lax",
        365 * 24 * 3600,
    )


@override_settings(SECURE=True, METER_COOKIE="__Secure-wellread_meter")
def test_over_tls_the_cookie_is_secure(device):
    answer = keep(device, {"history": [view("a1")]})

    assert answer.cookies["__Secure-wellread_meter"]["secure"] is True


def test_forgetting_removes_the_cookie(device):
    keep(device, {"history": [view("a1")]})

    assert keep(device, {"clear": True}).status_code == 204

    assert given_back(device) is None


@pytest.mark.parametrize("body", ["", "nonsense", "{}", '{"history": [1]}', "x" * 5_000_000])
def test_a_malformed_or_oversized_body_is_dropped(device, body):
    answer = device.post("/meter/keep", body, content_type="text/plain", **HERE)

    assert (answer.status_code, dict(answer.cookies)) == (204, {})


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, 204),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"}, 403),
        ({"HTTP_ORIGIN": "http://testserver"}, 204),
        ({"HTTP_ORIGIN": "http://elsewhere.example"}, 403),
        ({"HTTP_ORIGIN": "null"}, 403),
        ({"HTTP_USER_AGENT": "neither header"}, 403),
    ],
)
def test_only_our_own_pages_may_have_something_kept(device, headers, status):
    assert keep(device, {"history": [view("a1")]}, **headers).status_code == status


def test_a_tampered_cookie_is_ignored(device):
    keep(device, {"history": [view("a1")]})
    device.cookies["wellread_meter"] = device.cookies["wellread_meter"].value[:-2] + "zz"

    assert given_back(device) is None


def test_here_answers_get_and_keep_answers_post_alone(device):
    assert Client().post("/meter/here").status_code == 405
    assert device.get("/meter/keep", **HERE).status_code == 405
