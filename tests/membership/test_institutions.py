"""Who reads at an institution's network: by its name, for an hour at a time, and nowhere else."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.membership.test_joining import LETTER_LINK, join_and_return
from tests.newsroom.press import SECRET, make_article, make_community_article
from tests.payments.world import Shop, make_reader
from tests.staff import sign_in_staff
from wellread.membership.actions import give
from wellread.membership.institutions import actions, networks, queries
from wellread.membership.models import Grant, Institution, Plan
from wellread.payments import clock

pytestmark = pytest.mark.django_db

THERE, ELSEWHERE = "198.51.100.7", "203.0.113.9"
OURS = {"Sec-Fetch-Site": "same-origin"}
COURTESY = "You read by courtesy of <bdi>Saltmere University</bdi>"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _behind_one_proxy(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


def arranged(*written: str, name: str = "Saltmere University", **facts: Any) -> Grant:
    held = {
        "entitlements": ["ad_free", "community_content"],
        "starts_at": clock.now() - DAY,
        "ends_at": clock.now() + 30 * DAY,
        **facts,
    }
    places = list(written) or ["198.51.100.0/24"]
    return actions.arrange(institution=Institution(name=name, networks=places), **held)


def browser(address: str = THERE) -> Client:
    """Return a browser whose proxy says from where it asks."""
    return Client(headers={"X-Forwarded-For": address})


def moved_to(client: Client, address: str) -> Client:
    other = browser(address)
    other.cookies = client.cookies
    return other


def begin(client: Client, path: str = "/") -> Any:
    return client.post("/institution/", {"next": path}, headers=OURS)


def url_of(article: Any) -> str:
    return f"/{article.get_parent().slug}/{article.slug}/"


def is_whole(client: Client, url: str) -> bool:
    return SECRET in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("192.0.2.0/24", ["192.0.2.0/24"]),
        (" 192.0.2.9 ", ["192.0.2.9/32"]),
        ("2001:db8::/32", ["2001:db8::/32"]),
        ("192.0.2.0 - 192.0.2.2", ["192.0.2.0/31", "192.0.2.2/32"]),
        ("10.1.0.0/16", ["10.1.0.0/16"]),
    ],
)
def test_a_network_is_read_as_a_librarian_writes_it(written: str, meant: list[str]) -> None:
    assert [str(one) for one in networks.read(written)] == meant


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("10.0.0.0/15", "too wide"),
        ("2001:db8::/31", "too wide"),
        ("0.0.0.0/0", "too wide"),
        ("10.0.0.0-10.1.255.255", "too wide"),
        ("192.0.2.7/24", "did you mean 192.0.2.0/24?"),
        ("192.0.2.9-192.0.2.1", "is no network"),
        ("192.0.2.1-2001:db8::1", "is no network"),
        ("the library", "is no network"),
        ("127.0.0.1", "nobody reads from such"),
        ("::ffff:192.0.2.0/120", "nobody reads from such"),
    ],
)
def test_what_may_not_be_opened_is_refused_in_words(written: str, told: str) -> None:
    with pytest.raises(networks.NetworkFault, match=told.replace("?", r"\?")):
        networks.read(written)


def test_of_two_networks_the_narrower_says_in_whose_name() -> None:
    arranged("198.51.0.0/16", name="Consortium")
    arranged("198.51.100.0/24")
    now = clock.now()

    found = [
        getattr(queries.at(ip_address(each), now=now), "name", None)
        for each in ("198.51.100.1", "198.51.99.1", "198.52.0.1", "2001:db8::1")
    ]

    assert found == ["Saltmere University", "Consortium", None, None]


def test_whoever_reads_there_presses_once_and_has_everything_in_its_name() -> None:
    arranged()
    url, client = url_of(make_community_article()), browser()
    before = client.get(url).content.decode()

    answer = begin(client, url)
    page = client.get(url)

    assert (answer.status_code, answer["Location"]) == (303, url)
    assert (SECRET in before, COURTESY in before) == (False, False)
    assert (SECRET in page.content.decode(), COURTESY in page.content.decode()) == (True, True)
    assert page["Cache-Control"] == "private, no-store"
    assert "/join/?next=" not in page.content.decode()


def test_the_cookie_is_good_for_an_hour_at_most_and_never_longer_than_the_agreement() -> None:
    grant = arranged()
    now = clock.now()
    hours = [lasting(begin(browser())) - now]
    grant.ends_at = now + timedelta(minutes=20)
    grant.save()
    queries.forget()

    hours.append(lasting(begin(browser())) - now)

    assert [round(one.total_seconds() / 60) for one in hours] == [60, 20]


def lasting(answer: Any) -> datetime:
    value = answer.cookies[settings.ENTITLEMENT_COOKIE].value
    return datetime.fromtimestamp(int(value.split(".")[4]), UTC)


def test_it_ends_as_its_reader_leaves_the_network_and_begins_again_by_itself_nowhere() -> None:
    arranged()
    url, client = url_of(make_community_article()), browser()
    begin(client)
    assert is_whole(client, url)

    away = moved_to(client, ELSEWHERE)
    first = away.get(url)

    assert SECRET not in first.content.decode()
    assert first.cookies[settings.ENTITLEMENT_COOKIE].value == ""
    assert first["Cache-Control"] == "private, no-store"
    assert not is_whole(away, url)


def test_an_hour_later_it_is_looked_at_again(settings: Any, monkeypatch: Any) -> None:
    arranged()
    url, client = url_of(make_community_article()), browser()
    begin(client)
    later = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: later)

    renewed = client.get(url)
    away = moved_to(client, ELSEWHERE)

    assert SECRET in renewed.content.decode()
    assert renewed.cookies[settings.ENTITLEMENT_COOKIE].value.startswith("1.i")
    assert not is_whole(away, url)


def test_it_ends_with_the_agreement_and_when_the_networks_change() -> None:
    grant = arranged()
    url, client = url_of(make_community_article()), browser()
    begin(client)
    assert is_whole(client, url)
    institution = grant.institution
    assert institution is not None
    institution.networks = ["192.0.2.0/24"]
    institution.save()

    assert not is_whole(client, url)


@pytest.mark.parametrize("days", [(-9, -1), (1, 9)])
def test_before_and_after_the_agreement_nothing_is_open(days: tuple[int, int]) -> None:
    arranged(starts_at=clock.now() + days[0] * DAY, ends_at=clock.now() + days[1] * DAY)
    client = browser()

    answer = begin(client)

    assert settings.ENTITLEMENT_COOKIE not in answer.cookies
    assert client.get("/institution/here/").json() == {}


def test_a_cookie_carried_to_another_institution_is_changed_there() -> None:
    arranged()
    arranged("192.0.2.0/24", name="Town library", entitlements=["ad_free"])
    url, client = url_of(make_community_article()), browser()
    begin(client)

    page = moved_to(client, "192.0.2.5").get(url).content.decode()

    assert "You read by courtesy of <bdi>Town library</bdi>" in page
    assert SECRET not in page


@pytest.mark.parametrize(
    ("proxies", "sent"),
    [
        # What a reader writes into the header themselves stands before what the proxy adds.
        (1, f"{THERE}, {ELSEWHERE}"),
        (2, f"{THERE}"),
        (0, THERE),
    ],
)
def test_an_address_that_cannot_be_known_opens_nothing(
    proxies: int, sent: str, settings: Any
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    arranged()
    client = browser(sent)

    answer = begin(client)

    assert settings.ENTITLEMENT_COOKIE not in answer.cookies
    assert client.get("/institution/here/").json() == {}


def test_without_a_database_it_opens_nothing_and_the_page_comes(monkeypatch: Any) -> None:
    arranged()
    url, client = url_of(make_article()), browser()
    begin(client)
    queries.forget()

    def broken() -> Any:
        raise DatabaseError

    monkeypatch.setattr(queries, "_read", broken)

    page = client.get(url)

    assert page.status_code == 200
    assert COURTESY not in page.content.decode()


def test_only_a_page_of_ours_begins_it() -> None:
    arranged()
    client = browser()

    answer = client.post("/institution/", headers={"Sec-Fetch-Site": "cross-site"})

    assert (answer.status_code, answer.cookies) == (403, {})


def test_no_public_page_knows_who_reads_it_and_none_is_kept_of_what_is_open() -> None:
    arranged()
    url = url_of(make_community_article())
    there, stranger = browser(), browser(ELSEWHERE)

    public = [client.get(url) for client in (there, stranger)]
    begin(there)
    opened = [there.get(url), there.get(url)]
    after = stranger.get(url)

    assert public[0].content == public[1].content == after.content
    assert after["CDN-Cache-Control"].startswith("public")
    assert {one["Cache-Control"] for one in opened} == {"private, no-store"}
    assert [one.get("CDN-Cache-Control") for one in opened] == [None, None]


def test_two_institutions_have_pages_of_their_own() -> None:
    arranged()
    arranged("192.0.2.0/24", name="Town library")
    url, one, other = url_of(make_article()), browser(), browser("192.0.2.5")
    begin(one)
    begin(other)

    pages = [client.get(url).content.decode() for client in (one, other, one)]

    assert ["Town library" in page for page in pages] == [False, True, False]
    assert ["Saltmere University" in page for page in pages] == [True, False, True]


def test_its_pages_are_kept_for_all_its_readers() -> None:
    arranged()
    url, client = url_of(make_article()), browser()
    begin(client)
    client.get(url)

    with CaptureQueriesContext(connection) as asked:
        client.get(url)

    # SQLite's epoch is asked past Django.
    assert len(asked) <= (connection.vendor == "postgresql")


def test_nobody_is_a_member_by_it_and_nothing_says_who_read() -> None:
    arranged()
    client, url = browser(), url_of(make_article())
    answer = begin(client)

    with CaptureQueriesContext(connection) as asked:
        client.get(url)
        client.get("/institution/here/")

    assert settings.HINT_COOKIE not in answer.cookies
    assert THERE not in str(answer.cookies)
    assert {one["sql"].split()[0] for one in asked} == {"SELECT"}


def test_a_members_own_benefits_go_before_and_stay_when_they_leave(shop: Shop, plan: Plan) -> None:
    arranged()
    client = browser()
    join_and_return(client, shop, LETTER_LINK)

    answer = begin(client)
    url = url_of(make_community_article())

    assert not answer.cookies[settings.ENTITLEMENT_COOKIE].value.startswith("1.i")
    assert COURTESY not in client.get(url).content.decode()
    assert is_whole(moved_to(client, ELSEWHERE), url)


def test_what_a_reader_holds_is_widened_there_and_only_there() -> None:
    arranged()
    reader, client = make_reader(), browser()
    gift = give(reader=reader, ends_at=clock.now() + DAY, reason="complimentary")
    gift.entitlements = ["ad_free"]
    gift.save()
    client.force_login(reader)
    url = url_of(make_community_article())
    begin(client)
    assert is_whole(client, url)

    away = moved_to(client, ELSEWHERE)
    first = away.get(url)

    assert SECRET not in first.content.decode()
    assert first.cookies[settings.ENTITLEMENT_COOKIE].value.split(".")[1:3] == [
        f"r{reader.pk}",
        "ad_free",
    ]


def test_a_page_says_that_there_are_institutions_only_while_there_are() -> None:
    url = url_of(make_community_article())
    pages = [browser().get(url).content.decode()]
    grant = arranged()
    pages.append(browser().get(url).content.decode())
    assert grant.institution is not None
    grant.institution.delete()
    pages.append(browser().get(url).content.decode())

    assert ["institution.js" in page for page in pages] == [False, True, False]
    assert ["/institution/?next=" in page for page in pages] == [False, True, False]


def test_the_page_says_where_one_is() -> None:
    arranged()
    there = browser()

    said = [there.get("/institution/").content.decode()]
    begin(there)
    said.append(there.get("/institution/").content.decode())
    said.append(browser(ELSEWHERE).get("/institution/").content.decode())

    assert "Read on with everything open" in said[0]
    assert "Everything is open to you" in said[1]
    assert "This network is of no institution that we know" in said[2]


def test_what_the_script_asks_stays_with_the_browser() -> None:
    arranged()

    answer = browser().get("/institution/here/")

    assert answer.json()["title"] == "Saltmere University"
    assert answer["Cache-Control"] == "private, max-age=300"
    assert answer.cookies == {}


def form(**changes: str) -> dict[str, Any]:
    return {
        "name": "Saltmere University",
        "networks": "198.51.100.0/24\n2001:db8:7::/48",
        "opens": ["ad_free", "community_content"],
        "starts_at": "2026-01-01 00:00",
        "ends_at": "2099-01-01 00:00",
        "note": "library@saltmere.example",
        **changes,
    }


def test_an_editor_writes_an_institution_down_and_changes_it(client: Client) -> None:
    sign_in_staff(client, "access_admin", "view_institution", "add_institution")
    client.post("/admin/members/institutions/new/", form())
    [row] = Institution.objects.all()
    sign_in_staff(client, email="chief@saltmere.example")

    page = client.get(f"/admin/members/institutions/edit/{row.pk}/").content.decode()
    client.post(f"/admin/members/institutions/edit/{row.pk}/", form(networks="192.0.2.7"))
    row.refresh_from_db()

    assert "198.51.100.0/24\n2001:db8:7::/48" in page
    assert (row.networks, row.grant.reason) == (["192.0.2.7/32"], "institution")
    assert Grant.objects.count() == 1
    assert "192.0.2.7/32" in client.get("/admin/members/institutions/").content.decode()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"networks": "10.0.0.0/8"}, "is too wide"),
        ({"networks": "\n"}, "This field is required"),
        ({"ends_at": "2025-12-31 00:00"}, "The end must lie behind the beginning"),
    ],
)
def test_what_cannot_be_opened_is_told_in_the_form(
    changes: dict[str, str], told: str, client: Client
) -> None:
    sign_in_staff(client)

    answer = client.post("/admin/members/institutions/new/", form(**changes))

    assert told in answer.content.decode()
    assert Institution.objects.count() == 0


def test_addresses_that_two_have_are_told(client: Client) -> None:
    sign_in_staff(client)
    arranged("198.51.0.0/16", name="Consortium")

    answer = client.post("/admin/members/institutions/new/", form(), follow=True)

    page = answer.content.decode()
    assert "198.51.100.0/24 of Saltmere University and 198.51.0.0/16 of Consortium" in page
    assert Institution.objects.count() == 2


def test_networks_of_one_kind_are_compared_with_their_own() -> None:
    pairs = networks.overlaps(
        [ip_network("192.0.2.0/24"), ip_network("2001:db8::/32")],
        [ip_network("192.0.2.128/25"), ip_network("2001:db9::/32")],
    )

    assert pairs == [(ip_network("192.0.2.0/24"), ip_network("192.0.2.128/25"))]
