import random
from math import isclose, sqrt

from wellread.experiments.off_policy import LoggedCell, estimate

GIFT = 1000


def cell(variant, shown, gifts, *, chance=0.5, wanted=0.5, stratum="GB", gift=GIFT):
    return LoggedCell(stratum, variant, shown, chance, wanted, (gift,) * gifts)


def test_other_shares_by_hand():
    found = estimate([cell("warm", 1000, 100, wanted=0.8), cell("control", 1000, 50, wanted=0.2)])

    # 100 gifts count 1.6 times each, 50 count 0.4 times: in all 180.
    assert found.shown == 2000
    assert isclose(found.ips, 180 * GIFT)
    assert isclose(found.snips, 180 * GIFT)
    assert isclose(found.dr, 180 * GIFT)
    assert isclose(found.effective_gifts, 180**2 / (1.6**2 * 100 + 0.4**2 * 50))
    assert isclose(found.half_width, 1.96 * sqrt(1.6**2 * 100 + 0.4**2 * 50) * GIFT)
    assert found.is_enough


def test_where_chance_dealt_unevenly_two_of_the_three_correct_for_it():
    # Of 2,000, 1,100 drew what half of them should have.
    found = estimate([cell("warm", 1100, 110), cell("control", 900, 45)])

    assert isclose(found.ips, 155 * GIFT)
    assert isclose(found.snips, 155 * GIFT)
    # 1,000 at 0.1 and 1,000 at 0.05 gifts.
    assert isclose(found.dr, 150 * GIFT)


def test_whom_nobody_would_ask_is_left_out_with_their_gifts():
    found = estimate(
        [
            cell("warm", 600, 60, chance=1.0, wanted=1.0),
            cell("warm", 400, 90, chance=1.0, wanted=0.0, stratum="FR"),
        ]
    )

    assert (found.shown, found.ips, found.effective_gifts) == (600, 60 * GIFT, 60)
    assert not found.is_enough


def test_a_variant_that_was_never_shown_is_not_known():
    found = estimate([cell("control", 1000, 500, chance=1.0, wanted=0.4)])

    assert isclose(found.unknown, 0.6)
    assert not found.is_enough


def test_gifts_that_stand_for_many_are_few():
    found = estimate(
        [
            cell("warm", 10, 5, chance=0.01, wanted=1.0),
            cell("control", 990, 500, chance=0.99, wanted=0.0),
        ]
    )

    assert isclose(found.effective_gifts, 5)
    assert not found.is_enough


def test_nothing_shown_is_nothing_known():
    found = estimate([])

    assert (found.shown, found.ips, found.snips, found.dr, found.is_enough) == (0, 0, 0, 0, False)


# Rates by hour and variant; the shares that were dealt, which followed what seemed better.
RATES = [
    {"a": mood * 0.002, "b": mood * 0.003, "c": mood * 0.0015} for mood in (0.6, 1.0, 1.4, 0.9)
]
DEALT = [
    {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3},
    {"a": 0.3, "b": 0.5, "c": 0.2},
    {"a": 0.2, "b": 0.7, "c": 0.1},
    {"a": 0.1, "b": 0.85, "c": 0.05},
]
WANTED = {"a": 0.5, "b": 0.25, "c": 0.25}
SHOWN = 60_000


def lived_through(chance):
    """A campaign of four hours as chance has it."""
    for hour, (rates, dealt) in enumerate(zip(RATES, DEALT, strict=True)):
        for name, share in dealt.items():
            shown = round(SHOWN * share)
            mean = shown * rates[name]
            gifts = max(0, round(chance.gauss(mean, sqrt(mean))))
            values = tuple(chance.choice((600, 1000, 2000)) for _ in range(gifts))
            yield LoggedCell(hour, name, shown, share, WANTED[name], values)


def test_the_truth_of_simulated_campaigns_is_met_by_all_three():
    chance = random.Random(2026)
    truth = sum(SHOWN * WANTED[name] * rate * 1200 for one in RATES for name, rate in one.items())

    found = [estimate(lived_through(chance)) for _ in range(300)]

    for name in ("ips", "snips", "dr"):
        mean = sum(getattr(one, name) for one in found) / len(found)
        assert abs(mean / truth - 1) < 0.01, name
    covered = sum(abs(one.dr - truth) <= one.half_width for one in found)
    assert covered / len(found) > 0.93
    assert all(one.is_enough for one in found)
