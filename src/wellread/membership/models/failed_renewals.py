"""Renewals that could not be charged, and what became of each."""

from django.db import models

from wellread.language.editors import for_editors
from wellread.mail.address import readable
from wellread.membership.models.memberships import Membership


class FailedRenewal(models.Model):
    """An invoice of a running membership that could not be charged at its first try."""

    wagtail_reference_index_ignore = True

    class End(models.TextChoices):
        PAID = "paid", for_editors("Paid after all")
        VOIDED = "voided", for_editors("Asked for no more")
        CANCELLED = "cancelled", for_editors("Cancelled by the member")
        ENDED = "ended", for_editors("Ended unpaid")

    membership = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        related_name="failed_renewals",
        verbose_name=for_editors("membership"),
    )
    invoice_id = models.CharField(max_length=255, unique=True)
    failed_at = models.DateTimeField(for_editors("failed at"))
    decline_code = models.CharField(
        for_editors("reason"),
        max_length=100,
        blank=True,
        help_text=for_editors("In Stripe's word, of the latest try."),
    )
    needs_action = models.BooleanField(for_editors("waits for the bank's customer"), default=False)
    next_attempt_at = models.DateTimeField(for_editors("tried again at"), null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_notice_at = models.DateTimeField(null=True, blank=True, editable=False)
    asked_for_card_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=for_editors("When its payer left to enter another card; empty once charged."),
    )
    times_collected = models.PositiveIntegerField(default=0, editable=False)
    given_up_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(for_editors("ended at"), null=True, blank=True)
    end = models.CharField(for_editors("outcome"), max_length=9, choices=End, blank=True)

    class Meta:
        ordering = ["-failed_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at=None, end="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(end="")),
                name="failed_renewal_ends_somehow",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_notice_at"],
                condition=models.Q(ended_at=None),
                name="failed_renewals_to_tell_of",
            ),
            models.Index(fields=["failed_at"], name="failed_renewals_by_date"),
        ]

    def __str__(self) -> str:
        return readable(self.membership.email) or str(self.membership)
