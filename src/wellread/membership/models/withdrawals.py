"""What somebody withdrew from, and each payment that is given back."""

from django.db import models
from django.utils import timezone

from wellread.language.editors import for_editors
from wellread.membership.models.declarations import Declaration
from wellread.membership.models.gifts import GiftMembership
from wellread.membership.models.memberships import Membership
from wellread.payments.models import Checkout, Payment


class Withdrawal(Declaration):
    """That somebody withdraws from what they bought, as they declared it, and what came of it.

    It counts from the moment it was declared; money goes back once it is proved whose it was.
    """

    wagtail_reference_index_ignore = True

    declared_at = models.DateTimeField(for_editors("declared at"), default=timezone.now)
    checkout = models.OneToOneField(
        Checkout,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawal",
        verbose_name=for_editors("checkout"),
    )
    done_at = models.DateTimeField(
        for_editors("done at"),
        null=True,
        blank=True,
        help_text=for_editors("When it had ended, and its money was sent back."),
    )

    class Meta:
        ordering = ["-declared_at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["declared_at"],
                condition=models.Q(done_at=None),
                name="withdrawals_to_carry_out",
            )
        ]


class ReturnedPayment(models.Model):
    """A payment that is given back: of a second membership, a withdrawal or a returned gift.

    Written down before Stripe is asked.
    """

    wagtail_reference_index_ignore = True

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="returned_payments"
    )
    withdrawal = models.ForeignKey(
        Withdrawal, on_delete=models.PROTECT, null=True, related_name="returned_payments"
    )
    gift = models.ForeignKey(
        GiftMembership, on_delete=models.PROTECT, null=True, related_name="returned_payments"
    )
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="+")
    # Empty for all of it.
    amount_minor = models.PositiveBigIntegerField(null=True, blank=True)
    # How often Stripe refused to give it back, and what it said last.
    refusals = models.PositiveIntegerField(default=0)
    refusal = models.TextField(blank=True)
    # Empty once it went back, or somebody else touched it.
    try_again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["try_again_at"], name="payments_to_give_back")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(membership__isnull=False, withdrawal=None, gift=None)
                | models.Q(membership=None, withdrawal__isnull=False, gift=None)
                | models.Q(membership=None, withdrawal=None, gift__isnull=False),
                name="returned_for_one_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor=None)
                | models.Q(amount_minor__gt=0, withdrawal__isnull=False),
                name="part_returned_by_a_withdrawal",
            ),
        ]

    def __str__(self) -> str:
        return for_editors("%(payment)s of %(membership)s") % {
            "payment": self.payment,
            "membership": self.membership or self.withdrawal or self.gift,
        }
