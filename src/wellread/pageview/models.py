from django.db import models


class Epoch(models.Model):
    """The number of the latest change of anything published, raised in its own transaction.

    Whoever raises it holds its row until the end, so that numbers are committed in their order.
    """

    number = models.BigIntegerField(default=1)


class Change(models.Model):
    """What a change touched: each process lets go of the kept pages that show it."""

    number = models.BigIntegerField()
    name = models.CharField(max_length=60)
    # Withdrawn, or no longer open to everyone: an older page is not good enough meanwhile.
    is_urgent = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number", "name", "is_urgent"], name="change_told_once"
            ),
        ]
