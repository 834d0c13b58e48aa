"""Rows about promises: what is offered, who joined, what is held and why."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, override, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.images.models import SourceImageIOError
from wagtail.models import Orderable

from wellread.language.editors import for_editors
from wellread.mail.fields import AddressField
from wellread.membership import rules
from wellread.payments import currencies
from wellread.payments.fields import CurrencyField
from wellread.payments.models import Checkout, Payment, Subscription
from wellread.payments.money import AmountFault, Money, parse_amounts

# Forms of before read whole units as hundredths of them.
SLIP = 100
# 64 px on the page, with enough for a screen of two and a half points a pixel.
PORTRAIT = "fill-160x160|format-webp"


def first_benefits() -> str:
    """Return what a new plan promises its readers, in their language and not in its editor's."""
    with override(settings.LANGUAGE_CODE):
        lines = (
            gettext("No advertising anywhere on the site"),
            gettext("Every community-only story in full"),
            gettext("We stop asking"),
        )
    return "\n".join(lines)


def first_reason() -> str:
    """Return why a new plan says that one should join, in its readers' language."""
    with override(settings.LANGUAGE_CODE):
        return gettext(
            "Everybody can read us, whether or not they can pay. That works only because some of "
            "those to whom we matter choose to support us."
        )


class Plan(ClusterableModel):
    """What readers can join, at which prices, and what it opens for them."""

    wagtail_reference_index_ignore = True

    name = models.CharField(
        for_editors("name"),
        max_length=100,
        help_text=for_editors("As readers see it, also on their receipts."),
    )
    reason = models.TextField(
        for_editors("reason"),
        default=first_reason,
        blank=True,
        help_text=for_editors(
            "Why a reader should join, above the prices. An empty line starts a new paragraph."
        ),
    )
    signed_by = models.CharField(for_editors("signed by"), max_length=120, blank=True)
    signer_role = models.CharField(for_editors("role"), max_length=120, blank=True)
    portrait = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        # A picture thrown out of the library leaves the page with a name and no face.
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=for_editors("portrait"),
    )
    benefits = models.TextField(
        for_editors("benefits"),
        default=first_benefits,
        help_text=for_editors("One on each line, as readers see them."),
    )
    gives_ad_free = models.BooleanField(for_editors("no ads"), default=True)
    gives_community_content = models.BooleanField(
        for_editors("community-only stories"), default=True
    )
    once_days = models.PositiveIntegerField(
        for_editors("days for a contribution"),
        default=0,
        help_text=for_editors(
            "For how many days a single contribution opens the same; 0 for none."
        ),
    )
    grace_days = models.PositiveIntegerField(
        for_editors("grace days"),
        default=7,
        help_text=for_editors("How long benefits stay while a failed renewal is tried again."),
    )
    is_offered = models.BooleanField(for_editors("offered to readers"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_offered"],
                condition=models.Q(is_offered=True),
                name="one_plan_is_offered",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def price(self, currency: str) -> "Price | None":
        """Return the price in a currency, or None when the plan is not sold in it."""
        found = [price for price in self.prices.all() if price.currency == currency]
        return found[0] if found else None

    @property
    def usual_price(self) -> "Price | None":
        """The price in the site's currency, else the first of the list, or None."""
        return self.price(settings.CURRENCY) or self.prices.first()

    @property
    def entitlements(self) -> list[str]:
        """What the plan opens, by the names that pages ask for."""
        given = {
            "ad_free": self.gives_ad_free,
            "community_content": self.gives_community_content,
        }
        return [name for name in rules.ENTITLEMENTS if given[name]]

    @property
    def portrait_src(self) -> str:
        """The address of the signer's face, 160 px square; "" without one that can be read."""
        if self.portrait is None:
            return ""
        try:
            return str(self.portrait.get_rendition(PORTRAIT).url)
        except SourceImageIOError:
            return ""

    @property
    def benefit_lines(self) -> list[str]:
        """The benefits in public words."""
        return [line.strip() for line in self.benefits.splitlines() if line.strip()]


class Price(Orderable):
    """What a plan costs in one currency: the least, the most, and the amounts offered."""

    plan = ParentalKey(Plan, on_delete=models.CASCADE, related_name="prices")
    currency = CurrencyField(for_editors("currency"))
    minimum_month_minor = models.PositiveIntegerField(for_editors("minimum a month"))
    minimum_year_minor = models.PositiveIntegerField(for_editors("minimum a year"))
    minimum_once_minor = models.PositiveIntegerField(for_editors("minimum once"))
    maximum_minor = models.PositiveIntegerField(
        for_editors("maximum"), help_text=for_editors("At any interval. Catches slips of the hand.")
    )
    suggested_month = models.CharField(for_editors("suggested a month"), max_length=100, blank=True)
    suggested_year = models.CharField(for_editors("suggested a year"), max_length=100, blank=True)
    suggested_once = models.CharField(for_editors("suggested once"), max_length=100, blank=True)

    class Meta(Orderable.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["plan", "currency"], name="one_price_a_currency"),
        ]

    def __str__(self) -> str:
        return for_editors("%(plan)s in %(currency)s") % {
            "plan": self.plan,
            "currency": self.currency,
        }

    def clean(self) -> None:
        """Raise ValidationError at the field an editor has to change."""
        super().clean()
        for interval in rules.INTERVALS:
            # What was not typed, or could not be read, is told at its own field.
            if None in self.limits(interval):
                continue
            self._check_least(interval)
            try:
                self.offers(interval)
            except AmountFault as fault:
                raise ValidationError({f"suggested_{interval}": str(fault)}) from fault

    def _check_least(self, interval: str) -> None:
        limits = self.limits(interval)
        step_minor = currencies.step_minor(self.currency)
        fault = ""
        if limits.least_minor > limits.most_minor:
            fault = for_editors("This is more than the maximum: nothing could be chosen.")
        elif not limits.least_minor or limits.least_minor % step_minor:
            step = Money(step_minor, self.currency)
            fault = for_editors("A multiple of %(step)s, and more than nothing.") % {"step": step}
        elif limits.least_minor < currencies.least_minor(self.currency):
            least = Money(currencies.least_minor(self.currency), self.currency)
            fault = for_editors("Stripe takes no less than %(least)s.") % {"least": least}
        if fault:
            raise ValidationError({f"minimum_{interval}_minor": fault})

    def doubts(self) -> list[str]:
        """Say what was saved in earlier forms and can hardly be meant, or cannot be charged."""
        if self.currency not in currencies.TAKEN:
            return [for_editors("%(self)s is a price that Stripe cannot charge.") % {"self": self}]
        found = [self._doubt(interval) for interval in rules.INTERVALS]
        return [f"{self}: {doubt}" for doubt in found if doubt]

    def _doubt(self, interval: str) -> str:
        """Doubt a minimum typed as dollars where it was read as cents."""
        limits = self.limits(interval)
        least = Money(limits.least_minor, self.currency)
        words = for_editors("the minimum %(amount)s") % {"amount": rules.per(least, interval)}
        charged = Money(currencies.least_minor(self.currency), self.currency)
        try:
            suggested = parse_amounts(getattr(self, f"suggested_{interval}"), self.currency)
        except AmountFault as fault:
            return for_editors("what is suggested (%(interval)s) cannot be read. %(fault)s") % {
                "interval": interval,
                "fault": fault,
            }
        if least < charged:
            return for_editors("%(words)s is less than Stripe takes, %(charged)s.") % {
                "words": words,
                "charged": charged,
            }
        if suggested and least.amount_minor * SLIP <= min(suggested).amount_minor:
            return for_editors(
                "%(words)s is a hundredth of what is suggested, %(suggested)s, or less."
            ) % {"words": words, "suggested": min(suggested)}
        return ""

    def limits(self, interval: str) -> rules.AmountLimits:
        """Return the least and most this plan takes at an interval."""
        least = {
            "month": self.minimum_month_minor,
            "year": self.minimum_year_minor,
            "once": self.minimum_once_minor,
        }
        return rules.AmountLimits(least[interval], self.maximum_minor, self.currency)

    def offers(self, interval: str) -> tuple[Money, ...]:
        """Return the amounts offered, smallest first, the least one among them; raise AmountFault.

        "From $6" must be a choice: an amount that is named and not offered looks like a trick.
        """
        limits = self.limits(interval)
        suggested = parse_amounts(getattr(self, f"suggested_{interval}"), self.currency)
        amounts = {rules.checked(one, interval=interval, limits=limits) for one in suggested}
        return tuple(sorted(amounts | {Money(limits.least_minor, self.currency)}))


class Membership(models.Model):
    """A reader's state as a member; nobody's until a payment made unsigned is claimed."""

    wagtail_reference_index_ignore = True

    class Status(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("state of a membership", "Active")
        PAST_DUE = "past_due", pgettext_lazy("state of a membership", "Payment failed")
        ENDING = "ending", pgettext_lazy("state of a membership", "Cancelled, still running")
        ENDED = "ended", pgettext_lazy("state of a membership", "Ended")

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=for_editors("reader"),
    )
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="memberships", verbose_name=for_editors("plan")
    )
    checkout = models.OneToOneField(
        Checkout,
        on_delete=models.PROTECT,
        related_name="membership",
        verbose_name=for_editors("checkout"),
    )
    subscription = models.OneToOneField(
        Subscription,
        on_delete=models.PROTECT,
        related_name="membership",
        verbose_name=for_editors("subscription"),
    )
    status = models.CharField(for_editors("status"), max_length=8, choices=Status)
    started_at = models.DateTimeField(for_editors("started at"))
    paid_until = models.DateTimeField(for_editors("paid until"), null=True, blank=True)
    reminded_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=for_editors("When the yearly reminder was last written."),
    )
    times_cancelled = models.PositiveIntegerField(for_editors("times cancelled"), default=0)
    second_since = models.DateTimeField(
        for_editors("second since"),
        null=True,
        blank=True,
        help_text=for_editors("When it was found to be a reader's second one."),
    )
    second_to = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=for_editors("The membership beside which it was charged."),
        verbose_name=for_editors("second to"),
    )
    second_told_at = models.DateTimeField(
        for_editors("second told at"),
        null=True,
        blank=True,
        help_text=for_editors("When all that follows from being second was done."),
    )

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["reader"],
                condition=models.Q(status__in=sorted(rules.LIVE)),
                name="one_live_membership_per_reader",
            ),
        ]
        indexes = [
            models.Index(fields=["started_at"], name="memberships_by_start"),
            models.Index(fields=["status", "started_at"], name="memberships_by_status"),
            models.Index(fields=["status", "paid_until"], name="memberships_by_end"),
            models.Index(
                fields=["second_told_at"],
                condition=models.Q(second_since__isnull=False),
                name="second_memberships",
            ),
        ]

    def __str__(self) -> str:
        who = self.reader or self.checkout.email or for_editors("Someone")
        return f"{who}, {self.get_status_display()}"

    @property
    def can_change_amount(self) -> bool:
        """Whether another amount may be chosen: it charges again, in a currency still sold."""
        return self.status in rules.LIVE and self.price is not None

    @property
    def price(self) -> Price | None:
        """The plan's price in the currency this member pays, or None when it is sold no more."""
        return self.plan.price(self.subscription.currency)

    @property
    def email(self) -> str:
        """Where e-mails to this member go."""
        return self.reader.email if self.reader else self.checkout.email


class Withdrawal(models.Model):
    """That somebody withdraws from what they bought, as they declared it, and what came of it.

    It counts from the moment it was declared; money goes back once it is proved whose it was.
    """

    wagtail_reference_index_ignore = True

    name = models.CharField(for_editors("name"), max_length=200, blank=True)
    address = AddressField(for_editors("address"), db_index=True)
    contract = models.CharField(
        for_editors("contract"), max_length=500, help_text=for_editors("As its reader named it.")
    )
    declared_at = models.DateTimeField(for_editors("declared at"), default=timezone.now)
    checkout = models.OneToOneField(
        Checkout,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawal",
        verbose_name=for_editors("checkout"),
    )
    done_at = models.DateTimeField(
        for_editors("done at"),
        null=True,
        blank=True,
        help_text=for_editors("When it had ended, and its money was sent back."),
    )

    class Meta:
        ordering = ["-declared_at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["declared_at"],
                condition=models.Q(done_at=None),
                name="withdrawals_to_carry_out",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract} ({self.address})"


class ReturnedPayment(models.Model):
    """A payment that is given back, of a second membership or one withdrawn from.

    Written down before Stripe is asked.
    """

    wagtail_reference_index_ignore = True

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="returned_payments"
    )
    withdrawal = models.ForeignKey(
        Withdrawal, on_delete=models.PROTECT, null=True, related_name="returned_payments"
    )
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="+")
    # How often Stripe refused to give it back, and what it said last.
    refusals = models.PositiveIntegerField(default=0)
    refusal = models.TextField(blank=True)
    # Empty once it went back, or somebody else touched it.
    try_again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["try_again_at"], name="payments_to_give_back")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(membership=None, withdrawal__isnull=False)
                | models.Q(membership__isnull=False, withdrawal=None),
                name="returned_for_one_reason",
            )
        ]

    def __str__(self) -> str:
        return for_editors("%(payment)s of %(membership)s") % {
            "payment": self.payment,
            "membership": self.membership or self.withdrawal,
        }


def every_entitlement() -> list[str]:
    """Return what a gift opens, of which nothing else is said."""
    return list(rules.ENTITLEMENTS)


class Grant(models.Model):
    """Why something is open to someone, from when until when."""

    wagtail_reference_index_ignore = True

    class Reason(models.TextChoices):
        MEMBERSHIP = "membership", for_editors("Membership")
        GRACE = "grace", for_editors("Grace while a renewal is tried again")
        CONTRIBUTION = "contribution", for_editors("Contribution")
        COMPLIMENTARY = "complimentary", for_editors("Complimentary")
        HARDSHIP = "hardship", for_editors("Hardship")

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=for_editors("reader"),
    )
    checkout = models.ForeignKey(
        Checkout,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=for_editors("checkout"),
    )
    email = AddressField(
        blank=True,
        default="",
        editable=False,
        db_index=True,
        help_text=for_editors("Held for this address, until it is proved to be somebody's."),
    )
    reason = models.CharField(for_editors("reason"), max_length=13, choices=Reason)
    # What a plan opens is named by whoever grants it, also when that is nothing.
    entitlements = models.JSONField(for_editors("entitlements"), default=every_entitlement)
    starts_at = models.DateTimeField(for_editors("starts at"))
    ends_at = models.DateTimeField(for_editors("ends at"))
    withdrawn_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=for_editors("When all that paid for it was given back."),
    )
    source = models.CharField(max_length=255, unique=True, null=True, blank=True, editable=False)
    note = models.CharField(
        for_editors("note"),
        max_length=200,
        blank=True,
        help_text=for_editors("Why; readers do not see it."),
    )

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reader=None, checkout__isnull=False, email="")
                | models.Q(reader__isnull=False, checkout=None, email="")
                | (models.Q(reader=None, checkout=None) & ~models.Q(email="")),
                name="grant_has_one_holder",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="grant_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["reason", "starts_at"], name="grants_by_reason")]

    def __str__(self) -> str:
        return for_editors("%(reason)s until %(day)s") % {
            "reason": self.get_reason_display(),
            "day": f"{self.ends_at:%Y-%m-%d}",
        }


class ReaderNote(models.Model):
    """What a colleague wrote down about a reader, kept by address; readers may ask to see it."""

    wagtail_reference_index_ignore = True

    address = AddressField(for_editors("address"), db_index=True)
    text = models.TextField(for_editors("text"), max_length=2000)
    written_at = models.DateTimeField(for_editors("written at"), auto_now_add=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=for_editors("written by"),
    )

    class Meta:
        ordering = ["-written_at", "-pk"]
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return self.text


class GiftManager(models.Manager["Gift"]):
    """Finds grants that nobody paid for."""

    def get_queryset(self) -> models.QuerySet["Gift"]:
        """Leave out what was paid for: that is nobody's to edit."""
        return super().get_queryset().filter(reason__in=rules.GIFTS)


class Gift(Grant):
    """A grant made by staff, which staff may change and end."""

    objects: ClassVar[GiftManager] = GiftManager()

    class Meta:
        proxy = True
