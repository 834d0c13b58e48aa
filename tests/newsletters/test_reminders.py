"""Reminders: one e-mail on the day that was picked, and nobody remembers the address."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.newsletters.test_newsletters import OURS
from tests.outbox import outbox, sent
from tests.payments.world import make_reader
from tests.staff import sign_in_staff
from wellread.mail.models import Email
from wellread.newsletters import reminding, signals
from wellread.newsletters.models import Reminder

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"
SUBJECT = "You wanted to be reminded today"


def days_ahead(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def ask(client: Client, day: str = "", **changes: str) -> Any:
    typed = {"day": day or days_ahead(7), "address": ADA, "campaign": "autumn", **changes}
    return client.post("/reminders/", typed, headers=OURS)


def morning_of(day: date, hour: int = 8) -> datetime:
    zone = timezone.get_current_timezone()
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone)


def test_it_is_promised_sent_once_on_its_day_and_forgotten(client: Client) -> None:
    page = ask(client).content.decode()
    (promise,) = outbox()
    day = Reminder.objects.get().day

    reminding.send_due(now=morning_of(day, hour=7))
    before_eight = len(sent(SUBJECT))
    for _ in range(2):
        reminding.send_due(now=morning_of(day))

    assert "We remind you on" in page
    assert promise.subject.startswith("We remind you on ")
    assert (before_eight, len(sent(SUBJECT))) == (0, 1)
    assert "/join/?campaign=autumn" in sent(SUBJECT)[0]
    assert (Reminder.objects.count(), Email.objects.count()) == (0, 0)


def test_of_two_workers_one_sends_it(client: Client) -> None:
    ask(client)
    reminder = Reminder.objects.get()
    now = morning_of(reminder.day)

    reminding.send_due(now=now)
    reminding._send(reminder, now)

    assert len(sent(SUBJECT)) == 1


def test_one_click_in_a_mail_program_takes_it_back(client: Client) -> None:
    ask(client)
    (promise,) = outbox()
    path = promise.extra_headers["List-Unsubscribe"].strip("<>").partition("/reminders/")[2]
    mail_program = Client(enforce_csrf_checks=True)

    opened = mail_program.get(f"/reminders/{path}").content.decode()
    still = Reminder.objects.count()
    answers = [mail_program.post(f"/reminders/{path}").status_code for _ in range(2)]

    assert ("Not remind you after all?" in opened, still) == (True, 1)
    assert (answers, Reminder.objects.count()) == ([200, 200], 0)
    assert client.get("/reminders/forged/").status_code == 410


def test_another_day_takes_the_place_of_the_one_before(client: Client) -> None:
    ask(client, day=days_ahead(7))
    ask(client, day="own", own_day=days_ahead(30))

    assert [str(one.day) for one in Reminder.objects.all()] == [days_ahead(30)]


@pytest.mark.parametrize(
    ("day", "own_day"),
    [(0, ""), (367, ""), ("soon", ""), ("own", ""), ("own", "nonsense"), ("own", 0)],
    ids=str,
)
def test_a_day_that_cannot_be_is_refused_in_words(
    client: Client, day: int | str, own_day: int | str
) -> None:
    typed = [days_ahead(one) if isinstance(one, int) else one for one in (day, own_day)]

    answer = ask(client, typed[0], own_day=typed[1])

    assert answer.status_code == 400
    assert "Pick a day from tomorrow on, within a year." in answer.content.decode()
    assert (Reminder.objects.count(), outbox()) == (0, [])


@pytest.mark.parametrize(
    ("day", "own_day", "fields"),
    [(0, "", ["day"]), ("own", 0, ["own_day"]), ("own", "nonsense", ["own_day"])],
    ids=str,
)
def test_a_day_that_cannot_be_is_told_once_and_by_its_field(
    client: Client, day: int | str, own_day: int | str, fields: list[str]
) -> None:
    typed = [days_ahead(one) if isinstance(one, int) else one for one in (day, own_day)]

    form = {"day": typed[0], "own_day": typed[1], "address": ADA}
    answer = client.post("/reminders/", form, headers={**OURS, "accept": "application/json"})

    assert json.loads(answer.content) == {
        "fault": "Pick a day from tomorrow on, within a year.",
        "fields": fields,
    }


@pytest.mark.parametrize("own_day", [0, 400])
def test_what_was_chosen_stays_in_a_form_that_comes_back(client: Client, own_day: int) -> None:
    typed = days_ahead(own_day)

    page = ask(client, day="own", own_day=typed).content.decode()

    assert page.count("Pick a day from tomorrow on, within a year.") == 1
    assert 'value="own" checked' in page
    assert (page.count(" checked>"), f'value="{typed}" aria-describedby="day-fault"' in page) == (
        1,
        True,
    )


def test_who_gave_meanwhile_is_not_reminded_and_forgotten_too(client: Client) -> None:
    ask(client)
    day = Reminder.objects.get().day

    def gave(**_: Any) -> bool:
        return True

    signals.reminder_due.connect(gave)
    try:
        reminding.send_due(now=morning_of(day))
    finally:
        signals.reminder_due.disconnect(gave)

    assert (Reminder.objects.count(), sent(SUBJECT)) == (0, [])


def test_a_week_late_it_is_forgotten_without_a_word(client: Client) -> None:
    ask(client)
    day = Reminder.objects.get().day

    reminding.send_due(now=morning_of(day + timedelta(days=8)))

    assert (Reminder.objects.count(), sent(SUBJECT)) == (0, [])


def test_programs_other_sites_and_floods_get_nothing(client: Client) -> None:
    foreign = client.post("/reminders/", {"day": days_ahead(7), "address": ADA})
    trapped = ask(client, website="https://spam.example")
    answers = [ask(client).status_code for _ in range(4)]

    assert (foreign.status_code, trapped.status_code) == (403, 200)
    assert (answers, len(outbox())) == ([200, 200, 200, 429], 3)


def test_a_script_is_answered_in_json(client: Client) -> None:
    headers = {**OURS, "accept": "application/json"}
    typed = {"day": days_ahead(7), "address": ADA}

    good = client.post("/reminders/", typed, headers=headers)
    bad = client.post("/reminders/", typed | {"address": "nobody"}, headers=headers)

    assert (good.status_code, json.loads(good.content)) == (200, {"sent": True})
    assert (bad.status_code, json.loads(bad.content)["fault"]) == (
        400,
        "Enter a valid email address.",
    )


def test_it_is_in_the_export_and_goes_with_the_account(client: Client) -> None:
    ask(client)
    reader = make_reader(ADA)
    client.force_login(reader)

    held = json.loads(client.get("/account/data/").content)["reminders"]
    reader.delete()

    assert [(one["address"], one["day"]) for one in held] == [(ADA, days_ahead(7))]
    assert Reminder.objects.count() == 0


def test_a_colleague_takes_one_back_for_who_asks(client: Client) -> None:
    ask(client)
    sign_in_staff(client)
    number = Reminder.objects.get().pk

    index = client.get("/admin/newsletters/reminders/").content.decode()
    client.post(f"/admin/newsletters/reminders/delete/{number}/")

    assert (ADA in index, Reminder.objects.count()) == (True, 0)


def test_the_page_offers_days_without_scripts(client: Client) -> None:
    page = client.get("/reminders/?campaign=autumn&variant=control").content.decode()

    assert [
        said in page
        for said in (
            f'value="{days_ahead(7)}" checked',
            'name="campaign" value="autumn"',
            "On the first of next month",
            f'min="{days_ahead(1)}"',
        )
    ] == [True] * 4


@pytest.mark.parametrize(
    ("today", "first"),
    [(date(2026, 12, 31), date(2027, 1, 1)), (date(2027, 1, 31), date(2027, 2, 1))],
)
def test_the_first_of_next_month(today: date, first: date) -> None:
    assert reminding.first_of_next_month(today) == first
