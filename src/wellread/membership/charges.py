"""What a member is charged next, and later: in a sum, and in words."""

from django.utils.translation import gettext

from wellread.language import writing
from wellread.membership import intro, queries, rules
from wellread.membership.models import Membership
from wellread.payments import currencies
from wellread.payments.models import Subscription
from wellread.payments.money import AmountFault, AmountFaultReason, Money


def next_charge(membership: Membership) -> Money:
    """Return what the next charge comes to."""
    return membership.subscription.charge_at(queries.next_charge_at(membership))


def given_next(membership: Membership) -> Money:
    """Return what of the next charge covers no fee."""
    due, covered = next_charge(membership), membership.subscription.fee_covered_minor
    return Money(max(0, due.amount_minor - covered), due.currency)


def owed(membership: Membership) -> Money:
    """Return what the charge comes to that stands unpaid, or else the next one."""
    at = queries.owed_since(membership) or queries.next_charge_at(membership)
    return membership.subscription.charge_at(at)


def price_of(membership: Membership) -> str:
    """Say what a membership costs, and how often; and where it is less for a time, until when."""
    subscription = membership.subscription
    due = next_charge(membership)
    said = rules.per(due, subscription.interval)
    if due == subscription.money or subscription.off_until is None:
        return said
    return gettext("%(lower)s until %(date)s, then %(price)s") % {
        "lower": said,
        "date": writing.day(subscription.off_until),
        "price": rules.per(subscription.money, subscription.interval),
    }


def with_amount(membership: Membership, money: Money, interval: str = "") -> Subscription:
    """Return a membership's subscription as if it charged another amount; it is not saved."""
    other = Subscription.objects.get(pk=membership.subscription_id)
    if intro.runs(membership):
        other.off_minor = intro.off_with(membership, money, interval or other.interval)
    other.amount_minor = money.amount_minor
    return other


def refuse_too_little(membership: Membership, money: Money) -> None:
    """Raise AmountFault for an amount of which a discount leaves less than can be charged."""
    due = with_amount(membership, money).charge_at(queries.next_charge_at(membership))
    if due.amount_minor < max(currencies.least_minor(money.currency), 1):
        raise AmountFault(
            AmountFaultReason.TOO_SMALL,
            gettext(
                "While your lower price runs, less would be left of this than can be charged. "
                "Please choose a higher amount."
            ),
        )
