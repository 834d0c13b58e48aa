from trials.lifetimes import ranked


def test_after_two_years_worth_ranks_as_who_knows_how_long_members_stay():
    found = [ranked(f"{seed}") for seed in range(20)]

    assert {one["worth"] for one in found} == {1.0}
    # The first money is what a young campaign is tempted to go by.
    assert sum(one["first"] for one in found) < 20
