"""What is offered once: free days, a lower price of the first months, a code."""

from django.db import models

from wellread.language.editors import for_editors
from wellread.payments.models import Checkout


class OfferUse(models.Model):
    """That a Checkout was begun with an offer that each reader, and each card, has once."""

    wagtail_reference_index_ignore = True

    checkout = models.OneToOneField(Checkout, on_delete=models.CASCADE, related_name="offer_use")
    offer = models.CharField(
        max_length=50, help_text=for_editors("Which: the beginning, or a code.")
    )
    card = models.CharField(
        max_length=64,
        blank=True,
        help_text=for_editors("A keyed fingerprint; empty until it is known, and once forgotten."),
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(
        null=True, blank=True, help_text=for_editors("When the reader was found to have had it.")
    )
    done_at = models.DateTimeField(
        null=True, blank=True, help_text=for_editors("When all that follows from it was done.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "card"],
                condition=~models.Q(card=""),
                name="an_offer_once_for_each_card",
            ),
        ]
        indexes = [
            models.Index(
                fields=["checkout"],
                condition=models.Q(done_at=None),
                name="offers_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer}: {self.checkout}"
