import os
import shutil
from pathlib import Path

import pytest

from wellread.config import demo

pytest.register_assert_rewrite("tests.journeys.reading", "tests.journeys.site")

from tests.journeys.reading import fresh_browser  # noqa: E402
from tests.journeys.site import copy_of, free_pair, running  # noqa: E402

CHROMIUM = shutil.which("chromium")
HOW_TO_MEND = "apt-get install chromium default-jre-headless"
# A folder that `demo.prepare` filled: saves whoever works on the journeys a minute each time.
PREPARED = "WELLREAD_PREPARED_DEMO"


def pytest_collection_modifyitems(config, items):
    if CHROMIUM:
        return
    if os.environ.get("CI") == "true":
        pytest.exit(f"The journeys need a browser: {HOW_TO_MEND}", returncode=1)
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.skip(reason=f"no Chromium: {HOW_TO_MEND}"))


@pytest.fixture(scope="package")
def prepared(tmp_path_factory):
    """A demo, filled once and never run: every site below runs a copy."""
    if PREPARED in os.environ:
        return Path(os.environ[PREPARED])
    folder, port = tmp_path_factory.mktemp("demo"), free_pair()
    demo.prepare(folder, port, demo.demo_settings(port, folder))
    return folder


@pytest.fixture(scope="package")
def site(prepared, tmp_path_factory):
    """The demo, for every journey in which no time passes."""
    folder = copy_of(prepared, tmp_path_factory.mktemp("site") / "demo")
    with running(folder, free_pair()) as site:
        yield site


@pytest.fixture(params=["demo"])
def any_site(request):
    """Each site in turn: the demo, and one that came out of a WordPress export."""
    return request.getfixturevalue({"demo": "site", "imported": "imported_site"}[request.param])


@pytest.fixture(scope="package")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
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


@pytest.fixture
def reader(chromium):
    """A new reader's browser, with one page open; any error in its console fails the test."""
    with fresh_browser(chromium) as context:
        yield context.new_page()
