"""What the account page says about the pot: what a member puts in, and the year of who took one."""

from typing import Any

from wellread.membership import charges, rules
from wellread.membership import queries as members
from wellread.membership.benefits import Holder
from wellread.membership.solidarity import queries
from wellread.payments import clock


def of_holder(holder: Holder) -> dict[str, Any]:
    """Return what the account page says about the pot; nothing while it is not offered."""
    pot = queries.open_pot()
    if pot is None:
        return {}
    membership = members.current_membership(**holder._asdict())
    above, goes_in = None, False
    if membership is not None and membership.status in rules.LIVE:
        promised = queries.pledge_of(membership)
        due_minor = charges.next_charge(membership).amount_minor
        goes_in = promised is not None and due_minor > promised.least_minor
        above = queries.above_price(
            charges.given_next(membership),
            plan=membership.plan,
            interval=membership.subscription.interval,
        )
    year = queries.latest_year(holder.reader) if holder.reader else None
    now = clock.now()
    return {
        "is_offered": queries.none_before(holder.reader, at=now) is None,
        "sum": queries.summed(pot),
        "is_pledged": goes_in,
        "above": rules.per(above, membership.subscription.interval) if above and membership else "",
        "year": year if year is not None and year.ends_at > now else None,
        "is_renewable": year is not None
        and now <= year.ends_at <= now + rules.YEAR_RENEWED_WITHIN
        and membership is None,
    }
