"""The time at the sandbox."""

from django.db import models


class SandboxClock(models.Model):
    """How far the sandbox's clock is ahead of ours: one row, for demo and tests only."""

    wagtail_reference_index_ignore = True

    offset_s = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_sandbox_clock"),
        ]

    def __str__(self) -> str:
        return f"{self.offset_s} s ahead"
