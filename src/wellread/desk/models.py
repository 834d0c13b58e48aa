"""What the desk remembers: figures worked out once, and which permissions each group was given."""

from django.contrib.auth.models import Group
from django.db import models

from wellread.language.editors import for_editors


class GivenPermission(models.Model):
    """A permission that a group was given; what an administrator takes away stays away."""

    wagtail_reference_index_ignore = True

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    permission = models.CharField(
        max_length=150, help_text=for_editors("Such as appeals.add_campaign.")
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["group", "permission"], name="permission_given_once"),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.permission}"


class DeskFigures(models.Model):
    """What a page of the desk says, worked out by the worker for whoever opens it."""

    wagtail_reference_index_ignore = True

    name = models.CharField(max_length=50, unique=True)
    content = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name_plural = for_editors("figures")

    def __str__(self) -> str:
        return self.name
