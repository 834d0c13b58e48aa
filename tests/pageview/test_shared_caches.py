import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.newsroom.press import make_article, make_community_article
from tests.pageview.test_cache import member, url_of
from wellread.pageview import epoch, jobs

pytestmark = pytest.mark.django_db


@contextmanager
def shared_cache(status=200):
    """A cache that remembers what it was told."""
    told = []

    class Cache(BaseHTTPRequestHandler):
        def do_PURGE(self):
            told.append({k.lower(): v for k, v in self.headers.items() if k.startswith("Xkey")})
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Cache)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def _nobody_was_told_anything(monkeypatch):
    monkeypatch.setattr(jobs, "_waiting", {})


def test_pages_say_what_they_show_where_a_shared_cache_is_told(client, settings):
    settings.SHARED_CACHES = ("http://127.0.0.1:1",)
    article = make_article()

    answer = client.get(url_of(article))

    assert answer["xkey"] == answer["Surrogate-Key"]
    assert answer["xkey"].split()[0] == "everything"
    assert f"story-{article.pk}" in answer["xkey"].split()
    assert f"list-section-{article.get_parent().pk}" in answer["xkey"].split()


def test_pages_say_nothing_of_it_elsewhere(client):
    assert "xkey" not in client.get(url_of(make_article()))


def test_a_members_page_says_nothing_of_it(settings):
    settings.SHARED_CACHES = ("http://127.0.0.1:1",)

    assert "xkey" not in member().get(url_of(make_community_article()))


def test_a_cache_is_told_once_what_has_changed_and_what_is_urgent(settings):
    with shared_cache() as (address, told):
        settings.SHARED_CACHES = (address,)
        jobs.tell_shared_caches()
        epoch.touch(["story-1", "front"])
        epoch.touch(["story-2"], is_urgent=True)
        jobs.tell_shared_caches()
        jobs.tell_shared_caches()

    assert told == [
        {"xkey-purge": "everything"},
        {"xkey-purge": "nameless story-2", "xkey-softpurge": "front story-1"},
    ]


def test_so_much_that_no_header_holds_it_is_told_as_everything(settings):
    with shared_cache() as (address, told):
        settings.SHARED_CACHES = (address,)
        jobs.tell_shared_caches()
        epoch.touch([f"story-{number}" for number in range(300)])
        jobs.tell_shared_caches()

    assert told[1] == {"xkey-softpurge": "everything"}


def test_a_cache_that_fails_is_told_again_and_holds_up_no_other(settings):
    with shared_cache(status=503) as (broken, _), shared_cache() as (address, told):
        settings.SHARED_CACHES = (broken, address)
        jobs.tell_shared_caches()
        epoch.touch(["story-1"])
        jobs.tell_shared_caches()

    assert len(told) == 2
    assert jobs._waiting[broken] == {"everything": True, "nameless": False, "story-1": False}


def test_what_changes_while_a_cache_is_told_is_told_the_next_time(settings, monkeypatch):
    settings.SHARED_CACHES = ("http://127.0.0.1:1",)
    told = []

    def tell(cache, names):
        told.append(names)
        if len(told) == 2:
            # As another thread of the worker does that looks at what has changed.
            epoch.touch(["story-2"])
            epoch.current()
        return True

    monkeypatch.setattr(jobs, "_tell", tell)
    jobs.tell_shared_caches()
    epoch.touch(["story-1"])
    for _ in range(3):
        jobs.tell_shared_caches()

    assert ["story-1" in told[1], "story-2" in told[1]] == [True, False]
    assert "story-2" in told[2]
    assert len(told) == 3
