"""Promotion codes: whether one may be used, what it takes off, and having Stripe know it."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext, ngettext

from wellread.language import writing
from wellread.membership import queries
from wellread.membership.benefits import Holder
from wellread.membership.models import Promotion, PromotionUse
from wellread.payments import clock, currencies, discounts, facts, gateway
from wellread.payments.discounts import Discount
from wellread.payments.models import Checkout
from wellread.payments.money import Money

# Whoever joined with a code: whose bank was asked is counted too.
JOINED = (Checkout.State.PAID, Checkout.State.PROMISED)


class EnteredCode(NamedTuple):
    """A code that was typed or came with a link: either it is good, or a fault says why not."""

    typed: str = ""
    promotion: Promotion | None = None
    fault: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it takes something off."""
        return self.promotion is not None and not self.fault


def entered(
    typed: str, *, interval: str, currency: str, money: Money | None, holder: Holder
) -> EnteredCode:
    """Look a code up, and tell whether it may be used for what was chosen so far."""
    typed = typed.strip()[:40]
    if not typed:
        return EnteredCode()
    found = Promotion.objects.filter(code__iexact=typed, is_on=True).first()
    if found is None:
        said = gettext("We know no code “%(code)s”. Is it written as it was given to you?")
        return EnteredCode(typed, None, said % {"code": typed})
    fault = _fault_of(found, at=clock.now()) or _fault_of_choice(found, interval, currency)
    if not fault and found.is_for_new_readers and _has_paid(holder):
        said = gettext("The code “%(code)s” is for readers who have paid nothing here before.")
        fault = said % {"code": found}
    if not fault and _has_used(found, holder):
        said = gettext(
            "You have used the code “%(code)s” before: it is there once for each reader."
        )
        fault = said % {"code": found}
    if not fault and money is not None and not _leaves_enough(found, money):
        said = gettext(
            "With the code “%(code)s” less would be left than can be charged. Please choose a "
            "higher amount."
        )
        fault = said % {"code": found}
    return EnteredCode(found.code, found, fault)


def discount(promotion: Promotion, money: Money) -> Discount:
    """Return what a page to pay on takes off, as it is shown before."""
    return Discount(
        coupon=promotion.stripe_coupon,
        code=promotion.stripe_code,
        off_minor=_off_minor(promotion, money),
        months=promotion.months,
    )


def words(promotion: Promotion) -> str:
    """Say what a code takes off, and for how long: 50 % less for 3 months."""
    if promotion.months is None:
        said = gettext("%(worth)s less each time, for as long as you stay")
        return said % {"worth": promotion.worth}
    said = ngettext(
        "%(worth)s less for %(months)s month",
        "%(worth)s less for %(months)s months",
        promotion.months,
    )
    return said % {"worth": promotion.worth, "months": promotion.months}


def note_use(checkout: Checkout, promotion: Promotion) -> None:
    """Write down with which code a Checkout is begun."""
    PromotionUse.objects.create(checkout=checkout, promotion=promotion)


def introduce(promotion: Promotion) -> None:
    """Have Stripe know a code, and whether it can be used; doing it twice changes nothing.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    if not promotion.stripe_coupon:
        promotion.stripe_coupon = gateway.make_coupon(
            name=promotion.code,
            off=facts.DiscountFacts((promotion.percent or 0) * 100, promotion.off_minor or 0),
            currency=promotion.currency,
            months=promotion.months,
            key=f"coupon:{promotion.pk}",
        )
        promotion.save(update_fields=["stripe_coupon"])
    if not promotion.stripe_code:
        promotion.stripe_code = gateway.make_promotion_code(
            promotion.code,
            coupon=promotion.stripe_coupon,
            ends_at=promotion.ends_at,
            most_uses=promotion.most_uses,
            key=f"promotion-code:{promotion.pk}",
        )
        promotion.save(update_fields=["stripe_code"])


def switch(promotion: Promotion) -> None:
    """Have Stripe let a code be used, or no longer, as its row says.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    introduce(promotion)
    gateway.set_promotion_code(promotion.stripe_code, is_on=promotion.is_on)


def uses(promotion: Promotion) -> int:
    """Return how many joined with a code."""
    return promotion.uses.filter(checkout__state__in=JOINED).count()


def with_uses(promotions: QuerySet[Promotion]) -> QuerySet[Promotion]:
    """Return codes, each with how many joined with it: `joined`."""
    joined = Count("uses", filter=Q(uses__checkout__state__in=JOINED))
    return promotions.annotate(joined=joined)


def _fault_of(promotion: Promotion, *, at: datetime) -> str:
    names = {"code": promotion.code}
    if promotion.starts_at and at < promotion.starts_at:
        said = gettext("The code “%(code)s” can be used from %(date)s on.")
        return said % {**names, "date": writing.day(promotion.starts_at)}
    if promotion.ends_at and at >= promotion.ends_at:
        return gettext("The code “%(code)s” can be used no more: its time is over.") % names
    if promotion.most_uses is not None and uses(promotion) >= promotion.most_uses:
        return gettext("The code “%(code)s” was used as often as it can be.") % names
    return ""


def _fault_of_choice(promotion: Promotion, interval: str, currency: str) -> str:
    names = {"code": promotion.code, "currency": promotion.currency}
    if interval == "once":
        said = gettext("The code “%(code)s” is for memberships, by the month or by the year.")
        return said % names
    if promotion.currency and promotion.currency != currency:
        return gettext("The code “%(code)s” is for amounts in %(currency)s.") % names
    return ""


def _has_used(promotion: Promotion, holder: Holder) -> bool:
    used = promotion.uses.filter(checkout__state__in=Checkout.SENT_OFF)
    mine = Q(checkout__in=list(holder.checkouts))
    if holder.reader is not None:
        mine |= Q(checkout__reader=holder.reader)
    return used.filter(mine).exists()


def _has_paid(holder: Holder) -> bool:
    return queries.payments(**holder._asdict()).filter(paid_at__isnull=False).exists()


def _leaves_enough(promotion: Promotion, money: Money) -> bool:
    left = money.amount_minor - _off_minor(promotion, money)
    step = currencies.step_minor(money.currency)
    return left >= max(currencies.least_minor(money.currency), 1) and not left % step


def _off_minor(promotion: Promotion, money: Money) -> int:
    return discounts.off_minor(
        money.amount_minor,
        hundredths=(promotion.percent or 0) * 100,
        sum_minor=promotion.off_minor or 0,
    )
