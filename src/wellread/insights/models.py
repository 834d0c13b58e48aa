from django.db import models

from wellread.insights.measuring_settings import MeasuringSettings as MeasuringSettings
from wellread.insights.value_settings import ValueSettings as ValueSettings
from wellread.language.editors import for_editors
from wellread.payments.money import Money


class Kind(models.TextChoices):
    """What becomes of an appeal: a reader's device reports it, and the site that somebody joins."""

    IMPRESSION = "impression", for_editors("Impressions")
    VIEW = "view", for_editors("Views")
    CLICK = "click", for_editors("Clicks")
    DISMISSAL = "dismissal", for_editors("Dismissals")
    OPT_OUT = "opt_out", for_editors("Asked to be left alone")
    HELD_OUT = "held_out", for_editors("Held out")
    JOIN_STARTED = "join_started", for_editors("Joins started")
    # Of readers who joined: told by their devices, of campaigns that hold some out.
    JOINED_ASKED = "joined_asked", for_editors("Joined, had been asked")
    JOINED_HELD = "joined_held", for_editors("Joined, had been held out")


# Nobody is dealt a variant who is not to be asked, and of who joined it does not matter which.
OF_NO_VARIANT = frozenset({Kind.HELD_OUT, Kind.JOINED_ASKED, Kind.JOINED_HELD})


class AskedWhere(models.Model):
    """What is told of an appeal wherever it is counted: which one, on which story, to what device.

    It names no reader, address or history. What is not known is "".
    """

    campaign = models.CharField(max_length=64, blank=True)
    variant = models.CharField(max_length=64, blank=True)
    # Of the line-up: it fixes the chances.
    version = models.CharField(max_length=64, blank=True)
    placement = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True)
    story = models.CharField(max_length=64, blank=True)
    device = models.CharField(max_length=7, blank=True)
    # Of the article count, such as 5-9: only where its reader has it counted.
    band = models.CharField(max_length=5, blank=True)

    class Meta:
        abstract = True


PLACE = ("campaign", "variant", "version", "placement", "country", "story", "device", "band")


class DeviceEvent(AskedWhere):
    """One thing that happened to an appeal, kept for a quarter."""

    kind = models.CharField(max_length=12, choices=Kind)
    # Random, made on the device: told again it is the same event. None of those of old pages.
    event_id = models.CharField(max_length=36, null=True, unique=True)
    # The sampling rate: it stands for so many.
    one_in = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} of {self.campaign}/{self.variant}"


class EventTotal(models.Model):
    """How many events of a kind a variant had on a day (UTC): what the funnel reads."""

    day = models.DateField()
    campaign = models.CharField(max_length=64)
    variant = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "campaign", "variant", "kind"], name="one_total_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.campaign}/{self.variant} {self.kind}: {self.number}"


class HourTotal(AskedWhere):
    """How many events of a kind there were in an hour (UTC), for each place: kept for ever."""

    hour = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=Kind)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hour", "kind", *PLACE], name="one_total_an_hour"),
        ]
        indexes = [models.Index(fields=["campaign", "hour"], name="hours_of_a_campaign")]

    def __str__(self) -> str:
        said = f"{self.campaign}/{self.variant} {self.kind}"
        return f"{self.hour:%Y-%m-%d %H} h {said}: {self.number}"


class ArticleViewTotal(models.Model):
    """How often a story was read in an hour (UTC): a sum from the start, of nobody in particular.

    Only where the newsroom has it counted.
    """

    hour = models.DateTimeField()
    story = models.CharField(max_length=64)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hour", "story"], name="one_sum_of_a_story_an_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} h story {self.story}: {self.number}"


class DecisionTotal(models.Model):
    """What campaigns decided, counted by devices: once a month for each reader who consented.

    `reason` is why it did not ask, "" that it did; with `only`, nothing else stood in the way.
    """

    day = models.DateField()
    campaign = models.CharField(max_length=64)
    reason = models.CharField(max_length=20, blank=True)
    only = models.BooleanField(default=False)
    # The least that such a reader had read, where the count stood in the way; else about how many.
    band = models.CharField(max_length=5, blank=True)
    country = models.CharField(max_length=2, blank=True)
    device = models.CharField(max_length=7, blank=True)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "campaign", "reason", "only", "band", "country", "device"],
                name="one_sum_of_decisions_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.campaign} {self.reason or 'asked'}: {self.number}"


DECIDED = ("day", "campaign", "reason", "only", "band", "country", "device")


class Conversion(AskedWhere):
    """The first money of a checkout, with the appeal it came from, or none."""

    checkout_id = models.UUIDField(unique=True)
    # What e-mail, newsletter or printed letter its link was in: a kind, never whose it was.
    letter = models.CharField(max_length=64, blank=True)
    amount_minor = models.PositiveBigIntegerField()
    # What the ledger still has of it: less once it was given back or lost to a dispute.
    kept_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    interval = models.CharField(max_length=5)
    at = models.DateTimeField()
    day = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{Money(self.amount_minor, self.currency)} ({self.interval})"


class ReadFile(models.Model):
    """How far a file of messages was counted: written with the counts, so that both are true."""

    name = models.CharField(max_length=64, unique=True)
    read_bytes = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name}: {self.read_bytes}"


class EventLot(models.Model):
    """Rows that went to ClickHouse together: there they count while it is kept, and only then."""

    class State(models.TextChoices):
        BEGUN = "begun", for_editors("On its way")
        KEPT = "kept", for_editors("There")
        LEFT = "left", for_editors("Given up")
        BACK = "back", for_editors("Brought back")

    # Given by us: one that ClickHouse has seen, before a copy was restored, is not given again.
    number = models.PositiveBigIntegerField(primary_key=True)
    state = models.CharField(max_length=5, choices=State, default=State.BEGUN)
    # Rows of hours, what they come to, and single events.
    hours = models.PositiveIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    events = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} ({self.state}): {self.total}"


class Judgement(models.Model):
    """What a campaign's whole hours before `at` said, and the shares they led to: never changed."""

    wagtail_reference_index_ignore = True

    campaign = models.CharField(max_length=64)
    at = models.DateTimeField()
    began_at = models.DateTimeField(help_text=for_editors("The first hour with an impression."))
    mode = models.CharField(max_length=8)
    winner = models.CharField(max_length=64, blank=True)
    reason = models.TextField()
    # As `wellread judge` prints it.
    difference = models.JSONField(null=True)
    shares = models.JSONField()
    # By variant: impressions, conversions, worth_minor and first_minor, in this currency.
    tallies = models.JSONField()
    currency = models.CharField(max_length=3)
    # Conversions by currency, where no rate is known.
    left_out = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["campaign", "at"], name="judged_once_an_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}, {self.at:%Y-%m-%d %H} h: {self.reason}"


class DropReason(models.TextChoices):
    """Why events were not kept."""

    TOO_LARGE = "too_large", for_editors("Larger than 4 kB")
    MALFORMED = "malformed", for_editors("Not understood")
    UNKNOWN = "unknown", for_editors("About a campaign or variant that was never published")
    OVERFLOW = "overflow", for_editors("More than could be written at the time")
    FOREIGN = "foreign", for_editors("Sent by another site's page, or by no page at all")
    REPEATED = "repeated", for_editors("The same thing told twice in one message")
    CROWDED = "crowded", for_editors("More messages than one address may send in a minute")


class DroppedEvents(models.Model):
    """How many events were not kept on a day (UTC), by reason."""

    day = models.DateField()
    reason = models.CharField(max_length=12, choices=DropReason)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "reason"], name="one_dropped_total_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.reason}: {self.number}"
