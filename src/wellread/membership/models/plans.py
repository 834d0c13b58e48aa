"""What readers can join: plans, and their prices in each currency."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext, override
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.images.models import SourceImageIOError
from wagtail.models import Orderable

from wellread.language.countries import CountriesField
from wellread.language.editors import for_editors
from wellread.language.word_lists import words
from wellread.membership import dunning, rules
from wellread.payments import currencies, debits
from wellread.payments.fields import CurrencyField
from wellread.payments.money import LARGEST_MINOR, AmountFault, Money, parse_amounts

# Forms of before read whole units as hundredths of them.
SLIP = 100
# Stripe takes two years; who forgets what was free for longer than one is not served by it.
LONGEST_TRIAL = 365
# 64 px on the page, with enough for a screen of two and a half points a pixel.
PORTRAIT = "fill-160x160|format-webp"


def first_benefits(language: str = "") -> str:
    """Return what a new plan promises its readers, in their language and not in its editor's."""
    with override(language or settings.LANGUAGE_CODE):
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
        validators=[MaxValueValidator(3650)],
        help_text=for_editors(
            "For how many days a single contribution opens the same; 0 for none."
        ),
    )
    grace_days = models.PositiveIntegerField(
        for_editors("grace days"),
        default=dunning.GRACE_DAYS,
        validators=[MaxValueValidator(365)],
        help_text=for_editors(
            "How long benefits stay while a failed renewal is tried again: as long as Stripe tries."
        ),
    )
    sends_post = models.BooleanField(
        for_editors("sends something by post"),
        default=False,
        help_text=for_editors("Members are asked for a postal address on their account page."),
    )
    sells_groups = models.BooleanField(
        for_editors("sold to groups"),
        default=True,
        help_text=for_editors("Several seats that one manager pays for and hands out."),
    )
    group_discount_percent = models.PositiveSmallIntegerField(
        for_editors("discount for groups, in percent"),
        default=0,
        blank=True,
        validators=[MaxValueValidator(rules.GROUP_DISCOUNT_MOST)],
        help_text=for_editors("Off the minimum price, for each seat."),
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

    def price_in(self, country: str | None, currency: str = "") -> "Price | LocalPrice | None":
        """Return what is taken in a currency from readers of a country; "" is its own currency."""
        here = [one for one in self.local_prices.all() if country in one.country_codes]
        theirs = next((one for one in here if currency in ("", one.currency)), None)
        return theirs or (self.price(currency) if currency else self.usual_price)

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

    def doubt_of_grace(self) -> str:
        """Say that grace and Stripe's tries differ: time would be taken away, or given for free."""
        if self.grace_days == dunning.GRACE_DAYS:
            return ""
        return for_editors(
            "“%(plan)s” gives %(days)s days of grace. Stripe tries a failed renewal again after "
            "%(tries)s days, so %(right)s days of grace are right."
        ) % {
            "plan": self,
            "days": self.grace_days,
            "tries": ", ".join(map(str, dunning.TRIED_ON_DAYS)),
            "right": dunning.GRACE_DAYS,
        }

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


class Amounts(Orderable):
    """What is taken in one currency: the least, the most, and the amounts offered."""

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
        abstract = True
        default_permissions = ()

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


class Price(Amounts):
    """What a plan costs in one currency."""

    plan = ParentalKey(Plan, on_delete=models.CASCADE, related_name="prices")
    takes_debits = models.BooleanField(
        for_editors("also by bank debit"),
        default=False,
        help_text=for_editors(
            "SEPA for euro, Bacs for pounds, ACH for US dollars. The bank takes days; benefits "
            "begin at once, and end if it sends nothing. Switch the method on at Stripe first."
        ),
    )

    intro_minor = models.PositiveIntegerField(
        for_editors("first months cost"),
        null=True,
        blank=True,
        help_text=for_editors(
            "What each of the first months costs who has paid nothing here before and pays by the "
            "month, whatever amount they choose for after; empty for no such price."
        ),
    )
    intro_months = models.PositiveIntegerField(
        for_editors("how many first months"),
        default=0,
        validators=[MaxValueValidator(24)],
    )
    trial_days = models.PositiveIntegerField(
        for_editors("days free at first"),
        default=0,
        validators=[MaxValueValidator(LONGEST_TRIAL)],
        help_text=for_editors(
            "For who has paid nothing here before, by the month or by the year; an e-mail tells of "
            "the first charge ahead. 0 for none; not beside a price of the first months."
        ),
    )
    fee_hundredths = models.PositiveIntegerField(
        for_editors("fee in hundredths of a per cent"),
        default=0,
        validators=[MaxValueValidator(2000)],
        help_text=for_editors(
            "What your payment service keeps of each charge: 290 is 2.9 %. Readers may then cover "
            "it; nought of both asks nobody."
        ),
    )
    fee_fixed_minor = models.PositiveIntegerField(
        for_editors("fixed fee"), default=0, help_text=for_editors("Of each charge beside that.")
    )

    class Meta(Amounts.Meta):
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
        if self.takes_debits and self.currency not in debits.KINDS:
            raise ValidationError(
                {
                    "takes_debits": for_editors("There is no bank debit in %(currency)s.")
                    % {"currency": self.currency}
                }
            )
        self._check_intro()

    def _check_intro(self) -> None:
        """Refuse a first price that cannot be charged, or is none."""
        if self.intro_minor is None or self.minimum_month_minor is None:
            return
        fault = ""
        if self.trial_days:
            said = for_editors("Either days free at first, or a price of the first months.")
            raise ValidationError({"trial_days": said})
        if not self.intro_months:
            raise ValidationError({"intro_months": for_editors("For how many months?")})
        if self.intro_minor >= self.minimum_month_minor:
            fault = for_editors("This is no less than the minimum a month.")
        elif self.intro_minor < max(1, currencies.least_minor(self.currency)):
            least = Money(max(1, currencies.least_minor(self.currency)), self.currency)
            fault = for_editors("Stripe takes no less than %(least)s.") % {"least": least}
        if fault:
            raise ValidationError({"intro_minor": fault})

    def of_a_seat(self, interval: str) -> Money:
        """Return what a seat of a group costs each time, its discount taken off."""
        step_minor = currencies.step_minor(self.currency)
        minor = rules.seat_price_minor(
            self.limits(interval).least_minor,
            percent=self.plan.group_discount_percent,
            step_minor=step_minor,
        )
        return Money(minor, self.currency)

    @property
    def intro(self) -> Money | None:
        """What each of the first months costs, or None where they cost what the others do."""
        if self.intro_minor is None or not self.intro_months:
            return None
        return Money(self.intro_minor, self.currency)

    def fee(self, money: Money) -> Money | None:
        """Return what to add so that all of an amount arrives; None where nobody is asked."""
        added_minor = rules.fee_to_add(
            money.amount_minor,
            hundredths=self.fee_hundredths,
            fixed_minor=self.fee_fixed_minor,
            step_minor=currencies.step_minor(self.currency),
        )
        if not added_minor or money.amount_minor + added_minor > LARGEST_MINOR:
            return None
        return Money(added_minor, self.currency)


class LocalPrice(Amounts):
    """What a plan costs for readers of some countries; the first row that names theirs counts."""

    plan = ParentalKey(Plan, on_delete=models.CASCADE, related_name="local_prices")
    countries = CountriesField(
        for_editors("countries"),
        max_length=800,
        help_text=for_editors("The first row that names a reader’s country counts."),
    )

    class Meta(Amounts.Meta):
        pass

    def __str__(self) -> str:
        return for_editors("%(plan)s in %(currency)s for %(countries)s") % {
            "plan": self.plan,
            "currency": self.currency,
            "countries": self.countries,
        }

    @property
    def country_codes(self) -> list[str]:
        """The countries by their codes."""
        return words(self.countries)

    @property
    def takes_debits(self) -> bool:
        """Whether a bank account can be debited, as everywhere in this currency."""
        everywhere = self.plan.price(self.currency)
        return everywhere is not None and everywhere.takes_debits

    def fee(self, money: Money) -> Money | None:
        """Return what to add so that all of an amount arrives, as everywhere in this currency."""
        everywhere = self.plan.price(self.currency)
        return everywhere.fee(money) if everywhere is not None else None

    @property
    def intro(self) -> Money | None:
        """No first price: what is asked in a country is low enough."""
        return None

    @property
    def intro_months(self) -> int:
        """For no months is there a first price."""
        return 0

    @property
    def trial_days(self) -> int:
        """The days free at first, as everywhere in this currency."""
        everywhere = self.plan.price(self.currency)
        return everywhere.trial_days if everywhere is not None else 0
