"""What is owed to whom, as plain answers: states, amounts, dates."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from wellread.payments.money import AmountFault, AmountFaultReason, Money, parse_amount

ENTITLEMENTS = ("ad_free", "community_content")
INTERVALS = ("month", "year", "once")
GIFTS = ("complimentary", "hardship")
NOT_PAID_BY_READER = (*GIFTS, "gift", "group")
# How many months one reader may buy for another.
GIFT_MONTHS = (3, 6, 12)
# What the grant of a debit that a bank was asked for names: this, a colon, and the payment's id.
PROMISE_SOURCE = "promise"
# What the grant of a gift that was bought names: this, a colon, and the gift's number.
GIFT_SOURCE = "gift"
# A gift that waits is brought to mind once, and its end is told of ahead.
GIFT_REMINDED_AFTER = timedelta(days=30)
GIFT_ENDS_WITHIN = timedelta(days=14)
# What is to be sent on another day goes out when people are up, where the newsroom is.
GIFT_SENT_FROM = time(8)
GIFT_AHEAD = timedelta(days=365)
# What the grant of a group's seat names: this, a colon, and the seat's number.
SEAT_SOURCE = "seat"
GROUP_SEATS_LEAST, GROUP_SEATS_MOST = 2, 500
# Per cent; who gives more gives it away, and can do that in the admin.
GROUP_DISCOUNT_MOST = 90
# Whoever has a seat is told of its end as early as of a gift's.
SEATS_END_WITHIN = timedelta(days=14)
# Whoever manages a group chooses so long who keeps a seat for which the money never came.
SEATS_CHOSEN_WITHIN = timedelta(days=7)
# Whole months for which charging rests when a member asks.
PAUSES = (1, 2, 3)
# An e-mail says that it begins again.
PAUSE_END_TOLD_AHEAD = timedelta(days=7)
# What follows free days is told of ahead. Visa asks for a week at least before the end of a trial
# (its rules of April 2020); California, of one of more than 31 days, for three to 21 days.
FIRST_CHARGE_TOLD_AHEAD, LONG_TRIAL = timedelta(days=8), timedelta(days=10)
# Of a week the welcome tells in time, and this brings it to mind once more.
FIRST_CHARGE_TOLD_LATE, SHORT_TRIAL = timedelta(days=2), timedelta(days=4)
# Within the 7 to 45 days that rules on reminders of renewals ask for.
REMINDED_AHEAD = timedelta(days=30)
# Stripe's word for a time until the next charge that was not paid for.
RESTS = "trialing"
LIVE = frozenset({"active", "past_due"})
# Fourteen days after the one on which it was bought, wherever that day ended last: the longest
# that `law.toml` asks for of a function by which to withdraw.
WITHDRAWN_WITHIN = timedelta(days=15)
A_DAY = timedelta(days=1)
# A period of a year, whichever: of twelve months the shortest.
A_YEAR = timedelta(days=365)
# As long as a cardholder may have a bank take a charge back: what ended before is left alone.
GIVEN_BACK_WITHIN = timedelta(days=120)

# Stripe's states of a subscription, and what each makes of a membership. None: not begun.
STATUS: Mapping[str, str | None] = {
    "incomplete": None,
    "incomplete_expired": None,
    "trialing": "active",
    "active": "active",
    "past_due": "past_due",
    "unpaid": "past_due",
    "paused": "past_due",
    "canceled": "ended",
}


# What the grant of a free year names: this, a colon, and the year's number.
SOLIDARITY_SOURCE = "solidarity"
# A free year is renewed in its last days, so that nothing closes in between.
YEAR_RENEWED_WITHIN = timedelta(days=30)
# Of what a bank asks back, or has taken, the pot has nothing.
NOT_IN_THE_POT = frozenset({"pending", "promised", "failed", "disputed", "lost"})


class AmountLimits(NamedTuple):
    """The least and the most that may be given at an interval, in minor units."""

    least_minor: int
    most_minor: int
    currency: str


class Period(NamedTuple):
    """A stretch of time for which something is held; the end is exclusive."""

    starts_at: datetime
    ends_at: datetime


def membership_status(subscription_status: str, *, cancels: bool, must_end: bool) -> str | None:
    """Return the state of a membership; one that must end shows so before Stripe knows of it."""
    status = STATUS[subscription_status]
    return "ending" if status in LIVE and (cancels or must_end) else status


def precedence(
    *, comes_back: bool, status: str, started_at: datetime, number: int
) -> tuple[bool, bool, datetime, int]:
    """Sort memberships of one reader: the first goes on charging, the others are stopped.

    The earlier goes on, unless its payments fail, or it was cancelled and comes back by itself.
    """
    return (comes_back, status == "past_due", started_at, number)


def grace(
    *, status: str, paid_until: datetime | None, period_ends_at: datetime, days: int
) -> Period | None:
    """Return the days of grace after the paid time while a renewal is still being tried."""
    is_trying = status in LIVE and paid_until is not None and period_ends_at > paid_until
    if not is_trying or not days or paid_until is None:
        return None
    return Period(paid_until, paid_until + timedelta(days=days))


def refused_refund_rests(refusals: int) -> timedelta:
    """Return how long to wait before a refund that was refused is asked for again."""
    return timedelta(hours=min(1 << min(refusals, 5), 24))


def unused_minor(amount_minor: int, *, period: Period, at: datetime, step_minor: int = 1) -> int:
    """Return what of an amount is for the days of its period that are not over, rounded up.

    A day counts as used once it is over, so that all goes back within the first one.
    """
    days = -(-(period.ends_at - period.starts_at) // A_DAY)
    used = min(max((at - period.starts_at) // A_DAY, 0), days)
    left = -(-amount_minor * (days - used) // (days * step_minor)) * step_minor
    return min(left, amount_minor)


def chosen_amount(*, minor: str, own: str, interval: str, limits: AmountLimits) -> Money:
    """Return the amount asked for: as typed, or a ready one in minor units; else AmountFault."""
    if own.strip() or not minor:
        try:
            money = parse_amount(own, limits.currency)
        except AmountFault as fault:
            if fault.reason is AmountFaultReason.TOO_LARGE:
                raise _too_large(interval, limits) from fault
            raise
    elif minor.isdecimal() and len(minor) <= 9:
        money = Money(int(minor), limits.currency)
    else:
        raise AmountFault(
            AmountFaultReason.NOT_A_NUMBER,
            gettext("Please choose an amount, or write one in figures."),
        )
    return checked(money, interval=interval, limits=limits)


def checked(money: Money, *, interval: str, limits: AmountLimits) -> Money:
    """Return the amount when it is within the limits; else raise AmountFault."""
    least = Money(limits.least_minor, limits.currency)
    if money < least:
        raise AmountFault(
            AmountFaultReason.TOO_SMALL,
            gettext("The smallest amount is %(amount)s.") % {"amount": per(least, interval)},
        )
    if money.amount_minor > limits.most_minor:
        raise _too_large(interval, limits)
    return money


def _too_large(interval: str, limits: AmountLimits) -> AmountFault:
    most = per(Money(limits.most_minor, limits.currency), interval)
    said = gettext("The largest amount here is %(amount)s.") % {"amount": most}
    return AmountFault(AmountFaultReason.TOO_LARGE, said)


def per(money: Money, interval: str) -> str:
    """Say an amount with its interval: $8 a month, $80 a year, $25."""
    if interval == "once":
        return str(money)
    said = gettext("%(amount)s a year") if interval == "year" else gettext("%(amount)s a month")
    return said % {"amount": money}


def reminder_due(
    *,
    interval: str,
    started_at: datetime,
    renews_at: datetime,
    at: datetime,
    every_months: int = 12,
) -> str | None:
    """Name the yearly reminder that is due now, or None.

    Of a yearly charge, within 30 days before it; of a monthly one, in the month after each year.
    California (Bus. & Prof. Code 17602) asks for the first 15 to 45 days ahead, and for one a year.
    """
    if interval == "year" and at < renews_at <= at + REMINDED_AHEAD:
        return f"{renews_at:%Y-%m-%d}"
    if every_months < 12:
        begun_at = months_later(renews_at, -12) if interval == "year" else started_at
        return _month_of_reminder(begun_at, at, every_months, is_yearly=interval == "year")
    if interval == "year":
        return None
    years = at.year - started_at.year
    years -= (at.month, at.day) < (started_at.month, started_at.day)
    is_new = at - REMINDED_AHEAD < anniversary(started_at, years) <= at
    return f"year {years}" if years and is_new else None


def first_charge_told_at(*, began_at: datetime, ends_at: datetime) -> datetime | None:
    """Return when to tell of the first charge after free days; None where the welcome just did."""
    length = ends_at - began_at
    if length > LONG_TRIAL:
        return ends_at - FIRST_CHARGE_TOLD_AHEAD
    return ends_at - FIRST_CHARGE_TOLD_LATE if length > SHORT_TRIAL else None


def day_of_charges(moment: datetime, *, first: datetime) -> int:
    """Return on which day of the month is charged: a clamped 28th returns to the first's 31st."""
    at, began = moment.astimezone(UTC), first.astimezone(UTC)
    is_clamped = at.day < began.day and at.day == monthrange(at.year, at.month)[1]
    return began.day if is_clamped else at.day


def anniversary(moment: datetime, years: int) -> datetime:
    """Return the same day some years on; the first of March for a leap day."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, month=3, day=1)


def next_charge(at: datetime, interval: str) -> datetime:
    """Return when a second charge follows the first: the same day next month or year, or its last.

    Days are counted in UTC, as Stripe does: elsewhere it may be another day than the first.
    """
    return months_later(at, 12 if interval == "year" else 1)


def _month_of_reminder(
    begun_at: datetime, at: datetime, every_months: int, *, is_yearly: bool
) -> str | None:
    """Name the reminder that is due in the month after each so many months.

    Of a yearly charge those within the year: the last is the one before the charge.
    """
    months = (at.year - begun_at.year) * 12 + at.month - begun_at.month
    number = months - months % every_months
    if is_yearly and number % 12 == 0:
        return None
    due_at = months_later(begun_at, number)
    is_new = at - REMINDED_AHEAD < due_at <= at
    if not number or not is_new:
        return None
    if number % 12 == 0:
        return f"year {number // 12}"
    return f"{begun_at:%Y-%m-%d} month {number}" if is_yearly else f"month {number}"


def months_later(at: datetime, number: int, *, day: int | None = None) -> datetime:
    """Return the same day so many months on, or the last of a shorter month; in UTC.

    ``day`` is another day of the month to come to.
    """
    first = at.astimezone(UTC)
    months = first.month - 1 + number
    year, month = first.year + months // 12, months % 12 + 1
    day = min(day or first.day, monthrange(year, month)[1])
    return first.replace(year=year, month=month, day=day)


def how_long(months: int) -> str:
    """Say how long so many months are: 6 months."""
    return ngettext("%(number)s month", "%(number)s months", months) % {"number": months}


def how_many_seats(seats: int) -> str:
    """Say how many seats these are: 5 seats."""
    return ngettext("%(number)s seat", "%(number)s seats", seats) % {"number": seats}


def gift_price_minor(months: int, *, month_minor: int, year_minor: int) -> int:
    """Return what so many months cost as a gift: never more than the year does."""
    if months == 12:
        return year_minor
    return min(months * month_minor, year_minor)


def seat_price_minor(least_minor: int, *, percent: int, step_minor: int) -> int:
    """Return what a seat costs with a discount: in whole steps of its currency, never nothing."""
    reduced = least_minor * (100 - percent) // 100
    return max(step_minor, reduced - reduced % step_minor)


def seats_paid(
    *, known: int, charged: int, filled: int, paid_until: datetime | None, counted: datetime | None
) -> int:
    """Return how many seats are paid for: more at once, fewer from the next paid period on.

    Seats that somebody has are not taken away by it.
    """
    is_renewed = paid_until is not None and (counted is None or paid_until > counted)
    return max(charged, filled if is_renewed else known)


def gift_sent_at(day: date, *, now: datetime, zone: tzinfo) -> datetime:
    """Return when a gift for a day is sent: today's at once, another day's in the morning there."""
    if day <= now.astimezone(zone).date():
        return now
    return datetime.combine(day, GIFT_SENT_FROM, zone)


def fee_to_add(amount_minor: int, *, hundredths: int, fixed_minor: int, step_minor: int = 1) -> int:
    """Return what to add to an amount so that all of it is left after the fee.

    The fee is taken of the whole: (amount + fixed) / (1 - rate), rounded up to the currency's step.
    """
    left = 10_000 - hundredths
    whole = -(-(amount_minor + fixed_minor) * 10_000 // left)
    return -(-whole // step_minor) * step_minor - amount_minor


def pot_share(*, amount_minor: int, refunded_minor: int, least_minor: int, status: str) -> int:
    """Return what of a payment belongs to the pot: all that stands paid above the plan's price."""
    if status in NOT_IN_THE_POT:
        return 0
    return max(0, amount_minor - refunded_minor - least_minor)


def below_floor(available_minor: int) -> int:
    """Return how much is missing for a pot not to fall below its floor."""
    return max(0, -available_minor)


def years_in(available_minor: int, *, year_minor: int) -> int:
    """Return how many free years can be taken from so much."""
    return max(0, available_minor) // year_minor
