"""The versions of a campaign: what each says."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext, override
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from wellread.appeals import placeholders
from wellread.appeals.models.translations import Translation
from wellread.appeals.validators import (
    ID_VALIDATOR,
    PERCENT_VALIDATORS,
    WORDS,
    faults_of_text,
)
from wellread.engine.copy import COUNT_PLACEHOLDER
from wellread.language.editors import for_editors


def first_join_label() -> str:
    """Return what a new variant's button says, in its readers' language and not its editor's."""
    with override(settings.LANGUAGE_CODE):
        return gettext("Support us with {amount}")


def first_sign_in_label() -> str:
    """Return what a new variant says to members, in its readers' language."""
    with override(settings.LANGUAGE_CODE):
        return gettext("Already a member? Sign in")


class Variant(Orderable, ClusterableModel):
    """One version of a campaign's words and amounts."""

    campaign = ParentalKey("appeals.Campaign", on_delete=models.CASCADE, related_name="variants")
    key = models.CharField(
        for_editors("short name"),
        max_length=64,
        default="control",
        validators=[ID_VALIDATOR],
        help_text=for_editors("Used in links and figures, such as control."),
    )
    share_percent = models.DecimalField(
        for_editors("share of readers, %"),
        max_digits=5,
        decimal_places=2,
        default=100,
        validators=PERCENT_VALIDATORS,
    )
    headline = models.CharField(
        for_editors("headline"),
        max_length=200,
        help_text=for_editors(
            "{article_count} prints the reader's own number. Also: {days}, {minimum}, {country}, "
            "{newspaper}, {members}, {goal_left}. Where one article is enough, write words that "
            "read well at any number, such as “Articles read: {article_count}”."
        ),
    )
    body = models.TextField(
        for_editors("letter"), help_text=for_editors("An empty line starts a new paragraph.")
    )
    headline_without_count = models.CharField(
        for_editors("headline when the number is unknown"),
        max_length=200,
        blank=True,
        help_text=for_editors("Without these words a reader whose number is unknown is not asked."),
    )
    body_without_count = models.TextField(
        for_editors("letter when the number is unknown"), blank=True
    )
    signature_name = models.CharField(for_editors("signed by"), max_length=120, blank=True)
    signature_role = models.CharField(for_editors("role"), max_length=120, blank=True)
    portrait = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=for_editors("portrait"),
    )
    join_label = models.CharField(
        for_editors("words on the button"),
        max_length=60,
        default=first_join_label,
        help_text=for_editors(
            "{amount} prints what is chosen, such as $10 a month; else it follows the words."
        ),
    )
    sign_in_label = models.CharField(
        for_editors("words for members"), max_length=80, default=first_sign_in_label
    )

    newsletter = models.ForeignKey(
        "newsletters.Newsletter",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"is_offered": True},
        verbose_name=for_editors("a newsletter in place of money"),
        help_text=for_editors(
            "Asks for an address and for no money: leave the amounts out. Nobody is on the list "
            "before they confirm it from their mailbox."
        ),
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["campaign", "key"], name="variant_named_once"),
        ]

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        """Raise ValidationError at the field an editor has to change."""
        super().clean()
        faults = {
            **placeholders.lacking_without_count(self),
            **placeholders.faults_of(self, is_of_newsletter=bool(self.newsletter_id)),
            **faults_of_text(self, *WORDS, "signature_name"),
        }
        if faults:
            raise ValidationError(faults)

    @property
    def texts(self) -> tuple[str, ...]:
        """Its headlines and letters in every language, as they were written."""
        own = (self.headline, self.body, self.headline_without_count, self.body_without_count)
        return (*own, *(text for one in self.translations.all() for text in one.texts))

    @property
    def prints_count(self) -> bool:
        """Whether the reader's number is among the words of any language."""
        said: tuple[Variant | Translation, ...] = (self, *self.translations.all())
        return any(COUNT_PLACEHOLDER in one.headline + one.body for one in said)

    @property
    def works_without_count(self) -> bool:
        """Whether there are words for a reader whose number is unknown."""
        return not self.prints_count or bool(self.headline_without_count)
