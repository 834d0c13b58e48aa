"""What the desk remembers: figures worked out once, and which permissions each group was given."""

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

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


class Annotation(models.Model):
    """What a colleague notes of a day, so that a later look at a chart knows why it turned."""

    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        NEWS = "news", for_editors("News broke")
        PRICE = "price", for_editors("A price changed")
        SITE = "site", for_editors("The site changed")
        OTHER = "other", for_editors("Something else")

    day = models.DateField(for_editors("day"), db_index=True)
    kind = models.CharField(for_editors("what it was"), max_length=5, choices=Kind)
    words = models.CharField(for_editors("in a few words"), max_length=120)

    panels = [FieldPanel("day"), FieldPanel("kind"), FieldPanel("words")]

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = for_editors("note of a day")
        verbose_name_plural = for_editors("notes of days")

    def __str__(self) -> str:
        return f"{self.day}: {self.words}"


@register_setting(icon="mail", order=520)
class WeeklyLetter(BaseGenericSetting):
    """Who gets the week in figures on Monday morning."""

    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        limit_choices_to={"is_staff": True, "is_active": True},
        related_name="+",
        verbose_name=for_editors("goes to"),
        help_text=for_editors(
            "On Mondays from seven in the morning, in the newsroom’s time. It tells of members and "
            "money, so it goes to those of them who may see both."
        ),
    )

    panels = [FieldPanel("readers", widget=forms.CheckboxSelectMultiple)]

    class Meta:
        verbose_name = for_editors("weekly letter")
