"""Other people's exports, as they are found in the wild, on pages of ours."""

import os
from pathlib import Path

import pytest

from tests.journeys.conftest import done_well
from tests.journeys.reading import fresh_browser
from tests.journeys.site import copy_of, free_pair, running, settings_of, wellread

OURS = [Path(__file__).with_name("the-mole.xml")]
# A folder of exports that others made, for whoever has one: they are nobody's to pass on.
FOUND = os.environ.get("WELLREAD_TEST_EXPORTS")
EXPORTS = sorted(Path(FOUND).glob("wxr/theme*.xml")) if FOUND else OURS


@pytest.mark.parametrize("export", EXPORTS, ids=lambda file: file.name)
def test_every_story_of_an_export_can_be_read_on_a_phone(imported, chromium, tmp_path, export):
    folder, port = copy_of(imported, tmp_path / "site"), free_pair()
    done_well(wellread(settings_of(port, folder), "import", "wxr", str(export)))

    with running(folder, port) as site:
        paths = site.every_path()
        with fresh_browser(chromium, viewport={"width": 360, "height": 700}) as context:
            # Its pictures stay with the site they came from.
            context.route("**/*", lambda route: serve_our_own(route, site))
            page = context.new_page()
            for path in paths:
                answer = page.goto(f"{site.url}{path}", wait_until="domcontentloaded")
                assert answer.status == 200, path
                width = page.evaluate("() => document.documentElement.scrollWidth")
                assert width <= 360, path


def serve_our_own(route, site):
    if route.request.url.startswith(site.url):
        route.continue_()
    else:
        route.abort()
