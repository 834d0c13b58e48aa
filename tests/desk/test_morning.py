import csv
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.newsroom.press import make_article
from tests.payments.world import deliver, join, make_plan
from tests.staff import sign_in_staff
from wellread.desk.models import DeskFigures
from wellread.desk.morning import days, document, gathering
from wellread.insights.models import Conversion, HourTotal
from wellread.mail.models import Email

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/desk/morning/"
SOURCE = {"campaign": "autumn-letter", "variant": "control", "version": "9f2c41d07a"}


def hour_ago():
    return timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)


def note(number, kind="impression", **place):
    known = {"campaign": "autumn-letter", "variant": "control", "hour": hour_ago()}
    HourTotal.objects.create(**known | place, kind=kind, number=number)


def convert(kept_minor, currency="USD", **place):
    at = hour_ago()
    Conversion.objects.create(
        checkout_id=uuid4(),
        **{"campaign": "autumn-letter", "variant": "control"} | place,
        amount_minor=kept_minor,
        kept_minor=kept_minor,
        currency=currency,
        interval="month",
        at=at,
        day=at.date(),
    )


def listed(name):
    return document.make(timezone.now())["tables"][f"by-{name}"]


def test_before_anything_happened_the_page_says_so(client):
    sign_in_staff(client)

    response = client.get(ADDRESS)

    html = response.content.decode()
    assert response.status_code == 200
    assert "Nobody was asked in these days, and nobody joined." in html
    assert "Nothing is foreseen from fewer than six whole months." in html


def test_money_and_members_are_those_of_ledger_and_memberships(shop, client):
    join(shop, make_plan(), attribution=SOURCE)
    deliver(shop.messages())
    sign_in_staff(client)

    figures = document.make(timezone.now())

    # Whichever midnight passes meanwhile.
    today, yesterday = figures["tables"]["money"][:2]
    assert today["received_minor"] + yesterday["received_minor"] == 800
    before, month = figures["tables"]["months-USD"][-2:]
    assert (month["members_end"], month["end_minor"]) == (1, 800)
    assert before["new"] + month["new"] == 1
    html = client.get(ADDRESS).content.decode()
    assert re.search(r'<td class="desk-number"><a href="[^"]*/rows/received/[^"]*">\$8</a>', html)


def test_stories_sections_and_authors_bring_members(client):
    story = make_article()
    note(500, story=str(story.pk))
    note(200, kind="view", story=str(story.pk))
    note(100, story="999999")
    convert(800, story=str(story.pk))
    convert(900, currency="EUR", story=str(story.pk))
    sign_in_staff(client)

    first, gone = listed("story")
    (section, unknown) = listed("section")

    assert (first["name"], first["conversions"], first["per_thousand"]) == (story.title, 2, 4.0)
    assert first["kept_minor"] == {"USD": 800, "EUR": 900}
    assert (gone["name"], gone["impressions"]) == ("999999", 100)
    assert (section["name"], section["impressions"]) == (story.get_parent().title, 500)
    assert (unknown["name"], unknown["impressions"]) == ("", 100)
    html = client.get(ADDRESS).content.decode()
    assert f'<a href="/admin/pages/{story.pk}/edit/">{story.title}</a>' in html
    assert "€9 + $8" in html


@pytest.mark.parametrize("name", ["campaign", "variant", "placement", "country", "device", "band"])
def test_each_thing_that_is_told_is_a_list(client, name):
    note(1000, placement="overlay", country="GB", device="phone", band="5-9")
    sign_in_staff(client)

    html = client.get(ADDRESS, {"by": name}).content.decode()

    assert f'<a href="?by={name}#by-title" aria-current="true">' in html
    assert re.search(">1,000</a></td>", html.partition('id="by-title"')[2])


def test_letters_bring_members_too_and_say_how_many_were_sent(client):
    for number, state in enumerate(("sent", "sent", "sent", "sent", "failed")):
        Email.objects.create(recipient=f"{number}@example.com", name="win_back_first", state=state)
    Email.objects.create(recipient="a@example.com", name="win_back_last", state="sent")
    Email.objects.create(recipient="a@example.com", name="receipt", state="sent")
    convert(800, campaign="", variant="", letter="win_back_first")
    convert(900, campaign="", variant="", letter="morning-tide", currency="EUR")
    convert(700, letter="reminder_on_a_day")
    convert(600, campaign="", variant="")
    sign_in_staff(client)

    found = {row["letter"]: row for row in listed("letter")}
    now = timezone.now()
    asked = gathering.asked(days.Span("", now - timedelta(days=2), now))
    html = client.get(ADDRESS, {"by": "letter"}).content.decode()

    assert {name: (row["sent"], row["conversions"]) for name, row in found.items()} == {
        "win_back_first": (4, 1),
        "win_back_last": (1, 0),
        "reminder_on_a_day": (None, 1),
        "morning-tide": (None, 1),
    }
    first = found["win_back_first"]
    assert (first["per_thousand"], first["kept_minor"]) == (250.0, {"USD": 800})
    assert first["name"] == "To a former member, after 30 days"
    assert (asked.conversions, asked.by_letter, asked.unasked) == (1, 2, 1)
    assert re.search(r"/rows/sent/[^>]*value=win_back_first\">4</a></td>", html)
    said = client.get("/admin/desk/morning/by-letter.json").json()
    assert {row["letter"] for row in said["rows"]} == set(found)


def test_the_page_reads_one_row_however_many_there_are(client, django_assert_max_num_queries):
    sign_in_staff(client)
    client.get(ADDRESS)
    for number in range(30):
        note(1, story=str(number))
    document.renew()

    # Of those that any page of the admin makes, one is for the figures and one for names.
    with django_assert_max_num_queries(16):
        client.get(ADDRESS)


def test_tables_are_files(client):
    note(1000)
    convert(800)
    convert(900, currency="EUR")
    sign_in_staff(client)
    document.renew()

    response = client.get("/admin/desk/morning/by-campaign.csv")
    rows = list(csv.DictReader(response.content.decode("utf-8-sig").splitlines()))
    said = client.get("/admin/desk/morning/by-campaign.json").json()

    assert (rows[0]["campaign"], rows[0]["kept, EUR"], rows[0]["kept, USD"]) == (
        *("autumn-letter", "9", "8"),
    )
    assert said["rows"][0]["kept_minor"] == {"EUR": 900, "USD": 800}
    assert client.get("/admin/desk/morning/nothing.csv").status_code == 404
    assert client.get("/admin/desk/morning/money.exe").status_code == 404


@pytest.mark.parametrize("name", ["money", "months-USD", "forecast-USD", "cohorts", "asked"])
@pytest.mark.parametrize("form", ["csv", "json"])
def test_every_table_is_handed_out_though_it_is_empty(client, name, form):
    sign_in_staff(client)

    assert client.get(f"/admin/desk/morning/{name}.{form}").status_code == 200


def test_a_name_from_a_link_is_no_formula(client):
    convert(800, campaign="=HYPERLINK(1)")
    sign_in_staff(client)

    assert "'=HYPERLINK(1)" in client.get("/admin/desk/morning/by-campaign.csv").content.decode()


def test_old_figures_are_said_to_be_old(client):
    document.renew()
    kept = DeskFigures.objects.get()
    kept.content["made_at"] = (timezone.now() - timedelta(hours=2)).isoformat()
    kept.save()
    sign_in_staff(client)

    assert "older than an hour" in client.get(ADDRESS).content.decode()


def test_the_wall_shows_few_figures_and_renews_itself(client):
    sign_in_staff(client)

    html = client.get("/admin/desk/wall/").content.decode()

    assert 'http-equiv="refresh"' in html
    assert "Recurring a month" in html


@pytest.mark.parametrize("address", [ADDRESS, "/admin/desk/wall/", f"{ADDRESS}money.csv"])
def test_who_may_not_see_money_and_members_is_sent_away(client, address):
    sign_in_staff(client, "access_admin", "view_membership")

    assert client.get(address).status_code == 302


def test_days_are_those_of_the_newsrooms_clock():
    tokyo = ZoneInfo("Asia/Tokyo")
    first_hour = datetime(2026, 11, 15, 0, 30, tzinfo=tokyo)
    now = datetime(2026, 11, 22, 12, tzinfo=tokyo)
    for at in (first_hour, first_hour - timedelta(hours=1)):
        facts = {"campaign": "autumn-letter", "amount_minor": 800, "kept_minor": 800}
        facts |= {"currency": "USD", "interval": "month"}
        day = at.astimezone(UTC).date()
        Conversion.objects.create(checkout_id=uuid4(), at=at, day=day, **facts)

    with timezone.override(tokyo):
        week, before, _ = (gathering.asked(period) for period in days.compared(now, 7))

    assert (week.conversions, before.conversions) == (1, 1)
