from math import exp
from random import Random

import pytest

from tests.experiments.campaigns import poisson
from wellread.experiments.shares import (
    FIRST_CV,
    LEAST_AMOUNT_CV,
    LEAST_CV,
    MOST_AMOUNT_CV,
    MOST_CV,
    UNKNOWN_SPREAD,
    Sums,
)
from wellread.experiments.spreads import (
    MOST_BELIEF,
    PastVariant,
    learned_amount_spread,
    learned_cv,
)


def campaigns(number, *, spread, shown=50_000, rate=0.01):
    chance = Random(7)
    rates = [[rate * exp(chance.gauss(0, spread)) for _ in range(4)] for _ in range(number)]
    return [[PastVariant(shown, poisson(chance, shown * one)) for one in four] for four in rates]


def test_before_the_first_campaign_a_fifth_is_believed():
    assert learned_cv([]) == FIRST_CV
    assert (
        learned_cv([[PastVariant(1000, 19)], [PastVariant(1000, 19), PastVariant(1000, 0)]])
        == FIRST_CV
    )


@pytest.mark.parametrize(("spread", "least", "most"), [(0.3, 0.27, 0.33), (0.2, 0.18, 0.22)])
def test_what_campaigns_differed_by_is_found_in_their_noise(spread, least, most):
    assert least < learned_cv(campaigns(200, spread=spread)) < most


def test_what_cannot_be_believed_is_not():
    assert learned_cv(campaigns(200, spread=0.01)) == LEAST_CV
    assert learned_cv(campaigns(200, spread=2)) == MOST_CV


def test_one_campaign_moves_the_belief_a_little():
    wild = [PastVariant(10_000, 100), PastVariant(10_000, 180)]

    assert FIRST_CV < learned_cv([wild]) < 0.5 * (FIRST_CV + learned_cv([wild] * 100))


def giving(number, *, spread, gifts=200):
    """Campaigns of four variants whose mean amounts differ by a spread, single gifts by more."""
    chance = Random(7)
    return [[variant(chance, spread, gifts) for _ in range(4)] for _ in range(number)]


def variant(chance, spread, gifts):
    mean = 2000 * exp(chance.gauss(0, spread))
    values = [round(mean * chance.choice((0.5, 1, 1.5))) for _ in range(gifts)]
    return PastVariant(50_000, gifts, Sums(gifts, sum(values), sum(one**2 for one in values)))


def test_of_amounts_that_nobody_knows_nothing_is_learned():
    few = [PastVariant(1000, 9, Sums(9, 900, 90_000)), PastVariant(1000, 9, Sums(9, 900, 90_000))]
    free = [PastVariant(1000, 20, Sums(20, 0, 0))] * 2

    assert learned_amount_spread([]) == UNKNOWN_SPREAD
    assert learned_amount_spread(campaigns(20, spread=0.3)) == UNKNOWN_SPREAD
    assert learned_amount_spread([few, free, [few[0]]]) == UNKNOWN_SPREAD


@pytest.mark.parametrize(("spread", "least", "most"), [(0.3, 0.27, 0.33), (0.15, 0.13, 0.17)])
def test_what_amounts_differed_by_is_found_in_their_noise(spread, least, most):
    found = learned_amount_spread(giving(200, spread=spread))

    assert least < found.cv < most
    assert found.belief == MOST_BELIEF


def test_a_spread_of_amounts_that_cannot_be_believed_is_not():
    assert learned_amount_spread(giving(200, spread=0.01)).cv == LEAST_AMOUNT_CV
    assert learned_amount_spread(giving(200, spread=2)).cv == MOST_AMOUNT_CV


def test_a_campaign_of_many_conversions_says_more_of_amounts_than_one_of_few():
    exact, noisy = giving(10, spread=0.01, gifts=2000), giving(10, spread=0.4, gifts=8)

    assert learned_amount_spread([*exact, *noisy]).cv < 0.7 * learned_amount_spread(noisy).cv


def test_the_first_campaigns_are_believed_by_their_number():
    beliefs = [learned_amount_spread(giving(number, spread=0.2)).belief for number in (1, 4, 12)]

    assert beliefs == [1 / 5, 4 / 8, 12 / 16]
