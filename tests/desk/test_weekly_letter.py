from datetime import UTC, datetime, timedelta

import pytest

from tests.staff import colleague
from wellread.desk import weekly_letter
from wellread.desk.models import WeeklyLetter
from wellread.insights.models import ArticleViewTotal
from wellread.mail.models import Email

pytestmark = pytest.mark.django_db

MAY_SEE = ("view_membership", "view_payment")
# A Monday, and seven in the morning in Berlin.
SEVEN = datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_berlin(settings):
    settings.TIME_ZONE = "Europe/Berlin"


def choose(*names, permissions=MAY_SEE):
    letter = WeeklyLetter.objects.first() or WeeklyLetter.objects.create()
    letter.readers.add(*(colleague(name, *permissions).editor for name in names))


def sent():
    rows = Email.objects.filter(name="week_in_figures")
    return sorted(rows.values_list("recipient", "about"))


def test_it_goes_out_on_monday_morning_and_once_to_each():
    choose("ada", "ben")

    numbers = [weekly_letter.send_due(SEVEN + timedelta(minutes=10 * tick)) for tick in (0, 1, 70)]

    assert sent() == [
        ("ada@saltmere.example", "2026-W48"),
        ("ben@saltmere.example", "2026-W48"),
    ]
    assert numbers == [2, 2, 2]


@pytest.mark.parametrize(
    "moment", [SEVEN - timedelta(minutes=1), SEVEN + timedelta(days=1), SEVEN - timedelta(days=1)]
)
def test_it_waits_for_monday_seven_in_the_newsrooms_time(moment):
    choose("ada")

    assert (weekly_letter.send_due(moment), sent()) == (0, [])


def test_the_next_week_brings_another():
    choose("ada")

    weekly_letter.send_due(SEVEN)
    weekly_letter.send_due(SEVEN + timedelta(days=7))

    assert [about for _, about in sent()] == ["2026-W48", "2026-W49"]


def test_it_goes_to_nobody_until_somebody_is_chosen():
    assert weekly_letter.send_due(SEVEN) == 0


def test_who_may_not_see_members_and_money_gets_none():
    choose("ada", permissions=("view_membership",))
    choose("ben")
    gone = WeeklyLetter.objects.get().readers.get(email="ben@saltmere.example")
    gone.is_active = False
    gone.save()

    assert (weekly_letter.send_due(SEVEN), sent()) == (0, [])


def test_it_says_the_week_beside_the_one_before_and_a_year_ago():
    choose("ada")
    for days, number in ((2, 700), (9, 600), (366, 50)):
        ArticleViewTotal.objects.create(hour=SEVEN - timedelta(days=days), story="1", number=number)

    weekly_letter.send_due(SEVEN)
    [email] = Email.objects.filter(name="week_in_figures")

    assert email.facts["until"] == "22 November 2026"
    assert email.facts["asked"][0] == (
        "Article views: 700 (the week before: 600, a year before: 50)"
    )
    assert email.facts["people"][0] == "New: 0 (the week before: 0, a year before: 0)"
