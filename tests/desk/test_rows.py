"""Each figure of the morning page leads to the rows that it is made of."""

import csv
import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from tests.desk.test_morning import ADDRESS, SOURCE, convert, note
from tests.newsroom.press import make_article
from tests.payments.world import deliver, join, make_plan, make_reader
from tests.staff import sign_in_staff
from wellread.desk.morning import document, rows
from wellread.insights.models import ArticleViewTotal, EventTotal, HourTotal
from wellread.mail.models import Email
from wellread.membership.models import FailedRenewal, Grant, Membership, Pause
from wellread.payments.models import Subscription
from wellread.payments.money import Money

pytestmark = pytest.mark.django_db

LINK = re.compile(r'href="(/admin/desk/morning/rows/([a-z_]+)/\?[^"]+)">([^<]*)</a>')
# What a link says is a rate of them, or of another kind than the rows.
RATES = ("%",)


def total(client, address):
    html = client.get(address).content.decode()
    return unescape(re.search(r"<strong>([^<]*)</strong></p>", html)[1])


def world(shop):
    """A reader who stays, one who left and is back, one who left, and what else is counted."""
    plan, now = make_plan(), timezone.now()
    for name in ("ada", "berta", "cora", "dora"):
        reader = make_reader(f"{name}@example.com")
        join(shop, plan, reader=reader, attribution=SOURCE, pays={"email": reader.email})
    deliver(shop.messages())
    ada, berta, cora, dora = Membership.objects.order_by("reader__email")
    Membership.objects.filter(pk__in=[berta.pk, cora.pk]).update(status="ended")
    join(shop, plan, reader=berta.reader, attribution=SOURCE, pays={"email": berta.reader.email})
    deliver(shop.news())
    for one, began, ended in ((ada, 400, None), (berta, 300, 200), (cora, 100, 0.01)):
        Membership.objects.filter(pk=one.pk).update(started_at=now - timedelta(days=began))
        one.subscription.payments.update(paid_at=now - timedelta(days=began))
        if ended is not None:
            Subscription.objects.filter(pk=one.subscription_id).update(
                ended_at=now - timedelta(days=ended)
            )
    Grant.objects.filter(checkout=ada.checkout_id).update(starts_at=now - timedelta(days=400))
    Pause.objects.create(
        membership=ada,
        asked_at=now - timedelta(days=3),
        rests_from=now - timedelta(days=2),
        resumes_at=now + timedelta(days=30),
    )
    FailedRenewal.objects.create(
        membership=ada, invoice_id="in_1", failed_at=now - timedelta(days=90)
    )
    story = make_article()
    note(1500, story=str(story.pk), placement="overlay", country="GB", device="phone", band="5-9")
    note(40, kind="click", story=str(story.pk))
    note(3, variant="warm", story="999999")
    convert(800, story=str(story.pk), country="GB")
    convert(900, currency="EUR", story="999999")
    convert(700, campaign="", variant="")
    convert(1100, campaign="", variant="", letter="win_back_first")
    for number in range(3):
        Email.objects.create(
            recipient=f"former-{number}@example.org", name="win_back_first", state="sent"
        )
    hour = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    ArticleViewTotal.objects.create(hour=hour, story=str(story.pk), number=2500)
    return dora


@pytest.mark.parametrize(
    "by", ["campaign", "variant", "story", "section", "author", "topic", "letter"]
)
def test_rows_come_to_the_figure_that_led_to_them(shop, client, by):
    world(shop)
    sign_in_staff(client)
    document.renew()

    html = client.get(ADDRESS, {"by": by}).content.decode()
    links = [
        (unescape(address), name, unescape(said)) for address, name, said in LINK.findall(html)
    ]

    assert len({name for _, name, _ in links}) >= 18
    for address, name, said in links:
        if not said.endswith(RATES):
            number = said.split()[0]
            assert number in ("–", *re.split(r", | \+ ", total(client, address))), (name, address)


def test_the_appeals_desk_leads_to_the_same_rows(shop, client):
    world(shop)
    sign_in_staff(client)
    for one in HourTotal.objects.exclude(kind="join_started"):
        told = {name: getattr(one, name) for name in ("campaign", "variant", "kind", "number")}
        EventTotal.objects.create(day=one.hour.date(), **told)
    day = timezone.now().date()
    asked = {"since": (day - timedelta(days=1)).isoformat(), "until": day.isoformat()}

    html = client.get("/admin/desk/funnel/", asked).content.decode()
    links = [
        (unescape(address), name, unescape(said)) for address, name, said in LINK.findall(html)
    ]

    assert {"conversions", "joined_unasked", "joined_by_letter"} < {name for _, name, _ in links}
    for address, name, said in links:
        found = re.split(r", | \+ ", total(client, address))
        assert said.split()[0] in ("–", *found), (name, address)


@pytest.mark.parametrize("by_number", [rows.MOST_BY_NUMBER, 0])
def test_who_is_new_who_is_back_and_who_left_have_names(shop, client, monkeypatch, by_number):
    monkeypatch.setattr(rows, "MOST_BY_NUMBER", by_number)
    world(shop)
    sign_in_staff(client)
    now = timezone.now() + timedelta(seconds=1)
    # In whichever month the day lies.
    month = {"since": (now - timedelta(days=50)).isoformat(), "until": now.isoformat()}

    def names(figure, **more):
        html = client.get(f"{ADDRESS}rows/{figure}/", month | more).content.decode()
        return re.findall(r"([a-z]+)@example\.com", html)

    assert names("new") == ["dora"]
    assert names("back") == ["berta"]
    assert names("lost", currency="USD") == ["cora"]
    assert sorted(names("members")) == ["ada", "berta", "dora"]
    assert names("paused") == ["ada"]
    assert names("failed") == names("stayed") == ["ada"]
    assert names("more") == names("less") == []


def test_a_row_leads_to_its_member_and_all_rows_are_a_file(shop, client):
    dora = world(shop)
    Membership.objects.filter(pk=dora.pk).update(started_at=timezone.now() - timedelta(days=60))
    sign_in_staff(client)
    now = timezone.now() + timedelta(seconds=1)
    asked = {"since": (now - timedelta(days=70)).isoformat(), "until": now.isoformat()}

    html = client.get(f"{ADDRESS}rows/new/", asked).content.decode()
    answer = client.get(f"{ADDRESS}rows/members/", asked | {"as": "csv"})

    assert f'href="/admin/members/memberships/inspect/{dora.pk}/">dora@example.com</a>' in html
    lines = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert sorted(row["Member"] for row in lines) == [
        f"{n}@example.com" for n in ("ada", "berta", "dora")
    ]
    assert "no-store" in answer["Cache-Control"]


def test_who_pays_more_than_before_is_told_with_both_sums(shop, client):
    join(shop, make_plan(), attribution=SOURCE)
    deliver(shop.messages())
    ada, now = Membership.objects.get(), timezone.now()
    Membership.objects.update(started_at=now - timedelta(days=40))
    first = ada.subscription.payments.get()
    first.pk, first.stripe_id, first.amount_minor = None, "pi_later", 2000
    first.charge_id = first.invoice_id = "later"
    first.save(force_insert=True)
    ada.subscription.payments.exclude(stripe_id="pi_later").update(paid_at=now - timedelta(days=40))
    sign_in_staff(client)
    asked = {"since": (now - timedelta(days=30)).isoformat(), "until": timezone.now().isoformat()}

    html = client.get(f"{ADDRESS}rows/more/", asked | {"currency": "USD"}).content.decode()

    assert f"<strong>1, {Money(1200, 'USD')}</strong>" in html
    assert "<td>$8</td><td>$20</td>" in html


def test_many_rows_come_a_page_at_a_time(client):
    for number in range(101):
        convert(100 + number)
    sign_in_staff(client)
    now = timezone.now()
    asked = {"since": (now - timedelta(days=2)).isoformat(), "until": now.isoformat()}

    # One row is the head.
    first = client.get(f"{ADDRESS}rows/conversions/", asked).content.decode()
    second = client.get(f"{ADDRESS}rows/conversions/", asked | {"p": 2}).content.decode()

    assert (first.count("<tr>"), second.count("<tr>")) == (101 + 1, 1 + 2)
    assert "Page 2 of 2" in second


@pytest.mark.parametrize(
    ("figure", "changes"),
    [
        ("nothing", {}),
        ("new", {"since": "yesterday"}),
        ("new", {"until": "2026-11-01T00:00:00"}),
        ("new", {"since": "2026-13-45T00:00:00Z"}),
        ("conversions", {"by": "kept_minor"}),
        ("left", {"value": "soon"}),
    ],
)
def test_what_is_no_figure_is_not_found(client, figure, changes):
    sign_in_staff(client)
    known = {"since": "2026-10-01T00:00:00Z", "until": "2026-11-01T00:00:00Z"}

    assert client.get(f"{ADDRESS}rows/{figure}/", known | changes).status_code == 404


def test_who_may_not_see_members_sees_no_rows(client):
    sign_in_staff(client, "Editors")
    known = {"since": "2026-10-01T00:00:00Z", "until": "2026-11-01T00:00:00Z"}

    assert client.get(f"{ADDRESS}rows/members/", known).status_code == 302
