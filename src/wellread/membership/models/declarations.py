"""What somebody declares about a contract, whoever they turn out to be."""

from django.db import models

from wellread.language.editors import for_editors
from wellread.mail.fields import AddressField


class Declaration(models.Model):
    """Who declared it, where the answer goes, and about which contract."""

    name = models.CharField(for_editors("name"), max_length=200, blank=True)
    address = AddressField(for_editors("address"), db_index=True)
    contract = models.CharField(
        for_editors("contract"), max_length=500, help_text=for_editors("As its reader named it.")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.contract} ({self.address})"
