"""What editors want to ask: campaigns, their variants and amounts, and what holds for all."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
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
    Switch,
)
from wellread.appeals.fields import WordsField
from wellread.appeals.previews import LetterPreview
from wellread.engine.copy import AMOUNT_PLACEHOLDER, COUNT_PLACEHOLDER
from wellread.mail.older_forms import UpToDateForm
from wellread.payments import currencies
from wellread.payments.fields import CurrencyField
from wellread.payments.money import AmountFault, Money, parse_amount, parse_amounts

ID_VALIDATOR = RegexValidator(
    rf"\A{rules.ID.pattern}\Z", "Use up to 64 letters, digits, dots, dashes or underscores."
)
PERCENT_VALIDATORS = [MinValueValidator(0), MaxValueValidator(100)]


class Campaign(
    LetterPreview, DraftStateMixin, RevisionMixin, PreviewableMixin, Orderable, ClusterableModel
):
    """What editors want to ask, of whom and how often; readers meet its published state."""

    name = models.CharField(max_length=120, help_text="For the newsroom; readers never see it.")
    key = models.CharField(
        "short name",
        max_length=64,
        unique=True,
        validators=[ID_VALIDATOR],
        help_text="Used in links and figures, such as autumn-letter. Fixed once published.",
    )
    placement = models.CharField(max_length=20, choices=Placement, default=Placement.END_OF_ARTICLE)
    starts_at = models.DateTimeField(
        "first moment", null=True, blank=True, help_text="Empty: as soon as it is published."
    )
    ends_at = models.DateTimeField(
        "end", null=True, blank=True, help_text="From this moment on nobody is asked. Empty: open."
    )

    membership = models.CharField(
        max_length=20, choices=AudienceMembership, default=AudienceMembership.NON_MEMBERS
    )
    sign_in = models.CharField("sign-in", max_length=20, choices=SignIn, default=SignIn.ANY)
    consent = models.CharField(max_length=20, choices=Consent, default=Consent.ANY)
    newsletter = models.CharField(
        max_length=20,
        choices=Newsletter,
        default=Newsletter.ANY,
        help_text="Reading pages do not know it, and ask only where either is welcome; "
        "programs that ask by /appeals/decide may say it.",
    )
    countries_only = WordsField(
        "only in these countries",
        kind="country",
        max_length=800,
        blank=True,
        help_text="Empty: everywhere.",
    )
    countries_except = WordsField(
        "except in these countries", kind="country", max_length=800, blank=True
    )
    languages = WordsField(
        kind="language",
        max_length=200,
        blank=True,
        help_text="English is any English, British English that alone. Empty: all.",
    )
    devices = models.CharField(max_length=30, choices=Devices, blank=True, default=Devices.ALL)
    min_articles = models.PositiveIntegerField(
        "at least this many articles",
        null=True,
        blank=True,
        help_text="The article on screen counts. Empty: no lower limit.",
    )
    max_articles = models.PositiveIntegerField(
        "at most this many articles", null=True, blank=True, help_text="Empty: no upper limit."
    )
    count_days = models.PositiveIntegerField(
        "counted over this many days", default=30, validators=[MinValueValidator(1)]
    )
    count_sections = WordsField(
        "counting these sections only",
        kind="section",
        max_length=500,
        blank=True,
        help_text="Empty: all.",
    )
    count_topics = WordsField(
        "counting these topics only",
        kind="topic",
        max_length=500,
        blank=True,
        help_text="Empty: all.",
    )
    rest_after_contribution_days = models.PositiveIntegerField(
        "days of rest after a contribution", default=180
    )

    kinds = models.CharField(
        "pages", max_length=30, choices=Kinds, default=Kinds.ARTICLE_AND_LIVE_BLOG
    )
    sections_only = WordsField(
        "only in these sections",
        kind="section",
        max_length=500,
        blank=True,
        help_text="Empty: all.",
    )
    sections_except = WordsField(
        "except in these sections", kind="section", max_length=500, blank=True
    )
    topics_any = WordsField(
        "only with one of these topics",
        kind="topic",
        max_length=500,
        blank=True,
        help_text="Empty: all.",
    )
    topics_none = WordsField("with none of these topics", kind="topic", max_length=500, blank=True)
    allow_sensitive = models.BooleanField(
        "also on sensitive stories",
        default=False,
        help_text="A panel under the article only; never a letter over the page.",
    )

    cap_views = models.PositiveIntegerField(
        "at most this many times",
        null=True,
        blank=True,
        default=4,
        validators=[MinValueValidator(1)],
        help_text="Empty: no limit.",
    )
    cap_days = models.PositiveIntegerField(
        "in this many days",
        null=True,
        blank=True,
        default=30,
        validators=[MinValueValidator(1)],
        help_text="Empty: for ever.",
    )
    cap_counts = models.CharField(
        "counting", max_length=20, choices=CapCounts, default=CapCounts.ALL
    )
    cap_gap_days = models.PositiveIntegerField(
        "days between two appeals", default=3, help_text="0: it may ask on story after story."
    )
    rest_days = models.PositiveIntegerField("days of rest after it was closed", default=14)

    holdout_percent = models.DecimalField(
        "held out, %",
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=PERCENT_VALIDATORS,
        help_text="Readers who are never asked by this campaign, to compare with.",
    )
    draw = models.CharField(
        max_length=64,
        default="1",
        validators=[ID_VALIDATOR],
        help_text="Change it to deal all readers out to the variants anew.",
    )

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return self.name

    def state(self, now: datetime, off: Collection[str] = ()) -> str:
        """Say where it stands in the newsroom's words; `off` names what is switched off."""
        if not self.live:
            return "Draft"
        if self.ends_at and self.ends_at <= now:
            return "Ended"
        if Switch.ALL in off or self.placement in off:
            return "Switched off"
        if self.starts_at and self.starts_at > now:
            return "Scheduled"
        return "Live"

    def clean(self) -> None:
        """Raise ValidationError at the field an editor has to change."""
        super().clean()
        faults = self._range_faults()
        if self.allow_sensitive and self.placement == Placement.OVERLAY:
            faults["allow_sensitive"] = "A letter over the page never covers a sensitive story."
        if faults:
            raise ValidationError(faults)

    def _range_faults(self) -> dict[str, str]:
        faults = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            faults["ends_at"] = "The end must be later than the first moment."
        if self.max_articles is not None and self.max_articles < (self.min_articles or 0):
            faults["max_articles"] = f"Must be {self.min_articles} or more, the lower limit."
        return faults


class Variant(Orderable, ClusterableModel):
    """One version of a campaign's words and amounts."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="variants")
    key = models.CharField(
        "short name",
        max_length=64,
        default="control",
        validators=[ID_VALIDATOR],
        help_text="Used in links and figures, such as control.",
    )
    share_percent = models.DecimalField(
        "share of readers, %",
        max_digits=5,
        decimal_places=2,
        default=100,
        validators=PERCENT_VALIDATORS,
    )
    headline = models.CharField(
        max_length=200, help_text="{article_count} prints the reader's own number."
    )
    body = models.TextField("letter", help_text="An empty line starts a new paragraph.")
    headline_without_count = models.CharField(
        "headline when the number is unknown",
        max_length=200,
        blank=True,
        help_text="Without these words a reader whose number is unknown is not asked.",
    )
    body_without_count = models.TextField("letter when the number is unknown", blank=True)
    signature_name = models.CharField("signed by", max_length=120, blank=True)
    signature_role = models.CharField("role", max_length=120, blank=True)
    portrait = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    join_label = models.CharField(
        "words on the button",
        max_length=60,
        default="Support us with {amount}",
        help_text="{amount} prints what is chosen, such as $10 a month; else it follows the words.",
    )
    sign_in_label = models.CharField(
        "words for members", max_length=80, default="Already a member? Sign in"
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
                faults[field] = f"{unknown} is not known; only {COUNT_PLACEHOLDER} is."
        for field in ("join_label", "sign_in_label"):
            if COUNT_PLACEHOLDER in getattr(self, field):
                faults[field] = "These words print no number: write it into the letter."
        if unknown := rules.unknown_placeholder(self.join_label, AMOUNT_PLACEHOLDER):
            faults.setdefault(
                "join_label", f"{unknown} is not known; only {AMOUNT_PLACEHOLDER} is."
            )
        return faults

    def _without_count_faults(self) -> dict[str, str]:
        faults = {}
        for field in ("headline_without_count", "body_without_count"):
            if COUNT_PLACEHOLDER in getattr(self, field):
                faults[field] = "These words are for readers whose number is unknown."
        if self.headline_without_count and not self.body_without_count:
            faults["body_without_count"] = "Write the letter that goes with this headline."
        if self.body_without_count and not self.headline_without_count:
            faults["headline_without_count"] = "Write the headline that goes with this letter."
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
    interval = models.CharField(max_length=10, choices=Interval, default=Interval.MONTH)
    currency = CurrencyField(default=site_currency)
    amounts = models.CharField(max_length=120, help_text="Such as 6, 10, 20.")
    preset = models.CharField("chosen beforehand", max_length=20, help_text="One of the amounts.")
    minimum = models.CharField("least accepted", max_length=20, help_text="One of the amounts.")
    countries = WordsField(
        kind="country",
        max_length=800,
        blank=True,
        help_text="Empty: everywhere else; the last row must be empty.",
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
            return {"preset": f"Must be one of the amounts: {self.amounts}."}
        least = parse_amount(self.minimum, self.currency).amount_minor
        if min(amounts) < least:
            return {"amounts": f"No amount may be below {self.minimum}, the least accepted."}
        if least not in amounts:
            return {"amounts": f"{self.minimum}, the least accepted, must be among the amounts."}
        if least < currencies.least_minor(self.currency):
            charged = Money(currencies.least_minor(self.currency), self.currency)
            return {"minimum": f"Stripe takes no less than {charged}."}
        return {}


def minor_units(text: str, currency: str) -> list[int]:
    """Read "6, 10.50" into [600, 1050]; raise AmountFault in words for the editor."""
    amounts = parse_amounts(text, currency) or (parse_amount("", currency),)
    return [money.amount_minor for money in amounts]


@register_setting(icon="mail", order=500)
class LineUpSettings(BaseGenericSetting):
    """What holds for every campaign: where nobody is asked, and who never is."""

    silent_sections = WordsField(
        kind="section",
        max_length=800,
        blank=True,
        help_text="Nobody is asked in these sections.",
    )
    silent_topics = WordsField(
        kind="topic", max_length=800, blank=True, help_text="Nobody is asked on these topics."
    )
    holdout_percent = models.DecimalField(
        "held out of all asking, %",
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=PERCENT_VALIDATORS,
        help_text="Readers who are never asked by any campaign, to compare with.",
    )
    holdout_draw = models.CharField(
        "draw",
        max_length=64,
        default="1",
        validators=[ID_VALIDATOR],
        help_text="Change it, say once a year, to choose other readers.",
    )

    base_form_class = UpToDateForm

    class Meta:
        verbose_name = "asking for support"
