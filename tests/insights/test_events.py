import json
import os
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from wellread.accounts import short_tokens
from wellread.insights import actions
from wellread.insights.collector import BATCH_ROWS, Collector
from wellread.insights.models import (
    DeviceEvent,
    DroppedEvents,
    DropReason,
    EventTotal,
    HourTotal,
    ReadFile,
)
from wellread.insights.rules import LARGEST_BYTES, Malformed, Pace, clamped, read_message
from wellread.payments import just_paid
from wellread.payments.models import Checkout

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
# Of two batches, in two transactions; PostgreSQL takes more rows in one.
QUERIES = 23
OFFERED = frozenset({("autumn-letter", "control", "overlay"), ("autumn-letter", "warm", "overlay")})


def event(**overrides):
    return {
        "kind": "view",
        "campaign": "autumn-letter",
        "variant": "control",
        "placement": "overlay",
        "at": "2026-11-22T10:00:00Z",
        **overrides,
    }


def body(*events, version="9f2c41d07a", **page):
    told = {"version": version, "events": list(events) or [event()], **page}
    return json.dumps(told).encode()


def joined(*, proof=None, **overrides):
    """What a device tells to which its reader comes back from paying."""
    proof = just_paid.proof() if proof is None else proof
    told = event(**{"kind": "joined_held", "variant": ""} | overrides)
    return body(told, story="", country="", device="", proof=proof)


@pytest.fixture(autouse=True)
def _inbox(settings, tmp_path):
    settings.VAR = tmp_path


def make_collector(**limits):
    collector = Collector(**limits)
    collector.offered = {"9f2c41d07a": OFFERED}.get
    return collector


def dropped():
    return dict(DroppedEvents.objects.values_list("reason", "number"))


def test_a_note_is_kept_with_the_version_it_was_drawn_from(db):
    collector = make_collector()

    collector.take(body())
    collector.write_all()

    (note,) = DeviceEvent.objects.values("kind", "campaign", "variant", "placement", "version")
    assert note == {
        "kind": "view",
        "campaign": "autumn-letter",
        "variant": "control",
        "placement": "overlay",
        "version": "9f2c41d07a",
    }


def test_a_note_has_no_room_for_a_reader(db):
    columns = {field.name for field in DeviceEvent._meta.get_fields()}

    assert columns == {
        *("id", "kind", "at", "event_id", "one_in"),
        *("campaign", "variant", "version", "placement", "country", "story", "device", "band"),
    }


def test_a_days_notes_are_added_up_over_batches(db):
    collector = make_collector()

    for _ in range(2):
        collector.take(body(event(), event(kind="click"), event(variant="warm")))
        collector.take(body(event()))
        collector.write_all()

    totals = EventTotal.objects.values_list("variant", "kind", "number").order_by("variant", "kind")
    assert list(totals) == [("control", "click", 2), ("control", "view", 4), ("warm", "view", 2)]


def test_a_held_out_reader_is_counted_without_a_variant(db):
    collector = make_collector()

    collector.take(body(event(kind="held_out", variant="")))
    collector.write_all()

    assert list(EventTotal.objects.values_list("campaign", "kind", "number")) == [
        ("autumn-letter", "held_out", 1)
    ]


def test_whoever_joined_is_counted_of_no_variant_and_no_place(db):
    collector = make_collector()

    collector.take(joined())
    collector.write_all()

    assert list(HourTotal.objects.values_list("kind", "variant", "story", "device", "number")) == [
        ("joined_held", "", "", "", 1)
    ]


def test_of_whoever_joined_the_proof_says_about_how_much_and_the_device_does_not(db):
    collector = make_collector()
    paid = Checkout(interval="month", amount_minor=1840, currency="USD")

    collector.take(joined(proof=just_paid.proof(paid), variant="year-900000-USD"))
    collector.write_all()

    assert list(HourTotal.objects.values_list("kind", "variant", "story")) == [
        ("joined_held", "month-1000-USD", "")
    ]


@pytest.mark.parametrize(
    ("minor", "about"), [(1, 1), (199, 100), (200, 200), (499, 200), (600, 500), (1000, 1000)]
)
def test_what_was_paid_is_told_in_steps_of_one_two_and_five(minor, about):
    proof = just_paid.proof(Checkout(interval="once", amount_minor=minor, currency="EUR"))

    assert just_paid.read(proof).paid == f"once-{about}-EUR"


def test_of_one_who_joined_each_campaign_is_counted_once_however_often_it_is_told(db):
    collector = make_collector()
    proof = just_paid.proof()

    for number, kind in enumerate(["joined_held", "joined_held", "joined_asked"]):
        collector.take(joined(proof=proof, kind=kind, id=f"{number:024}"))
        collector.write_all()
    collector.take(joined())
    collector.write_all()

    assert list(EventTotal.objects.values_list("kind", "number")) == [("joined_held", 2)]
    assert dropped() == {"repeated": 2}


def test_who_joined_is_believed_by_a_proof_of_ours_alone(db, monkeypatch):
    collector = make_collector()
    proof = just_paid.proof()
    forged = ("A" if proof[0] != "A" else "B") + proof[1:]
    others = short_tokens.signed(b"twelve bytes", salt="wellread.another")

    for one in ("", forged, others, "ü", "x" * 100):
        collector.take(joined(proof=one))
    monkeypatch.setattr(just_paid, "GOOD_FOR_S", -1)
    collector.take(joined(proof=proof))
    collector.write_all()

    assert not DeviceEvent.objects.exists()
    assert dropped() == {"malformed": 6}


@pytest.mark.parametrize(
    "overrides",
    [{"campaign": "spring"}, {"variant": "best"}, {"placement": "end_of_article"}],
)
def test_what_that_version_never_offered_is_dropped_and_counted(db, overrides):
    collector = make_collector()

    collector.take(body(event(**overrides), event()))
    collector.write_all()

    assert DeviceEvent.objects.count() == 1
    assert dropped() == {"unknown": 1}


def test_a_version_that_was_never_published_is_dropped_and_counted(db):
    collector = make_collector()

    collector.take(body(event(), event(kind="click"), version="0000000000"))
    collector.write_all()

    assert DeviceEvent.objects.count() == 0
    assert dropped() == {"unknown": 2}


MALFORMED = [
    b"",
    b"null",
    b"[]",
    b"{",
    b"\xff\xfe",
    b"[" * 4000,
    b'{"version": "9f2c41d07a", "events": []}',
    body(event(kind="conversion")),
    body(event(at="2026-02-30T10:00:00Z")),
    body(event(at="yesterday")),
    body(event(at=5)),
    body(event(campaign="<script>")),
    body(event(campaign="a" * 65)),
    body(event(campaign=None)),
    body(event(variant="control\n")),
    body(event(id="short")),
    body(event(band="7")),
    body(event(kind="join_started")),
    body(country="England"),
    body(story="a\nb"),
    body(device="fridge"),
    body(one_in=0),
    body(one_in=1_000_000),
    body(version="../../etc"),
    json.dumps({"events": [event()]}).encode(),
]


@pytest.mark.parametrize("sent", MALFORMED, ids=lambda sent: sent[:40].decode(errors="replace"))
def test_what_is_not_understood_is_dropped_and_counted(db, sent):
    collector = make_collector()

    collector.take(sent)
    collector.write_all()

    assert DeviceEvent.objects.count() == 0
    assert dropped() == {"malformed": 1}


def test_a_body_of_four_kilobytes_is_read_and_one_byte_more_is_not(db):
    collector = make_collector()
    whole = body().ljust(LARGEST_BYTES)

    collector.take(whole)
    collector.take(whole + b" ")
    collector.write_all()

    assert DeviceEvent.objects.count() == 1
    assert dropped() == {"too_large": 1}


@pytest.mark.parametrize(
    ("claimed", "believed"),
    [
        ("2026-11-22T09:30:00Z", NOW - timedelta(minutes=30)),
        ("2026-11-22T08:59:59Z", NOW - timedelta(hours=1)),
        ("1970-01-01T00:00:00Z", NOW - timedelta(hours=1)),
        ("2031-01-01T00:00:00Z", NOW),
    ],
)
def test_a_device_may_be_wrong_about_the_time_by_an_hour(claimed, believed):
    assert clamped(claimed, NOW) == believed


def test_a_beacon_reads_as_its_events():
    (heard,) = read_message(body(event(at="2026-11-22T09:59:00Z", path="/world/a/")), NOW).events

    assert heard == (
        "view",
        "autumn-letter",
        "control",
        "overlay",
        "9f2c41d07a",
        NOW - timedelta(minutes=1),
        *("", "", "", "", 1, None),
    )


def test_a_beacon_tells_of_its_page_once_and_of_each_event_by_its_name():
    sent = body(event(id="a" * 24, band="5-9"), story="57", country="GB", device="phone", one_in=4)

    (heard,) = read_message(sent, NOW, most_stood_for=10).events

    assert heard[6:] == ("57", "GB", "phone", "5-9", 4, "a" * 24)
    assert read_message(sent, NOW).events[0].one_in == 1


def test_an_event_told_again_is_counted_once_in_whichever_batch(db):
    collector = make_collector()

    for _ in range(2):
        collector.take(body(event(id="a" * 24), event(id="b" * 24, kind="click")))
        collector.take(body(event(id="b" * 24, kind="click")))
        collector.write_all()

    totals = EventTotal.objects.values_list("kind", "number").order_by("kind")
    assert list(totals) == [("click", 1), ("view", 1)]
    assert dropped() == {"repeated": 4}


def test_hours_are_added_up_by_place_story_country_and_device(db):
    collector = make_collector()
    page = {"story": "57", "country": "GB", "device": "phone"}

    collector.take(body(event(), event(kind="impression", band="5-9"), **page))
    collector.take(body(event(), **page))
    collector.take(body(event(), **page | {"story": "58"}))
    collector.write_all()

    place = ("story", "country", "device", "placement", "version", "band", "kind", "number")
    assert sorted(HourTotal.objects.values_list(*place)) == [
        ("57", "GB", "phone", "overlay", "9f2c41d07a", "", "view", 2),
        ("57", "GB", "phone", "overlay", "9f2c41d07a", "5-9", "impression", 1),
        ("58", "GB", "phone", "overlay", "9f2c41d07a", "", "view", 1),
    ]
    assert not HourTotal.objects.exclude(hour__minute=0, hour__second=0).exists()


def test_a_sampled_event_counts_for_as_many_as_it_stands_for(db, settings):
    settings.EVENTS_ONE_IN = 10
    collector = make_collector()

    collector.take(body(one_in=10))
    collector.take(body(one_in=100))
    collector.write_all()

    assert list(EventTotal.objects.values_list("number", flat=True)) == [20]
    assert set(DeviceEvent.objects.values_list("one_in", flat=True)) == {10}


def test_a_year_in_other_digits_is_malformed():
    with pytest.raises(Malformed):
        clamped("٢٠٢٦-11-22T10:00:00Z", NOW)


def test_a_burst_is_written_in_batches_of_five_hundred(db, django_assert_max_num_queries):
    collector = make_collector()
    told = [event(kind=kind) for kind in ("impression", "view", "click", "dismissal")]
    for _ in range(126):
        collector.take(body(*told))

    with django_assert_max_num_queries(QUERIES):
        collector.write_all()

    assert DeviceEvent.objects.count() == BATCH_ROWS + 4


def test_what_a_failing_database_does_not_take_waits(db, monkeypatch):
    collector = make_collector()
    monkeypatch.setattr("wellread.insights.collector.keep", _refuse)

    collector.take(body(event(), event(kind="click")))
    collector.take(b"{")
    refused = collector.write_all()
    monkeypatch.undo()
    taken = collector.write_all()

    assert (refused, taken) == (False, True)
    assert DeviceEvent.objects.count() == 2
    assert dropped() == {"malformed": 1}


def test_what_there_is_no_room_for_is_not_acknowledged_and_counted(db):
    collector = make_collector(segment_bytes=100, largest_bytes=100)

    taken = [collector.take(body()) for _ in range(2)]
    collector.write_all()

    assert taken == [True, False]
    assert DeviceEvent.objects.count() == 1
    assert dropped() == {"overflow": 1}


def test_a_batch_is_written_whole_or_not_at_all(db, monkeypatch):
    collector = make_collector()
    collector.take(body())
    monkeypatch.setattr(actions, "add", _refuse)

    assert not collector.write_all()
    monkeypatch.undo()
    assert (DeviceEvent.objects.count(), ReadFile.objects.count()) == (0, 0)

    collector.write_all()
    assert DeviceEvent.objects.count() == 1


def test_what_was_read_meanwhile_is_not_counted_again(db):
    collector = make_collector()
    collector.take(body())
    collector.write_all()
    ReadFile.objects.update(read_bytes=0)
    collector.take(body())
    read = actions.Read(ReadFile.objects.get().name, 5, 10)

    with pytest.raises(actions.ReadMeanwhile):
        actions.keep(actions.NOTHING, Counter(), offered={}.get, now=NOW, read=read)


def test_a_file_that_its_process_left_is_counted_by_another_and_taken_away(db):
    gone, other = make_collector(), make_collector()
    gone.take(body())
    held = other.write_all() and DeviceEvent.objects.count()
    name = gone.inbox.own
    gone.inbox.close()

    # As a process leaves it that is killed while it writes.
    with (gone.inbox.folder / name).open("ab") as file:
        file.write(b'1764000000 {"version": "9f2c')
    other.write_all()

    assert (held, DeviceEvent.objects.count(), dropped()) == (0, 1, {})
    assert (other.inbox.names(), ReadFile.objects.count()) == ([], 0)


@pytest.mark.parametrize("odd", [b"a\rb", b"\r", b"\r\n\r", b"a\x0bb\x0c\x1c\x85", b"\x00", b""])
def test_no_body_that_anybody_sends_stops_the_counting_of_others(db, odd):
    collector = make_collector()
    for one in (odd, body(), odd):
        collector.take(one)

    assert collector.write_all()
    assert DeviceEvent.objects.count() == 1


def test_a_file_that_cannot_be_read_holds_up_no_other(db, monkeypatch):
    first, collector = make_collector(), make_collector()
    first.take(body())
    torn = first.inbox.own
    first.inbox.close()
    with (first.inbox.folder / torn).open("ab") as file:
        file.write(b"torn in two\n")
    monkeypatch.setattr(
        collector.inbox,
        "read",
        lambda name, begin, read=collector.inbox.read: 1 / 0 if name == torn else read(name, begin),
    )
    collector.take(body())

    collector.write_all()

    assert DeviceEvent.objects.count() == 1
    monkeypatch.undo()
    collector.write_all()
    assert DeviceEvent.objects.count() == 2
    assert collector.inbox.names() == [collector.inbox.own]


def test_a_long_file_is_followed_by_another(db):
    collector = make_collector(segment_bytes=100)

    for _ in range(3):
        collector.take(body())
    names = len(collector.inbox.names())
    collector.write_all()

    assert names == 3
    assert DeviceEvent.objects.count() == 3
    assert collector.inbox.names() == [collector.inbox.own]


def test_a_line_that_a_full_disk_cut_off_is_taken_back(db, monkeypatch):
    collector = make_collector()
    collector.take(body())
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, line: write(file, line[:10]))

    assert not collector.take(body())
    monkeypatch.undo()
    assert collector.take(body(event(kind="click")))
    collector.write_all()

    assert sorted(DeviceEvent.objects.values_list("kind", flat=True)) == ["click", "view"]


@pytest.mark.django_db(transaction=True)
def test_the_thread_counts_by_itself(monkeypatch):
    monkeypatch.setattr("wellread.insights.collector.WAIT_S", 0.01)
    collector = make_collector()
    written = threading.Event()
    write_all = collector.write_all

    def watched():
        done = write_all()
        if DeviceEvent.objects.exists():
            connection.close()
            written.set()
            # Let it go no further: the database is gone when the test is.
            threading.Event().wait()
        return done

    collector.write_all = watched
    collector.take(body())
    collector.start()

    assert written.wait(30)
    assert DeviceEvent.objects.count() == 1


def test_single_notes_are_forgotten_after_ninety_days_and_their_totals_stay(db):
    collector = make_collector()
    collector.take(body())
    collector.write_all()
    DeviceEvent.objects.update(at=NOW - timedelta(days=91))

    gone = actions.prune(NOW.date(), after_days=90)

    assert gone == 1
    assert (DeviceEvent.objects.count(), EventTotal.objects.count()) == (0, 1)


def test_many_notes_are_forgotten_in_steps(db, monkeypatch):
    monkeypatch.setattr(actions, "FORGOTTEN_AT_ONCE", 1)
    collector = make_collector()
    collector.take(body(event(), event(kind="click")))
    collector.write_all()
    DeviceEvent.objects.update(at=NOW - timedelta(days=91))

    with CaptureQueriesContext(connection) as asked:
        gone = actions.prune(NOW.date(), after_days=90)

    assert gone == 2
    assert sum(query["sql"].startswith("DELETE") for query in asked) == 2


def test_the_same_thing_told_twice_in_one_message_counts_once(db):
    collector = make_collector()
    later = "2026-11-22T10:00:05Z"

    collector.take(body(event(), event(at=later), event(kind="click"), event(kind="click")))
    collector.write_all()

    assert list(EventTotal.objects.values_list("kind", "number").order_by("kind")) == [
        ("click", 1),
        ("view", 1),
    ]
    assert dropped() == {"repeated": 2}


def test_one_network_may_send_three_hundred_messages_a_minute():
    pace = Pace()

    first = [pace.allows("192.0.2.1", seconds=60) for _ in range(301)]

    assert (first.count(True), first[-1]) == (300, False)
    assert pace.allows("192.0.2.2", seconds=60)
    assert pace.allows(None, seconds=60)
    assert pace.allows("192.0.2.1", seconds=120)


def test_a_flood_of_networks_makes_none_forgotten(monkeypatch):
    monkeypatch.setattr("wellread.insights.rules._MOST_NETWORKS", 3)
    pace = Pace()
    for _ in range(300):
        pace.allows("192.0.2.1", seconds=60)

    others = [pace.allows(f"198.51.100.{number}", seconds=60) for number in range(4)]

    assert others == [True, True, False, False]
    assert not pace.allows("192.0.2.1", seconds=60)
    assert pace.allows("198.51.100.3", seconds=120)


def test_what_comes_too_fast_from_one_network_is_dropped_and_counted(db):
    collector = make_collector()

    for _ in range(303):
        collector.take(body(), "192.0.2.1")
    collector.write_all()

    assert (EventTotal.objects.get().number, dropped()) == (300, {"crowded": 3})


@pytest.mark.parametrize("sent", [body(), b"{", b"x" * 100_000, b""])
def test_the_answer_is_204_whatever_came(client, monkeypatch, sent):
    taken = []
    monkeypatch.setattr("wellread.insights.views.take", lambda *what: taken.append(what) or True)

    response = client.post(
        "/insights/notes", sent, content_type="text/plain", HTTP_SEC_FETCH_SITE="same-origin"
    )

    assert (response.status_code, response.content, dict(response.cookies)) == (204, b"", {})
    assert taken == [(sent[: LARGEST_BYTES + 1], None)]


def test_what_is_not_written_down_is_not_answered_as_if_it_were(client, monkeypatch):
    monkeypatch.setattr("wellread.insights.views.take", lambda *what: False)

    response = client.post(
        "/insights/notes", body(), content_type="text/plain", HTTP_SEC_FETCH_SITE="same-origin"
    )

    assert response.status_code == 503


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, True),
        ({"HTTP_ORIGIN": "http://testserver"}, True),
        ({"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"}, False),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, False),
        ({"HTTP_ORIGIN": "https://elsewhere.example"}, False),
        ({"HTTP_ORIGIN": "null"}, False),
        ({}, False),
    ],
)
def test_only_our_own_pages_tell_and_others_get_the_same_answer(
    client, monkeypatch, headers, is_taken
):
    taken, refused = [], []
    monkeypatch.setattr("wellread.insights.views.take", lambda *what: taken.append(what) or True)
    monkeypatch.setattr("wellread.insights.views.refuse", refused.append)

    response = client.post("/insights/notes", body(), content_type="text/plain", **headers)

    assert (response.status_code, response.content) == (204, b"")
    assert (len(taken), refused) == ((1, []) if is_taken else (0, [DropReason.FOREIGN]))


def _refuse(*_args, **_facts):
    raise DatabaseError("database is locked")
