"""What the desk remembers: which permissions each group was given once."""

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
