"""Questions about money that more than one page asks."""

from django.db.models import QuerySet

from wellread.payments.models import Dispute


def open_disputes() -> QuerySet[Dispute]:
    """Return disputes whose bank still waits for an answer, the most urgent first."""
    waiting = Dispute.objects.filter(status__in=("needs_response", "warning_needs_response"))
    return waiting.select_related("payment__checkout__reader").order_by("answer_by", "pk")
