"""Comparing what members were promised with what they paid for."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.log_actions import registry

from wellread.membership import actions, cooling_off, declarations, queries, rules
from wellread.membership import sources as named
from wellread.membership.gifts import reconciliation as gifts
from wellread.membership.groups import reconciliation as groups
from wellread.membership.models import Grant, Membership, Plan, ReturnedPayment
from wellread.membership.solidarity import reconciliation as solidarity
from wellread.payments import clock, facts, gateway, refunding
from wellread.payments.differences import GRANT, MEMBERSHIP, MOMENT, POT, DateRange, Difference
from wellread.payments.models import Checkout, Payment, Subscription
from wellread.payments.reconciliation import pages
from wellread.payments.rules import RECEIVED, TAKEN_BACK
from wellread.payments.settling import taken_back_at

logger = logging.getLogger(__name__)

# Most who withdraw prove themselves at once; staff need not look sooner.
UNPROVED_FOR = timedelta(days=1)
# Stripe's words for an invoice and a payment intent that were paid.
PAID, RECEIVED_AT_STRIPE = "paid", "succeeded"


def of_invoices(invoices: Sequence[facts.InvoiceFacts]) -> Iterator[Difference]:
    """Find what these paid invoices paid for and nobody holds, or holds for another time."""
    sources = {named.of_invoice(told.id): told for told in invoices}
    grants = Grant.objects.in_bulk(list(sources), field_name="source")
    begun = _begun(invoices)
    stopped = queries.stopped_trials(list(begun.values()))
    for source, told in sources.items():
        # Of a subscription that we never heard of, that is the difference to be told; what paid
        # for more of the same until the next renewal granted no time.
        if told.subscription not in begun or told.is_of_change:
            continue
        if source not in grants:
            yield Difference(GRANT, told.id, "", _until(told.period_ends_at), source)
        elif not _is_of_period(grants[source], told):
            yield _of_another_time(grants[source], told.period_ends_at, told.period_starts_at)
        elif grants[source].checkout_id != begun[told.subscription]:
            yield _held_by_another(grants[source])
        elif begun[told.subscription] in stopped:
            continue
        elif grants[source].withdrawn_at and not told.payment_intent:
            # Without a payment there was nothing to give back.
            here, there = _describe(grants[source]), _until(told.period_ends_at)
            yield Difference(GRANT, told.id, here, there, source)


def of_grants(window: DateRange) -> Iterator[Difference]:
    """Find what is held as paid for in a time, and was not paid for, or not for so long.

    Stripe is asked for those alone of which we have no payment. Gifts, grace and whatever names
    another source, as members brought from elsewhere do, are left alone.
    """
    plans = _Plans()
    for page in pages(_held_as_paid(window).iterator()):
        paid = _payments_of(page)
        ended = cooling_off.withdrawn_from(paid.values())
        for grant in page:
            if grant.source in paid:
                payment = paid[grant.source]
                yield from _of_paid(grant, payment, plans, is_cut=payment.pk in ended)
            elif grant.withdrawn_at is None:
                yield from _of_unpaid(grant)
    for few in pages(_contributions(window).iterator()):
        sources = {named.of_payment(payment): payment for payment in few}
        held = Grant.objects.in_bulk(list(sources), field_name="source")
        for source in [one for one in sources if one not in held]:
            payment = sources[source]
            yield Difference(GRANT, payment.stripe_id, "", _until(_opened_until(payment)), source)


def of_memberships(known: Iterable[Difference]) -> Iterator[Difference]:
    """Find memberships that say something else than what they follow from.

    Where that differs itself, as is known, it is the difference to be told.
    """
    begun = [status for status, becomes in rules.STATUS.items() if becomes is not None]
    rows = Subscription.objects.filter(status__in=begun).select_related("membership")
    names = {one.stripe_id for one in known}
    sources = [named.of_invoice(name) for name in names]
    rows = rows.exclude(Q(stripe_id__in=names) | Q(payments__invoice_id__in=names)).exclude(
        checkout__in=Grant.objects.filter(source__in=sources)
        .exclude(checkout=None)
        .values("checkout")
    )
    for page in pages(rows.select_related("membership__checkout").order_by("stripe_id").iterator()):
        follows = _Following(page)
        for subscription in page:
            membership = getattr(subscription, "membership", None)
            here = _describe_membership(membership) if membership else ""
            there = follows.described(subscription, membership)
            if here != there:
                name = subscription.stripe_id
                yield Difference(MEMBERSHIP, name, here, there, mends_by=name)


def _describe_membership(membership: Membership) -> str:
    return f"{membership.status}, paid {_until_or_never(membership.paid_until)}"


class _Following:
    """What the memberships of some subscriptions follow from, looked up once for all of them."""

    def __init__(self, page: Sequence[Subscription]) -> None:
        self._paid: dict[UUID, datetime] = {}
        self._invoiced: dict[UUID, datetime] = {}
        self._lost = queries.lost_subscriptions([one.pk for one in page])
        held = Grant.objects.filter(
            checkout__in=[one.checkout_id for one in page], reason=Grant.Reason.MEMBERSHIP
        )
        fields = "checkout_id", "source", "ends_at", "withdrawn_at"
        for grant in held.order_by().only(*fields):
            self._note(self._paid, grant)
            if (grant.source or "").startswith(named.INVOICE):
                self._note(self._invoiced, grant)

    def described(self, subscription: Subscription, membership: Membership | None) -> str:
        """Say how a membership should stand."""
        paid_until = self._paid.get(subscription.checkout_id)
        invoiced = self._invoiced.get(subscription.checkout_id)
        if membership is not None and membership.paid_until == invoiced:
            # What was brought from elsewhere counts from the next payment on.
            paid_until = invoiced
        status = rules.membership_status(
            subscription.status,
            cancels=subscription.cancel_at_period_end,
            must_end=membership is not None and self._must_end(membership),
        )
        is_over = status == Membership.Status.ENDING and paid_until and paid_until < clock.now()
        # Whoever cancelled and has no time left is shown so before Stripe says it.
        if is_over and membership is not None and membership.status == Membership.Status.ENDED:
            status = membership.status
        return f"{status}, paid {_until_or_never(paid_until)}"

    def _must_end(self, membership: Membership) -> bool:
        return membership.subscription_id in self._lost or queries.is_over_for(membership)

    def _note(self, until: dict[UUID, datetime], grant: Grant) -> None:
        if grant.checkout_id is not None:
            known = until.get(grant.checkout_id, grant.stops_at)
            until[grant.checkout_id] = max(known, grant.stops_at)


def _until_or_never(moment: datetime | None) -> str:
    return _until(moment) if moment else "for nothing"


def mend(differences: Iterable[Difference]) -> None:
    """Grant what was paid for and nobody holds, and follow what became of the money since.

    What Stripe says that nobody paid for is withdrawn. All else may have been promised to somebody,
    and is left for a person: a grant of another time, or of a payment that Stripe does not know.
    """
    for one in differences:
        if one.what not in (GRANT, MEMBERSHIP, POT) or not one.mends_by:
            continue
        try:
            if one.what == MEMBERSHIP:
                actions.follow_anew(subscription=Subscription.objects.get(stripe_id=one.mends_by))
            elif one.what == POT:
                solidarity.mend(int(one.mends_by))
            elif one.mends_by.startswith(f"{rules.GIFT_SOURCE}:"):
                gifts.mend(int(one.mends_by.partition(":")[2]))
            elif one.mends_by.startswith(f"{groups.SOURCE}:"):
                groups.mend(int(one.mends_by.partition(":")[2]))
            else:
                _mend(one.mends_by)
        except gateway.GatewayUnavailable:
            raise
        except Exception:
            # It stays a difference, and is reported as one.
            logger.exception("%s %s cannot be mended", one.what, one.stripe_id)


def troubles() -> list[str]:
    """Name what is to go back and could not, and what nobody knows the payment of."""
    unsent = [
        f"payment {one.payment.stripe_id} ({one.payment.money}) of {_why(one)} could not "
        f"be given back: {one.refusal or 'it came back from the bank'}\n"
        "  Give it back at Stripe or in another way, and write to its reader."
        for one in queries.not_given_back()
    ]
    unsent += [
        f"{one.money} of payment {one.payment.stripe_id}, ordered on "
        f"{one.ordered_at:%Y-%m-%d %H:%M} UTC, is not given back: "
        f"{one.refusal or 'Stripe did not answer yet'}\n"
        "  Order it otherwise in the admin, or give it back at Stripe."
        for one in refunding.undone(before=clock.now() - UNPROVED_FOR)
    ]
    unproved = declarations.withdrawals_unproved(at=clock.now(), after=UNPROVED_FOR)
    return unsent + [
        f"{one.address} withdrew from “{one.contract}” on {one.declared_at:%Y-%m-%d %H:%M} UTC, "
        "and no payment of it is known\n"
        "  Write to them, find their payment at Stripe, and give it back there."
        for one in unproved
    ]


def _why(returned: ReturnedPayment) -> str:
    if returned.gift_id:
        return "a gift that was returned"
    return "a withdrawal" if returned.withdrawal_id else "a second membership"


def _begun(invoices: Sequence[facts.InvoiceFacts]) -> dict[str, UUID]:
    """Return the Checkouts that began what these invoices are of."""
    ids = {told.subscription for told in invoices}
    begun = Subscription.objects.filter(stripe_id__in=ids)
    return dict(begun.values_list("stripe_id", "checkout"))


def _is_of_period(grant: Grant, told: facts.InvoiceFacts) -> bool:
    return (grant.starts_at, grant.ends_at) == (told.period_starts_at, told.period_ends_at)


def _held_as_paid(window: DateRange) -> QuerySet[Grant]:
    paid_for = (Grant.Reason.MEMBERSHIP, Grant.Reason.CONTRIBUTION)
    held = Grant.objects.filter(reason__in=paid_for).order_by("pk")
    if window.since is not None:
        held = held.filter(ends_at__gt=window.since)
    return held if window.until is None else held.filter(starts_at__lt=window.until)


def _payments_of(grants: Sequence[Grant]) -> dict[str | None, Payment]:
    """Return what we received for these grants, by the name under which it granted something."""
    names = [grant.source.partition(":")[2] for grant in grants if grant.source]
    received = Payment.objects.filter(status__in=RECEIVED).select_related("checkout")
    found = received.filter(Q(invoice_id__in=names) | Q(invoice_id=None, stripe_id__in=names))
    found = found.only(
        *("stripe_id", "invoice_id", "status", "paid_at"),
        *("checkout__metadata", "checkout__created_at"),
    )
    return {named.of_payment(payment): payment for payment in found}


def _contributions(window: DateRange) -> QuerySet[Payment]:
    """Return what was given once, stands, and was said to open something."""
    given = Payment.objects.filter(
        checkout__kind=Checkout.Kind.ONCE,
        checkout__metadata__has_key=actions.DAYS_KEY,
        status__in=RECEIVED - TAKEN_BACK,
        paid_at__isnull=False,
    ).exclude(**{f"checkout__metadata__{actions.DAYS_KEY}": "0"})
    if window.since is not None:
        given = given.filter(paid_at__gte=window.since)
    if window.until is not None:
        given = given.filter(paid_at__lt=window.until)
    return given.select_related("checkout").order_by("pk")


class _Plans:
    """The plans, and when each was edited last: looked up once for all grants of a comparison."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Plan, datetime | None]] = {}

    def as_it_was(self, grant: Grant, payment: Payment) -> Plan | None:
        """Return the plan that said what a grant opens; None where it was edited since."""
        number = str(payment.checkout.metadata.get("plan"))
        if number not in self._known:
            plan = actions.plan_of(payment.checkout)
            edits = registry.get_logs_for_instance(plan).filter(action="wagtail.edit")
            last = edits.order_by("-timestamp").values_list("timestamp", flat=True).first()
            self._known[number] = plan, last
        plan, edited_at = self._known[number]
        return None if edited_at is not None and edited_at >= grant.starts_at else plan


def _of_paid(
    grant: Grant, payment: Payment, plans: _Plans, *, is_cut: bool
) -> Iterator[Difference]:
    is_taken_back = payment.status in TAKEN_BACK or is_cut
    if is_taken_back != (grant.withdrawn_at is not None):
        back = "the part not used given back" if is_cut else "all given back"
        there = back if is_taken_back else _until(grant.ends_at)
        yield Difference(GRANT, _name(grant), _describe(grant), there, grant.source or "")
    elif payment.invoice_id is None and grant.checkout_id != payment.checkout_id:
        yield _held_by_another(grant)
    elif _is_known(payment) and grant.ends_at != _opened_until(payment):
        yield _of_another_time(grant, _opened_until(payment))
    elif plan := plans.as_it_was(grant, payment):
        # What is paid for a group opens nothing to who pays.
        opens = [] if payment.checkout.is_of_group else plan.entitlements
        if grant.entitlements != opens:
            said = _opens(grant.entitlements), f"its plan {_opens(opens)}"
            yield Difference(GRANT, _name(grant), *said)


def _opens(entitlements: Sequence[str]) -> str:
    return f"opens {' and '.join(entitlements) or 'nothing'}"


def _is_known(payment: Payment) -> bool:
    """Tell whether it was written down for how long a payment opens something: an invoice says."""
    return payment.invoice_id is None and actions.DAYS_KEY in payment.checkout.metadata


def _of_unpaid(grant: Grant) -> Iterator[Difference]:
    """Ask Stripe about what we received nothing for: a coupon may have paid it, or nobody."""
    kind, _, name = (grant.source or "").partition(":")
    try:
        if kind == named.INVOICE:
            yield from _of_invoice(grant, gateway.invoice(name))
        elif kind == named.CONTRIBUTION:
            yield from _of_contribution(grant, gateway.payment(name))
        elif not grant.source:
            yield Difference(GRANT, _name(grant), _describe(grant), "no payment, for it names none")
    except gateway.NoSuchObject:
        yield Difference(GRANT, _name(grant), _describe(grant), "")


def _of_invoice(grant: Grant, told: facts.InvoiceFacts) -> Iterator[Difference]:
    if told.status != PAID:
        there = f"not paid ({told.status})"
        yield Difference(GRANT, told.id, _describe(grant), there, grant.source or "")
    elif told.period_ends_at != grant.ends_at:
        yield _of_another_time(grant, told.period_ends_at)


def _of_contribution(grant: Grant, told: facts.PaymentFacts) -> Iterator[Difference]:
    # Of one that was received without us hearing, the payment is the difference to be told.
    if told.status != RECEIVED_AT_STRIPE:
        there = f"not paid ({told.status})"
        yield Difference(GRANT, told.id, _describe(grant), there, grant.source or "")


def _of_another_time(
    grant: Grant, ends_at: datetime, starts_at: datetime | None = None
) -> Difference:
    here, there = _describe(grant), _until(ends_at)
    if starts_at is not None and grant.starts_at != starts_at:
        here, there = f"{_from(grant.starts_at)} {here}", f"{_from(starts_at)} {there}"
    return Difference(GRANT, _name(grant), here, there)


def _opened_until(payment: Payment) -> datetime:
    begun = payment.paid_at or payment.checkout.created_at
    return begun + timedelta(days=actions.days_opened(payment.checkout))


def _held_by_another(grant: Grant) -> Difference:
    return Difference(GRANT, _name(grant), "held by another", "paid by somebody else")


def _name(grant: Grant) -> str:
    return (grant.source or "").partition(":")[2] or f"number {grant.pk}"


def _describe(grant: Grant) -> str:
    withdrawn = f", withdrawn on {grant.withdrawn_at:{MOMENT}}" if grant.withdrawn_at else ""
    return _until(grant.ends_at) + withdrawn


def _from(starts_at: datetime) -> str:
    return f"from {starts_at:{MOMENT}}"


def _until(ends_at: datetime) -> str:
    return f"until {ends_at:{MOMENT}}"


def _mend(source: str) -> None:
    """Bring a grant to what Stripe says of its payment now."""
    kind, _, name = source.partition(":")
    if kind == named.INVOICE:
        told = gateway.invoice(name)
        payment = Payment.objects.filter(invoice_id=name, status__in=RECEIVED).first()
        is_paid, grants = told.status == PAID, partial(_grant_period, told)
    else:
        payment = Payment.objects.filter(stripe_id=name, status__in=RECEIVED).first()
        is_paid = payment is not None or gateway.payment(name).status == RECEIVED_AT_STRIPE
        grants = partial(_grant_contribution, payment)
    with transaction.atomic():
        _bring_to(source, payment, grants if is_paid else None)


def _bring_to(source: str, payment: Payment | None, grants: Callable[[], None] | None) -> None:
    if grants is None:
        actions.withdraw(source=source)
        return
    at = taken_back_at(payment) or cooling_off.ended_at(payment) if payment else None
    # While the ledger lacks what took it back, nothing says when.
    if payment is not None and payment.status in TAKEN_BACK and at is None:
        return
    grants()
    if payment is not None and at is not None:
        actions.follow_payment(payment=payment, taken_back_at=at)


def _grant_period(told: facts.InvoiceFacts) -> None:
    actions.grant_period(
        subscription=Subscription.objects.get(stripe_id=told.subscription),
        invoice_id=told.id,
        period_starts_at=told.period_starts_at,
        period_ends_at=told.period_ends_at,
    )


def _grant_contribution(payment: Payment | None) -> None:
    if payment is not None:
        actions.grant_contribution(checkout=payment.checkout, payment=payment)
