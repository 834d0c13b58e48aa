"""Institutions, at whose networks everybody reads what their grant opens."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from wellread.language.editors import for_editors
from wellread.membership.institutions.networks import Network, NetworkFault, read


def fit_networks(value: Any) -> None:
    """Refuse what names no network that may be opened."""
    try:
        for one in value:
            read(str(one))
    except (TypeError, NetworkFault) as fault:
        raise ValidationError(str(fault)) from fault


class Institution(models.Model):
    """A library, a school, a company: who reads at its networks holds what its grant opens."""

    wagtail_reference_index_ignore = True

    name = models.CharField(
        for_editors("name"),
        max_length=120,
        unique=True,
        help_text=for_editors("As its readers see it: “You read by courtesy of …”."),
    )
    networks = models.JSONField(for_editors("networks"), default=list, validators=[fit_networks])

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def ranges(self) -> list[Network]:
        """Return the networks as what addresses are compared with; raise NetworkFault."""
        return [network for text in self.networks for network in read(text)]
