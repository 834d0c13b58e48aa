import gzip
import json
import re
import threading
import time
from datetime import datetime, timedelta
from fnmatch import fnmatch
from zoneinfo import ZoneInfo

import brotli
import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from tests.newsroom.press import SECRET, make_article, make_community_article
from wellread.membership import entitlement
from wellread.newsroom import actions
from wellread.pageview import epoch, today
from wellread.pageview.cache import CachedPage, Key, PageCache, PageCacheMiddleware, key_of
from wellread.pageview.speculation import NEVER
from wellread.pageview.variant import PUBLIC, PageVariant

pytestmark = pytest.mark.django_db

BOTH = frozenset({"ad_free", "community_content"})


def make_cookie(*, entitlements=BOTH, now=None, secret=None, until=None):
    return entitlement.issue(
        holder="r1",
        entitlements=entitlements,
        now=int(now if now is not None else timezone.now().timestamp()),
        secret=secret or entitlement.secrets()[0],
        until=until,
    )


def member():
    client = Client()
    client.cookies[settings.ENTITLEMENT_COOKIE] = make_cookie()
    return client


def url_of(article):
    return f"/{article.get_parent().slug}/{article.slug}/"


def test_a_public_page_is_the_same_bytes_for_everyone_and_sets_no_cookie(client):
    url = url_of(make_article())

    first, second = client.get(url), Client().get(url)

    assert first.content == second.content
    assert (first.cookies, second.cookies) == ({}, {})
    assert b"csrf" not in first.content
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert first["CDN-Cache-Control"].startswith("public, max-age=60, stale-while-revalidate=60,")
    assert first["Vary"] == "Accept-Encoding"


def test_a_page_in_the_cache_costs_no_query(client, django_assert_num_queries):
    url = url_of(make_article())
    client.get(url)

    with django_assert_num_queries(0):
        client.get(url)


def test_an_etag_that_still_holds_is_answered_without_the_page(client):
    url = url_of(make_article())
    etag = client.get(url)["ETag"]

    again = client.get(url, headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_a_proxy_that_took_the_weak_mark_off_an_etag_is_understood(client):
    url = url_of(make_article())
    etag = client.get(url)["ETag"].removeprefix("W/")

    assert client.get(url, headers={"If-None-Match": f'"other", {etag}'}).status_code == 304


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("BR", "br"),
        ("br;q=0.5, gzip;q=1.0", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("br ; q=0.000, gzip;q=0", ""),
        ("vibrant, x-gzip", ""),
        ("identity", ""),
        ("", ""),
    ],
)
def test_a_page_is_compressed_as_the_browser_takes_it(client, accepted, encoding):
    answer = client.get(url_of(make_article()), headers={"Accept-Encoding": accepted})

    assert answer.get("Content-Encoding", "") == encoding


def test_a_member_gets_another_page_that_no_cache_may_keep(client):
    url = url_of(make_community_article())

    public, whole = client.get(url), member().get(url)

    assert whole["Cache-Control"] == "private, no-store"
    assert whole["ETag"] != public["ETag"]
    assert SECRET.encode() in whole.content
    assert SECRET.encode() not in public.content


def test_a_member_who_read_first_does_not_open_the_page_for_others(client):
    url = url_of(make_community_article())
    member().get(url)

    assert SECRET.encode() not in client.get(url).content


@pytest.mark.parametrize(
    "cookie",
    [
        lambda: "1.r1.ad_free+community_content.0.99999999999.forged",
        lambda: make_cookie(secret=b"somebody else's"),
        lambda: make_cookie(now=timezone.now().timestamp() - 25 * 3600),
        lambda: make_cookie()[:-1],
        lambda: "\u00e9" * 40,
        lambda: "",
    ],
    ids=["forged", "wrong key", "expired", "cut", "not ascii", "empty"],
)
def test_a_cookie_that_is_not_good_opens_nothing_and_is_dropped(client, cookie):
    url = url_of(make_community_article())
    client.cookies[settings.ENTITLEMENT_COOKIE] = cookie()

    response = client.get(url)

    assert response.status_code == 200
    assert SECRET.encode() not in response.content
    assert response.cookies[settings.ENTITLEMENT_COOKIE].value == ""
    assert response["Cache-Control"] == "private, no-store"


def test_one_of_two_entitlements_opens_just_that(client):
    url = url_of(make_community_article())
    client.cookies[settings.ENTITLEMENT_COOKIE] = make_cookie(entitlements=frozenset({"ad_free"}))

    response = client.get(url)

    assert SECRET.encode() not in response.content
    assert response["Cache-Control"] == "private, no-store"


def test_what_an_editor_changes_is_on_the_next_page(client):
    article = make_article("Before")
    url = url_of(article)
    client.get(url)

    article.title = "After"
    article.save_revision().publish()

    assert b"After" in client.get(url).content


def test_a_section_that_is_renamed_shows_in_every_menu(client):
    article = make_article()
    client.get("/")
    section = article.get_parent().specific

    section.title = "Waterfront"
    section.save_revision().publish()

    assert b"Waterfront" in client.get("/").content


def test_unknown_query_keys_share_one_page(client, django_assert_num_queries):
    url = url_of(make_article())
    client.get(url)

    with django_assert_num_queries(0):
        client.get(f"{url}?utm_source=elsewhere&fbclid=1")


def test_head_reads_what_get_made(client, django_assert_num_queries):
    url = url_of(make_article())
    client.get(url)

    with django_assert_num_queries(0):
        assert client.head(url).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None), ("br;q=0, gzip", "gzip")],
)
def test_pages_come_in_the_encoding_a_browser_takes(client, accepted, encoding):
    url = url_of(make_article())

    response = client.get(url, headers={"Accept-Encoding": accepted})

    assert response.get("Content-Encoding") == encoding
    assert int(response["Content-Length"]) == len(response.content)


def test_a_missing_page_is_not_kept(client):
    actions.ensure_site()
    assert client.get("/harbour/nothing-here/").status_code == 404

    make_article("Nothing here")

    assert client.get("/harbour/nothing-here/").status_code == 200


def test_a_missing_page_costs_no_more_queries_than_a_story(client, django_assert_max_num_queries):
    make_article()
    client.get("/nowhere/")

    with django_assert_max_num_queries(2):
        missing = client.get("/harbour/nowhere/").content.decode()

    assert "There is nothing at this address" in re.sub(r"\s+", " ", missing)
    actions.create_section(name="Islands")
    assert "Islands" in client.get("/harbour/nowhere/").content.decode()


def test_the_last_known_epoch_serves_when_the_database_does_not_answer(client, monkeypatch):
    url = url_of(make_article())
    client.get(url)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE pageview_epoch RENAME TO elsewhere")

    assert client.get(url).status_code == 200

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE elsewhere RENAME TO pageview_epoch")


def test_every_publishing_save_raises_the_epoch_and_a_log_entry_does_not():
    article = make_article()
    before = epoch.current()

    article.save()

    assert epoch.current() > before


def test_a_host_that_is_not_ours_gets_no_page(client):
    assert client.get("/", headers={"Host": "elsewhere.example"}).status_code == 400


def make_key(path):
    return Key("localhost", path, "", PUBLIC, "")


def make_entry(size):
    return CachedPage((), 'W/"1"', b"x" * size, frozenset(), today.today())


def test_the_cache_gives_up_the_page_read_longest_ago():
    cache = PageCache(largest_bytes=250)
    for path in ("/a/", "/b/"):
        cache.put(make_key(path), make_entry(100), 0)
    cache.get(make_key("/a/"))

    cache.put(make_key("/c/"), make_entry(100), 0)

    assert cache.get(make_key("/b/")) is None
    assert cache.get(make_key("/a/")) == make_entry(100)


def test_a_page_larger_than_the_cache_is_not_kept():
    cache = PageCache(largest_bytes=50)

    cache.put(make_key("/a/"), make_entry(100), 0)

    assert cache.get(make_key("/a/")) is None


@pytest.mark.parametrize("host", ["LOCALHOST:8000", "localhost:1", "localhost"])
def test_a_hosts_spelling_and_port_make_no_further_copy(client, host, django_assert_num_queries):
    url = url_of(make_article())
    client.get(url, headers={"Host": "localhost:8000"})

    with django_assert_num_queries(0):
        assert client.get(url, headers={"Host": host}).status_code == 200


def test_a_host_that_is_not_ours_is_refused_under_the_same_rules(client):
    refusal = client.get("/", headers={"Host": "elsewhere.example"})

    assert refusal["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in refusal["Content-Security-Policy"]


@pytest.mark.parametrize("number", ["01", "2", "x", "", "0", "٢", "1 "])
def test_numbers_of_pages_that_are_not_there_are_not_found(client, number):
    url = url_of(make_article())

    for path in ("/", url):
        assert client.get(path, {"page": number}).status_code == 404


def test_page_one_is_the_page_itself(client, django_assert_num_queries):
    url = url_of(make_article())
    client.get(url)

    with django_assert_num_queries(0):
        assert client.get(url, {"page": "1"}).status_code == 200


def test_only_those_who_want_the_same_story_wait_for_each_other(client, monkeypatch):
    waited = []
    url = url_of(make_article())
    monkeypatch.setattr(
        PageCache, "rendering", lambda self, key: waited.append(key.path) or threading.Lock()
    )

    for path in ("/healthz", "/account/", "/join/", "/search/", "/nothing-here/at/all/", url):
        client.get(path)

    assert waited == [url]


def answered(request, *, entitlements=frozenset(), cookie=""):
    """Answer a request that nobody has answered yet, as whoever found out these entitlements."""

    def draw(request):
        request.entitlements = entitlements
        response = HttpResponse(b"whole" if entitlements else b"public")
        response.is_reading_page = True
        if cookie:
            response.set_cookie(cookie, "1")
        return response

    return PageCacheMiddleware(draw)(request)


def test_a_page_drawn_for_a_member_is_never_kept_as_the_public_one(rf):
    """Entitlements may be found out further in, when the request came in as the public's."""
    url = url_of(make_community_article())

    first = answered(rf.get(url), entitlements=BOTH)
    second = answered(rf.get(url))

    assert (first.content, second.content) == (b"whole", b"public")
    assert first["Cache-Control"] == "private, no-store"


def test_a_page_that_sets_a_cookie_is_kept_for_nobody(rf):
    url = url_of(make_article())

    first = answered(rf.get(url), cookie="seen")
    second = answered(rf.get(url), cookie="")

    assert first["Cache-Control"] == "private, no-store"
    assert "CDN-Cache-Control" not in first
    assert ("seen" in first.cookies, "seen" in second.cookies) == (True, False)


def test_the_cache_is_filled_to_its_last_byte():
    cache = PageCache(largest_bytes=200)
    for path in ("/a/", "/b/", "/b/"):
        cache.put(make_key(path), make_entry(100), 0)

    assert cache.get(make_key("/a/")) is not None
    assert cache.get(make_key("/b/")) is not None


def test_locks_that_nobody_holds_are_given_up_in_the_end():
    cache = PageCache()
    held = cache.rendering(make_key("/held/"))
    with held:
        let_go = [cache.rendering(make_key(f"/{number}/")) for number in range(1000)]

        assert cache.rendering(make_key("/held/")) is held
        assert cache.rendering(make_key("/0/")) is not let_go[0]


@pytest.mark.parametrize("place", ["America/Los_Angeles", "Pacific/Kiritimati"])
def test_a_page_that_prints_the_day_is_drawn_anew_at_the_newsrooms_midnight(
    client, settings, monkeypatch, place
):
    settings.TIME_ZONE = place
    # A running site has one zone.
    monkeypatch.setattr(today, "_known", today.Day(0, 0.0, 0.0))
    moment = datetime(2026, 11, 27, 23, 59, 59, tzinfo=ZoneInfo(place))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    monkeypatch.setattr(time, "time", lambda: moment.timestamp())
    assert "Friday, 27 November 2026" in client.get("/").content.decode()

    moment += timedelta(seconds=1)

    assert "Saturday, 28 November 2026" in client.get("/").content.decode()


def test_browsers_are_told_what_they_may_fetch_ahead(client):
    read = client.get(url_of(make_article()))

    answer = client.get(read.headers["Speculation-Rules"].strip('"'))

    assert answer.headers["Content-Type"] == "application/speculationrules+json"
    rules = json.loads(answer.content)
    eagerness = {kind: rules[kind][0]["eagerness"] for kind in rules}
    assert eagerness == {"prefetch": "eager", "prerender": "moderate"}


# What no page links to.
BEHIND_PAGES = {"appeals", "embedding", "healthz", "insights", "meter", "payments", "readyz"}


def addresses(patterns, before="/"):
    """Yield every address that the site answers, with what answers it."""
    for each in patterns:
        path = before + str(each.pattern).lstrip("^").replace("\\", "")
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, path)
        else:
            yield path, each.callback


def test_nothing_is_fetched_ahead_but_reading_pages():
    others = [
        path
        for path, view in addresses(get_resolver().url_patterns)
        if not getattr(view, "is_reading", False) and path.split("/")[1] not in BEHIND_PAGES
    ]

    assert len(others) > 100
    assert [path for path in others if not any(fnmatch(path, never) for never in NEVER)] == []


@pytest.mark.parametrize(
    ("accepted", "read"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)]
)
def test_a_page_is_whole_in_each_encoding(client, accepted, read):
    url = url_of(make_article())
    plain = client.get(url)

    answer = Client().get(url, headers={"Accept-Encoding": accepted})

    assert read(answer.content) == plain.content
    assert answer["Content-Length"] == str(len(answer.content))
    assert answer.get("Content-Encoding", "") == accepted
    assert answer["ETag"] == plain["ETag"]
    assert re.fullmatch(r'W/"[0-9a-f]{24}"', answer["ETag"])


def test_an_answer_without_the_page_names_no_kind_of_it(client):
    url = url_of(make_article())
    etag = client.get(url)["ETag"]

    again = client.get(url, headers={"If-None-Match": etag})

    assert set(again.headers) >= {"ETag", "Vary", "Cache-Control", "CDN-Cache-Control"}
    assert set(again.headers).isdisjoint({"Content-Type", "Content-Encoding"})


def test_a_members_page_differs_by_encoding_too(client):
    answer = member().get(url_of(make_article()))

    assert (answer["Cache-Control"], answer["Vary"]) == ("private, no-store", "Accept-Encoding")
    assert "Speculation-Rules" in answer.headers


@pytest.mark.parametrize(("query", "page"), [("", ""), ("?page=1", ""), ("?page=2", "2")])
def test_each_page_of_a_list_is_kept_by_its_number(rf, query, page):
    assert key_of(rf.get(f"/harbour/{query}"), PUBLIC).page == page


def test_a_new_cache_and_a_cleared_one_have_the_same_room():
    cache = PageCache(largest_bytes=2)
    cache.put(make_key("/a/"), make_entry(2), 0)
    cache.clear()

    cache.put(make_key("/b/"), make_entry(2), 0)

    assert cache.get(make_key("/b/")) == make_entry(2)


def test_a_browser_that_names_no_encoding_gets_the_page_as_it_is(rf):
    assert key_of(rf.get("/harbour/"), PUBLIC).encoding == ""


def test_what_is_posted_to_a_page_is_answered_by_the_page(client):
    assert client.post(url_of(make_article())).status_code == 405


def test_templates_know_two_variants_by_name():
    variants = (PUBLIC, PageVariant(ad_free=True), PageVariant(community_content=True))

    assert [each.name for each in variants] == ["public", "member", "member"]
