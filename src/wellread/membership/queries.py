"""Questions about members and what they hold."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet

from wellread.accounts.models import Reader
from wellread.accounts.queries import is_closed
from wellread.mail.models import Email
from wellread.membership import law, place, rules
from wellread.membership.models import (
    Grant,
    Membership,
    OfferUse,
    Pause,
    Plan,
    ReaderNote,
    ReturnedPayment,
    Withdrawal,
)
from wellread.payments.models import Checkout, Payment
from wellread.payments.rules import RECEIVED

# A grant begins by Stripe's clock, which may be a little ahead of ours.
SKEW = timedelta(minutes=10)
RUNNING = [status for status in Membership.Status if status != Membership.Status.ENDED]
# Each asks Stripe: a round stays within half a minute.
LOOKED_AT_ONCE = 20


class Held(NamedTuple):
    """What is held now, and until when all of it is."""

    entitlements: frozenset[str] = frozenset()
    until: datetime | None = None


def offered_plan() -> Plan | None:
    """Return the plan that readers can join, or None while there is none with a price."""
    plans = Plan.objects.filter(is_offered=True, prices__isnull=False)
    plan: Plan | None = plans.prefetch_related("prices", "local_prices").first()
    return plan


def entitlements(
    *, reader: Reader | None, checkouts: Collection[UUID] = (), at: datetime
) -> frozenset[str]:
    """Return what a reader, or a browser that paid by these Checkouts, is entitled to."""
    return held(reader=reader, checkouts=checkouts, at=at).entitlements


def held(*, reader: Reader | None, checkouts: Collection[UUID] = (), at: datetime) -> Held:
    """Return what is held by grants alone, and until when."""
    until: dict[str, datetime] = {}
    running = (
        Grant.objects.order_by()
        .filter(starts_at__lte=at + SKEW, ends_at__gt=at, withdrawn_at=None)
        .values_list("entitlements", "ends_at")
    )
    # Beside one that is over, what was paid alone stays open while the rest is given back.
    undone = _being_undone().exclude(second_to__status__in=("ending", "ended"))
    is_undone = Exists(undone.filter(checkout=OuterRef("checkout")))
    grants = running.filter(~is_undone, paid_by(reader, checkouts))
    if reader is not None:
        # Each half finds its few rows by an index; an OR of both reads every grant there is.
        grants = grants.union(running.filter(_given_to(reader)), all=True)
    for names, ends_at in grants:
        for name in names:
            until[name] = max(ends_at, until.get(name, ends_at))
    return Held(frozenset(until), min(until.values())) if until else Held()


def memberships(*, reader: Reader | None, checkouts: Collection[UUID] = ()) -> QuerySet[Membership]:
    """Return memberships of a reader or of a browser's Checkouts, the latest first."""
    rows = Membership.objects.select_related("plan", "subscription", "checkout__customer")
    return rows.filter(paid_by(reader, checkouts)).order_by("-started_at", "-pk")


def standing() -> int:
    """Return how many memberships have not ended."""
    return Membership.objects.exclude(status=Membership.Status.ENDED).count()


def current_membership(
    *, reader: Reader | None, checkouts: Collection[UUID] = ()
) -> Membership | None:
    """Return the membership that charges again, else the one that still runs, else None.

    One that was a second one is shown only where no other runs: it cannot be let go on.
    """
    own = memberships(reader=reader, checkouts=checkouts).filter(is_group=False)
    rows = list(own.exclude(status="ended"))
    rows.sort(key=lambda row: (row.status not in rules.LIVE, row.second_since is not None))
    return rows[0] if rows else None


def checkouts(
    *, browser: str, of_old: Collection[UUID] = (), reader: Reader | None = None
) -> QuerySet[Checkout]:
    """Return what was started in a browser without signing in, the latest first.

    Whoever is signed in there meets nothing that belongs to another account.
    """
    started = Q(pk__in=list(of_old))
    if browser:
        started |= Q(browser=browser)
    rows = Checkout.objects.filter(started).order_by("-created_at")
    return rows.filter(Q(reader=None) | Q(reader=reader)) if reader is not None else rows


def payments(*, reader: Reader | None, checkouts: Collection[UUID] = ()) -> QuerySet[Payment]:
    """Return what a reader paid or tried to pay, the latest first."""
    rows = Payment.objects.exclude(status=Payment.Status.PENDING).select_related(
        "checkout", "subscription"
    )
    return rows.filter(paid_by(reader, checkouts)).order_by("-paid_at", "-pk")


def gifts(*, reader: Reader | None, at: datetime) -> QuerySet[Grant]:
    """Return grants that a reader was given without paying and that run at present."""
    running = Grant.objects.filter(starts_at__lte=at, ends_at__gt=at, withdrawn_at=None)
    return running.filter(_given_to(reader))


def given_until(*, reader: Reader | None, at: datetime) -> datetime | None:
    """Return until when all is open to a reader of what they were given, seats apart, or None."""
    given = gifts(reader=reader, at=at).exclude(reason="group")
    until: datetime | None = given.aggregate(until=Max("ends_at"))["until"]
    return until


def waiting_gifts(*, reader: Reader | None, at: datetime) -> QuerySet[Grant]:
    """Return what a reader was given and that begins later, the first one first."""
    rows = Grant.objects.filter(_given_to(reader), starts_at__gt=at, withdrawn_at=None)
    return rows.order_by("starts_at")


def held_until(reader: Reader, *, at: datetime, without: Collection[int] = ()) -> datetime | None:
    """Return until when a reader holds something, days of grace and some grants apart, or None."""
    theirs = _given_to(reader) | paid_by(reader, ())
    held = Grant.objects.filter(theirs, withdrawn_at=None, ends_at__gt=at).exclude(pk__in=without)
    # What is paid for a group opens nothing to who pays.
    held = held.filter(checkout__seat_group=None)
    until: datetime | None = held.exclude(reason="grace").aggregate(until=Max("ends_at"))["until"]
    return until


def paid_ahead_until(
    *, reader: Reader | None, checkouts: Collection[UUID], at: datetime
) -> datetime | None:
    """Return until when membership is paid for already, or None."""
    paid = Grant.objects.filter(paid_by(reader, checkouts), reason="membership", withdrawn_at=None)
    paid = paid.filter(checkout__seat_group=None)
    until: datetime | None = paid.filter(ends_at__gt=at).aggregate(until=Max("ends_at"))["until"]
    return until


def other_live_membership(membership: Membership) -> Membership | None:
    """Return another membership of this reader that charges again, if there is one."""
    # Whoever pays for a group may pay for themselves too.
    if membership.reader_id is None or membership.is_group:
        return None
    others = Membership.objects.filter(
        reader_id=membership.reader_id, status__in=rules.LIVE, is_group=False
    )
    return others.exclude(pk=membership.pk).first()


def second_memberships() -> list[Membership]:
    """Return second memberships that are not yet stopped, given back and told of."""
    found = _being_undone().select_related("subscription", "reader", "checkout")
    return list(found.order_by("pk"))


def paid_twice_as(checkouts: Collection[UUID]) -> str:
    """Return the address last given in a browser for a membership that was a second one, or ""."""
    second = Membership.objects.filter(checkout__in=checkouts, second_since__isnull=False)
    latest = second.order_by("-started_at").values_list("checkout__email", flat=True).first()
    return latest or ""


def _being_undone() -> QuerySet[Membership]:
    """Return what opens nothing of its own while its money is on the way back.

    A browser's cookie would outlast the refund: free days for whoever types a member's address.
    """
    return Membership.objects.filter(second_since__isnull=False, second_told_at=None)


def untouched_payments() -> QuerySet[Payment]:
    """Return payments of which nothing was given back and nothing is disputed."""
    return Payment.objects.filter(status=Payment.Status.SUCCEEDED, refunded_minor=0)


def returnable_payments() -> QuerySet[Payment]:
    """Return payments of which something is left, and those that a bank is still asked for."""
    left = (Payment.Status.SUCCEEDED, Payment.Status.PARTLY_REFUNDED, Payment.Status.PROMISED)
    return Payment.objects.filter(status__in=left)


def promise_source(payment: Payment) -> str:
    """Return the name under which a promised payment opens something, once."""
    return f"{rules.PROMISE_SOURCE}:{payment.stripe_id}"


def was_promised(payment: Payment) -> bool:
    """Tell whether a payment opened something before its money came."""
    return Grant.objects.filter(source=promise_source(payment)).exists()


def promised_payment(membership: Membership) -> Payment | None:
    """Return what a bank is asked for at present, or None."""
    of_this = membership.checkout.payments.filter(status=Payment.Status.PROMISED)
    return of_this.order_by("-pk").first()


def promise_ends_at(membership: Membership) -> datetime | None:
    """Return until when a bank is asked for what a membership costs, or None."""
    promised = membership.checkout.grants.filter(reason=Grant.Reason.PROMISE, withdrawn_at=None)
    until: datetime | None = promised.aggregate(until=Max("ends_at"))["until"]
    return until


def charged_twice(membership: Membership, *, second_to: Membership | None) -> QuerySet[Payment]:
    """Return what a membership was charged while another ran, and nobody touched since."""
    found = untouched_payments().filter(subscription=membership.subscription_id)
    if second_to is None:
        return found
    if membership.started_at < second_to.started_at:
        found = found.filter(paid_at__gte=second_to.started_at)
    if second_to.status not in rules.LIVE:
        found = found.filter(paid_at__lt=second_to.paid_until or second_to.started_at)
    return found


def second_and_first(one: Membership, other: Membership) -> tuple[Membership, Membership]:
    """Return first the one to give back of two that did not both charge when they were found.

    The one that goes on is the first; where none does, the earlier.
    """
    first, second = sorted(
        (one, other), key=lambda row: (row.status not in rules.LIVE, row.started_at, row.pk)
    )
    return second, first


def is_late_second(second: Membership, first: Membership, *, at: datetime) -> bool:
    """Tell whether a membership that charges no more was charged beside another, and lately."""
    ended_at = second.subscription.ended_at
    if second.status in rules.LIVE or (ended_at and ended_at < at - rules.GIVEN_BACK_WITHIN):
        return False
    if first.status not in rules.LIVE:
        # Who cancels and joins anew has two for a while, and means to: the first charges no more.
        renewals = Payment.objects.filter(
            subscription=first.subscription_id,
            status__in=RECEIVED,
            paid_at__gt=second.started_at,
        )
        if not renewals.exists():
            return False
    return charged_twice(second, second_to=first).exists()


def runs_on_a_payment(membership: Membership, *, at: datetime) -> bool:
    """Tell whether time still runs that was paid for, and whose money we have."""
    grants = membership.checkout.grants.filter(reason=Grant.Reason.MEMBERSHIP)
    return grants.filter(ends_at__gt=at, withdrawn_at=None).exists()


def refused_returns(*, at: datetime) -> list[ReturnedPayment]:
    """Return what Stripe refused to give back, and is to be asked for again now."""
    due = ReturnedPayment.objects.filter(
        Q(membership__second_told_at__isnull=False)
        | Q(withdrawal__isnull=False)
        | Q(gift__isnull=False),
        try_again_at__lte=at,
    )
    return list(due.select_related("payment").order_by("try_again_at")[:LOOKED_AT_ONCE])


def not_given_back() -> QuerySet[ReturnedPayment]:
    """Return what is to go back and is with us still, though its reader was told of it."""
    told = ReturnedPayment.objects.filter(
        Q(membership__second_told_at__isnull=False)
        | Q(withdrawal__done_at__isnull=False)
        | Q(gift__isnull=False),
        payment__status=Payment.Status.SUCCEEDED,
    )
    return told.select_related("payment", "membership__reader", "membership__checkout").order_by(
        "payment__paid_at", "pk"
    )


def charging_under(address: str) -> list[Membership]:
    """Return what charges whoever has an address: their account's, and what nobody claimed."""
    theirs = Q(reader__email=address) | Q(reader=None, checkout__email=address)
    rows = Membership.objects.filter(theirs, status__in=rules.LIVE)
    return list(rows.select_related("subscription", "checkout", "reader", "plan").order_by("pk"))


def paid_by_guest(address: str) -> QuerySet[Checkout]:
    """Return what was paid under an address and belongs to no account, the latest first."""
    rows = Checkout.objects.filter(email=address, reader=None, state__in=Checkout.SENT_OFF)
    return rows.exclude(email="").filter(forgotten_at=None).order_by("-created_at")


def of_guest(address: str) -> QuerySet[Checkout]:
    """Return all that was begun under an address and belongs to no account, the latest first."""
    rows = Checkout.objects.filter(email=address, reader=None, forgotten_at=None)
    return rows.exclude(email="").order_by("-created_at")


def memberships_to_stop() -> list[Membership]:
    """Return what we show as ending though it would still charge."""
    renewing = Membership.objects.filter(
        status=Membership.Status.ENDING, subscription__cancel_at_period_end=False
    ).exclude(subscription__status="canceled")
    return list(renewing.select_related("subscription__checkout"))


def overdue_memberships(*, at: datetime, after: timedelta) -> list[Membership]:
    """Return memberships that should have renewed or ended some time ago, and are due a look."""
    # The two halves apart, each by its index: together they read every membership that runs.
    running = Membership.objects.filter(status__in=RUNNING).order_by()
    silent = running.filter(paid_until__lt=at - after).values("pk")
    silent = silent.union(running.filter(paid_until=None, started_at__lt=at - after).values("pk"))
    due = Q(subscription__look_again_at=None) | Q(subscription__look_again_at__lte=at)
    rows = Membership.objects.filter(due, pk__in=silent).select_related("subscription")
    return list(rows.order_by("paid_until")[:LOOKED_AT_ONCE])


def memberships_to_remind(*, at: datetime) -> Iterator[Membership]:
    """Return memberships that charge again and may be due their yearly reminder."""
    next_charge = "subscription__current_period_ends_at"
    soon = {f"{next_charge}__gt": at, f"{next_charge}__lte": at + rules.REMINDED_AHEAD}
    yearly = Q(subscription__interval="year", **soon)
    monthly = Q(subscription__interval="month") & _had_anniversary(at)
    lately = at - rules.REMINDED_AHEAD - timedelta(days=1)
    waits = Q(reminded_at=None) | Q(reminded_at__lte=lately) | Q(reminded_at__gt=at)
    due = (
        Membership.objects.filter(which, waits, status=Membership.Status.ACTIVE)
        .order_by()
        .values("pk")
        for which in (yearly, monthly, *_reminded_oftener(at))
    )
    charging = Membership.objects.filter(pk__in=next(due).union(*due)).order_by("pk")
    # What follows free days is told of by an e-mail of its own.
    charging = charging.exclude(subscription__status=rules.RESTS, checkout__trial_days__gt=0)
    return charging.select_related("subscription", "checkout", "plan", "reader").iterator()


def _reminded_oftener(at: datetime) -> Iterator[Q]:
    """Return the questions for whom the law asks for more than one reminder a year, if any."""
    for every_months, places in law.reminded_oftener(at.date()).items():
        theirs = place.may_be_in(places)
        day = rules.months_later(at, 12 - every_months)
        until = day + timedelta(days=1)
        since = day - rules.REMINDED_AHEAD - timedelta(days=1)
        renews = "subscription__current_period_ends_at"
        within = {f"{renews}__gt": since, f"{renews}__lte": until}
        yield theirs & Q(subscription__interval="year", **within)
        yield theirs & Q(subscription__interval="month") & _had_part_of_year(at, every_months)


def _had_part_of_year(at: datetime, every_months: int) -> Q:
    first = Membership.objects.aggregate(Min("started_at"))["started_at__min"] or at
    found = Q(pk__in=[])
    months = every_months
    while (day := rules.months_later(at, -months)) > first - timedelta(days=2):
        since = day - rules.REMINDED_AHEAD - timedelta(days=1)
        found |= Q(started_at__gt=since, started_at__lte=day + timedelta(days=1))
        months += every_months
    return found


def _had_anniversary(at: datetime) -> Q:
    """Return the question whose anniversary was within the time of a reminder, or a day beside it.

    The rules know exactly; this spares them all others.
    """
    first = Membership.objects.aggregate(Min("started_at"))["started_at__min"] or at
    found = Q(pk__in=[])
    for years in range(1, at.year - first.year + 1):
        day = rules.anniversary(at, -years)
        since = day - rules.REMINDED_AHEAD - timedelta(days=1)
        found |= Q(started_at__gt=since, started_at__lte=day + timedelta(days=1))
    return found


def paid_until(checkout: UUID, **which: str) -> datetime | None:
    """Return the end of what was granted for money that we still have."""
    grants = Grant.objects.filter(checkout=checkout, reason=Grant.Reason.MEMBERSHIP, **which)
    return max((grant.stops_at for grant in grants), default=None)


def granted_until(membership: Membership) -> datetime | None:
    """Return the end of the latest period that was paid for, also when its money went back since.

    A refund leaves nothing to wait for: a renewal that is being tried is always a later one.
    """
    grants = membership.checkout.grants.filter(reason=Grant.Reason.MEMBERSHIP)
    until: datetime | None = grants.aggregate(until=Max("ends_at"))["until"]
    return until


def owed_since(membership: Membership) -> datetime | None:
    """Return when the period began that nobody has paid for yet, or None."""
    if membership.subscription.status == rules.RESTS:
        return None
    until = granted_until(membership)
    is_owed = until is not None and membership.subscription.current_period_ends_at > until
    # What a bank was asked for is waited for, and not owed.
    return until if is_owed and promised_payment(membership) is None else None


def next_charge_at(membership: Membership) -> datetime:
    """Return when a membership is charged next.

    For about an hour after a period began its invoice waits as a draft: that charge is the next.
    One that was tried already is none: it may be tried again at any time.
    """
    is_waiting = membership.status == Membership.Status.ACTIVE
    since = owed_since(membership) if is_waiting else None
    return since or membership.subscription.current_period_ends_at


def can_change_interval(membership: Membership, *, at: datetime) -> bool:
    """Tell whether months may become years, or the other way: while no charge is under way."""
    return (
        membership.status == Membership.Status.ACTIVE
        and membership.price is not None
        and owed_since(membership) is None
        and membership.subscription.current_period_ends_at > at
    )


def pause_of(membership: Membership) -> Pause | None:
    """Return the pause that a membership is in, or goes into, or None."""
    return Pause.objects.filter(membership=membership, ended_at=None).first()


def is_on_trial(membership: Membership) -> bool:
    """Tell whether free days run, of which nothing was charged yet; also when it was cancelled."""
    subscription = membership.subscription
    return (
        membership.checkout.trial_days > 0
        and subscription.status == rules.RESTS
        and not subscription.payments.filter(status__in=RECEIVED).exists()
    )


def stopped_trials(checkouts: Collection[UUID]) -> frozenset[UUID]:
    """Return those of these whose free days were ended before their time."""
    own = {"checkout__in": checkouts, "checkout__trial_days__gt": 0}
    withdrawn = Withdrawal.objects.filter(**own).values_list("checkout", flat=True)
    refused = OfferUse.objects.filter(**own, refused_at__isnull=False)
    return frozenset(withdrawn) | frozenset(refused.values_list("checkout", flat=True))


def memberships_on_trial() -> QuerySet[Membership]:
    """Return memberships whose free days run, and that will be charged after them."""
    paid = Payment.objects.filter(subscription=OuterRef("subscription"), status__in=RECEIVED)
    rows = Membership.objects.filter(
        ~Exists(paid),
        status=Membership.Status.ACTIVE,
        checkout__trial_days__gt=0,
        subscription__status=rules.RESTS,
    )
    return rows.select_related("subscription", "checkout", "plan", "reader").order_by("pk")


def can_pause(membership: Membership, *, at: datetime) -> bool:
    """Tell whether charging may rest: of a membership in order, that was paid for, and runs."""
    until = granted_until(membership)
    return (
        membership.status == Membership.Status.ACTIVE
        and membership.second_since is None
        and until is not None
        and until > at
        and membership.paid_until == until
        and owed_since(membership) is None
        and pause_of(membership) is None
        and not is_on_trial(membership)
    )


def pauses_to_carry_out(*, at: datetime) -> list[Pause]:
    """Return pauses that Stripe has not been told of."""
    waiting = Pause.objects.filter(done_at=None, ended_at=None, rests_from__gt=at)
    return list(waiting.select_related("membership__subscription").order_by("pk")[:LOOKED_AT_ONCE])


def pauses_to_tell_of(*, at: datetime) -> list[Pause]:
    """Return pauses whose end is near and was not told."""
    soon = Pause.objects.filter(
        told_at=None,
        ended_at=None,
        done_at__isnull=False,
        resumes_at__lte=at + rules.PAUSE_END_TOLD_AHEAD,
        resumes_at__gt=at,
        membership__status__in=rules.LIVE,
    )
    return list(soon.select_related("membership__subscription").order_by("pk"))


def is_taken_back(membership: Membership) -> bool:
    """Tell whether what paid for a membership's latest period was given back."""
    latest = membership.checkout.grants.filter(reason="membership").order_by("-ends_at").first()
    return latest is not None and latest.withdrawn_at is not None


def members_of_closed_accounts() -> QuerySet[Membership]:
    """Return memberships that charge though nobody can sign in to the account.

    Also those that were paid under its address without signing in: nobody can claim them.
    """
    closed = Reader.objects.filter(is_active=False)
    unclaimed = Checkout.objects.filter(reader=None, email__in=closed.values("email"))
    theirs = Q(reader__in=closed.values("pk")) | Q(checkout__in=unclaimed.values("pk"))
    charging = Membership.objects.filter(theirs, status__in=rules.LIVE)
    return charging.select_related("subscription", "checkout", "reader").order_by("pk")


def memberships_of_closed(*, address: str) -> QuerySet[Membership]:
    """Return what still charges the owner of a closed account.

    They may have joined once with the account, and once more without signing in.
    """
    if not is_closed(address):
        # Each e-mail asks, and an index says so of nearly everybody.
        return Membership.objects.none()
    named = Q(reader__email=address) | Q(reader=None, checkout__email=address)
    return members_of_closed_accounts().filter(named)


def is_of_closed_account(membership: Membership) -> bool:
    """Tell whether nobody can sign in to the account that a membership belongs to, or would."""
    if membership.reader is not None:
        return not membership.reader.is_active
    return is_closed(membership.email)


def must_end(membership: Membership) -> bool:
    """Tell whether a membership may charge no more: a second one, one a bank took back or never
    sent the first money of, or one whose reader erased the account.
    """
    return is_over_for(membership) or bool(lost_subscriptions([membership.subscription_id]))


def is_over_for(membership: Membership) -> bool:
    """Tell the same as far as its own rows say it: the rest is what a bank took back."""
    checkout = membership.checkout
    is_left = checkout.forgotten_at is not None or checkout.state == Checkout.State.FAILED
    return is_left or membership.second_since is not None


def lost_subscriptions(subscriptions: Collection[int]) -> frozenset[int]:
    """Return those of these of which a bank took a payment back."""
    lost = Payment.objects.filter(subscription__in=subscriptions, status="lost")
    return frozenset(lost.order_by().values_list("subscription", flat=True))


def paid_by(reader: Reader | None, checkouts: Collection[UUID]) -> Q:
    """Match what belongs to a reader's Checkouts or a browser's.

    By their keys: an OR over the joined tables reads every row there is.
    """
    theirs = Checkout.objects.filter(own_checkouts(reader, checkouts))
    return Q(checkout__in=theirs.order_by().values("pk"))


def own_checkouts(reader: Reader | None, checkouts: Collection[UUID]) -> Q:
    """Match the Checkouts that are a reader's, or a browser's."""
    theirs = Q(pk__in=list(checkouts))
    return theirs | Q(reader=reader) if reader is not None else theirs


def _given_to(reader: Reader | None) -> Q:
    return Q(reader=reader) if reader is not None else Q(pk__in=[])


def notes(address: str) -> QuerySet[ReaderNote]:
    """Return what colleagues wrote down about whoever has an address, the latest first."""
    return ReaderNote.objects.filter(address=address).select_related("written_by")


def emails(*, reader: Reader) -> QuerySet[Email]:
    """Return every e-mail to a reader, also those to an address they had before."""
    checkouts = reader.checkouts.values_list("pk", "email")
    addresses = {reader.email, *(email for _, email in checkouts)} - {""}
    about = [str(number) for number, _ in checkouts]
    return Email.objects.filter(Q(recipient__in=addresses) | Q(belongs_to__in=about))


def emails_to_guest(address: str) -> QuerySet[Email]:
    """Return every e-mail to whoever paid under an address without an account."""
    about = [str(number) for number in of_guest(address).values_list("pk", flat=True)]
    return Email.objects.filter(Q(recipient=address) | Q(belongs_to__in=about))


def emails_received(*, reader: Reader | None, checkouts: Collection[UUID] = ()) -> QuerySet[Email]:
    """Return what was written to a reader, or about a browser's Checkouts, the latest first.

    Codes and links to sign in are left out: they say nothing that is still of use.
    """
    about = Email.objects.filter(belongs_to__in=[str(number) for number in checkouts])
    found = about.order_by().values("pk")
    if reader is not None:
        found = found.union(emails(reader=reader).order_by().values("pk"))
    of_use = Q(priority=Email.Priority.USUAL) | Q(name__in=("withdrawal", "cancellation_received"))
    sent = Email.objects.filter(of_use, state=Email.State.SENT)
    return sent.filter(pk__in=found)


def supports(address: str, *, since: datetime) -> bool:
    """Tell whether whoever has an address is a member, or paid since a moment."""
    members = Membership.objects.filter(
        Q(reader__email=address) | Q(checkout__email=address), status__in=rules.LIVE
    )
    payers = Q(checkout__reader__email=address) | Q(checkout__email=address)
    return members.exists() or Payment.objects.filter(payers, paid_at__gte=since).exists()
