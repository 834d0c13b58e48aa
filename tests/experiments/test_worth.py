import pytest

from wellread.experiments.retention import (
    MONTHLY,
    YEARLY,
    Retention,
    Stay,
    curve,
    kaplan_meier,
    payments_due,
)
from wellread.experiments.worth import Agreement, per_thousand, worth_minor

# Freireich et al. 1963, patients given 6-MP: the textbook's own table of what is kept.
FREIREICH = [
    *(Stay(months, True) for months in (6, 6, 6, 7, 10, 13, 16, 22, 23)),
    *(Stay(months, False) for months in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)),
]


def test_what_is_kept_is_that_of_the_textbook():
    found = kaplan_meier(FREIREICH)

    assert [(one.month, round(one.part, 3)) for one in found] == [
        (6, 0.857),
        (7, 0.807),
        (10, 0.753),
        (13, 0.690),
        (16, 0.627),
        (22, 0.538),
        (23, 0.448),
    ]
    # As lifelines 0.30 and R's survfit(conf.type = "log-log") give it.
    assert (round(found[0].least, 3), round(found[0].most, 3)) == (0.620, 0.952)
    assert (round(found[-1].least, 3), round(found[-1].most, 3)) == (0.188, 0.680)


def test_nobody_kept_is_nobody():
    assert kaplan_meier([Stay(3, True)]) == [(3, 0.0, 0.0, 0.0, 1)]


def test_without_members_of_ones_own_the_published_parts_stand():
    monthly, yearly = curve([], "month", MONTHLY), curve([], "year", YEARLY)

    assert [round(monthly[month], 3) for month in (0, 12, 24, 36)] == [1, 0.34, 0.22, 0.15]
    assert [round(yearly[month], 3) for month in (0, 11, 12, 23, 24, 36)] == [
        *(1, 1, 0.70, 0.70, 0.52, 0.40)
    ]


def test_ones_own_members_count_for_more_as_they_grow():
    def kept_after_a_year(number):
        stays = [Stay(12, True)] * (number // 10) + [Stay(13, False)] * (number - number // 10)
        return curve(stays, "year", YEARLY)[12]

    assert [round(kept_after_a_year(number), 2) for number in (0, 100, 1000, 100_000)] == [
        *(0.70, 0.80, 0.88, 0.90)
    ]


def test_payments_are_due_while_members_are_kept():
    yearly = curve([], "year", YEARLY)

    assert payments_due(yearly, "year") == pytest.approx(0.70 + 0.52)
    assert payments_due(yearly, "year", age=12) == pytest.approx(0.52 / 0.70)
    assert payments_due(yearly, "year", age=36) == 0
    assert payments_due([1.0] * 37, "month") == 35


def test_month_year_and_once_stand_on_one_scale():
    kept = {"month": curve([], "month", MONTHLY), "year": curve([], "year", YEARLY)}

    assert worth_minor(Agreement(None, 5000, 4800), kept, 0.95) == 4800
    assert worth_minor(Agreement("year", 9600, 9300), kept, 0.95) == 9300 + round(
        1.22 * 9600 * 0.95
    )
    assert worth_minor(Agreement("month", 800, 760), kept, 0.95) == 760 + round(
        payments_due(kept["month"], "month") * 800 * 0.95
    )


def test_whoever_left_or_was_refunded_brings_nothing_more():
    kept = {"year": curve([], "year", YEARLY)}

    assert worth_minor(Agreement("year", 9600, 0, 3, goes_on=False), kept, 0.95) == 0


def test_a_longer_stay_is_worth_more():
    better = curve([], "month", Retention(0.6, 0.5, 0.4))

    assert payments_due(better, "month") > payments_due(curve([], "month", MONTHLY), "month")


def test_worth_is_told_for_a_thousand_impressions():
    assert per_thousand(9600, 4000) == 2400
    assert per_thousand(0, 0) is None
