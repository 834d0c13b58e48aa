"""What memberships come to by the month: pure arithmetic over their beginnings, ends and charges.

Money is in hundredths of a currency *a year*, so that a month's amount and a year's are whole
numbers of one scale: ten a month is 12,000, a hundred a year is 10,000.
"""

import itertools
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import NamedTuple

A_YEAR = {"month": 12, "year": 1}
# Fewer months say nothing of how much months differ.
LEAST_MONTHS = 6
# Student's t for nine in ten, by the months less one.
T_90 = {5: 2.015, 6: 1.943, 7: 1.895, 8: 1.860, 9: 1.833, 10: 1.812, 11: 1.796, 12: 1.782}


@dataclass(frozen=True, slots=True)
class Spell:
    """One membership from its beginning to its end; `charges` by date, the oldest first."""

    reader: str
    currency: str
    interval: str
    started_at: datetime
    ended_at: datetime | None
    charges: tuple[tuple[datetime, int], ...]
    membership: int = 0

    def is_live(self, moment: datetime) -> bool:
        """Whether it runs at a moment."""
        return self.started_at <= moment and (self.ended_at is None or moment < self.ended_at)

    def a_year(self, moment: datetime) -> int:
        """What its latest charge before a moment comes to in a year; the first one before it."""
        before = bisect_right(self.charges, moment, key=lambda charge: charge[0])
        amount = self.charges[max(before - 1, 0)][1] if self.charges else 0
        return amount * A_YEAR[self.interval]


class SpellChange(NamedTuple):
    """What became of one membership between two moments: new, back, lost or kept.

    Before and after are what it came to in a year at either moment, 0 where it did not run.
    """

    kind: str
    spell: Spell
    before: int
    after: int


class MonthOfMembers(NamedTuple):
    """How members and what they pay in a year went from one moment to another.

    Start + new + back + more - less - lost = end, of members without more and less.
    """

    since: datetime
    until: datetime
    members: int
    new: int
    back: int
    lost: int
    members_end: int
    start: int
    won: int
    won_back: int
    more: int
    less: int
    gone: int
    end: int

    @property
    def churn(self) -> float | None:
        """The share of members at the start who were lost; None where there were none."""
        return self.lost / self.members if self.members else None


class Foreseen(NamedTuple):
    """What a month's end may bring: between least and most in nine years of ten."""

    month: int
    least: int
    middle: int
    most: int


def returns(spells: Iterable[Spell]) -> set[int]:
    """Return which spells, by their place in order of beginning, a former member began."""
    left: dict[str, datetime] = {}
    back = set()
    for place, spell in enumerate(ordered(spells)):
        if spell.reader in left and left[spell.reader] <= spell.started_at:
            back.add(place)
        if spell.ended_at is not None:
            left[spell.reader] = max(spell.ended_at, left.get(spell.reader, spell.ended_at))
    return back


def ordered(spells: Iterable[Spell]) -> list[Spell]:
    """Return spells in order of beginning."""
    return sorted(spells, key=lambda spell: (spell.started_at, spell.reader))


def months(spells: Iterable[Spell], moments: Sequence[datetime]) -> list[MonthOfMembers]:
    """Return the months between moments that follow each other."""
    every = ordered(spells)
    back = returns(every)
    return [_month(every, back, since, until) for since, until in itertools.pairwise(moments)]


def cohorts(
    spells: Iterable[Spell], moments: Sequence[datetime], now: datetime
) -> list[tuple[datetime, list[int]]]:
    """Return, by the month of joining, how many joined and how many were left a month later each.

    A figure stands only where that month is over for all of them.
    """
    every = list(spells)
    found = []
    for place, since in enumerate(moments[:-1]):
        joined = [one for one in every if since <= one.started_at < moments[place + 1]]
        left = [
            sum(one.is_live(moment) for one in joined)
            for moment in moments[place + 1 :]
            if moment <= now
        ]
        found.append((since, [len(joined), *left]))
    return found


def forecast(history: Sequence[MonthOfMembers], ahead: int = 3) -> list[Foreseen]:
    """Return what the next months' ends may be, if they are to differ as the past ones did.

    The mean change goes on; the band is that of a sum of so many months, and of not knowing the
    mean better than so few months tell it. Nothing is foreseen from fewer than six.
    """
    changes = [one.end - one.start for one in history if one.members]
    number = len(changes)
    if number < LEAST_MONTHS:
        return []
    mean = sum(changes) / number
    spread = sqrt(sum((change - mean) ** 2 for change in changes) / (number - 1))
    times = T_90[min(number - 1, max(T_90))]
    end = history[-1].end
    foreseen = []
    for month in range(1, ahead + 1):
        half = times * spread * sqrt(month + month**2 / number)
        middle = end + month * mean
        foreseen.append(
            Foreseen(
                month,
                max(0, round(middle - half)),
                max(0, round(middle)),
                max(0, round(middle + half)),
            )
        )
    return foreseen


def changes(spells: Iterable[Spell], since: datetime, until: datetime) -> list[SpellChange]:
    """Return each membership that ran at one of two moments, in order of beginning."""
    every = ordered(spells)
    return list(_changes(every, returns(every), since, until))


def _changes(
    every: Sequence[Spell], back: set[int], since: datetime, until: datetime
) -> Iterator[SpellChange]:
    for place, spell in enumerate(every):
        was, is_now = spell.is_live(since), spell.is_live(until)
        before = spell.a_year(since) if was else 0
        after = spell.a_year(until) if is_now else 0
        if was:
            yield SpellChange("kept" if is_now else "lost", spell, before, after)
        elif is_now:
            yield SpellChange("back" if place in back else "new", spell, before, after)


def _month(
    every: Sequence[Spell], back: set[int], since: datetime, until: datetime
) -> MonthOfMembers:
    numbers: Counter[str] = Counter()
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    more = less = 0
    for one in _changes(every, back, since, until):
        numbers[one.kind] += 1
        before[one.kind] += one.before
        after[one.kind] += one.after
        if one.kind == "kept":
            more += max(0, one.after - one.before)
            less += max(0, one.before - one.after)
    return MonthOfMembers(
        since,
        until,
        members=numbers["kept"] + numbers["lost"],
        new=numbers["new"],
        back=numbers["back"],
        lost=numbers["lost"],
        members_end=numbers.total() - numbers["lost"],
        start=before.total(),
        won=after["new"],
        won_back=after["back"],
        more=more,
        less=less,
        gone=before["lost"],
        end=after.total(),
    )
