"""What was counted by the hour, wherever it rests: here, in ClickHouse, or some in each."""

from collections import Counter
from itertools import pairwise
from typing import Any

from django.db.models import Sum

from wellread.insights.clickhouse import StoreAway
from wellread.insights.models import EventLot, HourTotal
from wellread.insights.warehouse import HourQuestion, Ranges, warehouse

# A lot arrives every quarter of an hour at most.
TRIES = 5


def counted(question: HourQuestion) -> dict[tuple[Any, ...], int]:
    """Return the sums that a question asks for, by the values it names; raises StoreAway.

    Rows are here until they count there: both are asked about one and the same moment.
    """
    lots = kept_lots()
    for _ in range(TRIES):
        here = counted_here(question)
        if (lots_after := kept_lots()) == lots:
            break
        lots = lots_after
    else:
        raise StoreAway("too much is on its way to be counted")
    if not lots:
        return here
    store = warehouse()
    if store is None:
        raise StoreAway(
            "events rest in ClickHouse and EVENTS_URL is empty: `wellread events move --back` "
            "brings them back while it is set"
        )
    return dict(Counter(here) + Counter(store.sums(question, lots)))


def counted_here(question: HourQuestion) -> dict[tuple[Any, ...], int]:
    """Return the same of what is in the relational database alone."""
    wanted = {
        "hour__gte": question.since,
        "hour__lt": question.until,
        "campaign": question.campaign,
        "kind": question.kind,
    }
    rows = HourTotal.objects.filter(**{k: one for k, one in wanted.items() if one is not None})
    sums = rows.order_by().values_list(*question.by).annotate(sum=Sum("number"))
    if not question.by:
        whole = rows.aggregate(sum=Sum("number"))["sum"]
        return {(): whole} if whole else {}
    return {tuple(row[:-1]): row[-1] for row in sums if row[-1]}


def kept_lots() -> Ranges:
    """Return which lots count in ClickHouse, neighbours together."""
    kept = EventLot.objects.filter(state=EventLot.State.KEPT).order_by("number")
    return ranges(list(kept.values_list("number", flat=True)))


def ranges(numbers: list[int]) -> Ranges:
    """Return rising numbers as pairs of the first and last of each run."""
    if not numbers:
        return []
    ends = [before for before, after in pairwise(numbers) if after != before + 1]
    begins = [after for before, after in pairwise(numbers) if after != before + 1]
    return list(zip([numbers[0], *begins], [*ends, numbers[-1]], strict=True))
