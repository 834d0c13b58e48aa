"""Comparing our books with Stripe's, both ways, and what a person must look at besides.

Stripe is read page by page, and no more is kept of it than what was found to differ.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from wellread.payments import (
    actions,
    bookkeeping,
    clock,
    comparing_payouts,
    facts,
    gateway,
    ledger,
    paying_out,
    rules,
)
from wellread.payments.differences import (
    GRANT,
    MEMBERSHIP,
    MOMENT,
    WHOLE_TIME,
    DateRange,
    Difference,
    describe_booked,
    describe_entries,
    describe_paid_at,
    describe_payment,
    describe_refund,
    describe_row,
    describe_standing,
    describe_told,
)
from wellread.payments.models import (
    GROUP_KEY,
    BillingEvent,
    Checkout,
    LedgerEntry,
    Payment,
    Refund,
    Subscription,
)
from wellread.payments.money import Money

logger = logging.getLogger(__name__)

# Stripe's largest page, so that one line of progress is one call.
PAGE_SIZE = 100
# A year's books are half invoices and half movements, each a page of Stripe's for every hundred.
INVOICES_FROM, MOVEMENTS_FROM, PAYOUTS_FROM, ALL = 5, 50, 97, 100
# A page to pay on is open for a day.
CLOSED_OF_LATE = timedelta(days=2)
# So much of the balance is compared at a time: our entries of it and theirs are held together.
SLICE = timedelta(days=7)
# An invoice waits so long at most between being made and being paid for.
LONGEST_DUNNING = timedelta(days=60)
# The slowest, SEPA, is known to have worked after 14 business days (docs.stripe.com/payments).
LONGEST_DEBIT = timedelta(days=28)

Row = TypeVar("Row")


class _Span(NamedTuple):
    since: datetime
    until: datetime


# What stands of a movement, by the payment with which it stands.
_Held = Mapping[ledger.Movement, Mapping[int, ledger.Standing]]
_Source = facts.ChargeFacts | facts.RefundFacts | facts.DisputeFacts
InvoiceCheck = Callable[[Sequence[facts.InvoiceFacts]], Iterable[Difference]]
# What was done, and how many hundredths of all of it are.
Progress = Callable[[str, int], None]


def reconcile(
    window: DateRange = WHOLE_TIME,
    *,
    of_invoices: InvoiceCheck = lambda invoices: (),
    progress: Progress = lambda text, share: None,
) -> list[Difference]:
    """Return every difference about subscriptions, invoices and money that moved; change nothing.

    The window bounds invoices and movements; how subscriptions and disputes stand is asked of all.
    `of_invoices` compares what other rooms make of paid invoices, given a page of ours.
    """
    found = list(_subscriptions(progress))
    span = _span(window)
    missing: set[str] = set()
    found += _invoices(span, missing, of_invoices, progress)
    movements = _Movements(missing)
    found += movements.compared(span, progress)
    found += movements.beyond(span, window)
    found += movements.other_refunds(window)
    found += [*_disputes(), *_payments(span, {one.mends_by for one in found})]
    payouts = comparing_payouts.compared(
        since=span.since, until=span.until, missing=missing, known=_known_checkouts
    )
    found += payouts
    found += _checkouts({name for one in found for name in (one.stripe_id, one.mends_by)})
    progress("Payouts compared.", ALL)
    return found


def mend(differences: Iterable[Difference]) -> None:
    """Write down what Stripe says of each; what it does not know is left as it is."""
    for one in differences:
        try:
            _mend(one)
        except gateway.GatewayUnavailable:
            raise
        except Exception:
            # It stays a difference, and is reported as one.
            logger.exception("%s %s cannot be mended", one.what, one.stripe_id)


def troubles() -> list[str]:
    """Say what no comparison mends: messages given up, silent banks, addresses that pay twice."""
    given_up = BillingEvent.objects.filter(outcome=BillingEvent.Outcome.GIVEN_UP)
    return [
        *(
            f"billing event {event.stripe_id} ({event.type}) was given up: {event.error}\n"
            "  Process it again in the admin, under Money."
            for event in given_up.order_by("pk")
        ),
        *(
            f"{name}: a bank was asked for {money} on {asked_at:%Y-%m-%d}, and has not answered\n"
            "  Look at its payment in Stripe's dashboard: was it ever submitted to the bank?"
            for asked_at, name, money in sorted(_unanswered())
        ),
        *(
            f"{address} pays for {number} memberships\n  Ask which one is meant, and refund."
            for address, number in sorted(_charged_addresses().items())
            if number > 1
        ),
    ]


def _unanswered() -> Iterator[tuple[datetime, str, Money]]:
    """Yield what was promised so long ago that no bank is still at it: when, its name, how much."""
    longest = clock.now() - LONGEST_DEBIT
    begun = Checkout.objects.filter(state=Checkout.State.PROMISED)
    for checkout in begun.filter(created_at__lt=longest):
        yield checkout.created_at, str(checkout.stripe_session_id), checkout.money
    later = Payment.objects.filter(status=Payment.Status.PROMISED, asked_at__lt=longest)
    for payment in later.exclude(checkout__state=Checkout.State.PROMISED):
        yield payment.asked_at or longest, payment.invoice_id or payment.stripe_id, payment.money


def _mend(one: Difference) -> None:
    if not one.there or one.what in (GRANT, MEMBERSHIP):
        return
    if one.what == "subscription":
        actions.refresh_subscription(stripe_id=one.stripe_id)
    elif one.what == "checkout":
        checkout = Checkout.objects.get(stripe_session_id=one.mends_by)
        actions.finish_checkout(checkout=checkout)
    elif one.what.startswith(comparing_payouts.PAYOUT):
        paying_out.refresh_payout(payout_id=one.mends_by)
    elif one.mends_by:
        actions.refresh_payment(payment_intent=one.mends_by, corrects=True)


def _span(window: DateRange) -> _Span:
    first: datetime | None = Checkout.objects.aggregate(first=Min("created_at"))["first"]
    until = window.until or clock.now() + timedelta(seconds=1)
    return _Span(window.since or (first or until).replace(microsecond=0), until)


def _charged_addresses() -> Counter[str]:
    charging = Subscription.objects.filter(cancel_at_period_end=False).exclude(
        status__in=rules.SUBSCRIPTION_ENDS
    )
    # Whoever pays for a group may pay for themselves too, and for another group.
    charging = charging.exclude(checkout__metadata__has_key=GROUP_KEY)
    rows = charging.values_list("checkout__reader__email", "checkout__email")
    return Counter((account or typed).lower() for account, typed in rows if account or typed)


def pages(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Hand out rows a page at a time, so that no more of them are held."""
    walk = iter(rows)
    while page := list(islice(walk, PAGE_SIZE)):
        yield page


def _known_checkouts(ids: Iterable[str]) -> frozenset[str]:
    """Return those of the ids from outside that are of our Checkouts."""
    read = [pk for text in ids if (pk := _uuid(text))]
    known = Checkout.objects.filter(pk__in=read).values_list("pk", flat=True)
    return frozenset(str(pk) for pk in known)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _subscriptions(progress: Progress) -> Iterator[Difference]:
    seen: set[str] = set()
    for number, page in enumerate(pages(gateway.subscriptions()), 1):
        rows = Subscription.objects.in_bulk([told.id for told in page], field_name="stripe_id")
        checkouts = _known_checkouts(told.checkout_id for told in page)
        ours = [told for told in page if told.id in rows or told.checkout_id in checkouts]
        seen |= {told.id for told in ours}
        for told in ours:
            yield from _of_subscription(rows.get(told.id), told)
        if number % 10 == 0:
            progress(f"{number * PAGE_SIZE} subscriptions compared.", 0)
    for row in Subscription.objects.order_by("stripe_id").iterator():
        if row.stripe_id not in seen:
            yield Difference("subscription", row.stripe_id, describe_row(row), "")
    progress("Subscriptions compared.", INVOICES_FROM)


def _of_subscription(
    row: Subscription | None, told: facts.SubscriptionFacts
) -> Iterator[Difference]:
    # One that nobody paid for and that we never heard of owes nothing.
    if row is None and told.status in {"incomplete", "incomplete_expired"}:
        return
    here, there = describe_row(row) if row else "", describe_told(told)
    # What became of the period of one that is over changes nothing.
    if row is not None and here == there and told.status not in rules.SUBSCRIPTION_ENDS:
        here += f", until {row.current_period_ends_at:{MOMENT}}"
        there += f", until {told.current_period_ends_at:{MOMENT}}"
    if here != there:
        yield Difference("subscription", told.id, here, there)


def _invoices(
    span: _Span, missing: set[str], check: InvoiceCheck, progress: Progress
) -> Iterator[Difference]:
    """Have a page of invoices after another compared, and note the payments we have no row of."""
    for number, page in enumerate(pages(_our_invoices(span)), 1):
        missing |= _unknown_payments(page)
        yield from check(page)
        if number % 10 == 0:
            # The latest come first.
            whole = span.until - span.since
            done = min(span.until - page[-1].created_at, whole)
            share = INVOICES_FROM + done * (MOVEMENTS_FROM - INVOICES_FROM) // whole
            progress(f"{number * PAGE_SIZE} paid invoices compared.", share)
    progress("Paid invoices compared.", MOVEMENTS_FROM)


def _our_invoices(span: _Span) -> Iterator[facts.InvoiceFacts]:
    found = gateway.paid_invoices(since=span.since - LONGEST_DUNNING, until=span.until)
    for page in pages(found):
        known = set(
            Subscription.objects.filter(
                stripe_id__in=[told.subscription for told in page]
            ).values_list("stripe_id", flat=True)
        )
        checkouts = _known_checkouts(told.checkout_id for told in page)
        for told in page:
            is_ours = told.subscription in known or told.checkout_id in checkouts
            if is_ours and not told.is_of_rest:
                yield told


def _unknown_payments(page: Sequence[facts.InvoiceFacts]) -> set[str]:
    """Return the payments of these invoices that we have no row of: renewals carry no mark."""
    named = {told.payment_intent for told in page} - {""}
    return named - set(
        Payment.objects.filter(stripe_id__in=named, status__in=rules.RECEIVED).values_list(
            "stripe_id", flat=True
        )
    )


class _Movements:
    """The balance and the ledger, compared slice by slice of time."""

    def __init__(self, missing: set[str]) -> None:
        self._ours_though_unmarked = missing
        self._told_of: set[str] = set()
        self._refunds: set[str] = set()

    def compared(self, span: _Span, progress: Progress) -> Iterator[Difference]:
        """Find every movement that differs in amount, date or currency, or has no counterpart."""
        start = span.since
        while start < span.until:
            end = min(start + SLICE, span.until)
            seen: set[ledger.Movement] = set()
            for page in pages(gateway.movements(since=start, until=end)):
                yield from self._of_page(page, seen)
            yield from self._strays(start, end, seen)
            whole = span.until - span.since
            share = MOVEMENTS_FROM + (end - span.since) * (PAYOUTS_FROM - MOVEMENTS_FROM) // whole
            progress(f"Money that moved until {end:%Y-%m-%d} compared.", share)
            start = end

    def beyond(self, span: _Span, window: DateRange) -> Iterator[Difference]:
        """Find what stands in the ledger before anything was paid here, or in the future."""
        if window.since is None:
            yield from self._of_lines(_lines().filter(occurred_at__lt=span.since), set())
        if window.until is None:
            later = _lines().filter(occurred_at__gte=span.until)
            yield from self._of_lines(later, set())

    def other_refunds(self, window: DateRange) -> Iterator[Difference]:
        """Find refunds of ours that moved no money, of which Stripe says something else."""
        rows = Refund.objects.order_by("pk").select_related("payment")
        if window.since is not None:
            rows = rows.filter(created_at__gte=window.since)
        if window.until is not None:
            rows = rows.filter(created_at__lt=window.until)
        for row in rows.iterator():
            if row.stripe_id not in self._refunds:
                told = {one.id: one for one in gateway.refunds(row.payment.stripe_id)}
                yield from self._of_refund(row, told.get(row.stripe_id), row.payment)

    def _of_page(
        self, page: Sequence[facts.BookedMovement], seen: set[ledger.Movement]
    ) -> Iterator[Difference]:
        rows = _received(page)
        stands = _standing_of(page)
        checkouts = _known_checkouts(_checkout_id(booked) for booked in page)
        refunds = _refund_rows(page)
        for booked in page:
            intent = booked.source.payment_intent
            if intent in rows:
                for entry in bookkeeping.entries_of(booked):
                    seen.add((entry.kind, entry.source_id))
                    yield from self._of_entry(rows[intent], entry, stands)
                yield from self._of_source(rows[intent], booked.source, refunds)
            elif intent in self._ours_though_unmarked or _checkout_id(booked) in checkouts:
                yield from self._of_unknown_payment(intent, booked)

    def _of_source(
        self, payment: Payment, source: _Source, refunds: Mapping[str, Refund]
    ) -> Iterator[Difference]:
        """Find what our rows say else of a charge or a refund than of the money it moved."""
        if isinstance(source, facts.RefundFacts):
            yield from self._of_refund(refunds.get(source.id), source, payment)
        elif isinstance(source, facts.ChargeFacts) and payment.charge_id == source.id:
            here, there = (
                describe_paid_at(payment.paid_at),
                describe_paid_at(source.made_at),
            )
            if here != there and self._is_new(payment.stripe_id):
                yield Difference("payment", payment.stripe_id, here, there, payment.stripe_id)

    def _of_refund(
        self, row: Refund | None, told: facts.RefundFacts | None, payment: Payment
    ) -> Iterator[Difference]:
        known = told.id if told else row.stripe_id if row else ""
        self._refunds.add(known)
        here = describe_refund(row, row.payment.stripe_id) if row else ""
        there = describe_refund(told, told.payment_intent) if told else ""
        if here != there and self._is_new(f"refund {known}"):
            yield Difference("refund", known, here, there, payment.stripe_id)

    def _of_unknown_payment(
        self, intent: str, booked: facts.BookedMovement
    ) -> Iterator[Difference]:
        if isinstance(booked.source, facts.ChargeFacts) and self._is_new(intent):
            there = describe_entries(bookkeeping.entries_of(booked))
            yield Difference("payment", intent, "", there, intent)

    def _of_entry(
        self, payment: Payment, entry: bookkeeping.ExpectedEntry, stands: _Held
    ) -> Iterator[Difference]:
        movement = (entry.kind, entry.source_id)
        held = stands.get(movement, {})
        have = held.get(payment.pk, {})
        strangers = [
            held[holder] for holder in sorted(held) if holder != payment.pk and held[holder]
        ]
        if (have != ledger.wanted(entry) or strangers) and self._is_new(" ".join(movement)):
            here, there = (
                describe_standing(have),
                describe_standing(ledger.wanted(entry)),
            )
            with_others = [f"{describe_standing(one)} of another payment" for one in strangers]
            here = " and ".join(filter(None, [here, *with_others]))
            yield Difference(entry.kind, entry.source_id, here, there, payment.stripe_id)

    def _strays(
        self, start: datetime, end: datetime, seen: set[ledger.Movement]
    ) -> Iterator[Difference]:
        """Find what stands in the ledger on a day on which nothing of the kind moved."""
        lines = _lines().filter(occurred_at__gte=start, occurred_at__lt=end)
        yield from self._of_lines(lines, seen)

    def _of_lines(
        self, lines: QuerySet[LedgerEntry], seen: set[ledger.Movement]
    ) -> Iterator[Difference]:
        stray: dict[int, set[ledger.Movement]] = defaultdict(set)
        rows = lines.order_by("occurred_at", "pk").values_list("payment", "kind", "source_id")
        for holder, kind, source_id in rows.iterator():
            if holder is not None and (kind, source_id) not in seen:
                stray[holder].add((kind, source_id))
        for page in pages(stray):
            payments = Payment.objects.in_bulk(page)
            for holder in page:
                yield from self._of_strays(payments[holder], stray[holder])

    def _of_strays(self, payment: Payment, asked: set[ledger.Movement]) -> Iterator[Difference]:
        stands = ledger.standing(payment.ledger.all())
        told = {(one.kind, one.source_id): one for one in _all_entries(payment.stripe_id)}
        for movement in sorted(asked):
            have = stands[movement]
            want = ledger.wanted(told[movement]) if movement in told else {}
            if have != want and self._is_new(" ".join(movement)):
                here, there = (
                    describe_standing(have),
                    describe_standing(want),
                )
                yield Difference(*movement, here, there, payment.stripe_id)

    def _is_new(self, name: str) -> bool:
        is_new = name not in self._told_of
        self._told_of.add(name)
        return is_new


def _lines() -> QuerySet[LedgerEntry]:
    """Return what moved with payments; payouts are compared for themselves."""
    return LedgerEntry.objects.of_payments()


def _standing_of(page: Sequence[facts.BookedMovement]) -> _Held:
    """Return what the ledger says of each of these movements, by the payment it stands with."""
    sources = {entry.source_id for booked in page for entry in bookkeeping.entries_of(booked)}
    lines: dict[int, list[ledger.LedgerLine]] = defaultdict(list)
    for line in ledger.lines(_lines().filter(source_id__in=sources)):
        if line.payment_id is not None:
            lines[line.payment_id].append(line)
    found: dict[ledger.Movement, dict[int, ledger.Standing]] = defaultdict(dict)
    for holder, own in lines.items():
        for movement, stands in ledger.standing(own).items():
            found[movement][holder] = stands
    return found


def _received(page: Sequence[facts.BookedMovement]) -> dict[str, Payment]:
    intents = {booked.source.payment_intent for booked in page}
    rows = Payment.objects.filter(stripe_id__in=intents, status__in=rules.RECEIVED)
    return {row.stripe_id: row for row in rows}


def _refund_rows(page: Sequence[facts.BookedMovement]) -> dict[str, Refund]:
    ids = [one.source.id for one in page if isinstance(one.source, facts.RefundFacts)]
    rows = Refund.objects.filter(stripe_id__in=ids).select_related("payment")
    return {row.stripe_id: row for row in rows}


def _checkout_id(booked: facts.BookedMovement) -> str:
    source = booked.source
    return source.checkout_id if isinstance(source, facts.ChargeFacts) else ""


def _all_entries(payment_intent: str) -> tuple[bookkeeping.ExpectedEntry, ...]:
    """Return what the ledger must say of one payment; nothing when Stripe does not know it."""
    try:
        told = gateway.payment(payment_intent)
    except gateway.NoSuchObject:
        return ()
    return tuple(
        bookkeeping.entries(told, gateway.refunds(payment_intent), gateway.disputes(payment_intent))
    )


def _disputes() -> Iterator[Difference]:
    """Find disputes whose end we have not heard of: losing one moves no money."""
    for page in pages(gateway.all_disputes()):
        lost = {told.payment_intent: told for told in page if told.status == "lost"}
        rows = Payment.objects.filter(stripe_id__in=lost, status__in=rules.RECEIVED)
        for row in rows.exclude(status=Payment.Status.LOST):
            here = row.get_status_display().lower()
            yield Difference("payment", row.stripe_id, here, "lost to a dispute", row.stripe_id)


def _checkouts(known: set[str]) -> Iterator[Difference]:
    """Find pages to pay on that are over, though open here, or paid, though given up here.

    Where what was paid there is known to differ, that is the difference to be told.
    """
    is_open = Q(state__in=(Checkout.State.OPEN, Checkout.State.PROMISED))
    of_late = Q(state=Checkout.State.EXPIRED, created_at__gte=clock.now() - CLOSED_OF_LATE)
    rows = Checkout.objects.filter(is_open | of_late).exclude(stripe_session_id=None)
    for row in rows.order_by("created_at", "pk"):
        name = str(row.stripe_session_id)
        try:
            told = gateway.session(name)
        except gateway.NoSuchObject:
            yield Difference("checkout", name, row.state, "")
            continue
        there = _sent_off(told) if told.status == "complete" else told.status
        is_later = rules.may_become(rules.CHECKOUT_STEPS, row.state, there)
        if is_later and not known.intersection({told.subscription, told.payment_intent} - {""}):
            yield Difference("checkout", name, row.state, there, mends_by=name)


def _payments(span: _Span, known: set[str]) -> Iterator[Difference]:
    """Find payments of which we say something else than the ledger, which agrees with Stripe."""
    rows = Payment.objects.filter(
        status__in=rules.RECEIVED, paid_at__gte=span.since, paid_at__lt=span.until
    )
    for page in pages(rows.order_by("pk").iterator()):
        booked: dict[int | None, list[ledger.LedgerLine]] = defaultdict(list)
        for line in ledger.lines(_lines().filter(payment__in=[row.pk for row in page])):
            booked[line.payment_id].append(line)
        for row in page:
            here, there = describe_payment(row), describe_booked(row, booked[row.pk])
            if there and here != there and row.stripe_id not in known:
                yield Difference("payment", row.stripe_id, here, there, row.stripe_id)


def _sent_off(told: facts.SessionFacts) -> str:
    """Say what became of a page that was sent off: a bank that was asked answers days later."""
    if told.is_paid:
        return "paid"
    if not told.payment_intent:
        # What became of a membership's first debit, its subscription tells.
        return "promised"
    state = rules.attempt_state(
        intent_status=gateway.payment(told.payment_intent).status, attempted=True
    )
    return state if state == "failed" else "promised"
