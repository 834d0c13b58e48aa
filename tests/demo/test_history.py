from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from tests.appeals.facts import make_campaign, variant
from tests.newsroom.press import make_article
from wellread.appeals import queries as appeals
from wellread.appeals.actions import publish_line_up
from wellread.demo.asked_history import PAST
from wellread.demo.given_history import GIFTS
from wellread.demo.history import make_history
from wellread.demo.people import fill_pot, make_plan
from wellread.desk.judging import judge_due
from wellread.desk.morning import document
from wellread.insights.models import Conversion, EventTotal, HourTotal, Judgement
from wellread.mail.models import Email
from wellread.membership import jobs, win_back
from wellread.membership.models import (
    FailedRenewal,
    GiftMembership,
    Membership,
    SolidarityEntry,
    SolidarityPot,
    WinBack,
)
from wellread.payments.models import LedgerEntry, Payment

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def _a_year():
    make_article()
    make_plan()
    make_campaign(variants=[variant(share_percent=50), variant(key="warm", share_percent=50)])
    fill_pot()
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
    given = Conversion.objects.filter(interval="once").count()
    assert Conversion.objects.count() - given == Membership.objects.count()
    assert given == Conversion.objects.filter(campaign=PAST).count() > 100
    assert {"active", "ended"} == set(Membership.objects.values_list("status", flat=True))
    assert Membership.objects.filter(started_at__gt=NOW).count() == 0


@pytest.mark.usefixtures("_a_year")
def test_nothing_of_it_is_of_tomorrow_and_nobody_in_it_is_written_to_today():
    jobs.remind()
    win_back.write()

    assert not Email.objects.exclude(name__startswith="win_back").exists()
    assert not FailedRenewal.objects.filter(ended_at__gt=NOW).exists()
    assert not WinBack.objects.filter(written_at__gt=NOW).exists()


@pytest.mark.usefixtures("_a_year")
def test_every_table_of_the_morning_has_something_to_show():
    figures = document.make(NOW)

    assert [name for name, rows in figures["tables"].items() if not rows] == []
    assert figures["recovery"]["failed"] > 0
    assert figures["paused"] > 0
    backs = sum(row["back"] for row in figures["tables"]["months-USD"])
    assert backs > 0


@pytest.mark.usefixtures("_a_year")
def test_a_campaign_that_is_over_had_a_winner_and_those_that_run_have_no_fault():
    [past] = Judgement.objects.filter(campaign=PAST)
    [running] = judge_due(NOW + timedelta(hours=1))

    assert (past.winner, past.reason[:12]) == ("thanks-first", "clear winner")
    # Whatever the day's chance says of variants that are alike, nothing is wrong with the shares.
    assert not running.reason.startswith("stopped")


@pytest.mark.usefixtures("_a_year")
def test_the_pot_is_the_sum_of_its_entries_and_gifts_are_paid():
    entries = SolidarityEntry.objects.aggregate(sum=Sum("amount_minor"))["sum"]

    assert SolidarityPot.objects.get().balance_minor == entries
    assert GiftMembership.objects.exclude(paid_at=None).count() == GIFTS
    assert {one.checkout.payments.count() for one in GiftMembership.objects.all()} == {1}
