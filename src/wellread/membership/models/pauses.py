"""Months in which a member asked not to be charged."""

from django.db import models

from wellread.language.editors import for_editors
from wellread.membership.models.memberships import Membership


class Pause(models.Model):
    """That charging rests until a moment, written down before Stripe is told."""

    wagtail_reference_index_ignore = True

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="pauses")
    asked_at = models.DateTimeField()
    # Paid for until here; benefits rest from then on.
    rests_from = models.DateTimeField()
    resumes_at = models.DateTimeField()
    done_at = models.DateTimeField(
        null=True, blank=True, help_text=for_editors("When Stripe had moved the charge.")
    )
    told_at = models.DateTimeField(
        null=True, blank=True, help_text=for_editors("When its end was told.")
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=models.Q(ended_at=None),
                name="one_pause_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(resumes_at__gt=models.F("rests_from")),
                name="pause_ends_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rests_from:%Y-%m-%d} – {self.resumes_at:%Y-%m-%d}"
