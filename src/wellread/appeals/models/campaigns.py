"""What editors want to ask: campaigns, and what holds for all of them."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from modelcluster.models import ClusterableModel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, RevisionMixin

from wellread.appeals import otherwise, placeholders
from wellread.appeals.choices import (
    Allocation,
    AudienceMembership,
    AudienceNewsletter,
    CapCounts,
    Consent,
    Devices,
    Kinds,
    Placement,
    SignIn,
    Stage,
    Switch,
)
from wellread.appeals.fields import WordsField
from wellread.appeals.models.asks import site_currency
from wellread.appeals.models.saved_states import readable
from wellread.appeals.previews import LetterPreview
from wellread.appeals.validators import (
    ARTICLES_VALIDATORS,
    DAYS_VALIDATORS,
    ID_VALIDATOR,
    PERCENT_VALIDATORS,
    TIMES_VALIDATORS,
    faults_of_text,
)
from wellread.engine.campaign import INTERRUPTING
from wellread.language.editors import for_editors
from wellread.mail.older_forms import UpToDateForm
from wellread.payments.fields import CurrencyField
from wellread.payments.money import AmountFault, Money, parse_amount

# More than any paper asks for, in any currency, and still written without an exponent.
MOST_GOAL_MINOR = 10**13

# Moments are whole seconds since then, in what is published.
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


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
    after_paragraph = models.PositiveSmallIntegerField(
        for_editors("after this paragraph"),
        null=True,
        blank=True,
        default=4,
        validators=TIMES_VALIDATORS,
        help_text=for_editors(
            "Of a panel inside the story; in a live blog, after so many updates. Where the story "
            "is shorter nothing is shown. Empty: the fourth."
        ),
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

    goal_amount = models.CharField(
        for_editors("goal"),
        max_length=20,
        blank=True,
        default="",
        help_text=for_editors("Such as 20000. Empty: none."),
    )
    goal_currency = CurrencyField(for_editors("currency"), blank=True, default=site_currency)
    goal_since = models.DateTimeField(
        for_editors("counted from"),
        null=True,
        blank=True,
        default=None,
        help_text=for_editors("Empty: from the campaign's first moment."),
    )
    deadline_at = models.DateTimeField(for_editors("deadline"), null=True, blank=True, default=None)
    deadline_words = models.CharField(
        for_editors("line about it"),
        max_length=200,
        blank=True,
        default="",
        help_text=for_editors(
            "Such as: A reader doubles every gift until {deadline}. It prints the moment in the "
            "reader's own time; after it, the line is not shown."
        ),
    )

    offers_reminder = models.BooleanField(
        for_editors("offer to remind on a day"),
        default=False,
        help_text=for_editors(
            "Who would rather be asked on payday picks a day: one e-mail, then the address is "
            "forgotten, and nobody asks on that device until then."
        ),
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
        choices=AudienceNewsletter,
        default=AudienceNewsletter.ANY,
        help_text=for_editors(
            "A page knows who confirmed it in this browser, or is signed in with an address that "
            "takes one; programs that ask by /appeals/decide may say it."
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
        validators=ARTICLES_VALIDATORS,
        help_text=for_editors("The article on screen counts. Empty: no lower limit."),
    )
    max_articles = models.PositiveIntegerField(
        for_editors("at most this many articles"),
        null=True,
        blank=True,
        validators=ARTICLES_VALIDATORS,
        help_text=for_editors("Empty: no upper limit."),
    )
    count_days = models.PositiveIntegerField(
        for_editors("counted over this many days"),
        default=30,
        validators=[MinValueValidator(1), *DAYS_VALIDATORS],
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
        for_editors("days of rest after a contribution"), default=180, validators=DAYS_VALIDATORS
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
        help_text=for_editors("Never what stands over the page: a letter or a strip."),
    )

    cap_views = models.PositiveIntegerField(
        for_editors("at most this many times"),
        null=True,
        blank=True,
        default=4,
        validators=TIMES_VALIDATORS,
        help_text=for_editors("Empty: no limit."),
    )
    cap_days = models.PositiveIntegerField(
        for_editors("in this many days"),
        null=True,
        blank=True,
        default=30,
        validators=[MinValueValidator(1), *DAYS_VALIDATORS],
        help_text=for_editors("Empty: for ever."),
    )
    cap_counts = models.CharField(
        for_editors("counting"), max_length=20, choices=CapCounts, default=CapCounts.ALL
    )
    cap_gap_days = models.PositiveIntegerField(
        for_editors("days between two appeals"),
        default=3,
        validators=DAYS_VALIDATORS,
        help_text=for_editors("0: it may ask on story after story."),
    )
    rest_days = models.PositiveIntegerField(
        for_editors("days of rest after it was closed"), default=14, validators=DAYS_VALIDATORS
    )

    holdout_percent = models.DecimalField(
        for_editors("held out, %"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=PERCENT_VALIDATORS,
        help_text=for_editors("Readers who are never asked by this campaign, to compare with."),
    )
    other_percent = models.DecimalField(
        for_editors("asked by the other rule, %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=PERCENT_VALIDATORS,
        help_text=for_editors("Of the readers, by chance and for good. Empty: no other rule."),
    )
    other_min_articles = models.PositiveIntegerField(
        for_editors("from this many articles on"),
        null=True,
        blank=True,
        validators=ARTICLES_VALIDATORS,
    )
    other_cap_views = models.PositiveIntegerField(
        for_editors("or at most this many times"),
        null=True,
        blank=True,
        validators=TIMES_VALIDATORS,
    )
    allocation = models.CharField(
        for_editors("shares of the variants"),
        max_length=8,
        choices=Allocation,
        default=Allocation.MEASURE,
        help_text=for_editors(
            "Optimise earns more while it runs and proves less: what is hardly shown any more "
            "stays uncertain. Readers are then dealt out anew every week."
        ),
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

    def with_content_json(self, content: dict[str, Any]) -> "Campaign":
        """Return a saved state whole, also where a row of it was deleted since."""
        found: Campaign = super().with_content_json(readable(type(self), content))
        return found

    def stage(self, now: datetime, off: Collection[str] = ()) -> Stage:
        """Return where it stands; `off` names what is switched off."""
        if not self.live:
            return Stage.PAUSED if self.first_published_at else Stage.DRAFT
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
        if self.allow_sensitive and self.placement in INTERRUPTING:
            faults["allow_sensitive"] = for_editors(
                "What stands over the page never covers a sensitive story."
            )
        faults |= self._goal_faults() | self._deadline_faults() | otherwise.faults(self)
        if faults:
            raise ValidationError(faults)

    @property
    def counts_goal_from(self) -> datetime | None:
        """From when on money counts towards the goal; None: nothing does yet."""
        return self.goal_since or self.starts_at or self.first_published_at

    @property
    def goal(self) -> Money | None:
        """What readers are to reach together; None: nothing. Raises AmountFault."""
        if not self.goal_amount:
            return None
        currency = self.goal_currency or site_currency()
        return parse_amount(self.goal_amount, currency, most_minor=MOST_GOAL_MINOR)

    def _goal_faults(self) -> dict[str, str]:
        if not self.goal_amount:
            return {}
        try:
            goal = self.goal
        except AmountFault as fault:
            return {"goal_amount": str(fault)}
        if not (goal and goal.amount_minor):
            return {"goal_amount": for_editors("A goal is more than nothing.")}
        return {}

    def _deadline_faults(self) -> dict[str, str]:
        if bool(self.deadline_at) != bool(self.deadline_words):
            field = "deadline_words" if self.deadline_at else "deadline_at"
            return {field: for_editors("A deadline needs its moment and a line about it.")}
        fault = placeholders.fault_of_deadline(self.deadline_words)
        faults = {"deadline_words": fault} if fault else {}
        return faults | faults_of_text(self, "deadline_words")

    def _range_faults(self) -> dict[str, str]:
        faults = {}
        for field in ("starts_at", "ends_at", "goal_since", "deadline_at"):
            at = getattr(self, field)
            if at and at < EARLIEST:
                faults[field] = for_editors("Moments are counted from 1970 on: choose a later one.")
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            faults["ends_at"] = for_editors("The end must be later than the first moment.")
        if self.max_articles is not None and self.max_articles < (self.min_articles or 0):
            faults["max_articles"] = for_editors(
                "Must be %(min_articles)s or more, the lower limit."
            ) % {"min_articles": self.min_articles}
        return faults


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
