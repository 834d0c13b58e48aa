from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.staff import sign_in_staff
from wellread.desk.models import Annotation
from wellread.desk.morning import document, pictures
from wellread.insights.models import ArticleViewTotal

pytestmark = pytest.mark.django_db


def morning(client):
    document.renew()
    return client.get(reverse("desk_morning")).content.decode()


def test_a_noted_day_is_on_the_page_and_a_dot_on_both_charts(client):
    sign_in_staff(client)
    today = timezone.localdate()

    client.post(
        reverse("wagtailsnippets_desk_annotation:add"),
        {"day": today.isoformat(), "kind": "news", "words": "The ferry sank"},
    )
    page = morning(client)

    assert Annotation.objects.get().words == "The ferry sank"
    assert "News broke: The ferry sank" in page
    assert page.count(f"<title>{today:%d %b}: The ferry sank</title>") == 2


def test_a_dot_stands_on_its_day():
    first, last = (
        pictures.ticks([(date(2026, 11, day), "x")], ["2026-10", "2026-11"])[0] for day in (1, 30)
    )

    # The second of two months, of which each has half of what the labels leave.
    assert 474 < first.x < 490
    assert 870 < last.x < 900


def test_what_is_older_than_the_charts_is_in_neither(client):
    sign_in_staff(client)
    day = timezone.localdate() - timedelta(days=500)
    Annotation.objects.create(day=day, kind="price", words="Six dollars")

    assert "Six dollars" not in morning(client)


def test_the_most_read_stories_are_listed_where_views_are_counted(client):
    sign_in_staff(client)
    before = morning(client)
    ArticleViewTotal.objects.create(
        hour=timezone.now() - timedelta(days=1), story="57", number=1234
    )

    after = morning(client)

    assert "Article views are not counted" in before
    assert "Most read, 30 days" in after
    assert ">1,234</a></td>" in after


def test_stories_of_other_sites_are_led_to_where_the_newsroom_named_the_site(client, settings):
    settings.SITES = ("https://www.news.example",)
    sign_in_staff(client)
    yesterday = timezone.now() - timedelta(days=1)
    cut = "/2026/11/28/".ljust(64, "x")
    told = ["https://www.news.example/a", "https://www.news.example.evil/a", "javascript:b", cut]
    for story in told:
        ArticleViewTotal.objects.create(hour=yesterday, story=story, number=7)

    html = morning(client)

    assert f'<a href="{told[0]}" rel="noreferrer">{told[0]}</a>' in html
    assert [one for one in told[1:] if f'href="{one}' in html] == []
    assert f'<th scope="row">…{cut}</th>' in html
