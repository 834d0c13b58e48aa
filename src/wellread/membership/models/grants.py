"""What is held and why; entitlement looks at nothing else."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models

from wellread.language.editors import for_editors
from wellread.mail.fields import AddressField
from wellread.membership import rules
from wellread.membership.models.institutions import Institution
from wellread.payments.models import Checkout


def every_entitlement() -> list[str]:
    """Return what a gift opens, of which nothing else is said."""
    return list(rules.ENTITLEMENTS)


class Grant(models.Model):
    """Why something is open to someone, from when until when."""

    wagtail_reference_index_ignore = True

    class Reason(models.TextChoices):
        MEMBERSHIP = "membership", for_editors("Membership")
        PROMISE = "promise", for_editors("Promised: a bank was asked")
        GRACE = "grace", for_editors("Grace while a renewal is tried again")
        CONTRIBUTION = "contribution", for_editors("Contribution")
        COMPLIMENTARY = "complimentary", for_editors("Complimentary")
        GIFT = "gift", for_editors("Gift of a reader")
        HARDSHIP = "hardship", for_editors("Hardship")
        INSTITUTION = "institution", for_editors("Institution")
        GROUP = "group", for_editors("Seat of a group")

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=for_editors("reader"),
    )
    checkout = models.ForeignKey(
        Checkout,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=for_editors("checkout"),
    )
    email = AddressField(
        blank=True,
        default="",
        editable=False,
        db_index=True,
        help_text=for_editors("Held for this address, until it is proved to be somebody's."),
    )
    institution = models.OneToOneField(
        Institution,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="grant",
        verbose_name=for_editors("institution"),
        help_text=for_editors("Held by whoever reads at its networks."),
    )
    reason = models.CharField(for_editors("reason"), max_length=13, choices=Reason)
    # What a plan opens is named by whoever grants it, also when that is nothing.
    entitlements = models.JSONField(for_editors("entitlements"), default=every_entitlement)
    starts_at = models.DateTimeField(for_editors("starts at"))
    ends_at = models.DateTimeField(for_editors("ends at"))
    withdrawn_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=for_editors("When all that paid for it was given back."),
    )
    source = models.CharField(max_length=255, unique=True, null=True, blank=True, editable=False)
    note = models.CharField(
        for_editors("note"),
        max_length=200,
        blank=True,
        help_text=for_editors("Why; readers do not see it."),
    )

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reader=None, checkout__isnull=False, email="", institution=None)
                | models.Q(reader__isnull=False, checkout=None, email="", institution=None)
                | (models.Q(reader=None, checkout=None, institution=None) & ~models.Q(email=""))
                | models.Q(reader=None, checkout=None, email="", institution__isnull=False),
                name="grant_has_one_holder",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="grant_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["reason", "starts_at"], name="grants_by_reason")]

    @property
    def stops_at(self) -> datetime:
        """When it opens nothing any more."""
        return min(self.ends_at, self.withdrawn_at or self.ends_at)

    def __str__(self) -> str:
        return for_editors("%(reason)s until %(day)s") % {
            "reason": self.get_reason_display(),
            "day": f"{self.ends_at:%Y-%m-%d}",
        }


class GiftManager(models.Manager["Gift"]):
    """Finds grants that nobody paid for."""

    def get_queryset(self) -> models.QuerySet["Gift"]:
        """Leave out what was paid for: that is nobody's to edit."""
        return super().get_queryset().filter(reason__in=rules.GIFTS)


class Gift(Grant):
    """A grant made by staff, which staff may change and end."""

    objects: ClassVar[GiftManager] = GiftManager()

    class Meta:
        proxy = True
