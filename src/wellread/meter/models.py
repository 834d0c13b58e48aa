"""What readers keep with us of their reading: nobody who has not switched that on."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from wellread.meter import rules


class SharedCount(models.Model):
    """What the devices of a reader know together; with its row all of it is gone."""

    wagtail_reference_index_ignore = True

    # A device keeps it as a mark: what it was given under another one is to be forgotten.
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reader = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shared_count"
    )
    since = models.DateTimeField()
    # As devices spell it: see rules.shared_json.
    stored = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def kept(self) -> rules.Kept:
        """What is stored, in the words of the meter."""
        return rules.read_shared(self.stored)

    @property
    def stories(self) -> int:
        """How many stories are kept."""
        return len(self.stored.get("history", ()))
