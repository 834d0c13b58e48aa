"""Higher amounts to which a member's bank has to agree first."""

import uuid

from django.db import models

from wellread.membership.models.memberships import Membership
from wellread.payments.models import PRICE_OF
from wellread.payments.money import Money


class AmountAgreement(models.Model):
    """That a member wants to pay more, and is asked for their bank's agreement: ours first."""

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    interval = models.CharField(max_length=5)
    fee_covered_minor = models.PositiveBigIntegerField(default=0)
    # Seats of a group, for which all of it is charged.
    quantity = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField()
    stripe_session_id = models.CharField(max_length=255, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(PRICE_OF[self.interval] % {"money": self.money})

    @property
    def money(self) -> Money:
        """The amount to which the bank is to agree."""
        return Money(self.amount_minor, self.currency)
