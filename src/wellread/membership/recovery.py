"""How many members stay whose renewal failed: the figure by which dunning is judged."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from wellread.membership.models import FailedRenewal, Grant, Membership

# Whoever is a member then has been through the whole schedule, and most through a renewal after.
JUDGED_AFTER = timedelta(days=60)
# Those whose sixtieth day lies in the past year.
OVER = timedelta(days=365)


class Recovery(NamedTuple):
    """Of so many members whose renewal failed in a time, so many were members after sixty days."""

    failed: int
    stayed: int
    since: datetime
    until: datetime

    @property
    def percent(self) -> int | None:
        """The share of those who stayed, in whole percents, rounded down; None of nobody."""
        return self.stayed * 100 // self.failed if self.failed else None


def recovery(*, at: datetime, over: timedelta = OVER) -> Recovery:
    """Count members by their first failure in a time, so that nobody counts twice."""
    until = at - JUDGED_AFTER
    failed = judged(at=at, over=over)
    return Recovery(failed.count(), failed.filter(has_stayed=True).count(), until - over, until)


def judged(*, at: datetime, over: timedelta = OVER) -> QuerySet[Any]:
    """Return whose renewal failed in a time, with `failed_at` and `has_stayed`.

    A member is whoever holds time that was paid for on the sixtieth day: by the same membership,
    or by another that they joined since. Who cancelled meanwhile and had paid for that day counts
    as staying; who did not pay counts as gone, whatever the reason.
    """
    until = at - JUDGED_AFTER
    since = until - over
    first = (
        FailedRenewal.objects.filter(failed_at__gte=since, failed_at__lt=until)
        .order_by()
        .values("membership")
        .annotate(at=Min("failed_at"))
    )
    # Its own rows, so that each question is one of keys.
    failed = Membership.objects.filter(pk__in=first.values("membership")).annotate(
        failed_at=Subquery(first.filter(membership=OuterRef("pk")).values("at"))
    )
    judged_at = ExpressionWrapper(F("failed_at") + JUDGED_AFTER, output_field=DateTimeField())
    failed = failed.annotate(judged_at=judged_at)
    paid = Grant.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=OuterRef("judged_at")),
        reason=Grant.Reason.MEMBERSHIP,
        starts_at__lte=OuterRef("judged_at"),
        ends_at__gt=OuterRef("judged_at"),
    )
    own = Exists(paid.filter(checkout=OuterRef("checkout")))
    anew = Exists(paid.filter(checkout__reader=OuterRef("reader")))
    return failed.annotate(has_stayed=own | anew)
