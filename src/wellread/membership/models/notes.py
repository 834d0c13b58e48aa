"""What colleagues write down about readers."""

from django.conf import settings
from django.db import models

from wellread.language.editors import for_editors
from wellread.mail.fields import AddressField


class ReaderNote(models.Model):
    """What a colleague wrote down about a reader, kept by address; readers may ask to see it."""

    wagtail_reference_index_ignore = True

    address = AddressField(for_editors("address"), db_index=True)
    text = models.TextField(for_editors("text"), max_length=2000)
    written_at = models.DateTimeField(for_editors("written at"), auto_now_add=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=for_editors("written by"),
    )

    class Meta:
        ordering = ["-written_at", "-pk"]
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return self.text
