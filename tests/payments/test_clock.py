"""The time money goes by."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from tests.payments.world import Shop
from wellread.payments import clock
from wellread.payments.models import SandboxClock


def ahead() -> int:
    """Return how many whole hours the clock is ahead."""
    return round((clock.now() - timezone.now()) / timedelta(hours=1))


def test_without_a_sandbox_it_is_ours(settings: Any) -> None:
    settings.FOLLOW_SANDBOX_CLOCK = False

    assert abs(clock.now() - timezone.now()) < timedelta(seconds=1)


def test_it_follows_the_sandbox(shop: Shop, db: None) -> None:
    shop.lever("clock", {"advance_days": 31})

    clock.follow()

    assert ahead() == 31 * 24


def test_another_process_hears_of_it_within_a_second(
    shop: Shop, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ahead()
    SandboxClock.objects.create(pk=1, offset_s=7200)
    still = ahead()

    monkeypatch.setattr(clock, "REMEMBERED_S", 0.0)

    assert (before, still, ahead()) == (0, 0, 2)


def test_a_stopped_sandbox_changes_nothing(shop: Shop, db: None, settings: Any) -> None:
    clock.set_offset(3600)
    settings.STRIPE_API_ADDRESS = "http://127.0.0.1:9"

    clock.follow()

    assert ahead() == 1


def test_a_database_in_trouble_changes_nothing(
    shop: Shop, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set_offset(3600)

    def trouble(**_: Any) -> None:
        raise DatabaseError("unable to open database file")

    monkeypatch.setattr(SandboxClock.objects, "filter", trouble)
    monkeypatch.setattr(clock, "REMEMBERED_S", 0.0)

    assert ahead() == 1
