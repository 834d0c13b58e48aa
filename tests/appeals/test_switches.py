"""Asking is switched off on one page of the admin, and no cache keeps it on for over a minute."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.appeals.facts import make_campaign
from tests.staff import sign_in_staff
from wellread.appeals import queries
from wellread.appeals.actions import publish_line_up
from wellread.appeals.choices import Stage
from wellread.appeals.models import Ask, Campaign, SwitchChange

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LINE_UP = "/appeals/line-up.en.json"


@pytest.fixture(autouse=True)
def _two_campaigns(db):
    queries.forget()
    make_campaign("letter", placement="overlay", min_articles=None)
    make_campaign("panel", placement="end_of_article", min_articles=None)
    publish_line_up("en", NOW)


def turn(client, switch, asks, reason=""):
    sent = {"switch": switch, "asks": asks, "reason": reason}
    response = client.post(reverse("asking_switches"), sent)
    assert response.status_code == 302


def asking(client):
    return [one["id"] for one in json.loads(client.get(LINE_UP).content)["campaigns"]]


@pytest.mark.parametrize(
    ("switch", "left"),
    [
        ("all", []),
        ("overlay", ["panel"]),
        ("end_of_article", ["letter"]),
        ("header", ["letter", "panel"]),
        ("notices", ["letter", "panel"]),
    ],
)
def test_what_is_switched_off_leaves_the_line_up_at_once_and_comes_back(client, switch, left):
    sign_in_staff(client)

    turn(client, switch, "off")
    while_off = asking(client)
    turn(client, switch, "on")

    assert (while_off, asking(client)) == (left, ["letter", "panel"])


def test_who_turned_a_switch_and_why_is_kept_and_shown(client):
    editor = sign_in_staff(client, email="night@saltmere.example")

    turn(client, "all", "off", "The ferry accident")

    change = SwitchChange.objects.get()
    assert (change.changed_by, change.reason, change.asks) == (editor, "The ferry accident", False)
    page = client.get(reverse("asking_switches")).content.decode()
    assert re.search(r"Switched off on .* by night@saltmere.example: The ferry accident\.", page)
    assert (
        "All asking and house notices is switched off since"
        in client.get("/admin/").content.decode()
    )


def test_a_fault_elsewhere_keeps_nothing_on_that_is_switched_off(client):
    sign_in_staff(client)
    Ask.objects.filter(variant__campaign__key="panel").update(amounts="many")

    turn(client, "overlay", "off")

    assert asking(client) == ["panel"]


def test_a_fault_elsewhere_keeps_no_paused_campaign_asking(client):
    Ask.objects.filter(variant__campaign__key="panel").update(amounts="many")
    Campaign.objects.get(key="letter").unpublish()

    publish_line_up("en", NOW)

    assert asking(client) == ["panel"]


def test_caches_of_both_kinds_ask_again_within_a_minute(client):
    headers = client.get(LINE_UP).headers

    browser = int(re.search(r"max-age=(\d+)", headers["Cache-Control"])[1])
    shared = sum(
        int(seconds)
        for seconds in re.findall(
            r"(?:max-age|stale-while-revalidate)=(\d+)", headers["CDN-Cache-Control"]
        )
    )

    assert browser + shared <= 60
    assert "stale" not in headers["Cache-Control"]


def test_a_change_is_another_document_to_a_cache_that_asks_again(client):
    sign_in_staff(client)
    etag = client.get(LINE_UP).headers["ETag"]

    turn(client, "all", "off")

    again = client.get(LINE_UP, headers={"if-none-match": etag})
    assert (again.status_code, json.loads(again.content)["campaigns"]) == (200, [])


def test_nobody_turns_a_switch_without_leave(client):
    sign_in_staff(client, "access_admin")

    client.post(reverse("asking_switches"), {"switch": "all", "asks": "off"})

    assert not SwitchChange.objects.exists()


def test_the_list_of_campaigns_says_what_is_switched_off(client):
    sign_in_staff(client)
    turn(client, "overlay", "off")

    states = {key: one.stage for key, one in queries.campaign_states(NOW).items()}

    assert states == {"letter": Stage.SWITCHED_OFF, "panel": Stage.LIVE}


def test_a_switch_nobody_knows_is_refused_in_words(client):
    sign_in_staff(client)

    response = client.post(
        reverse("asking_switches"), {"switch": "footer", "asks": "off"}, follow=True
    )

    assert "Nothing was changed" in response.content.decode()
    assert not SwitchChange.objects.exists()


def test_a_process_that_was_not_told_asks_no_more_within_a_second(client, monkeypatch):
    sign_in_staff(client)
    clock = [1000.0]
    monkeypatch.setattr(queries.time, "monotonic", lambda: clock[0])
    known = queries.line_up("en")
    elsewhere = dict(queries._kept)

    turn(client, "all", "off")
    # This process heard of it; another one still holds what it read before.
    queries._kept.update(elsewhere)
    at_once = queries.line_up("en")
    clock[0] += queries.FRESH_S

    assert at_once is known
    assert queries.line_up("en").campaigns == ()
