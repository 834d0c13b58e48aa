import pytest

from tests.experiments.campaigns import FIRST_HOUR, hour, verdicts
from wellread.engine.values import Fault
from wellread.experiments.hours import Hour, Showing
from wellread.experiments.judging import Judge

MODES = ["measure", "optimise"]


def heard(judge, *hours):
    return [judge.hear(one) for one in hours][-1]


def test_a_variant_worth_half_as_much_again_wins_when_the_interval_says_so():
    said = verdicts(Judge("measure"), seed=1, lift=0.5)

    assert said[-1].winner == "b"
    assert said[-1].difference.of == "b"
    assert 0 < said[-1].difference.value.least < 0.5 < said[-1].difference.value.most
    assert said[-1].reason == ('clear winner: an impression of "b" is worth more than one of "a"')


@pytest.mark.parametrize("mode", MODES)
def test_a_winner_is_never_named_while_the_interval_holds_no_difference(mode):
    for seed in range(4):
        for verdict in verdicts(Judge(mode), seed=seed, lift=0.4, hours=120, follows=True):
            assert verdict.winner is None or verdict.difference.value.least > 0


def test_a_hundred_conversions_are_the_least():
    judge = Judge("measure")
    said = [judge.hear(hour(n, a=(10_000,), b=(10_000, *[9600] * 9))) for n in range(12)]

    assert said[10].difference.value.least > 0
    assert [one.winner for one in said] == [None] * 11 + ["b"]
    assert said[10].reason.startswith("no clear difference yet: 99 of 100 conversions, ")


def test_identical_variants_win_nothing_while_one_peeks():
    for mode in MODES:
        won = [
            any(one.winner for one in verdicts(Judge(mode), seed=seed, hours=168, follows=True))
            for seed in range(30)
        ]

        assert sum(won) <= 1, mode


def test_conversions_bought_with_smaller_amounts_win_nothing():
    judge = Judge("measure")

    # Twice as many who give half as much.
    said = [judge.hear(hour(n, a=(5000, *[2000] * 4), b=(5000, *[1000] * 8))) for n in range(100)]

    assert {one.winner for one in said} == {None}
    rate = said[-1].difference.rate
    assert (rate if said[-1].difference.of == "b" else rate.reversed).least > 0.4


def test_what_is_lost_of_one_variant_stops_the_judging_and_shows_all_equally():
    said = verdicts(Judge("optimise"), seed=3, lift=0.5, lost=0.1, hours=200)

    assert said[-1].winner is None
    assert said[-1].reason.startswith("stopped for a fault: by 2026-11-0")
    assert said[-1].shares == {"a": 0.5, "b": 0.5}


def test_shares_that_are_told_are_what_impressions_are_compared_with():
    def told(number, share):
        shown = {"a": Showing(9000, (), share), "b": Showing(1000, (), 1 - share)}
        return Hour(hour(number).at, shown)

    fitting, other = Judge("measure"), Judge("measure")
    for number in range(20):
        fits, fails = fitting.hear(told(number, 0.9)), other.hear(told(number, 0.8))

    assert fits.shares == {"a": 0.9, "b": 1 - 0.9}
    assert fits.reason.startswith("no clear difference yet")
    assert fails.reason.startswith("stopped for a fault")


def test_half_of_the_shares_is_no_share():
    shown = {"a": Showing(9, (), 0.5), "b": Showing(9, ())}

    with pytest.raises(Fault, match=r"variants\.b\.share: is required where others have one"):
        Judge("measure").hear(Hour(FIRST_HOUR, shown))


@pytest.mark.parametrize(
    ("numbers", "fault"),
    [
        ((1, 1), "at: 2026-11-01T01:00:00Z is told twice"),
        ((1, 0), "at: 2026-11-01T00:00:00Z is out of order, 2026-11-01T01:00:00Z was told already"),
        ((0, 0.5), "at: 2026-11-01T00:30:00Z is less than an hour after 2026-11-01T00:00:00Z"),
    ],
)
def test_an_hour_that_does_not_follow_is_refused(numbers, fault):
    judge = Judge("measure")
    with pytest.raises(Fault) as found:
        heard(judge, *(hour(number, a=(9,)) for number in numbers))

    assert str(found.value) == fault


def test_missing_hours_hold_the_shares_and_are_named():
    judge = Judge("optimise")
    before = heard(judge, *(hour(n, a=(500, *[900] * 9), b=(500, 900)) for n in range(3)))

    after = judge.hear(hour(9, a=(500, *[900] * 9), b=(500, 900)))

    assert after.shares == before.shares != {"a": 0.5, "b": 0.5}
    assert after.reason == (
        "no clear difference yet: shares held, "
        "nothing was heard from 2026-11-01T03:00:00Z to 2026-11-01T09:00:00Z"
    )


def test_shares_hold_where_no_conversion_comes_in():
    judge = Judge("optimise")
    before = heard(judge, *(hour(n, a=(500, *[900] * 9), b=(500, 900)) for n in range(3)))

    after = heard(judge, *(hour(3 + n, a=(500,), b=(500,)) for n in range(3)))

    assert "shares held, no conversion came in where five were due" in after.reason
    assert after.shares == before.shares


def test_a_refund_takes_the_credit_back():
    kept, refunded = Judge("optimise"), Judge("optimise")
    last = heard(kept, *(hour(n, a=(500, 900), b=(500, 900)) for n in range(4)))
    heard(
        refunded,
        hour(0, a=(500, 900), b=(500, 900, 9600)),
        hour(1, a=(500, 900), b=(500, 900, -9600)),
        hour(2, a=(500, 900), b=(500, 900)),
    )

    same = refunded.hear(hour(3, a=(500, 900), b=(500, 900)))

    assert same.difference == last.difference
    assert same.reason == last.reason


def test_a_value_counts_up_to_the_cap():
    capped, large = Judge("measure", cap_minor=5000), Judge("measure", cap_minor=5000)

    assert heard(capped, hour(0, a=(500, 5000), b=(500, 900))) == heard(
        large, hour(0, a=(500, 10**12), b=(500, 900))
    )


def test_one_variant_has_nothing_to_be_compared_with():
    said = Judge("optimise").hear(hour(0, a=(500, *[900] * 200)))

    assert said.as_json() == {
        "at": "2026-11-01T00:00:00Z",
        "winner": None,
        "reason": "no clear difference yet: there is one variant only",
        "difference": None,
        "shares": {"a": 1.0},
    }


def test_a_variant_may_come_later_and_one_may_go():
    judge = Judge("optimise")
    heard(judge, *(hour(n, a=(500, *[900] * 5), b=(500, 900)) for n in range(6)))

    came = judge.hear(hour(6, a=(400, 900), b=(100,), c=(0, 900)))
    left = judge.hear(hour(7, a=(400, 900), c=(100, 900)))

    assert came.shares.keys() == {"a", "b", "c"}
    assert left.shares.keys() == {"a", "c"}
    assert sum(came.shares.values()) == sum(left.shares.values()) == 1


def test_nothing_shown_and_huge_numbers_are_judged_too():
    judge = Judge("optimise")
    judge.hear(hour(0, a=(0,), b=(0,)))
    said = judge.hear(hour(1, a=(10**15, *[900] * 2000), b=(10**15, *[900] * 2000)))

    assert said.winner is None
    assert said.shares == {"a": 0.5, "b": 0.5}


def test_eight_variants_that_are_alike_win_nothing():
    judge = Judge("measure")
    for number in range(100):
        said = judge.hear(hour(number, **dict.fromkeys("abcdefgh", (900, 900, 5000))))

    assert said.winner is None
    assert set(said.shares.values()) == {0.125}


def test_the_best_of_eight_wins():
    judge = Judge("measure")
    for number in range(150):
        alike = dict.fromkeys("abcdefg", (900, 900, 5000))
        said = judge.hear(hour(number, **alike, h=(900, 900, 5000, 900, 5000)))

    assert said.winner == "h"
    assert said.reason == (
        'clear winner: an impression of "h" is worth more than one of each other variant'
    )
