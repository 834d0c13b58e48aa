"""What a variant says in other languages than the edition's."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from wellread.appeals import placeholders
from wellread.appeals.validators import WORDS, faults_of_text
from wellread.language import writing
from wellread.language.editors import for_editors


class Translation(Orderable):
    """A variant's words in one more language; who reads another gets the edition's."""

    variant = ParentalKey("appeals.Variant", on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(
        for_editors("language"),
        max_length=20,
        help_text=for_editors("Its code, such as es, or pt-BR for that of Brazil alone."),
    )
    headline = models.CharField(for_editors("headline"), max_length=200)
    body = models.TextField(for_editors("letter"))
    headline_without_count = models.CharField(
        for_editors("headline when the number is unknown"), max_length=200, blank=True
    )
    body_without_count = models.TextField(
        for_editors("letter when the number is unknown"), blank=True
    )
    signature_role = models.CharField(for_editors("role"), max_length=120, blank=True)
    join_label = models.CharField(for_editors("words on the button"), max_length=60)
    sign_in_label = models.CharField(for_editors("words for members"), max_length=80)
    deadline_words = models.CharField(
        for_editors("line about the deadline"), max_length=200, blank=True
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["variant", "language"], name="variant_said_once"),
        ]

    def __str__(self) -> str:
        return self.language

    def clean(self) -> None:
        """Raise ValidationError at the field an editor has to change."""
        super().clean()
        # What a newsletter has no use for is refused with the whole variant: `forms.py`.
        faults = placeholders.faults_of(self, is_of_newsletter=False)
        faults |= placeholders.lacking_without_count(self)
        if fault := placeholders.fault_of_deadline(self.deadline_words):
            faults["deadline_words"] = fault
        faults |= faults_of_text(self, *WORDS, "deadline_words")
        if not writing.is_language(self.language):
            faults["language"] = for_editors("There is no such language.")
        elif self.language.lower() == settings.LANGUAGE_CODE.lower():
            faults["language"] = for_editors("The edition's own words stand above.")
        if faults:
            raise ValidationError(faults)

    @property
    def texts(self) -> tuple[str, ...]:
        """Its headlines and letters, as they were written."""
        return (self.headline, self.body, self.headline_without_count, self.body_without_count)
