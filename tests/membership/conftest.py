"""A sandbox beside the site, and a plan to join."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.payments.world import Shop, make_plan
from wellread.membership.models import Plan
from wellread.payments import clock
from wellread.sandbox.server import Sandbox


@pytest.fixture(autouse=True)
def no_memory() -> Iterator[None]:
    cache.clear()
    clock.start_anew()
    yield
    clock.start_anew()


@pytest.fixture
def shop(settings: Any) -> Iterator[Shop]:
    with Sandbox() as sandbox:
        settings.STRIPE_API_ADDRESS = sandbox.address
        settings.FOLLOW_SANDBOX_CLOCK = True
        yield Shop(sandbox)


@pytest.fixture
def plan(db: None) -> Plan:
    return make_plan()
