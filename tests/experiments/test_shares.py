from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.experiments.campaigns import verdicts
from wellread.experiments.judging import Judge
from wellread.experiments.shares import (
    FLOOR,
    LEAST_AMOUNT_CV,
    UNITS,
    UNKNOWN_SPREAD,
    AmountSpread,
    Stratum,
    Sums,
    chances_to_be_best,
    clamped_cv,
    in_units,
    moved,
    target,
)
from wellread.experiments.spreads import MOST_BELIEF


def gifts(number, value=2000):
    return Sums(number, number * value, number * 2 * value**2)


def test_nothing_known_means_equal_shares():
    assert target([], [gifts(0)] * 4) == pytest.approx([0.25] * 4)


def test_the_chances_are_those_that_ten_thousands_of_draws_find():
    stratum, amounts = Stratum([50_000] * 3, [90, 110, 100]), [gifts(90), gifts(110), gifts(100)]
    prior, chance = 1 / 0.2**2, Random(1)
    wins = [0, 0, 0]
    noise = 2 - 1
    tau = 0.08
    for _ in range(40_000):
        drawn = []
        for number in stratum.conversions:
            shape = prior + number
            rate = chance.gammavariate(shape, 1 / (prior + 100))
            spread = (tau**2 * noise / number / (tau**2 + noise / number)) ** 0.5
            drawn.append(rate * 2.718281828459045 ** chance.gauss(0, spread))
        wins[drawn.index(max(drawn))] += 1

    known = AmountSpread(tau, 1.0)
    found = chances_to_be_best([stratum], amounts, amount_spread=known)

    assert found == pytest.approx([one / 40_000 for one in wins], abs=0.02)


def test_hours_of_other_moods_are_not_mistaken_for_a_better_variant():
    # Both convert alike; b was shown most where readers gave most.
    strata = [Stratum([90_000, 10_000], [90, 10]), Stratum([10_000, 90_000], [40, 360])]

    found = chances_to_be_best(strata, [gifts(130), gifts(370)])

    assert found == pytest.approx([0.5, 0.5], abs=0.01)


def test_a_belief_about_spreads_is_clamped():
    assert [clamped_cv(one) for one in (None, 0.01, 0.3, 2.0)] == [0.20, 0.15, 0.3, 0.50]


def test_the_amount_counts_and_not_the_rate_alone():
    stratum = Stratum([100_000] * 2, [400, 300])

    ahead = chances_to_be_best([stratum], [gifts(400, 1000), gifts(300, 2500)])

    assert ahead[1] > 0.9


def test_where_asks_were_alike_so_far_a_few_large_gifts_make_no_winner():
    stratum = Stratum([100_000] * 2, [20, 20])
    amounts = [gifts(20, 2000), Sums(20, 62_000, 20 * 2000**2 + 10 * 4000**2)]

    open_, alike = (
        chances_to_be_best([stratum], amounts, amount_spread=one)[1]
        for one in (UNKNOWN_SPREAD, AmountSpread(LEAST_AMOUNT_CV, MOST_BELIEF))
    )

    assert 0.5 < alike < open_


def test_a_campaign_unlike_all_before_it_is_seen_to_be():
    stratum = Stratum([100_000] * 2, [500, 500])
    amounts = [gifts(500, 1500), gifts(500, 2500)]

    found = chances_to_be_best(
        [stratum], amounts, amount_spread=AmountSpread(LEAST_AMOUNT_CV, MOST_BELIEF)
    )

    assert found[1] > 0.99


def test_no_share_moves_by_more_than_twenty_points_or_below_one_percent():
    said = verdicts(Judge("optimise"), seed=5, lift=2.0, hours=60, rate=0.01, follows=True)
    steps = [abs(y.shares["a"] - x.shares["a"]) for x, y in pairwise(said)]

    assert 0.15 < max(steps) <= 0.20
    assert FLOOR <= min(one.shares["a"] for one in said) < 0.0102


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20).filter(lambda one: sum(one) > 0))
def test_published_shares_are_whole_units_that_sum_to_one(raw):
    units = in_units(raw)

    assert sum(units) == 1
    assert all((one * UNITS).is_integer() and one >= 0 for one in units)


def test_moving_stops_where_it_leads():
    assert moved([0.5, 0.5], [0.45, 0.55]) == [0.45, 0.55]
    assert moved([0.9, 0.1], [0.1, 0.9]) == pytest.approx([0.7, 0.3])
