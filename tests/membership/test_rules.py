"""States, amounts and dates, as plain answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.payments.world import PRICE
from wellread.membership import rules
from wellread.membership.models import Membership, Price
from wellread.payments.money import AmountFault, AmountFaultReason, Money

LIMITS = rules.AmountLimits(600, 1_000_000, "USD")
PAID_UNTIL = datetime(2026, 12, 22, tzinfo=UTC)
NEXT_END = datetime(2027, 1, 22, tzinfo=UTC)


def status(subscription: str, *, cancels: bool = False, must_end: bool = False) -> str | None:
    return rules.membership_status(subscription, cancels=cancels, must_end=must_end)


@pytest.mark.parametrize(
    ("subscription", "membership"),
    [
        ("incomplete", None),
        ("incomplete_expired", None),
        ("trialing", "active"),
        ("active", "active"),
        ("past_due", "past_due"),
        ("unpaid", "past_due"),
        ("paused", "past_due"),
        ("canceled", "ended"),
    ],
)
def test_every_state_of_a_subscription_means_something(
    subscription: str, membership: str | None
) -> None:
    assert status(subscription) == membership


def test_every_state_of_a_membership_is_one_that_rows_know() -> None:
    assert {one for one in rules.STATUS.values() if one} < set(Membership.Status.values)


def test_what_is_cancelled_or_second_ends_unless_it_has_ended() -> None:
    assert [status("active", cancels=True), status("past_due", must_end=True)] == ["ending"] * 2
    assert status("canceled", cancels=True) == "ended"


def grace(**changes: Any) -> rules.Period | None:
    facts = {
        "status": "past_due",
        "paid_until": PAID_UNTIL,
        "period_ends_at": NEXT_END,
        "days": 7,
        **changes,
    }
    return rules.grace(**facts)


def test_grace_runs_from_the_end_of_what_was_paid() -> None:
    assert grace() == (PAID_UNTIL, PAID_UNTIL + timedelta(days=7))


@pytest.mark.parametrize(
    "changes",
    [
        {"paid_until": None},
        {"period_ends_at": PAID_UNTIL},
        {"days": 0},
        {"status": "ending"},
        {"status": "ended"},
    ],
)
def test_there_is_no_grace_without_a_renewal_being_tried(changes: dict[str, Any]) -> None:
    assert grace(**changes) is None


@pytest.mark.parametrize(
    ("minor", "own", "money"),
    [("800", "", 800), ("600", "", 600), ("", "9.50", 950), ("800", "12", 1200)],
)
def test_the_amount_is_the_one_typed_else_the_one_chosen(minor: str, own: str, money: int) -> None:
    chosen = rules.chosen_amount(minor=minor, own=own, interval="month", limits=LIMITS)

    assert chosen == Money(money, "USD")


@pytest.mark.parametrize(
    ("minor", "own", "reason"),
    [
        ("599", "", AmountFaultReason.TOO_SMALL),
        ("0", "", AmountFaultReason.TOO_SMALL),
        ("1000001", "", AmountFaultReason.TOO_LARGE),
        ("-800", "", AmountFaultReason.NOT_A_NUMBER),
        ("8.00", "", AmountFaultReason.NOT_A_NUMBER),
        ("9" * 50, "", AmountFaultReason.NOT_A_NUMBER),
        ("", "", AmountFaultReason.EMPTY),
        ("", "5.99", AmountFaultReason.TOO_SMALL),
    ],
)
def test_an_amount_beyond_the_limits_is_refused(
    minor: str, own: str, reason: AmountFaultReason
) -> None:
    with pytest.raises(AmountFault) as fault:
        rules.chosen_amount(minor=minor, own=own, interval="month", limits=LIMITS)

    assert fault.value.reason is reason


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"suggested_month": ""}, None),
        ({"currency": "usd"}, "currency"),
        ({"currency": "US"}, "currency"),
        ({"currency": "U$D"}, "currency"),
        ({"minimum_month_minor": 0}, "minimum_month_minor"),
        ({"maximum_minor": 500}, "minimum_month_minor"),
        ({"currency": "ISK", "minimum_once_minor": 550}, "minimum_once_minor"),
        ({"suggested_year": "80, many"}, "suggested_year"),
        ({"suggested_month": "5"}, "suggested_month"),
        ({"currency": "JPY"}, "suggested_month"),
    ],
)
def test_a_price_that_cannot_be_paid_is_told_by_its_field(
    changes: dict[str, Any], field: str | None
) -> None:
    try:
        Price(**{**PRICE, **changes}).full_clean(exclude=["plan"], validate_constraints=False)
    except ValidationError as fault:
        told = list(fault.message_dict)
    else:
        told = [None]

    assert told == [field]


JOINED = datetime(2024, 2, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("interval", "at", "which"),
    [
        ("month", datetime(2024, 12, 1, tzinfo=UTC), None),
        ("month", datetime(2025, 3, 1, 11, tzinfo=UTC), None),
        ("month", datetime(2025, 3, 1, 12, tzinfo=UTC), "year 1"),
        ("month", datetime(2025, 3, 31, 11, tzinfo=UTC), "year 1"),
        ("month", datetime(2025, 3, 31, 12, tzinfo=UTC), None),
        ("month", datetime(2028, 2, 29, 12, tzinfo=UTC), "year 4"),
        ("year", NEXT_END - timedelta(days=31), None),
        ("year", NEXT_END - timedelta(days=30), "2027-01-22"),
        ("year", NEXT_END - timedelta(seconds=1), "2027-01-22"),
        ("year", NEXT_END, None),
    ],
)
def test_a_reminder_is_due_once_a_year(interval: str, at: datetime, which: str | None) -> None:
    due = rules.reminder_due(interval=interval, started_at=JOINED, renews_at=NEXT_END, at=at)

    assert due == which


@pytest.mark.parametrize(
    ("first", "interval", "then"),
    [
        ("2026-11-22", "month", "2026-12-22"),
        ("2026-12-22", "month", "2027-01-22"),
        ("2026-01-31", "month", "2026-02-28"),
        ("2026-11-22", "year", "2027-11-22"),
        ("2028-02-29", "year", "2029-02-28"),
    ],
)
def test_the_next_charge_is_the_same_day_or_the_last(first: str, interval: str, then: str) -> None:
    at, due = (datetime.fromisoformat(f"{day}T04:30:00+00:00") for day in (first, then))

    assert rules.next_charge(at, interval) == due


@pytest.mark.parametrize(
    ("first", "then"),
    [
        # Late on the 30th in New York is the 31st for Stripe, and February has 28 days.
        ("2027-01-30T23:30:00-05:00", "2027-02-27T23:30:00-05:00"),
        # The clocks of New York went forward; Stripe has none to put on.
        ("2027-02-20T23:30:00-05:00", "2027-03-21T00:30:00-04:00"),
    ],
)
def test_the_next_charge_is_counted_in_stripes_days(first: str, then: str) -> None:
    due = rules.next_charge(datetime.fromisoformat(first), "month")

    assert due == datetime.fromisoformat(then)


@pytest.mark.parametrize(
    ("interval", "said"),
    [("month", "$8 a month"), ("year", "$8 a year"), ("once", "$8")],
)
def test_an_amount_is_said_with_its_interval(interval: str, said: str) -> None:
    assert rules.per(Money(800, "USD"), interval) == said


def test_the_smallest_amount_of_a_gift_is_said_without_an_interval() -> None:
    with pytest.raises(AmountFault) as caught:
        rules.checked(Money(500, "USD"), interval="once", limits=LIMITS)

    assert str(caught.value) == "The smallest amount is $6."


def test_of_two_memberships_the_earlier_that_is_paid_goes_on_charging() -> None:
    def held(number: int, *, status: str = "active", comes_back: bool = False) -> Any:
        started_at = PAID_UNTIL + timedelta(days=number // 10)
        return rules.precedence(
            comes_back=comes_back, status=status, started_at=started_at, number=number
        )

    back_again = held(1, comes_back=True)
    unpaid, later, latest, latest_of_a_day = held(2, status="past_due"), held(3), held(20), held(21)

    in_order = sorted([back_again, unpaid, latest_of_a_day, latest, later])
    assert in_order == [later, latest, latest_of_a_day, unpaid, back_again]


@pytest.mark.parametrize(("refusals", "hours"), [(0, 1), (1, 2), (4, 16), (5, 24), (90, 24)])
def test_a_refund_that_was_refused_is_asked_for_less_and_less(refusals: int, hours: int) -> None:
    assert rules.refused_refund_rests(refusals) == timedelta(hours=hours)
