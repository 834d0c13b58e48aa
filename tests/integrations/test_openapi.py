"""The API is what its document says: schemathesis asks what that allows, and what it forbids."""

import json
from copy import deepcopy
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode

from tests.integrations.test_api import let_settle, make_key
from tests.integrations.test_telling import joined
from tests.payments.world import make_reader
from wellread.config.wsgi import pages
from wellread.integrations import rules
from wellread.integrations.openapi import document

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"
# Enough for each kind of fault of each parameter, and done within half a minute.
EXAMPLES = 150


def _with_the_key_given():
    """Return the document without its need of a key: each request here is sent with the right one.

    Else one may be thought wrong for lacking the key that it is then given.
    """
    told = deepcopy(document())
    told.pop("security", None)
    for operations in told["paths"].values():
        for operation in operations.values():
            if isinstance(operation, dict):
                operation.pop("security", None)
    return told


schema = schemathesis.openapi.from_dict(_with_the_key_given())
schema.app = pages
schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])


@pytest.fixture
def key(db, shop, plan, monkeypatch):
    joined(shop, plan, reader=make_reader())
    let_settle()
    monkeypatch.setattr(rules, "ASKED_A_MINUTE", 1_000_000)
    # A server lets go of its connections between requests; this one holds the test's rows.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield make_key()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
# Nothing that is asked changes what is there.
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_answer_is_one_that_the_document_names(case, key):
    # schemathesis asks for compressed answers, and does not read them through WSGI.
    case.call_and_validate(headers={"Authorization": f"Bearer {key}", "Accept-Encoding": ""})


def test_the_document_is_served_to_anybody_and_printed(client, db):
    served = client.get("/api/v1/openapi.json")

    assert served.json() == document() == json.loads(PAGE.read_text())
