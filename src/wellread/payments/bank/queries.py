"""What of the bank's statement and of Stripe's payouts agrees, and what does not."""

from datetime import date, timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet

from wellread.payments.bank.matching import AFTER
from wellread.payments.bank.models import BankLine, BankSettlement, BankStatement
from wellread.payments.models import Payout


def lines_open() -> QuerySet[BankLine]:
    """Return lines that look like Stripe's and are no payout that we know, the latest first."""
    return BankLine.objects.filter(payout=None, settlement=None)


def payouts_open() -> QuerySet[Payout]:
    """Return payouts that arrived, as Stripe says, and that no statement has, the latest first.

    Only those whose day the statements have: what is to be taken in still is no difference.
    """
    until = covered_until()
    if until is None:
        return Payout.objects.none()
    met = BankLine.objects.filter(payout=OuterRef("pk"), is_return=False)
    told = BankSettlement.objects.filter(payout=OuterRef("pk"))
    first = BankLine.objects.order_by("booked_on").values_list("booked_on", flat=True).first()
    since = first or until
    return Payout.objects.filter(
        ~Exists(met),
        ~Exists(told),
        status=Payout.Status.PAID,
        arrives_at__date__gte=since,
        arrives_at__date__lte=until - AFTER,
    )


def covered_until() -> date | None:
    """Return the last day of the statements that were taken in, or None."""
    until: date | None = BankStatement.objects.aggregate(until=Max("until"))["until"]
    return until


def matched() -> QuerySet[BankLine]:
    """Return lines that are a payout of ours, by themselves or by a colleague's word."""
    return BankLine.objects.exclude(payout=None, settlement=None).select_related(
        "payout", "settlement__payout", "settlement__settled_by"
    )


def payouts_near(line: BankLine) -> QuerySet[Payout]:
    """Return payouts that a colleague may mean by a line: of its currency, of about its time."""
    about = timedelta(days=31)
    taken = BankLine.objects.filter(payout=OuterRef("pk"))
    return Payout.objects.filter(
        ~Exists(taken),
        bank_settlement=None,
        currency=line.currency,
        arrives_at__date__gte=line.booked_on - about,
        arrives_at__date__lte=line.booked_on + about,
    )
