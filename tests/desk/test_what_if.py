from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.appeals.facts import make_campaign, variant
from tests.appeals.test_admin import ASK, VARIANT, form
from tests.staff import sign_in_staff
from wellread.appeals import queries as appeals
from wellread.appeals.actions import publish_line_up
from wellread.appeals.models import Campaign
from wellread.desk import what_if
from wellread.insights.models import Conversion, DecisionTotal, HourTotal, ValueSettings

NOW = datetime.now(UTC)
NOT_COUNTED = (
    "How many readers that is, is not known: under “Settings”, “Counting readers” has it counted."
)
KEY = "autumn-letter"
ABROAD = (
    "Who would be asked in addition is not among these: nobody asked them, and what they would "
    "have given is not known."
)
BANDS = (
    "Numbers of articles are told in bands (0–1, 2–4, 5–9, 10–19, 20–49, 50 and more), so a limit "
    "within one is known from one end of it to the other."
)


@pytest.fixture(autouse=True)
def _fresh(db):
    appeals.forget()
    cache.clear()


WINDOWS = (
    "These figures are reckoned over the last 30 days. The days in which articles and appeals "
    "count are others, the campaign’s own: those before each page view."
)


def published(**overrides):
    make_campaign(
        KEY,
        variants=[variant(share_percent=50), variant(key="warm", share_percent=50)],
        **{"min_articles": 5, **overrides},
    )
    assert publish_line_up("en", NOW) == ""
    appeals.forget()
    return Campaign.objects.get(key=KEY)


def log(shown, gifts, *, name="control", days_ago=2, **place):
    at = NOW.replace(minute=0, second=0, microsecond=0) - timedelta(days=days_ago)
    place = {"variant": name, "version": appeals.published("en").version, "band": "5-9", **place}
    HourTotal.objects.create(hour=at, kind="impression", campaign=KEY, number=shown, **place)
    Conversion.objects.bulk_create(
        Conversion(
            checkout_id=uuid4(),
            campaign=KEY,
            amount_minor=2000,
            kept_minor=2000,
            currency="USD",
            interval="once",
            at=at,
            day=at.date(),
            **place,
        )
        for _ in range(gifts)
    )


def notes(campaign, **changes):
    for name, value in changes.items():
        setattr(campaign, name, value)
    return what_if.notes(campaign, NOW)


def test_of_a_campaign_that_is_as_published_its_readers_are_told_and_nothing_is_foreseen():
    campaign = published()
    log(1000, 5)

    assert what_if.notes(campaign, NOW) == [NOT_COUNTED]


def test_a_higher_threshold_leaves_out_the_bands_below_it():
    campaign = published()
    log(1000, 200)
    log(400, 60, name="warm", band="10-19")
    log(400, 60, band="10-19")

    # Of 120 gifts of 20 dollars, a twentieth is reckoned as fees.
    assert notes(campaign, min_articles=10) == [
        "In the last 30 days this would have asked 800 times instead of 1,800 times.",
        "It would have earned $1,872.06 to $2,687.94 over three years, instead of $6,080 (three "
        "ways of reckoning say $2,280, $2,280 and $2,280; it rests on 120 gifts).",
        WINDOWS,
        NOT_COUNTED,
    ]


def test_a_threshold_inside_a_band_is_known_from_one_end_to_the_other():
    campaign = published()
    log(1000, 0)
    log(300, 0, band="20-49")

    found = notes(campaign, min_articles=8)

    assert found[0] == (
        "In the last 30 days this would have asked 300 to 1,300 times instead of 1,300 times."
    )
    assert BANDS in found


def test_a_lower_threshold_keeps_all_who_were_asked():
    campaign = published(min_articles=8)
    log(1000, 0)

    assert notes(campaign, min_articles=6)[0] == (
        "In the last 30 days this would have asked 1,000 times or more, instead of 1,000 times."
    )


def test_a_holdout_says_what_it_costs_before_it_does():
    campaign = published(holdout_percent=20)
    log(800, 80)

    # 80 gifts at 19.00 from four in five: from all of them it were 100, of which 30 % are 570.
    assert notes(campaign, holdout_percent=30)[:2] == [
        "In the last 30 days this would have asked 700 times instead of 800 times.",
        "Holding out 30 % of readers costs about $570 a month, in worth over three years.",
    ]


def test_another_rule_says_what_it_costs_before_it_does():
    campaign = published()
    log(800, 40)
    log(800, 20, band="10-19")

    # 40 gifts of 19.00 for sure below ten articles, 20 more perhaps below twelve; 30 % of that.
    assert notes(campaign, other_percent=30, other_min_articles=12)[-1] == (
        "That 30 % of readers are asked from 12 articles on costs between $228 and $342 a month, "
        "in worth over three years."
    )
    assert notes(campaign, other_min_articles=3)[-1] == (
        "Nobody is asked less than before: trying it costs no money that is known, and 30 % of "
        "readers are asked from 3 articles on."
    )
    assert notes(campaign, other_min_articles=None, other_cap_views=1)[-1].startswith(
        "What it costs that 30 % of readers are asked once at most is not known from the last month"
    )


def test_the_days_that_are_reckoned_over_are_told_from_those_of_the_campaigns_rule():
    campaign = published()
    log(800, 40)

    assert WINDOWS in notes(campaign, min_articles=12)
    assert WINDOWS in notes(campaign, other_percent=30, other_min_articles=20)
    assert WINDOWS not in notes(campaign, other_min_articles=3)


def test_while_two_rules_are_tried_it_says_why_the_rest_is_not_reckoned():
    campaign = published()
    log(800, 40)
    silent = [one for one in notes(campaign, min_articles=8) if "while two rules" in one]

    said = notes(campaign, other_percent=30, other_min_articles=12)

    assert silent == []
    assert said[0] == (
        "How often the whole campaign would have asked, and what that would have earned, is not "
        "reckoned while two rules are tried: each reader meets one of them alone."
    )


def test_of_a_campaign_that_nobody_met_nothing_is_said_to_have_been_asked():
    campaign = published()

    assert notes(campaign, min_articles=12) == [NOT_COUNTED]


def test_few_gifts_are_refused_in_words():
    campaign = published()
    log(1000, 30, country="FR")
    log(1000, 99, country="GB")

    assert notes(campaign, countries_only="GB")[1] == (
        "What it would have earned is not said: it would rest on 99 gifts, and fewer than 100 say "
        "nothing."
    )


def test_whom_nobody_asked_is_not_known():
    campaign = published()
    log(1000, 120)

    assert notes(campaign, min_articles=2)[-1] == ABROAD


def test_what_happened_before_the_month_is_not_counted():
    campaign = published()
    log(1000, 120, band="10-19")
    log(5000, 120, days_ago=31)

    assert notes(campaign, min_articles=10)[0].endswith("1,000 times instead of 1,000 times.")


def test_what_pages_do_not_tell_is_said_to_be_missing():
    campaign = published()
    log(1000, 120)

    assert "their changes are not in these figures" in notes(campaign, cap_views=2)[-1]


def test_the_form_is_answered_while_somebody_types(client):
    campaign = published()
    log(1000, 200)
    log(1000, 100, name="warm")
    sign_in_staff(client)
    shares = [
        (VARIANT | {"share_percent": "20"}, [ASK]),
        (VARIANT | {"key": "warm", "share_percent": "80"}, [ASK]),
    ]

    fields = form(*shares, min_articles="5", cap_counts="all", cap_gap_days="3", rest_days="14")
    fields["variants-INITIAL_FORMS"] = 2
    for place, one in enumerate(campaign.variants.all()):
        fields[f"variants-{place}-id"] = one.pk

    told = client.post(reverse("campaign_sentence", args=[campaign.pk]), fields).json()

    # 200 gifts count for 0.4 each, 100 for 1.6: 240, and as 57,600 / 288 says, they know as
    # much as 200.
    assert told["notes"] == [
        "In the last 30 days this would have asked 2,000 times instead of 2,000 times.",
        "It would have earned $3,928.02 to $5,191.98 over three years, instead of $5,700 (three "
        "ways of reckoning say $4,560, $4,560 and $4,560; it rests on 200 gifts).",
        WINDOWS,
        NOT_COUNTED,
    ]


def test_the_worth_is_said_in_the_newsrooms_currency():
    ValueSettings.objects.create(currency="GBP", rates="USD 0.5")
    campaign = published()
    log(1000, 120, band="10-19")

    assert "£1,140" in notes(campaign, min_articles=10)[1]


LAST_MONTH = (NOW.replace(day=1) - timedelta(days=1)).date()


def tell(number, *, reason="", only=False, band="", country="GB", day=LAST_MONTH):
    DecisionTotal.objects.create(
        day=day,
        campaign=KEY,
        reason=reason,
        only=only,
        band=band,
        country=country,
        device="phone",
        number=number,
    )


def readers(campaign, **changes):
    said = [one for one in notes(campaign, **changes) if "readers instead of" in one]
    return [one.partition("asked ")[2].partition(" readers instead of ") for one in said]


def had_read(**numbers):
    for band, number in numbers.items():
        tell(number, reason="too_few_articles", only=True, band=band.strip("_").replace("_", "-"))


def test_a_lower_threshold_would_ask_the_readers_who_had_read_so_many():
    campaign = published(min_articles=8)
    tell(1240)
    tell(9000, day=LAST_MONTH.replace(day=1) - timedelta(days=1))
    tell(5000, reason="too_few_articles")
    had_read(_2_4=3100, _5_9=2000, _10_19=900)

    [(many, _, rest)] = readers(campaign, min_articles=2)
    [(inside, _, _)] = readers(campaign, min_articles=7)

    assert (many, rest) == ("3,100", "1,240, of those who consented to being counted.")
    # Whoever was asked had read eight.
    assert inside == "1,240 to 2,000"


def a_day(campaign):
    [line] = what_if.notes(campaign, NOW)
    return line.partition(" about ")[2].partition(", of those")[0]


def test_readers_a_day_are_told_of_a_campaign_that_runs():
    campaign = published(min_articles=8)
    tell(LAST_MONTH.day * 1200)
    had_read(_2_4=3100)

    month = f"{LAST_MONTH.day * 1200:,}"
    assert a_day(campaign) == f"1,200 readers a day, {month} in that month"


def test_readers_a_day_are_told_of_a_new_campaign_by_one_that_asks_such_readers():
    published(min_articles=10)
    tell(LAST_MONTH.day * 100)
    had_read(_5_9=LAST_MONTH.day * 300)
    new = make_campaign("spring", min_articles=5)

    month = f"{LAST_MONTH.day * 300:,}"
    assert a_day(new) == f"300 readers a day, {month} in that month"


@pytest.mark.parametrize(
    "other",
    [{"placement": "banner", "kinds": "live_blog"}, {"membership": "any"}, {"max_articles": 9}],
)
def test_where_no_campaign_asks_such_readers_that_is_said(other, monkeypatch):
    published(min_articles=5)
    tell(900)
    monkeypatch.setattr("wellread.insights.measuring.told", lambda: ("decisions",))
    new = make_campaign("spring", **{"min_articles": 5, **other})

    assert what_if.notes(new, NOW) == [
        "How many readers that is, is not known: no campaign for such readers, on such pages, "
        "asked in the whole of last month."
    ]


def test_another_country_would_add_whom_nothing_else_kept_away():
    campaign = published(countries_only="GB, FR")
    tell(100)
    tell(30, country="FR")
    tell(7, reason="wrong_country", only=True, country="DE")
    tell(50, reason="wrong_country", country="DE")
    tell(9, reason="wrong_country", only=True, country="US")

    [(many, _, rest)] = readers(campaign, countries_only="GB, DE")

    assert (many, rest[:3]) == ("107", "130")


def test_a_cap_is_told_by_whom_it_kept_from_being_asked_again():
    campaign = published()
    tell(100)
    tell(40, reason="asked_often", only=True)
    tell(60, reason="asked_recently", only=True)

    assert any(one.startswith("60 readers or more") for one in notes(campaign, cap_views=9))
