import pytest

from tests.chromium import CHROMIUM, leave_out_without_it
from tests.client.paper import Paper, serve
from tests.evidence import watched


def pytest_collection_modifyitems(items):
    leave_out_without_it(items, "client")


# Ends with this folder's tests: the journeys start a browser of their own.
@pytest.fixture(scope="package")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def paper():
    paper = Paper()
    server, paper.url = serve(paper)
    yield paper
    server.shutdown()
    server.server_close()


@pytest.fixture
def device(chromium, paper):
    """A fresh browser that has never seen the paper; a test fails on any error in its console."""
    context = chromium.new_context(base_url=paper.url, viewport={"width": 1000, "height": 700})
    # What never comes fails a test either way; what comes late on a busy machine must not.
    context.set_default_timeout(30_000)
    errors = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    context.on("console", lambda said: said.type == "error" and errors.append(said.text))
    with watched(context):
        yield context
        assert errors == []
    context.close()
