"""Events that go to where they rest, and back: the figures stay, to the unit."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from tests.insights.event_stores import STORES, at, served
from wellread.desk.morning import gathering
from wellread.desk.morning.days import Span
from wellread.insights import hours, jobs, logged, lots, moving, warehouse
from wellread.insights.actions import keep
from wellread.insights.clickhouse import StoreAway
from wellread.insights.hours import counted, ranges
from wellread.insights.models import DeviceEvent, EventLot, HourTotal
from wellread.insights.rules import BeaconContents, Heard
from wellread.insights.verdicts import judge
from wellread.insights.warehouse import HourQuestion

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
VARIANTS = ("control", "warm")
OFFERED = frozenset(("autumn-letter", variant, "overlay") for variant in VARIANTS)
EVERYTHING = HourQuestion(("hour", "kind", "campaign", "variant", "story", "country", "band"))


@pytest.fixture(scope="session", params=STORES)
def address(request, tmp_path_factory):
    with served(request.param, tmp_path_factory.mktemp("store")) as where:
        yield request.param, where


@pytest.fixture
def store(address, settings, monkeypatch):
    kind, settings.EVENTS_URL = address
    one = at(kind, settings.EVENTS_URL)
    for module in (hours, jobs, moving):
        monkeypatch.setattr(module, "warehouse", lambda: one)
    monkeypatch.setattr(lots, "LOT_ROWS", 40)
    yield one
    one.clear()


@pytest.fixture
def told(db):
    """A fortnight of an appeal: 3 hours a day, two variants, odd words among the places."""
    count([one for day in range(14) for hour in (1, 2, 8) for one in of_an_hour(day, hour)])


def of_an_hour(days_ago, hours_ago, name=""):
    when = NOW - timedelta(days=days_ago, hours=hours_ago)
    for number in range(4):
        yield Heard(
            kind=("impression", "view", "click", "impression")[number],
            campaign="autumn-letter",
            variant=VARIANTS[number % 2],
            placement="overlay",
            version="9f2c41d07a",
            at=when + timedelta(minutes=number),
            story=("57", "it's", 'a "\\" and\ttab', "ספר")[days_ago % 4],
            country=("GB", "")[number % 2],
            device="phone",
            band="5-9",
            one_in=1 + number,
            event_id=f"{name}-{days_ago}-{hours_ago}-{number}" if number else None,
        )


def count(heard):

    keep(BeaconContents(list(heard), [], []), Counter(), offered=lambda version: OFFERED, now=NOW)


def figures():
    """Return all that the desk asks of hours."""
    period = Span("all", NOW - timedelta(days=10), NOW - timedelta(hours=4))
    judged = judge(
        "autumn-letter",
        "measure",
        versions={"9f2c41d07a": dict.fromkeys(VARIANTS, 0.5)},
        until=NOW,
        now=NOW,
    )
    return (
        counted(EVERYTHING),
        gathering.asked(period),
        {name: gathering.asked_by(name, period) for name in gathering.DIMENSIONS},
        (judged.tallies, judged.reason, judged.began_at),
        logged.asked("autumn-letter", NOW - timedelta(days=9), NOW),
    )


def there(store):
    return sum(store.sums(HourQuestion(()), hours.kept_lots()).values())


def here():
    return sum(HourTotal.objects.values_list("number", flat=True))


def test_the_desk_says_the_same_wherever_events_rest(store, told):
    before, events = figures(), DeviceEvent.objects.count()

    went = lots.move(store, NOW)
    moved = figures()
    last_week = DeviceEvent.objects.count()
    came = lots.move_back(store)

    assert moved == before
    # What is of the last three hours of today stays here.
    assert (here(), went) == (there(store) + here(), came)
    assert last_week < events == DeviceEvent.objects.count()
    assert figures() == before


def test_what_rests_leaves_the_database(store, told):
    everything = here()

    lots.move(store, NOW)

    assert set(HourTotal.objects.values_list("hour", flat=True)) == {
        datetime(2026, 11, 22, 9, tzinfo=UTC),
        datetime(2026, 11, 22, 8, tzinfo=UTC),
    }
    assert there(store) == everything - here() > 0
    assert EventLot.objects.filter(state="kept").count() > 1
    assert not DeviceEvent.objects.filter(at__lt=NOW - timedelta(days=7)).exists()


def test_moving_again_changes_nothing(store, told):
    lots.move(store, NOW)
    before = figures(), list(EventLot.objects.values_list("number", "state"))

    assert lots.move(store, NOW) == 0

    assert (figures(), list(EventLot.objects.values_list("number", "state"))) == before


def test_what_is_told_late_is_added(store, told):
    lots.move(store, NOW)
    before = counted(HourQuestion(()))[()]

    count(list(of_an_hour(3, 2, name="late")))
    between = counted(HourQuestion(()))[()]
    lots.move(store, NOW)

    assert between == before + 1 + 2 + 3 + 4
    assert counted(HourQuestion(()))[()] == between


def test_what_was_told_within_a_week_is_not_counted_again(store, told):
    lots.move(store, NOW)
    before = figures()

    count([one for one in of_an_hour(6, 1) if one.event_id])

    assert figures() == before


def test_a_lot_whose_mover_was_killed_counts_once(store, told, monkeypatch):
    before = figures()

    def killed(*_):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(lots, "_leave_it_there", killed)
        with pytest.raises(SystemExit):
            lots.move(store, NOW)
    between = figures()
    lots.move(store, datetime.now(UTC) + timedelta(hours=2))

    assert (between, figures()) == (before, before)
    assert EventLot.objects.filter(state="left").count() == 1


def test_a_lot_that_arrived_in_part_counts_nowhere(store, told, monkeypatch):
    before = figures()
    put = store.put

    def some(lot, hours, events):
        put(lot, list(hours)[:-1], events)

    with monkeypatch.context() as patched:
        patched.setattr(store, "put", some)
        with pytest.raises(StoreAway):
            lots.move(store, NOW)

    assert figures() == before
    lots.move(store, NOW)
    assert figures() == before


def test_what_changes_on_its_way_goes_the_next_time(store, told, monkeypatch):
    put, late = store.put, list(of_an_hour(13, 1, name="late"))

    def meanwhile(lot, hours, events):
        put(lot, hours, events)
        if late:
            count(late)
            late.clear()

    before = counted(HourQuestion(()))[()]
    monkeypatch.setattr(store, "put", meanwhile)

    lots.move(store, NOW)

    assert counted(HourQuestion(()))[()] == before + 1 + 2 + 3 + 4
    assert EventLot.objects.filter(state="left").count() == 1


def test_two_who_move_at_once_take_nothing_twice(store, told, monkeypatch):
    before = figures()
    put, others = store.put, [lambda: lots.move(store, NOW)]

    def meanwhile(lot, hours, events):
        put(lot, hours, events)
        if others:
            others.pop()()

    monkeypatch.setattr(store, "put", meanwhile)

    lots.move(store, NOW)

    assert figures() == before
    assert EventLot.objects.filter(state="left").count() == 1


def test_numbers_that_a_restored_copy_does_not_know_are_not_given_again(store, told):
    before = figures()
    rows = list(HourTotal.objects.all()), list(DeviceEvent.objects.all())
    lots.move(store, NOW)
    known = set(EventLot.objects.values_list("number", flat=True))
    for model in (EventLot, HourTotal, DeviceEvent):
        model.objects.all().delete()
    HourTotal.objects.bulk_create(rows[0])
    DeviceEvent.objects.bulk_create(rows[1])

    assert figures() == before
    lots.move(store, NOW)

    assert figures() == before
    assert not known & set(EventLot.objects.values_list("number", flat=True))


def test_without_its_address_nothing_is_left_out_in_silence(store, told, monkeypatch):
    lots.move(store, NOW)
    monkeypatch.setattr(hours, "warehouse", lambda: None)

    with pytest.raises(StoreAway, match="EVENTS_URL is empty"):
        figures()


def test_single_events_are_forgotten_there_too(store, told, settings):
    lots.move(store, NOW)
    oldest = min(one["at"] for lot in numbers() for one in store.events_of(lot))
    before = counted(EVERYTHING)

    store.forget((NOW - timedelta(days=10)).date())

    left = [one["at"] for lot in numbers() for one in store.events_of(lot)]
    assert oldest == NOW - timedelta(days=13, hours=8)
    assert min(left) == datetime(2026, 11, 12, 2, 31, tzinfo=UTC) - timedelta(minutes=1)
    assert counted(EVERYTHING) == before


def numbers():
    return EventLot.objects.filter(state="kept").values_list("number", flat=True)


def test_the_command_proves_that_nothing_was_lost(store, told, capsys, monkeypatch):
    monkeypatch.setattr(moving.timezone, "now", lambda: NOW)

    assert moving.move_events(is_back=False) == 0
    there_said = capsys.readouterr().out
    assert moving.move_events(is_back=True) == 0
    back_said = capsys.readouterr().out

    assert "Equal." in there_said
    assert "Equal." in back_said
    assert "Counted in ClickHouse now: 0;" in back_said


def test_the_command_fails_where_totals_differ(store, told, capsys, monkeypatch):
    monkeypatch.setattr(moving.timezone, "now", lambda: NOW)
    monkeypatch.setattr(moving, "move", lambda *_, **__: HourTotal.objects.all().delete()[0])

    assert moving.move_events(is_back=False) == 1

    assert "DIFFER" in capsys.readouterr().out


def test_the_worker_moves_what_rests(store, told, monkeypatch):
    monkeypatch.setattr(jobs.timezone, "now", lambda: NOW)

    jobs.move_events()

    assert there(store) > 0


def test_a_number_that_somebody_else_took_is_given_up(store, told, monkeypatch):
    def taken(**_):
        raise IntegrityError

    monkeypatch.setattr(EventLot.objects, "create", taken)

    with pytest.raises(lots.ChangedMeanwhile):
        lots.move(store, NOW)


def test_numbers_that_follow_each_other_are_said_together():
    assert ranges([]) == []
    assert ranges([3]) == [(3, 3)]
    assert ranges([1, 2, 3, 5, 8, 9]) == [(1, 3), (5, 5), (8, 9)]


def test_no_address_is_no_store(settings):
    settings.EVENTS_URL = ""

    assert warehouse.warehouse() is None
