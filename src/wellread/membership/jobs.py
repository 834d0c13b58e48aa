"""Jobs for members: ends, renewals nobody told us of, and what may not charge."""

from collections.abc import Callable
from datetime import timedelta

from wellread.membership import (
    actions,
    arrears,
    cancellations,
    declarations,
    emails,
    expiring_cards,
    failed_renewals,
    offer_uses,
    pauses,
    price_changes,
    queries,
    refunds,
    returned_payments,
    second_memberships,
    trials,
    win_back,
    withdrawals,
)
from wellread.membership.gifts import jobs as gifts
from wellread.membership.groups import jobs as groups
from wellread.membership.solidarity import jobs as solidarity
from wellread.payments import clock, refunding
from wellread.payments.jobs import each

# A renewal is charged an hour after its draft; two more are for a slow webhook.
OVERDUE_AFTER = timedelta(hours=3)


def stop_what_must_end() -> None:
    """Cancel what may charge no more; Stripe's absence is no fault, the next round tries again."""
    each(queries.memberships_to_stop(), actions.stop)


def undo_second_memberships() -> None:
    """Stop what was joined twice, and give its money back."""
    each(queries.second_memberships(), second_memberships.undo)


def carry_out_cancellations() -> None:
    """Cancel what was declared cancelled, as soon as it may end."""
    each(declarations.cancellations_to_carry_out(), cancellations.carry_out)


def carry_out_withdrawals() -> None:
    """End what readers withdrew from, and send its money back."""
    each(declarations.withdrawals_to_carry_out(), withdrawals.carry_out)


def give_back_what_was_refused() -> None:
    """Ask again for what Stripe refused to give back."""
    each(queries.refused_returns(at=clock.now()), returned_payments.give_back)


def look_at_overdue() -> None:
    """Ask after memberships whose paid time ended without a word about the next period."""
    overdue = queries.overdue_memberships(at=clock.now(), after=OVERDUE_AFTER)
    each(overdue, actions.look_at)


def tell_of_failed_renewals() -> None:
    """Write to members whose renewal stands unpaid what their day of the schedule says."""
    each(arrears.failed_renewals_to_tell_of(at=clock.now()), failed_renewals.tell)


def give_up_what_nobody_charges() -> None:
    """End memberships whose grace is over, and that Stripe neither charges nor ends."""
    silent = failed_renewals.TRIED_WITHIN
    due = arrears.failed_renewals_to_give_up(at=clock.now(), silent_for=silent)
    each(due, failed_renewals.give_up)


def carry_out_refunds() -> None:
    """Give back what colleagues ordered while Stripe did not answer."""
    each(refunding.waiting(), refunds.carry_out)


def tell_of_expiring_cards() -> None:
    """Tell members whose card expires within thirty days."""
    each(expiring_cards.due(), expiring_cards.tell)


def check_offers() -> None:
    """See whether who began with an offer had it before, by the card that is known now."""
    each(offer_uses.to_check(), offer_uses.check)


def tell_of_first_charges() -> None:
    """Tell ahead of what is charged once free days are over."""
    each(trials.due(), trials.tell_of_first_charge)


def remind() -> None:
    """Remind members once a year of what they pay, and how to stop."""
    each(queries.memberships_to_remind(at=clock.now()), actions.remind)


def look_after_pauses() -> None:
    """Carry pauses out that Stripe has not heard of, tell of those that end, note what is over."""
    each(queries.pauses_to_carry_out(at=clock.now()), pauses.carry_out_or_drop)
    each(queries.pauses_to_tell_of(at=clock.now()), pauses.tell_of_end)
    pauses.end_what_is_over()


def ask_for_higher_prices() -> None:
    """Write to whoever is asked to pay more, and charge it to whoever agreed."""
    price_changes.tell()
    each(price_changes.to_apply(), price_changes.apply)
    price_changes.remind()


def tell_closed_accounts() -> None:
    """Tell members whose account was closed how they cancel without it."""
    for membership in queries.members_of_closed_accounts():
        emails.send_closed(membership=membership)


EVERY: dict[str, tuple[int, Callable[[], None]]] = {
    "end memberships": (60, actions.expire),
    "hand over what was paid under a proved address": (60, actions.hand_over_what_was_proved),
    "undo second memberships": (10, undo_second_memberships),
    "give back what colleagues ordered": (30, carry_out_refunds),
    "carry out cancellations": (60, carry_out_cancellations),
    "carry out withdrawals": (10, carry_out_withdrawals),
    "give back what was refused": (10, give_back_what_was_refused),
    "stop memberships that may charge no more": (60, stop_what_must_end),
    "look at overdue memberships": (30, look_at_overdue),
    "tell members whose account was closed": (60, tell_closed_accounts),
    "send gifts": (30, gifts.send),
    "bring gifts to mind": (60, gifts.remind),
    "tell of gifts that run out": (60, gifts.tell_of_ends),
    "check what each reader has once": (10, check_offers),
    "forget cards of offers": (24 * 3600, offer_uses.forget_cards),
    "tell of first charges": (600, tell_of_first_charges),
    "settle changes of seats": (60, groups.settle_changes),
    "end seats that no bank paid for": (60, groups.end_unpaid_seats),
    "tell of seats that end": (60, groups.tell_of_ends),
    "tell of failed renewals": (60, tell_of_failed_renewals),
    "tell of cards that expire": (600, tell_of_expiring_cards),
    "ask former members back": (3600, win_back.write),
    "give up what nobody charges": (600, give_up_what_nobody_charges),
    "look after pauses": (60, look_after_pauses),
    "tell of free years that end": (60, solidarity.tell_of_ends),
    "ask for higher prices": (60, ask_for_higher_prices),
    "remind members once a year": (3600, remind),
}
