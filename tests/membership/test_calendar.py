"""Days that are not in every month, hours that are not in every day, and ten years of them."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from tests.membership.test_joining import LETTER_LINK, press
from tests.payments.world import Shop, deliver, join, sweep
from wellread.membership.models import Grant, Plan
from wellread.payments import clock
from wellread.payments.money import Money
from wellread.payments.reconciliation import reconcile

SECOND = timedelta(seconds=1)
YEAR = {"interval": "year", "money": Money(8000, "USD")}


def local(zone: str, *parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold)  # type: ignore[arg-type,misc]


# Each is later than any day on which these tests run, and within ten years of it.
MOMENTS = {
    "31 January": local("UTC", 2029, 1, 31, 12),
    "29 February": local("UTC", 2032, 2, 29, 12),
    "the last second of a month": local("UTC", 2029, 8, 31, 23, 59, 59),
    "an hour that is skipped, in Los Angeles": local("America/Los_Angeles", 2029, 3, 11, 3, 0),
    "an hour that comes twice, in Los Angeles": local(
        "America/Los_Angeles", 2029, 11, 4, 1, 30, fold=1
    ),
    "31 January in Auckland, 30 in Greenwich": local("Pacific/Auckland", 2029, 1, 31, 0, 30),
}


def go_to(shop: Shop, at: datetime) -> None:
    """Let time pass until a moment, a step at a time where it is far away."""
    while True:
        here = shop.lever("clock")["now"]
        there = min(int(at.timestamp()), here + 3600 * 86_400)
        shop.lever("clock", {"to": there})
        clock.follow()
        if there == int(at.timestamp()):
            return


def after_months(began: datetime, months: int) -> datetime:
    """Return the same day some months later, the last of the month where there is no such day."""
    began = began.astimezone(UTC)
    years, month = divmod(began.month - 1 + months, 12)
    year, month = began.year + years, month + 1
    return began.replace(year=year, month=month, day=min(began.day, monthrange(year, month)[1]))


def lived(shop: Shop, plan: Plan, at: datetime, *, days: int, **changes: Any) -> list[Grant]:
    """Join at a moment, live for days as a member; return what was held, in order."""
    go_to(shop, at)
    checkout = join(shop, plan, **changes)
    go_to(shop, at + timedelta(days=days))
    # The other messages say nothing of its days, and one of a renewal has all of them read.
    told = ("checkout.session.completed", "invoice.paid")
    latest = {one["type"]: one for one in shop.messages() if one["type"] in told}
    deliver(latest.values())
    sweep()
    return list(checkout.grants.filter(reason="membership").order_by("starts_at"))


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_every_month_begins_on_its_day_and_none_is_missing(
    shop: Shop, plan: Plan, moment: datetime
) -> None:
    grants = lived(shop, plan, moment, days=400)

    wanted = [after_months(grants[0].starts_at, months) for months in range(len(grants) + 1)]
    assert len(grants) == 14
    assert [one.starts_at for one in grants] == wanted[:-1]
    assert [one.ends_at for one in grants] == wanted[1:]
    assert reconcile() == []


def test_ten_years_by_the_month_end_on_the_day_on_which_they_began(shop: Shop, plan: Plan) -> None:
    grants = lived(shop, plan, MOMENTS["31 January"], days=3660)

    assert len(grants) >= 120
    assert all(first.ends_at == second.starts_at for first, second in pairwise(grants))
    assert grants[119].ends_at == after_months(grants[0].starts_at, 120)
    assert grants[119].ends_at.day == 31


def test_a_year_from_a_leap_day_comes_back_to_it(shop: Shop, plan: Plan) -> None:
    grants = lived(shop, plan, MOMENTS["29 February"], days=3300, **YEAR)

    days = [(one.starts_at.month, one.starts_at.day) for one in grants[:9]]
    assert days == [(2, 29), (2, 28), (2, 28), (2, 28), (2, 29), (2, 28), (2, 28), (2, 28), (2, 29)]


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Pacific/Auckland", "1 March 2029"), ("America/Los_Angeles", "28 February 2029")],
)
def test_a_day_is_written_as_it_is_where_the_newsroom_is(
    settings: Any, client: Client, shop: Shop, plan: Plan, zone: str, day: str
) -> None:
    settings.TIME_ZONE = zone
    with timezone.override(zone):
        # Noon in Auckland is the day before in Greenwich and Los Angeles; Stripe counts in UTC,
        # so that this month ends at 23 hours of 28 February.
        go_to(shop, local("Pacific/Auckland", 2029, 1, 31, 12))
        back = shop.pay(press(client, LETTER_LINK).headers["Location"])
        client.get(back.removeprefix("http://localhost:8000"))

        page = client.get("/account/").content.decode()
    assert day in page
