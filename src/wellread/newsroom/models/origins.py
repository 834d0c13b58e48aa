"""Who and what an imported name is: two papers' `admin` are two people."""

from django.db import models

from wellread.newsroom.models.bylines import Author, Topic
from wellread.newsroom.models.tree import Section


class ImportedName(models.Model):
    """What a source calls one of ours: its login, or its slug, as it is written there."""

    source = models.CharField(max_length=60)
    key = models.CharField(max_length=300)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.key} of {self.source}"


class AuthorOrigin(ImportedName):
    """A login of a source, and the author it is."""

    target = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="origins")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="login_is_one_author"),
        ]


class TopicOrigin(ImportedName):
    """A tag or category of a source, and the topic it is."""

    target = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="origins")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="tag_is_one_topic"),
        ]


class SectionOrigin(ImportedName):
    """A category of a source, and the section it is."""

    target = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="origins")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="category_is_one_section"),
        ]
