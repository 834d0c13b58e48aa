import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.appeals.facts import make_campaign, variant
from tests.staff import sign_in_staff
from wellread.appeals import queries as appeals
from wellread.appeals.actions import publish_line_up
from wellread.appeals.models import LearnedShares
from wellread.desk.judging import judge_due
from wellread.insights.models import Conversion, HourTotal, Judgement, ValueSettings

# A Monday, and five minutes after a whole hour.
NOW = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)
UNTIL = NOW.replace(minute=0)
KEY = "autumn-letter"


@pytest.fixture(autouse=True)
def _fresh(db):
    appeals.forget()


def two(**overrides):
    campaign = make_campaign(
        KEY,
        variants=[variant(share_percent=50), variant(key="warm", share_percent=50)],
        **overrides,
    )
    assert publish_line_up("en", NOW) == ""
    appeals.forget()
    return campaign


def version():
    return appeals.published("en").version


def show(hours_ago, of=None, **impressions):
    for name, number in impressions.items():
        HourTotal.objects.create(
            hour=UNTIL - timedelta(hours=hours_ago),
            kind="impression",
            campaign=KEY,
            variant=name,
            version=of or version(),
            number=number,
        )


def convert(name, number=1, *, hours_ago=1, of=None, **facts):
    facts = {"amount_minor": 2000, "currency": "USD", "interval": "once", **facts}
    Conversion.objects.bulk_create(
        Conversion(
            checkout_id=uuid4(),
            campaign=KEY,
            variant=name,
            version=of or version(),
            at=UNTIL - timedelta(hours=hours_ago) + timedelta(minutes=30),
            day=NOW.date(),
            **{"kept_minor": facts["amount_minor"], **facts},
        )
        for _ in range(number)
    )


def judged(now=NOW):
    [found] = judge_due(now)
    return found


def published_shares():
    appeals.forget()
    [campaign] = json.loads(appeals.published("en").document)["campaigns"]
    return campaign["draw"], {one["id"]: one["share"] for one in campaign["variants"]}


def a_clear_day():
    for hours_ago in range(1, 25):
        show(hours_ago, control=1000, warm=1000)
        convert("control", 4, hours_ago=hours_ago)
        convert("warm", 12, hours_ago=hours_ago)


def test_a_clear_winner_is_written_down_with_what_each_is_worth():
    two()
    a_clear_day()

    found = judged()

    assert (found.winner, found.mode, found.at) == ("warm", "measure", UNTIL)
    # A twentieth of money is reckoned as fees before the ledger tells.
    assert found.tallies["warm"] == {
        "impressions": 24_000,
        "conversions": 288,
        "worth_minor": 288 * 1900,
        "first_minor": 288 * 2000,
        "judged_minor": 288 * 1900,
        "judged_squares": 288 * 1900**2,
    }
    assert published_shares() == ("1", {"control": 0.5, "warm": 0.5})


def test_an_hour_is_judged_once_and_the_next_one_again():
    two()
    a_clear_day()

    assert len(judge_due(NOW)) == 1
    assert judge_due(NOW + timedelta(minutes=50)) == []
    assert len(judge_due(NOW + timedelta(hours=1))) == 1


def test_the_last_hour_is_left_five_minutes_to_be_told_of():
    two()
    show(1, control=10, warm=10)
    show(2, control=10, warm=10)

    assert judged(NOW - timedelta(minutes=1)).tallies["warm"]["impressions"] == 10


@pytest.mark.django_db(transaction=True)
def test_a_campaign_that_optimises_is_published_with_what_it_learned():
    two(allocation="optimise")
    a_clear_day()

    found = judged()
    draw, shares = published_shares()

    assert shares == found.shares
    # By twenty points an hour at most.
    assert 0.69 < shares["warm"] <= 0.70
    assert sum(shares.values()) == 1
    assert draw == "1.2026w48"


def test_an_edited_variant_stands_before_what_was_learned_of_others():
    campaign = two(allocation="optimise")
    LearnedShares.objects.create(
        campaign=campaign, shares={"control": 0.1, "other": 0.9}, week="2026w48", at=NOW
    )
    publish_line_up("en", NOW)

    assert published_shares() == ("1", {"control": 0.5, "warm": 0.5})


def test_impressions_of_an_old_version_are_held_against_its_own_shares():
    campaign = two(allocation="optimise")
    old = version()
    LearnedShares.objects.create(
        campaign=campaign, shares={"control": 0.1, "warm": 0.9}, week="2026w48", at=NOW
    )
    publish_line_up("en", NOW)
    new = version()
    for hours_ago in range(1, 40):
        # Caches still hold the old one for a part of the readers.
        show(hours_ago, of=old, control=500, warm=500)
        show(hours_ago, of=new, control=100, warm=900)

    assert "stopped" not in judged().reason


def test_impressions_that_follow_no_shares_stop_the_judging():
    two()
    for hours_ago in range(1, 40):
        show(hours_ago, control=1000, warm=800)

    found = judged()

    assert found.reason.startswith("stopped for a fault")
    assert found.winner == ""


def test_what_was_given_back_is_no_conversion():
    two()
    show(1, control=1000, warm=1000)
    convert("warm", 3)
    convert("warm", 2, kept_minor=0)

    assert judged().tallies["warm"]["conversions"] == 3


def test_currencies_are_converted_by_the_newsrooms_table_or_left_out():
    ValueSettings.objects.create(rates="EUR 1.10\nJPY 0.0065")
    two()
    show(1, control=1000, warm=1000)
    convert("control", currency="EUR", amount_minor=1000)
    convert("control", currency="JPY", amount_minor=1000)
    convert("warm", 2, currency="CHF")

    found = judged()

    assert found.tallies["control"]["first_minor"] == 1100 + 650
    assert found.tallies["warm"]["conversions"] == 0
    assert found.left_out == {"CHF": 2}


def test_a_yearly_member_is_worth_the_years_to_come():
    two()
    show(1, control=1000, warm=1000)
    convert("control", interval="year", amount_minor=9600)

    # What is kept of money, and of yearly members: 70 % and 52 % pay again.
    worth = judged().tallies["control"]["worth_minor"]
    assert worth == round(9600 * 0.95) + round(1.22 * 9600 * 0.95)


def test_nights_without_readers_are_no_fault():
    two(allocation="optimise")
    show(20, control=1000, warm=1000)
    show(10, control=1000, warm=1000)

    assert "nothing was heard" not in judged().reason


def test_one_variant_and_an_ended_campaign_are_not_judged():
    make_campaign("alone")
    two(ends_at=NOW - timedelta(days=1))
    show(1, of="any", control=1000, warm=1000)

    assert judge_due(NOW) == []


def test_the_desk_says_the_verdict(client):
    two()
    a_clear_day()
    judged()
    sign_in_staff(client)

    page = client.get("/admin/desk/funnel/").content.decode()

    assert "Clear winner: an impression of &quot;warm&quot; is worth more" in page
    # A day brought 96 and 288 conversions, each 19.00 of 20.00 net: 1 % of thirty such days.
    assert "Holding out 1 % of readers would cost about $2,188.80 a month." in page
    assert '<td class="desk-number">$228</td>' in page
    assert Judgement.objects.count() == 1


def test_shares_move_further_where_variants_of_earlier_campaigns_differed_more():
    def share_after(*, apart):
        Judgement.objects.all().delete()
        for number in range(9):
            Judgement.objects.create(
                campaign=f"earlier-{number}",
                at=UNTIL - timedelta(days=9),
                mode="measure",
                reason="over",
                shares={},
                tallies={
                    name: {"impressions": 9000, "conversions": conversions}
                    for name, conversions in (("a", 100), ("b", 100 + apart))
                },
                currency="USD",
                began_at=UNTIL - timedelta(days=30),
            )
        return judged().shares["warm"]

    two(allocation="optimise")
    for hours_ago in (3, 2, 1):
        show(hours_ago, control=1000, warm=1000)
        convert("control", 10, hours_ago=hours_ago)
        convert("warm", 11, hours_ago=hours_ago)

    assert 0.5 < share_after(apart=0) < share_after(apart=150) < 0.7
