import os
import time
from collections.abc import Iterator

import pytest

from parity.javascript import JavaScript

# Half an hour off, the far east, the far west, and summer times of both hemispheres.
TIME_ZONES = ("UTC", "Asia/Kathmandu", "Pacific/Auckland", "America/Los_Angeles")


@pytest.fixture(scope="session", params=TIME_ZONES)
def javascript(request: pytest.FixtureRequest) -> Iterator[JavaScript]:
    """The engine in JavaScript, both languages in one time zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    engine = JavaScript(request.param)
    yield engine
    engine.close()
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()
