from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellread.desk.morning.spells import MonthOfMembers, Spell, cohorts, forecast, months

JULY, AUGUST, SEPTEMBER = (datetime(2026, month, 1, tzinfo=UTC) for month in (7, 8, 9))


def at(month, day):
    return datetime(2026, month, day, tzinfo=UTC)


def spell(reader="ada", since=(6, 10), until=None, charges=None, **changes):
    started_at = at(*since)
    known = {
        "reader": reader,
        "currency": "USD",
        "interval": "month",
        "started_at": started_at,
        "ended_at": at(*until) if until else None,
        "charges": charges or ((started_at, 1000),),
    }
    return Spell(**known | changes)


def figures(*spells):
    (month,) = months(spells, [JULY, AUGUST])
    return {name: value for name, value in month._asdict().items() if value}


def test_who_was_there_and_stays():
    assert figures(spell()) == {
        "since": JULY,
        "until": AUGUST,
        "members": 1,
        "members_end": 1,
        "start": 12000,
        "end": 12000,
    }


def test_who_joins_is_new_and_who_was_there_before_is_back():
    month = figures(
        spell("ada", since=(5, 1), until=(6, 1)),
        spell("ada", since=(7, 9)),
        spell("bea", since=(7, 9), interval="year", charges=((at(7, 9), 10000),)),
    )

    assert (month["new"], month["back"], month["won"], month["won_back"]) == (1, 1, 10000, 12000)


def test_who_leaves_takes_their_money_along():
    month = figures(spell(until=(7, 31)))

    assert (month["lost"], month["gone"], "end" in month) == (1, 12000, False)


def test_the_latest_charge_is_what_somebody_pays():
    more = spell("ada", charges=((at(6, 10), 1000), (at(7, 10), 1500)))
    less = spell("bea", charges=((at(6, 10), 1000), (at(7, 10), 600)))

    month = figures(more, less)

    assert (month["more"], month["less"], month["end"]) == (6000, 4800, 25200)


def test_one_who_begins_and_ends_on_the_very_moment_counts_once():
    first, second = (
        months([spell(since=(7, 1), until=(8, 1))], pair)[0]
        for pair in ([JULY, AUGUST], [AUGUST, SEPTEMBER])
    )

    assert (first.members, first.lost, second.members) == (1, 1, 0)


MOMENTS = st.integers(0, 120).map(lambda day: datetime.fromtimestamp(1780000000 + day * 86400, UTC))
CHARGES = st.lists(st.tuples(MOMENTS, st.integers(1, 5000)), max_size=4)


@st.composite
def some_spell(draw):
    started_at, ended_at = sorted([draw(MOMENTS), draw(MOMENTS)])
    return Spell(
        reader=draw(st.sampled_from("abc")),
        currency="USD",
        interval=draw(st.sampled_from(["month", "year"])),
        started_at=started_at,
        ended_at=draw(st.sampled_from([ended_at, None])),
        charges=tuple(sorted(draw(CHARGES))),
    )


@given(st.lists(some_spell(), max_size=12), st.lists(MOMENTS, min_size=2, max_size=5, unique=True))
def test_the_bridge_leads_from_each_end_to_the_next(spells, moments):
    before = None
    for month in months(spells, sorted(moments)):
        members = month.members + month.new + month.back - month.lost
        money = month.start + month.won + month.won_back + month.more - month.less - month.gone
        assert (members, money) == (month.members_end, month.end)
        assert before is None or (before.members_end, before.end) == (month.members, month.start)
        before = month


def test_a_cohort_is_followed_from_the_end_of_its_month_for_as_long_as_time_is_over():
    joined = [spell("ada", since=(7, 3)), spell("bea", since=(7, 9), until=(8, 20))]

    found = cohorts(joined, [JULY, AUGUST, SEPTEMBER, at(10, 1)], now=at(9, 15))

    assert found[0] == (JULY, [2, 2, 1])
    assert found[1] == (AUGUST, [0, 0])


def whole_month(start, end):
    rest = dict.fromkeys(MonthOfMembers._fields, 0)
    return MonthOfMembers(**rest | {"members": 1, "start": start, "end": end})


def test_nothing_is_foreseen_from_five_months():
    assert forecast([whole_month(100, 110)] * 5) == []


def test_steady_months_go_on_and_uneven_ones_say_less_the_further_ahead():
    steady = forecast([whole_month(1000, 1100)] * 6)
    uneven = forecast([whole_month(1000, 1000 + change) for change in (0, 200) * 3])

    assert [(one.least, one.middle, one.most) for one in steady] == [
        *((1200, 1200, 1200), (1300, 1300, 1300), (1400, 1400, 1400)),
    ]
    widths = [one.most - one.least for one in uneven]
    assert widths == sorted(widths)
    # 2.015 times the spread of 109.5, times the root of 1 + 1/6.
    assert uneven[0].most - uneven[0].middle == pytest.approx(238, abs=1)
