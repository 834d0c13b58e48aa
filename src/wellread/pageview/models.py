from django.db import models


class Epoch(models.Model):
    """The number of the present state of everything published; pages in the cache carry it."""

    number = models.BigIntegerField(default=1)
