"""Another system beside the site."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest

from tests.integrations.listener import Listener, listening
from wellread.integrations.models import WebhookEndpoint

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def listener(settings: Any) -> Iterator[Listener]:
    settings.WEBHOOK_NETWORKS = (ip_network("127.0.0.0/8"),)
    with listening() as heard:
        yield heard


@pytest.fixture
def endpoint(listener: Listener, db: None) -> WebhookEndpoint:
    return make_endpoint(listener.address)


def make_endpoint(address: str, **changes: Any) -> WebhookEndpoint:
    facts = {
        "name": "Our CRM",
        "address": address,
        "contact": "desk@saltmere.example",
        "secret": SECRET,
        **changes,
    }
    return WebhookEndpoint.objects.create(**facts)
