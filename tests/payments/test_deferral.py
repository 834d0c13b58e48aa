"""What is paid ahead is owed first, and earned month by month; what was handed out stays true."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from wellread.payments.deferral import EarnedOver, Moved, SplitMovement, in_month, number_of

MAY = datetime(2026, 5, 17, 9, tzinfo=UTC)
YEAR = EarnedOver(MAY, 12)
BEGINS = number_of(MAY)


def earned(moved: list[Moved], schedule: EarnedOver, months: range) -> list[int]:
    return [in_month(moved, schedule, BEGINS + each).earned_minor for each in months]


def test_a_year_is_earned_in_twelve_parts_that_make_the_whole() -> None:
    paid = [Moved(BEGINS, 8000)]

    parts = earned(paid, YEAR, range(13))

    assert parts == [666, 666, 666, 666, 667, 667, 667, 667, 667, 667, 667, 667, 0]
    assert in_month(paid, YEAR, BEGINS).parts == (SplitMovement(8000, 0),)


def test_a_gift_that_nobody_took_is_owed_and_earned_by_no_month() -> None:
    assert earned([Moved(BEGINS, 2400)], EarnedOver(None, 3), range(24)) == [0] * 24


def test_a_gift_is_earned_from_the_month_in_which_it_was_taken() -> None:
    paid = [Moved(BEGINS - 5, 2400)]

    assert earned(paid, EarnedOver(MAY, 3), range(-5, 4)) == [0] * 5 + [800, 800, 800, 0]


def test_what_goes_back_is_taken_from_what_is_owed_and_then_from_what_was_earned() -> None:
    moved = [Moved(BEGINS, 1200), Moved(BEGINS + 3, -1200)]

    refunded = in_month(moved, YEAR, BEGINS + 3)

    assert earned(moved, YEAR, range(13)) == [100, 100, 100, *[0] * 10]
    assert refunded.parts == (SplitMovement(-900, -300),)


def test_what_goes_back_after_the_year_is_taken_from_what_was_earned() -> None:
    moved = [Moved(BEGINS, 1200), Moved(BEGINS + 12, -500)]

    assert in_month(moved, YEAR, BEGINS + 12).parts == (SplitMovement(0, -500),)


@given(
    st.lists(st.tuples(st.integers(0, 15), st.integers(-5000, 5000)), max_size=6),
    st.integers(1, 12),
    st.integers(0, 15),
)
def test_a_month_that_was_handed_out_stays_as_it_was_and_in_the_end_all_is_earned(
    later: list[tuple[int, int]], months: int, seen: int
) -> None:
    schedule = EarnedOver(MAY, months)
    first = [Moved(BEGINS, 100_000)]
    moved = first + [Moved(BEGINS + at, amount) for at, amount in later]
    known = [one for one in moved if one.number <= BEGINS + seen]

    before = [in_month(known, schedule, BEGINS + each) for each in range(seen + 1)]
    after = [in_month(moved, schedule, BEGINS + each) for each in range(16)]

    assert after[: seen + 1] == before
    owed = sum(part.owed_minor for one in after for part in one.parts)
    direct = sum(part.earned_minor for one in after for part in one.parts)
    released = sum(one.earned_minor for one in after)
    assert owed == released
    assert direct + released == sum(one.amount_minor for one in moved)
