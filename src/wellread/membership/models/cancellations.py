"""Contracts that somebody cancelled without signing in, as they declared it."""

from django.db import models
from django.utils.translation import pgettext_lazy

from wellread.language.editors import for_editors
from wellread.membership.models.declarations import Declaration
from wellread.membership.models.memberships import Membership


class Cancellation(Declaration):
    """That somebody cancels, when they declared it, and what came of it: BGB § 312k and others.

    It is carried out without a proof of who it was, since nobody may be kept in a contract by one:
    what is cancelled runs to the end of what was paid for, and until then it can be taken back.
    """

    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        USUAL = "usual", pgettext_lazy("kind of a cancellation", "Usual")
        FOR_CAUSE = "for_cause", pgettext_lazy("kind of a cancellation", "For cause")

    kind = models.CharField(for_editors("kind"), max_length=9, choices=Kind, default=Kind.USUAL)
    cause = models.TextField(for_editors("cause"), max_length=2000, blank=True)
    wished_on = models.DateField(
        for_editors("not before"),
        null=True,
        blank=True,
        help_text=for_editors("Empty: as soon as possible."),
    )
    declared_at = models.DateTimeField(for_editors("declared at"))
    membership = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cancellations",
        verbose_name=for_editors("membership"),
    )
    done_at = models.DateTimeField(
        for_editors("done at"),
        null=True,
        blank=True,
        help_text=for_editors("When nothing more was charged for it."),
    )

    class Meta:
        ordering = ["-declared_at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["declared_at"],
                condition=models.Q(done_at=None),
                name="cancellations_to_carry_out",
            )
        ]
