import fcntl
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from wellread.demo import run as demo

pytest.register_assert_rewrite(
    "tests.journeys.reading", "tests.journeys.site", "tests.journeys.words"
)

from tests.chromium import CHROMIUM, leave_out_without_it  # noqa: E402
from tests.journeys.reading import fresh_browser  # noqa: E402
from tests.journeys.site import (  # noqa: E402
    Site,
    copy_of,
    free_pair,
    running,
    settings_of,
    wellread,
)

HERE = Path(__file__).parent
# A folder for a filled demo that is kept: saves whoever works on the journeys a minute each time.
# One that was filled in another edition, or by older sources, is brought up to date in a copy.
PREPARED = "WELLREAD_PREPARED_DEMO"
# What tests/demo/test_tables.py holds equal to migrating, which would take 25 s of processor.
READY_TABLES = "from wellread.demo.tables import make_tables; make_tables()"


def pytest_collection_modifyitems(items):
    leave_out_without_it(items, "journeys")


@pytest.fixture(scope="package")
def prepared(tmp_path_factory):
    """A demo, filled once and never run: every site below runs a copy."""
    folder = Path(os.environ.get(PREPARED) or tmp_path_factory.mktemp("demo"))
    port = free_pair()
    with one_at_a_time(folder):
        if is_empty := not (folder / demo.PREPARED).exists():
            demo.prepare(folder, port, settings_of(port, folder))
    if not is_empty and not demo.is_prepared(folder, demo_port(folder), settings_of(port, folder)):
        folder = copy_of(folder, tmp_path_factory.mktemp("edition") / "demo")
        demo.bring_up_to_date(folder, port, settings_of(port, folder))
    return folder


@contextmanager
def one_at_a_time(folder):
    """Have the journeys of another edition, which may begin now too, wait for the filling."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def demo_port(folder):
    """Return the port that a filled folder was filled for."""
    return json.loads((folder / demo.PREPARED).read_text())["port"]


@pytest.fixture(scope="package")
def site(prepared, tmp_path_factory):
    """The demo, for every journey in which no time passes."""
    folder = copy_of(prepared, tmp_path_factory.mktemp("site") / "demo")
    with running(folder, free_pair()) as site:
        yield site


@pytest.fixture(scope="package")
def imported(prepared, tmp_path_factory):
    """A folder that `wellread import wxr` filled, and the port in its links."""
    folder, port = tmp_path_factory.mktemp("imported") / "site", free_pair()
    settings = settings_of(port, folder)
    # Styles and scripts are the same for every site.
    shutil.copytree(prepared / "static", folder / "static")
    done_well(wellread(settings, "manage", "shell", "--no-imports", "-c", READY_TABLES))
    done_well(wellread(settings, "import", "wxr", str(HERE / "the-mole.xml")))
    filling = [sys.executable, str(HERE / "filling.py"), "the-longest-bench-on-the-coast"]
    done_well(subprocess.run(filling, env=settings, capture_output=True, text=True, check=False))
    return folder


@pytest.fixture(scope="package")
def imported_site(imported, tmp_path_factory):
    """A site that came out of a WordPress export."""
    folder = copy_of(imported, tmp_path_factory.mktemp("imported") / "running")
    with running_import(folder, free_pair()) as site:
        yield site


@contextmanager
def running_import(folder, port, **how):
    """Run a folder that an import filled, knowing its open stories and its closed one."""
    story = "/town/the-longest-bench-on-the-coast/"
    with running(folder, port, community_story=story, **how) as site:
        sections = ("/harbour/", "/town/", "/trade/", "/sport/", "/culture/")
        stories = [path for path in site.every_path() if path.startswith(sections)]
        open_stories = [path for path in stories if path.count("/") == 3 and path != story]
        yield site._replace(open_stories=tuple(open_stories))


def done_well(done):
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(params=["demo", "imported"])
def any_site(request):
    """Each site in turn: the demo, and one that came out of a WordPress export."""
    return request.getfixturevalue({"demo": "site", "imported": "imported_site"}[request.param])


@pytest.fixture(scope="package")
def playwright():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def chromium(playwright):
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=[
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    )
    yield browser
    browser.close()


@pytest.fixture(autouse=True)
def _readers_come_from_networks_of_their_own(request):
    """Twenty an hour may begin to pay from one address, and all journeys share one."""
    yield
    for site in request.node.funcargs.values():
        if isinstance(site, Site):
            site.forget_tries()


@pytest.fixture
def reader(chromium):
    """A new reader's browser, with one page open; any error in its console fails the test."""
    with fresh_browser(chromium) as context:
        yield context.new_page()
