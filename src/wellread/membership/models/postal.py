"""Where somebody who pays has their post sent, and what stands on their receipts."""

from django.db import models

from wellread.language import countries, writing
from wellread.language.editors import for_editors
from wellread.payments.models import Checkout


class PostalAddress(models.Model):
    """A name and an address as on an envelope, of whoever pays by a Checkout: one for each."""

    wagtail_reference_index_ignore = True

    checkout = models.OneToOneField(
        Checkout, on_delete=models.CASCADE, related_name="postal_address"
    )
    name = models.CharField(for_editors("name"), max_length=200)
    lines = models.CharField(
        for_editors("address"),
        max_length=500,
        help_text=for_editors("As on an envelope, without name and country."),
    )
    country = models.CharField(for_editors("country"), max_length=2)
    given_at = models.DateTimeField(for_editors("given at"))

    class Meta:
        ordering = ["-given_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return ", ".join(self.envelope)

    @property
    def envelope(self) -> tuple[str, ...]:
        """What stands on an envelope, a line each; the country as the reader's language has it."""
        country = countries.names(writing.locale()).get(self.country, self.country)
        return (self.name, *self.lines.splitlines(), country)
