"""What readers meet: copy and line-ups as documents, which stay for ever."""

from django.db import models


class Copy(models.Model):
    """What a variant says and asks: immutable, named by the hash of its text."""

    hash = models.CharField(max_length=64, primary_key=True)
    document = models.TextField()
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.hash


class LineUp(models.Model):
    """One version of an edition's line-up: immutable, readable for ever."""

    edition = models.CharField(max_length=35)
    version = models.CharField(max_length=64, db_index=True)
    document = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "version"], name="line_up_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.version}"


class Publication(models.Model):
    """Which line-up an edition serves now, and why a later one was refused."""

    edition = models.CharField(max_length=35, primary_key=True)
    line_up = models.ForeignKey(LineUp, null=True, on_delete=models.PROTECT, related_name="+")
    fault = models.TextField(blank=True)
    fault_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.edition
