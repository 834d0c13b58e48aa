"""Former members: what was written to them, and who is to be left alone."""

from django.db import models
from django.utils import timezone

from wellread.language.editors import for_editors
from wellread.mail.fields import AddressField
from wellread.membership.models.memberships import Membership


class WinBack(models.Model):
    """That a former member's day had come: once each. They were written to, or let be."""

    wagtail_reference_index_ignore = True

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="win_backs")
    after_days = models.PositiveIntegerField()
    written_at = models.DateTimeField()
    was_sent = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "after_days"], name="win_back_written_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}, {self.after_days}"


class LeftAlone(models.Model):
    """An address that asked for no more e-mails but those about what it pays."""

    wagtail_reference_index_ignore = True

    address = AddressField(for_editors("address"), unique=True)
    since = models.DateTimeField(for_editors("since"), default=timezone.now)

    class Meta:
        ordering = ["-since", "-pk"]
        default_permissions = ("add", "delete", "view")

    def __str__(self) -> str:
        return self.address
