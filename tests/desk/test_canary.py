from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from tests.staff import sign_in_staff
from wellread.desk import canary
from wellread.desk.alike_weeks import names_a_winner
from wellread.desk.canary import Night
from wellread.desk.models import DeskFigures

NIGHT = datetime(2026, 11, 23, 3, tzinfo=UTC)


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(canary, "CAMPAIGNS", 3)
    monkeypatch.setattr(canary, "AT_ONCE", 2)


def test_a_week_of_alike_variants_is_the_same_from_the_same_seed():
    assert [names_a_winner(f"one/{number}") for number in range(3)] == [False] * 3


@pytest.mark.django_db
def test_a_night_is_judged_in_parts_and_then_left(few):
    canary.sing(NIGHT)
    unfinished = canary.last_night()
    canary.sing(NIGHT)
    canary.sing(NIGHT)

    assert unfinished is None
    assert canary.last_night() == Night("2026-11-23", 3, 0)


@pytest.mark.django_db
def test_it_keeps_quiet_before_two_and_begins_anew_the_next_night(few):
    for _ in range(2):
        canary.sing(NIGHT)
    canary.sing(NIGHT + timedelta(hours=22, minutes=59))
    before = canary.last_night()
    for _ in range(2):
        canary.sing(NIGHT + timedelta(days=1))

    assert (before.day, canary.last_night().day) == ("2026-11-23", "2026-11-24")


@pytest.mark.parametrize(("named", "is_wrong"), [(0, False), (10, False), (22, False), (23, True)])
def test_what_chance_may_bring_is_no_alarm(named, is_wrong):
    assert Night("2026-11-23", 200, named).is_wrong is is_wrong


@pytest.mark.django_db
def test_the_desk_shows_what_came_of_it(client):
    sign_in_staff(client)
    night = {"day": "2026-11-23", "campaigns": 200, "named": 60}
    DeskFigures.objects.create(name="canary", content={"nights": [night]}, made_at=NIGHT)

    page = client.get(reverse("desk_funnel")).content.decode()

    assert "60 of 200 were said to have a winner" in page
    assert "Believe no verdict" in page
