"""What editors want to ask: campaigns, their variants and amounts, and what holds for all."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext, override
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, RevisionMixin

from wellread.appeals import rules, signals
from wellread.appeals.choices import (
    AudienceMembership,
    CapCounts,
    Consent,
    Devices,
    Interval,
    Kinds,
    Newsletter,
    Placement,
    SignIn,
    Stage,
    Switch,
)
from wellread.appeals.fields import WordsField
from wellread.appeals.previews import LetterPreview
from wellread.engine.copy import AMOUNT_PLACEHOLDER, COUNT_PLACEHOLDER
from wellread.language.editors import for_editors
from wellread.mail.older_forms import UpToDateForm
from wellread.payments import currencies
from wellread.payments.fields import CurrencyField
from wellread.payments.money import AmountFault, Money, parse_amount, parse_amounts

ID_VALIDATOR = RegexValidator(
    rf"\A{rules.ID.pattern}\Z",
    for_editors("Use up to 64 letters, digits, dots, dashes or underscores."),
)
PERCENT_VALIDATORS = [MinValueValidator(0), MaxValueValidator(100)]


def first_join_label() -> str:
    """Return what a new variant's button says, in its readers' language and not its editor's."""
    with override(settings.LANGUAGE_CODE):
        return gettext("Support us with {amount}")


def first_sign_in_label() -> str:
    """Return what a new variant says to members, in its readers' language."""
    with override(settings.LANGUAGE_CODE):
        return gettext("Already a member? Sign in")


class Campaign(
    LetterPreview, DraftStateMixin, RevisionMixin, PreviewableMixin, Orderable, ClusterableModel
):
    """What editors want to ask, of whom and how often; readers meet its published state."""

    name = models.CharField(
        for_editors("name"),
        max_length=120,
        help_text=for_editors("For the newsroom; readers never see it."),
    )
    key = models.CharField(
        for_editors("short name"),
        max_length=64,
        unique=True,
        validators=[ID_VALIDATOR],
        help_text=for_editors(
            "Used in links and figures, such as autumn-letter. Fixed once published."
        ),
    )
    placement = models.CharField(
        for_editors("placement"), max_length=20, choices=Placement, default=Placement.END_OF_ARTICLE
    )
    starts_at = models.DateTimeField(
        for_editors("first moment"),
        null=True,
        blank=True,
        help_text=for_editors("Empty: as soon as it is published."),
    )
    ends_at = models.DateTimeField(
        for_editors("end"),
        null=True,
        blank=True,
        help_text=for_editors("From this moment on nobody is asked. Empty: open."),
    )

    membership = models.CharField(
        for_editors("membership"),
        max_length=20,
        choices=AudienceMembership,
        default=AudienceMembership.NON_MEMBERS,
    )
    sign_in = models.CharField(
        for_editors("sign-in"), max_length=20, choices=SignIn, default=SignIn.ANY
    )
    consent = models.CharField(
        for_editors("consent"), max_length=20, choices=Consent, default=Consent.ANY
    )
    newsletter = models.CharField(
        for_editors("newsletter"),
        max_length=20,
        choices=Newsletter,
        default=Newsletter.ANY,
        help_text=for_editors(
            "Reading pages do not know it, and ask only where either is welcome; "
            "programs that ask by /appeals/decide may say it."
        ),
    )
    countries_only = WordsField(
        for_editors("only in these countries"),
        kind="country",
        max_length=800,
        blank=True,
        help_text=for_editors("Empty: everywhere."),
    )
    countries_except = WordsField(
        for_editors("except in these countries"), kind="country", max_length=800, blank=True
    )
    languages = WordsField(
        for_editors("languages"),
        kind="language",
        max_length=200,
        blank=True,
        help_text=for_editors("English is any English, British English that alone. Empty: all."),
    )
    devices = models.CharField(
        for_editors("devices"), max_length=30, choices=Devices, blank=True, default=Devices.ALL
    )
    min_articles = models.PositiveIntegerField(
        for_editors("at least this many articles"),
        null=True,
        blank=True,
        help_text=for_editors("The article on screen counts. Empty: no lower limit."),
    )
    max_articles = models.PositiveIntegerField(
        for_editors("at most this many articles"),
        null=True,
        blank=True,
        help_text=for_editors("Empty: no upper limit."),
    )
    count_days = models.PositiveIntegerField(
        for_editors("counted over this many days"), default=30, validators=[MinValueValidator(1)]
    )
    count_sections = WordsField(
        for_editors("counting these sections only"),
        kind="section",
        max_length=500,
        blank=True,
        help_text=for_editors("Empty: all."),
    )
    count_topics = WordsField(
        for_editors("counting these topics only"),
        kind="topic",
        max_length=500,
        blank=True,
        help_text=for_editors("Empty: all."),
    )
    rest_after_contribution_days = models.PositiveIntegerField(
        for_editors("days of rest after a contribution"), default=180
    )

    kinds = models.CharField(
        for_editors("pages"), max_length=30, choices=Kinds, default=Kinds.ARTICLE_AND_LIVE_BLOG
    )
    sections_only = WordsField(
        for_editors("only in these sections"),
        kind="section",
        max_length=500,
        blank=True,
        help_text=for_editors("Empty: all."),
    )
    sections_except = WordsField(
        for_editors("except in these sections"), kind="section", max_length=500, blank=True
    )
    topics_any = WordsField(
        for_editors("only with one of these topics"),
        kind="topic",
        max_length=500,
        blank=True,
        help_text=for_editors("Empty: all."),
    )
    topics_none = WordsField(
        for_editors("with none of these topics"), kind="topic", max_length=500, blank=True
    )
    allow_sensitive = models.BooleanField(
        for_editors("also on sensitive stories"),
        default=False,
        help_text=for_editors("A panel under the article only; never a letter over the page."),
    )

    cap_views = models.PositiveIntegerField(
        for_editors("at most this many times"),
        null=True,
        blank=True,
        default=4,
        validators=[MinValueValidator(1)],
        help_text=for_editors("Empty: no limit."),
    )
    cap_days = models.PositiveIntegerField(
        for_editors("in this many days"),
        null=True,
        blank=True,
        default=30,
        validators=[MinValueValidator(1)],
        help_text=for_editors("Empty: for ever."),
    )
    cap_counts = models.CharField(
        for_editors("counting"), max_length=20, choices=CapCounts, default=CapCounts.ALL
    )
    cap_gap_days = models.PositiveIntegerField(
        for_editors("days between two appeals"),
        default=3,
        help_text=for_editors("0: it may ask on story after story."),
    )
    rest_days = models.PositiveIntegerField(
        for_editors("days of rest after it was closed"), default=14
    )

    holdout_percent = models.DecimalField(
        for_editors("held out, %"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=PERCENT_VALIDATORS,
        help_text=for_editors("Readers who are never asked by this campaign, to compare with."),
    )
    draw = models.CharField(
        for_editors("draw"),
        max_length=64,
        default="1",
        validators=[ID_VALIDATOR],
        help_text=for_editors("Change it to deal all readers out to the variants anew."),
    )

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return self.name

    def stage(self, now: datetime, off: Collection[str] = ()) -> Stage:
        """Return where it stands; `off` names what is switched off."""
        if not self.live:
            return Stage.DRAFT
        if self.ends_at and self.ends_at <= now:
            return Stage.ENDED
        if Switch.ALL in off or self.placement in off:
            return Stage.SWITCHED_OFF
        if self.starts_at and self.starts_at > now:
            return Stage.SCHEDULED
        return Stage.LIVE

    def clean(self) -> None:
        """Raise ValidationError at the field an editor has to change."""
        super().clean()
        faults = self._range_faults()
        if self.allow_sensitive and self.placement == Placement.OVERLAY:
            faults["allow_sensitive"] = for_editors(
                "A letter over the page never covers a sensitive story."
            )
        if faults:
            raise ValidationError(faults)

    def _range_faults(self) -> dict[str, str]:
        faults = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            faults["ends_at"] = for_editors("The end must be later than the first moment.")
        if self.max_articles is not None and self.max_articles < (self.min_articles or 0):
            faults["max_articles"] = for_editors(
                "Must be %(min_articles)s or more, the lower limit."
            ) % {"min_articles": self.min_articles}
        return faults


class Variant(Orderable, ClusterableModel):
    """One version of a campaign's words and amounts."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="variants")
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
        help_text=for_editors("{article_count} prints the reader's own number."),
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

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["campaign", "key"], name="variant_named_once"),
        ]

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        """Raise ValidationError at the field an editor has to change."""
        super().clean()
        faults = {**self._placeholder_faults(), **self._without_count_faults()}
        if faults:
            raise ValidationError(faults)

    def _placeholder_faults(self) -> dict[str, str]:
        faults = {}
        for field in ("headline", "body", "headline_without_count", "body_without_count"):
            if unknown := rules.unknown_placeholder(getattr(self, field)):
                faults[field] = for_editors("%(unknown)s is not known; only %(known)s is.") % {
                    "unknown": unknown,
                    "known": COUNT_PLACEHOLDER,
                }
        for field in ("join_label", "sign_in_label"):
            if COUNT_PLACEHOLDER in getattr(self, field):
                faults[field] = for_editors(
                    "These words print no number: write it into the letter."
                )
        if unknown := rules.unknown_placeholder(self.join_label, AMOUNT_PLACEHOLDER):
            faults.setdefault(
                "join_label",
                for_editors("%(unknown)s is not known; only %(known)s is.")
                % {"unknown": unknown, "known": AMOUNT_PLACEHOLDER},
            )
        return faults

    def _without_count_faults(self) -> dict[str, str]:
        faults = {}
        for field in ("headline_without_count", "body_without_count"):
            if COUNT_PLACEHOLDER in getattr(self, field):
                faults[field] = for_editors("These words are for readers whose number is unknown.")
        if self.headline_without_count and not self.body_without_count:
            faults["body_without_count"] = for_editors(
                "Write the letter that goes with this headline."
            )
        if self.body_without_count and not self.headline_without_count:
            faults["headline_without_count"] = for_editors(
                "Write the headline that goes with this letter."
            )
        return faults

    @property
    def prints_count(self) -> bool:
        """Whether the reader's number is among the words."""
        return COUNT_PLACEHOLDER in self.headline + self.body

    @property
    def works_without_count(self) -> bool:
        """Whether there are words for a reader whose number is unknown."""
        return not self.prints_count or bool(self.headline_without_count)


def site_currency() -> str:
    """Return the ISO 4217 code that amounts are usually in."""
    return str(settings.CURRENCY)


class Ask(Orderable):
    """The amounts offered to readers of some countries, for one interval."""

    variant = ParentalKey(Variant, on_delete=models.CASCADE, related_name="asks")
    interval = models.CharField(
        for_editors("interval"), max_length=10, choices=Interval, default=Interval.MONTH
    )
    currency = CurrencyField(for_editors("currency"), default=site_currency)
    amounts = models.CharField(
        for_editors("amounts"), max_length=120, help_text=for_editors("Such as 6, 10, 20.")
    )
    preset = models.CharField(
        for_editors("chosen beforehand"),
        max_length=20,
        help_text=for_editors("One of the amounts."),
    )
    minimum = models.CharField(
        for_editors("least accepted"), max_length=20, help_text=for_editors("One of the amounts.")
    )
    countries = WordsField(
        for_editors("countries"),
        kind="country",
        max_length=800,
        blank=True,
        help_text=for_editors("Empty: everywhere else; the last row must be empty."),
    )

    def __str__(self) -> str:
        return f"{self.amounts} {self.currency}, {self.get_interval_display().lower()}"

    def clean(self) -> None:
        """Raise ValidationError at the field an editor has to change."""
        super().clean()
        faults = {}
        written = [field for field in ("amounts", "preset", "minimum") if getattr(self, field)]
        for field in written:
            try:
                minor_units(getattr(self, field), self.currency)
            except AmountFault as fault:
                faults[field] = str(fault)
        if len(written) == 3 and not faults:
            faults = self._amount_faults() or signals.faults(signals.checking_ask, self)
        if faults:
            raise ValidationError(faults)

    def _amount_faults(self) -> dict[str, str]:
        amounts = minor_units(self.amounts, self.currency)
        if parse_amount(self.preset, self.currency).amount_minor not in amounts:
            return {
                "preset": for_editors("Must be one of the amounts: %(amounts)s.")
                % {"amounts": self.amounts}
            }
        least = parse_amount(self.minimum, self.currency).amount_minor
        if min(amounts) < least:
            return {
                "amounts": for_editors("No amount may be below %(minimum)s, the least accepted.")
                % {"minimum": self.minimum}
            }
        if least not in amounts:
            return {
                "amounts": for_editors(
                    "%(minimum)s, the least accepted, must be among the amounts."
                )
                % {"minimum": self.minimum}
            }
        if least < currencies.least_minor(self.currency):
            charged = Money(currencies.least_minor(self.currency), self.currency)
            return {
                "minimum": for_editors("Stripe takes no less than %(charged)s.")
                % {"charged": charged}
            }
        return {}


def minor_units(text: str, currency: str) -> list[int]:
    """Read "6, 10.50" into [600, 1050]; raise AmountFault in words for the editor."""
    amounts = parse_amounts(text, currency) or (parse_amount("", currency),)
    return [money.amount_minor for money in amounts]


@register_setting(icon="mail", order=500)
class LineUpSettings(BaseGenericSetting):
    """What holds for every campaign: where nobody is asked, and who never is."""

    silent_sections = WordsField(
        for_editors("silent sections"),
        kind="section",
        max_length=800,
        blank=True,
        help_text=for_editors("Nobody is asked in these sections."),
    )
    silent_topics = WordsField(
        for_editors("silent topics"),
        kind="topic",
        max_length=800,
        blank=True,
        help_text=for_editors("Nobody is asked on these topics."),
    )
    holdout_percent = models.DecimalField(
        for_editors("held out of all asking, %"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=PERCENT_VALIDATORS,
        help_text=for_editors("Readers who are never asked by any campaign, to compare with."),
    )
    holdout_draw = models.CharField(
        for_editors("draw"),
        max_length=64,
        default="1",
        validators=[ID_VALIDATOR],
        help_text=for_editors("Change it, say once a year, to choose other readers."),
    )

    base_form_class = UpToDateForm

    class Meta:
        verbose_name = for_editors("asking for support")
