from math import exp
from random import Random

import pytest

from tests.experiments.campaigns import poisson
from wellread.experiments.shares import FIRST_CV, LEAST_CV, MOST_CV
from wellread.experiments.spreads import PastVariant, learned_cv


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
