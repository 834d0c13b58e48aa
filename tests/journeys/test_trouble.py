"""Worker gone, sandbox gone, a database that takes no more writing: reading goes on."""

import sys

import pytest

from tests.journeys.conftest import running_import
from tests.journeys.reading import fresh_browser, is_members_page, join, sign_in
from tests.journeys.site import copy_of, free_pair, running
from tests.journeys.words import EDITION
from wellread.demo.supervisor import Program

READ_ONLY = """
from django.db.backends.signals import connection_created


def refuse_to_write(connection, **_):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")


connection_created.connect(refuse_to_write)

from django.db import OperationalError, connection  # noqa: E402

from wellread.config.wsgi import application  # noqa: E402, F401

try:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pageview_epoch SET number = number + 1")
except OperationalError:
    connection.close()
else:
    raise SystemExit("This database can still be written to.")
"""
MACHINES = ("/feed/", "/feed.json", "/sitemap.xml", "/robots.txt")
NEWS = "/news-sitemap.xml"
THE_REST = ("/search/?q=harbour", f"/appeals/line-up.{EDITION}.json", "/meter/here", "/healthz")


@pytest.fixture(scope="module", params=["demo", "imported"])
def aground(request, prepared, imported, chromium, tmp_path_factory):
    """A site of which only the web process runs, on a database that refuses to be written to.

    With it come two members' cookies: one who paid in this browser, one who signed in.
    """
    filled, run = {"demo": (prepared, running), "imported": (imported, running_import)}[
        request.param
    ]
    home = tmp_path_factory.mktemp("aground")
    folder, port = copy_of(filled, home / "site"), free_pair()
    cookies = []
    with run(folder, port) as well:
        for become_member in (pay_here, sign_in_as_member):
            with fresh_browser(chromium) as context:
                become_member(context.new_page(), well)
                cookies.append(context.cookies())
        well.come_to_rest()
    (home / "read_only.py").write_text(READ_ONLY)
    programs = [web_alone(port, home / "web.log")]
    with run(folder, port, programs=programs, PYTHONPATH=str(home)) as site:
        yield site, cookies


def test_every_page_still_comes_for_everyone(aground):
    site, _ = aground
    paths = [*site.every_path(), *MACHINES, *THE_REST]
    assert len(paths) > 30

    refused = {path: answer.status for path in paths if (answer := site.get(path)).status != 200}

    assert refused == {}
    # Where all of the paper is old there is none, and no robot is sent there.
    assert site.get(NEWS).status == (200 if NEWS in site.get("/robots.txt").text else 404)


@pytest.mark.parametrize("member", [0, 1], ids=["who paid here", "who signed in"])
def test_every_page_still_comes_for_a_member(aground, chromium, member):
    site, cookies = aground
    with fresh_browser(chromium) as context:
        context.add_cookies(cookies[member])
        refused = {
            path: answer.status
            for path in site.every_path()
            if (answer := context.request.get(f"{site.url}{path}")).status != 200
        }
        assert refused == {}

        page = context.new_page()
        page.goto(f"{site.url}{site.community_story}")
        assert page.locator(".community-panel").count() == 0
        assert is_members_page(page)


@pytest.mark.parametrize("cookie", ["", "nonsense", "1.r1.ad_free.1.2.abc"])
def test_a_cookie_that_is_no_good_is_no_obstacle_either(aground, cookie):
    site, cookies = aground
    others = [
        f"{one['name']}={one['value']}"
        for one in cookies[1]
        if one["name"] != "wellread_entitlement"
    ]

    for kept in ([], others):
        header = "; ".join([f"wellread_entitlement={cookie}", *kept])
        for path in ("/", site.open_stories[0], site.community_story):
            assert site.get(path, Cookie=header).status == 200


def test_counting_goes_on_and_notes_are_let_go(aground, reader):
    site, _ = aground
    reader.goto(f"{site.url}{site.open_stories[0]}")
    reader.mouse.wheel(0, 700)
    reader.wait_for_function("() => localStorage.getItem('wellread.history')?.includes('article')")

    answers = [
        reader.evaluate(
            "([path, body]) => fetch(path, { method: 'POST', body }).then(({ status }) => status)",
            [path, body],
        )
        for path, body in (("/insights/notes", "{"), ("/meter/keep", '{"history":[]}'))
    ]

    assert answers == [204, 204]


def web_alone(port, log):
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "4", "--no-ws"]
    return Program("web", [*command, "read_only:application"], log)


def pay_here(page, site):
    join(page, site, "paid@reader.example", story=site.open_stories[0])


def sign_in_as_member(page, site):
    sign_in(page, site, "member@courier.example")
    page.wait_for_url(f"{site.url}/account/")
