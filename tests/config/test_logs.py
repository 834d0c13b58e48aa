import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, InternalError, OperationalError

from wellread.config import logs
from wellread.config.logs import OnceASecond


@pytest.fixture
def seconds(monkeypatch):
    passed = [100.0]
    monkeypatch.setattr(logs.time, "monotonic", lambda: passed[0])
    return passed


def record(fault):
    try:
        raise fault
    except type(fault) as caught:
        facts = (type(caught), caught, caught.__traceback__)
    return logging.LogRecord("django.request", logging.ERROR, "", 1, "%s: %s", ("a", "/"), facts)


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError, InternalError])
def test_a_database_that_is_gone_makes_one_line_a_second(seconds, kind):
    once = OnceASecond()
    first, *others = [record(kind("no answer\n\tIs the server running?")) for _ in range(29_000)]

    assert once.filter(first)
    assert not any(once.filter(other) for other in others)

    seconds[0] += 1
    last = record(kind("no answer"))
    assert once.filter(last)
    text = logging.Formatter("%(message)s").format(last)
    assert text == "The database: no answer (and 28999 more like this)"
    assert "\n" not in logging.Formatter("%(message)s").format(first)


def test_every_other_fault_is_told_each_time_with_where_it_happened(seconds):
    once = OnceASecond()
    told = [record(PermissionDenied("no")) for _ in range(3)]

    assert [once.filter(one) for one in told] == [True] * 3
    assert "Traceback" in logging.Formatter("%(message)s").format(told[0])
