import pytest
from django.db.models import Sum
from django.utils import timezone

from tests.appeals.facts import make_campaign
from tests.newsroom.press import make_article
from wellread.appeals import queries as appeals
from wellread.appeals.actions import publish_line_up
from wellread.demo.history import make_history
from wellread.demo.people import make_plan
from wellread.desk.morning import document
from wellread.insights.models import Conversion, EventTotal, HourTotal
from wellread.membership.models import Membership
from wellread.payments.models import LedgerEntry, Payment

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def _a_year():
    make_article()
    make_plan()
    make_campaign()
    publish_line_up("en", NOW)
    appeals.forget()
    make_history(NOW)


@pytest.mark.usefixtures("_a_year")
def test_a_year_of_readers_is_a_whole_one():
    paid = Payment.objects.aggregate(sum=Sum("amount_minor"))["sum"]
    booked = LedgerEntry.objects.filter(kind="payment").aggregate(sum=Sum("amount_minor"))["sum"]
    by_hour = HourTotal.objects.aggregate(sum=Sum("number"))["sum"]
    by_day = EventTotal.objects.aggregate(sum=Sum("number"))["sum"]

    assert paid == booked
    assert by_hour == by_day
    assert Conversion.objects.count() == Membership.objects.count()
    assert {"active", "ended"} == set(Membership.objects.values_list("status", flat=True))
    assert Membership.objects.filter(started_at__gt=NOW).count() == 0


@pytest.mark.usefixtures("_a_year")
def test_every_table_of_the_morning_has_something_to_show():
    figures = document.make(NOW)

    assert [name for name, rows in figures["tables"].items() if not rows] == []
    assert figures["recovery"]["failed"] > 0
    backs = sum(row["back"] for row in figures["tables"]["months-USD"])
    assert backs > 0
