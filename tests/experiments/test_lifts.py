from random import Random

from wellread.experiments.lifts import Joined, lift


def test_without_anybody_who_joined_all_is_possible():
    nobody = lift([])

    assert (nobody.asked, nobody.held) == (0, 0)
    assert (nobody.more.least, nobody.more.most) == lift([Joined(0.0, 9, 0)]).more


def test_twice_as_many_join_for_being_asked():
    found = lift([Joined(0.5, 1000, 500), Joined(0.1, 1800, 100)])

    assert (found.asked, found.held) == (2800, 600)
    assert 0.5 < found.more.least < 1 < found.more.most < 1.6


def test_where_asking_brings_nothing_nobody_is_misled_by_looking_at_each_who_joins():
    misled = 0
    for seed in range(40):
        chance, asked, held = Random(seed), 0, 0
        for _ in range(300):
            held += (is_held := chance.random() < 0.1)
            asked += not is_held
            if lift([Joined(0.1, asked, held)]).more.excludes_none:
                misled += 1
                break

    assert misled <= 2
