"""One count on all devices: for who switched it on, and gone from each when they switch it off."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from tests.payments.world import make_reader
from wellread.accounts.models import Reader
from wellread.membership.data_export import export
from wellread.meter import actions, rules
from wellread.meter.models import SharedCount
from wellread.pageview.jobs import forget_old_reading

OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(settings: Any) -> None:
    settings.COUNTRY_HEADER, settings.DEFAULT_COUNTRY = "CF-IPCountry", "US"


@pytest.fixture
def reader() -> Reader:
    return make_reader()


def spelled(ago_s: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - ago_s))


def view(article: str, ago_s: int = 60) -> dict[str, Any]:
    return {"article": article, "at": spelled(ago_s), "section": "world", "topics": []}


def met(campaign: str, ago_s: int = 60) -> dict[str, Any]:
    return {"campaign": campaign, "placement": "overlay", "at": spelled(ago_s)}


def device(reader: Reader) -> Client:
    client = Client(HTTP_CF_IPCOUNTRY="US")
    client.force_login(reader)
    return client


def ask(client: Client, query: str = "?mine", **extra: Any) -> Any:
    return client.get(f"/meter/here{query}", **extra)


def keep(client: Client, message: dict[str, Any], **extra: Any) -> None:
    client.post("/meter/keep", json.dumps(message), content_type="text/plain", **(OURS | extra))


def switch(client: Client, wish: str) -> None:
    answer = client.post("/account/count/", {"do": wish})
    assert (answer.status_code, answer["Location"]) == (303, "/account/#count-title")


def sharing(reader: Reader, *articles: str) -> Client:
    """Return a device that shares its count, having read these."""
    client = device(reader)
    switch(client, "begin")
    ask(client)
    keep(client, {"history": [view(one) for one in articles]})
    return client


def articles(answer: Any) -> list[str]:
    return sorted(one["article"] for one in answer.json()["kept"]["history"])


def stored(reader: Reader) -> list[str]:
    row = SharedCount.objects.get(reader=reader)
    return sorted(one["article"] for one in row.stored.get("history", []))


def test_who_has_not_switched_it_on_keeps_nothing_here(reader: Reader) -> None:
    client = device(reader)
    ask(client)
    keep(client, {"history": [view("a1")]})

    assert ask(client).json()["kept"] is None
    assert SharedCount.objects.count() == 0


def test_what_is_read_on_one_device_counts_on_the_other(reader: Reader) -> None:
    sharing(reader, "a1", "a2")
    phone = device(reader)

    answer = ask(phone)
    keep(phone, {"history": [view("a3")], "asked": [met("spring")], "dismissed": [met("autumn")]})

    assert (articles(answer), answer["Cache-Control"]) == (["a1", "a2"], "private, no-store")
    assert stored(reader) == ["a1", "a2", "a3"]
    back = ask(device(reader)).json()["kept"]
    assert [one["campaign"] for one in back["asked"] + back["dismissed"]] == ["spring", "autumn"]


def test_the_later_view_of_a_story_stands_whichever_device_tells_first(reader: Reader) -> None:
    desk = sharing(reader)
    phone = device(reader)
    ask(phone)
    early, late = view("a1", 500), view("a1", 50)

    keep(desk, {"history": [late]})
    keep(phone, {"history": [early]})

    assert ask(desk).json()["kept"]["history"] == [late]


def test_what_is_of_one_device_alone_stays_there(reader: Reader) -> None:
    desk = sharing(reader)

    keep(desk, {"history": [view("a1")], "seat": 7, "interrupted": [met("spring")]})

    assert sorted(SharedCount.objects.get().stored) == [
        "asked",
        "dismissed",
        "history",
        "rests_until",
    ]
    kept = ask(device(reader)).json()["kept"]
    assert (kept["seat"], kept["visit"], kept["interrupted"]) == (None, None, [])


def test_a_device_brings_nothing_before_it_was_given_anything(reader: Reader) -> None:
    sharing(reader, "a1")
    phone = device(reader)

    keep(phone, {"history": [view("a2")]})

    assert stored(reader) == ["a1"]


def test_a_wiped_device_is_given_its_own_and_what_the_others_know(reader: Reader) -> None:
    desk = sharing(reader, "a1")
    keep(desk, {"history": [view("a1")], "seat": 7})
    phone = device(reader)
    ask(phone)
    keep(phone, {"history": [view("a2")]})

    kept = ask(desk, "?kept").json()["kept"]

    assert (sorted(one["article"] for one in kept["history"]), kept["seat"]) == (["a1", "a2"], 7)


def test_switched_off_it_is_gone_here_and_from_every_device(reader: Reader) -> None:
    desk = sharing(reader, "a1")
    phone = device(reader)
    ask(phone)

    switch(desk, "end")

    assert SharedCount.objects.count() == 0
    for one in (desk, phone):
        # A page that was open still sends what it has.
        keep(one, {"history": [view("a1")], "seat": 7})
        told = ask(one).json()["kept"]
        assert (told["forget"], told["history"]) == (True, [])
        assert "wellread_shared" not in {name for name, at in one.cookies.items() if at.value}
        back = ask(one, "?kept").json()["kept"]
        assert (back["history"], back["seat"], back["forget"]) == ([], 7, False)


def test_begun_anew_it_begins_from_nothing_on_each_device(reader: Reader) -> None:
    desk = sharing(reader, "a1")
    phone = device(reader)
    ask(phone)
    switch(desk, "end")
    switch(desk, "begin")

    keep(phone, {"history": [view("a1")]})
    told = ask(phone).json()["kept"]

    assert (told["forget"], told["history"], stored(reader)) == (True, [], [])
    keep(phone, {"history": [view("a2")]})
    assert stored(reader) == ["a2"]


def test_who_signs_out_leaves_nothing_on_that_device(reader: Reader) -> None:
    desk = sharing(reader, "a1")
    phone = device(reader)
    ask(phone)

    phone.post("/sign-out/")

    assert ask(phone, "").json()["kept"]["forget"] is True
    assert (ask(phone, "?kept").json()["kept"], articles(ask(desk))) == (None, ["a1"])


def test_another_reader_of_that_device_gets_nothing_of_it(reader: Reader) -> None:
    client = sharing(reader, "a1")
    another = make_reader("another@example.com")
    client.force_login(another)

    told = ask(client).json()["kept"]

    assert (told["forget"], told["history"]) == (True, [])
    assert stored(reader) == ["a1"]


@pytest.mark.parametrize("said", [{"counting": "off"}, {"consent": "refused"}])
def test_who_stops_counting_anywhere_erases_it_everywhere(
    reader: Reader, said: dict[str, str]
) -> None:
    desk = sharing(reader, "a1")
    phone = device(reader)
    ask(phone)
    keep(phone, {"consent": "given", "history": [view("a2")]})

    keep(phone, said)

    assert SharedCount.objects.count() == 0
    assert ask(desk).json()["kept"]["forget"] is True


def test_a_device_that_counts_nothing_takes_no_part_and_ends_nothing(reader: Reader) -> None:
    phone = device(reader)
    keep(phone, {"counting": "off"})
    desk = sharing(reader, "a1")

    told = ask(phone).json()["kept"]
    keep(phone, {"counting": "off", "history": []})

    assert (told, articles(ask(desk))) == (None, ["a1"])


FRANCE = {"HTTP_CF_IPCOUNTRY": "FR"}
SIGNAL = {"HTTP_SEC_GPC": "1"}


@pytest.mark.parametrize("place", [FRANCE, SIGNAL], ids=["consent needed", "signal"])
def test_without_a_yes_where_one_is_needed_nothing_is_given_or_taken(
    reader: Reader, place: dict[str, str]
) -> None:
    sharing(reader, "a1")
    phone = device(reader)

    before = ask(phone, **place).json()["kept"]
    keep(phone, {"history": [view("a2")]}, **place)
    keep(phone, {"consent": "given"}, **place)
    after = articles(ask(phone, **place))
    keep(phone, {"consent": "given", "history": [view("a3")]}, **place)

    assert (before, after, stored(reader)) == (None, ["a1"], ["a1", "a3"])


@override_settings(DEFAULT_COUNTRY="US")
def test_strangers_ask_without_a_look_at_the_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = ask(Client(), "")
        ask(Client(), "?mine")
        keep(Client(), {"history": [view("a1")]})

    assert answer["Cache-Control"] == "private, max-age=1800"
    assert "Cookie" not in answer.get("Vary", "")


def test_the_mark_rides_to_the_meter_alone(reader: Reader) -> None:
    client = device(reader)
    switch(client, "begin")

    cookie = ask(client).cookies["wellread_shared"]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/meter", True, "Lax")


def test_the_account_page_says_since_when_and_how_many(reader: Reader) -> None:
    client = device(reader)
    off = client.get("/account/").text
    sharing(reader, "a1", "a2")

    on = client.get("/account/").text

    assert "Keep my count on all my devices" in off
    assert "we hold no list of it" in off
    assert "2 stories at present" in on
    assert "Erase it, and let each device count by itself" in on
    assert "we hold no list of it" not in on
    assert "2 stories at present" in client.get("/account/count/").text


def test_nobody_else_switches_it(reader: Reader) -> None:
    assert Client().post("/account/count/", {"do": "begin"}).status_code == 302
    assert SharedCount.objects.count() == 0


def test_it_is_in_what_a_reader_may_have_and_goes_with_the_account(reader: Reader) -> None:
    before = export(reader)["reading"]
    sharing(reader, "a1")

    told = export(reader)["reading"]
    reader.delete()

    assert "no list" in before
    assert [one["article"] for one in told["history"]] == ["a1"]
    assert SharedCount.objects.count() == 0


def test_what_no_campaign_counts_any_more_is_forgotten(reader: Reader) -> None:
    days = 24 * 3600
    desk = sharing(reader)
    keep(desk, {"history": [view("old", 31 * days), view("young", 29 * days)]})
    before = stored(reader)

    forget_old_reading()

    assert (before, stored(reader)) == (["old", "young"], ["young"])


def test_a_count_that_has_ended_meanwhile_takes_nothing(reader: Reader) -> None:
    actions.begin(reader=reader, at=timezone.now())
    number = SharedCount.objects.get().pk
    actions.end(reader=reader)

    actions.add(number=number, new=rules.NOTHING, at=timezone.now())

    assert SharedCount.objects.count() == 0


def test_beginning_twice_keeps_what_is_there(reader: Reader) -> None:
    desk = sharing(reader, "a1")
    since = SharedCount.objects.get().since - timedelta(days=1)
    SharedCount.objects.update(since=since)

    switch(desk, "begin")

    assert (SharedCount.objects.get().since, stored(reader)) == (since, ["a1"])
