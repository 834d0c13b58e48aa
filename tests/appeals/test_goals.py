"""A goal's progress is what the ledger received, and what went back is taken off again."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.appeals.facts import make_campaign, variant
from tests.payments.world import Shop, deliver, join
from wellread.appeals.actions import compose, publish_line_up
from wellread.appeals.goals import progress
from wellread.engine.copy import parse_copy
from wellread.membership.models import Plan
from wellread.payments.models import LedgerEntry, Payment
from wellread.payments.money import Money

ONCE = {"kind": "once", "interval": "once", "money": Money(2500, "USD")}
ADDRESS = "/appeals/goal.autumn-letter.json"


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def give(shop: Shop, plan: Plan) -> Payment:
    join(shop, plan, **ONCE)
    deliver(shop.messages())
    return Payment.objects.order_by("-pk")[0]


def tomorrow():
    return timezone.now() + timedelta(days=1)


def with_goal(**overrides):
    since = timezone.now() - timedelta(days=30)
    return make_campaign(**{"goal_amount": "100", "goal_since": since, **overrides})


def test_what_readers_gave_counts_and_what_went_back_does_not(shop: Shop, plan: Plan) -> None:
    campaign = with_goal()
    payment = give(shop, plan)
    give(shop, plan)

    half = progress(campaign, tomorrow())
    assert half is not None
    assert (half.given, half.left, half.share) == (Money(5000, "USD"), Money(5000, "USD"), 0.5)

    shop.call("refunds", {"payment_intent": payment.stripe_id})
    deliver(shop.messages())

    quarter = progress(campaign, tomorrow())
    assert quarter is not None
    assert (quarter.given, quarter.left) == (Money(2500, "USD"), Money(7500, "USD"))


def test_fees_payouts_other_currencies_and_earlier_money_do_not_count(
    shop: Shop, plan: Plan
) -> None:
    give(shop, plan)
    assert LedgerEntry.objects.filter(kind="fee").exists()
    later = with_goal(goal_since=tomorrow())
    elsewhere = with_goal(key="other", goal_currency="EUR")

    for campaign in (later, elsewhere):
        found = progress(campaign, tomorrow() + timedelta(days=1))
        assert found is not None
        assert found.given.amount_minor == 0


def test_a_goal_that_is_passed_leaves_nothing(shop: Shop, plan: Plan) -> None:
    campaign = with_goal(goal_amount="20")
    give(shop, plan)

    found = progress(campaign, tomorrow())

    assert found is not None
    assert (found.left, found.share) == (Money(0, "USD"), 1.0)


def test_a_goal_may_be_more_than_one_payment_could_be(db, client):
    with_goal(goal_amount="25000000")

    assert client.get(ADDRESS).json()["left"] == "$25,000,000"


def test_devices_get_it_written_and_within_a_minute(db, client):
    with_goal()

    answer = client.get(ADDRESS)

    assert answer.json() == {
        "given": "$0",
        "left": "$100",
        "share": 0.0,
        "at": answer.json()["at"],
    }
    assert answer.headers["Cache-Control"] == "public, max-age=30"


def test_a_campaign_that_is_paused_or_has_no_goal_tells_nothing(db, client):
    make_campaign()
    assert client.get(ADDRESS).status_code == 404

    with_goal(key="paused").unpublish()
    assert client.get("/appeals/goal.paused.json").status_code == 404


def test_what_is_published_names_goal_deadline_and_cards(db):
    ask = {
        "interval": "month",
        "currency": "USD",
        "amounts": "6, 10, 20",
        "preset": "10",
        "minimum": "6",
        "card_year": "100",
        "card_once": "25",
    }
    until = timezone.now().replace(microsecond=0) + timedelta(days=2)
    with_goal(
        deadline_at=until,
        deadline_words="Doubled until {deadline}.",
        variants=[variant(headline="{goal_left} to go", asks=[ask])],
    )

    _, copies = compose("en", timezone.now())
    [document] = copies.values()
    copy = parse_copy(document)

    assert document["goal"] == {"written": "$100", "progress": "goal.autumn-letter.json"}
    assert copy.deadline == until.timestamp()
    assert copy.copy["en"].deadline == "Doubled until {deadline}."
    assert [(one.interval, one.amount, one.written) for one in copy.asks[0].cards] == [
        ("year", 10000, "$100"),
        ("once", 2500, "$25"),
    ]
    assert publish_line_up("en", timezone.now()) == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"goal_amount": "much"}, "goal_amount"),
        ({"goal_amount": "0"}, "goal_amount"),
        ({"deadline_words": "Soon."}, "deadline_at"),
        ({"deadline_at": timezone.now()}, "deadline_words"),
        ({"deadline_at": timezone.now(), "deadline_words": "{when}"}, "deadline_words"),
    ],
)
def test_a_goal_or_deadline_that_cannot_be_told_is_refused_at_its_field(db, wrong, field):
    with pytest.raises(ValidationError) as refused:
        make_campaign(**wrong)

    assert list(refused.value.message_dict) == [field]


def test_a_card_of_the_asks_own_interval_is_refused(db):
    ask = {"interval": "month", "currency": "USD", "amounts": "6", "preset": "6", "minimum": "6"}

    with pytest.raises(ValidationError) as refused:
        make_campaign(variants=[variant(asks=[ask | {"card_month": "8"}])])

    assert list(refused.value.message_dict) == ["card_month"]
