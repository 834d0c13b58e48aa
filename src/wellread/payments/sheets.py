"""Money by month as tables: the ledger, payments, payouts, and a journal in double entry."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from django.db.models import Count

from wellread.language.spreadsheets import plain
from wellread.payments import deferral
from wellread.payments.deferral import EarnedOver
from wellread.payments.models import GIFT_KEY, Checkout, LedgerEntry, Payment, Payout, PayoutLine
from wellread.payments.money import Money
from wellread.payments.months import Month

Cells = Sequence[str]
AT = "%Y-%m-%d %H:%M:%S"
BALANCE, BANK, FEES = "Balance at Stripe", "Bank", "Payment fees"
DISPUTES, MEMBERSHIPS, CONTRIBUTIONS = "Disputed payments", "Memberships", "Contributions"
GIFTS = "Gift memberships"
GROUPS = "Group memberships"
# What is owed as reading for months to come, and earned month by month.
PAID_AHEAD = "Paid in advance"
# Where Stripe changes what a reader paid into the currency of our account.
EXCHANGE = "Currency exchange"
EARNED = (LedgerEntry.Kind.PAYMENT, LedgerEntry.Kind.REFUND, LedgerEntry.Kind.REFUND_FAILED)
# Over which months payments are earned that were made ahead, by their numbers.
Schedules = Callable[[Month], Mapping[int, EarnedOver]]
PAYOUTS = (LedgerEntry.Kind.PAYOUT, LedgerEntry.Kind.PAYOUT_FAILED)


def ledger(month: Month) -> Iterator[Cells]:
    """Return every movement of money of a month."""
    yield "at (UTC)", "kind", "amount", "currency", "payment", "moved by", "correction"
    for entry in _entries(month):
        yield (
            f"{entry.occurred_at:{AT}}",
            entry.kind,
            entry.money.decimal,
            entry.currency,
            plain(entry.payment.stripe_id if entry.payment else ""),
            plain(entry.source_id),
            str(entry.correction),
        )


def payments(month: Month) -> Iterator[Cells]:
    """Return every payment that was received in a month, as it stands now."""
    yield (
        *("paid at (UTC)", "payment", "charge", "invoice", "e-mail", "for", "interval"),
        *("amount", "refunded", "currency", "status"),
    )
    rows = Payment.objects.filter(paid_at__gte=month.since, paid_at__lt=month.until)
    for row in rows.select_related("checkout__reader").order_by("paid_at", "pk").iterator():
        checkout = row.checkout
        address = checkout.reader.email if checkout.reader else checkout.email
        yield (
            f"{row.paid_at:{AT}}",
            *map(plain, (row.stripe_id, row.charge_id, row.invoice_id or "", address)),
            plain(checkout.product_name),
            checkout.interval,
            row.money.decimal,
            row.refunded.decimal,
            row.currency,
            row.status,
        )


def payouts(month: Month) -> Iterator[Cells]:
    """Return what left for the bank in a month: the bank's line, and what of it is ours.

    One that holds nothing of ours is not told of; of one made by hand Stripe says no parts.
    """
    yield (
        *("made at (UTC)", "arrives on (UTC)", "payout", "amount", "currency", "status"),
        *("ours", "not of ours", "movements of ours", "bank's reference", "on the bank's line"),
    )
    rows = Payout.objects.filter(made_at__gte=month.since, made_at__lt=month.until)
    for row in rows.annotate(number=Count("lines")).order_by("made_at", "pk").iterator():
        yield (
            f"{row.made_at:{AT}}",
            f"{row.arrives_at:%Y-%m-%d}",
            plain(row.stripe_id),
            row.money.decimal,
            row.currency,
            row.status,
            *(one.decimal if one is not None else "" for one in (row.ours, row.others)),
            str(row.number),
            plain(row.reference),
            plain(row.descriptor),
        )


def payout_lines(month: Month) -> Iterator[Cells]:
    """Return each movement of ours that the payouts of a month took to the bank."""
    yield (
        *("payout", "at (UTC)", "kind", "moved by", "payment", "charged", "currency"),
        *("reached our balance", "fee", "paid out", "currency of the payout"),
    )
    rows = PayoutLine.objects.filter(
        payout__made_at__gte=month.since, payout__made_at__lt=month.until
    ).select_related("payout", "payment")
    for row in rows.order_by("payout__made_at", "payout", "moved_at", "pk").iterator():
        currency = row.payout.currency
        yield (
            plain(row.payout.stripe_id),
            f"{row.moved_at:{AT}}",
            row.kind,
            plain(row.source_id),
            plain(row.payment.stripe_id if row.payment else ""),
            Money(row.amount_minor, row.currency).decimal,
            row.currency,
            *(
                Money(minor, currency).decimal
                for minor in (row.settled_minor, row.fee_minor, row.net_minor)
            ),
            currency,
        )


def journal(month: Month, schedules: Schedules = lambda month: {}) -> Iterator[Cells]:
    """Return a month in double entry: each movement twice, so that each currency comes to nothing.

    A payout moves our share of it from the balance at Stripe to the bank. What is paid for months
    to come is owed first; at the end of each month its part of that is earned.
    """
    yield "at (UTC)", "document", "account", "debit", "credit", "currency", "what"
    ahead = _Ahead(month, schedules(month))
    for entry in _entries(month):
        at = f"{entry.occurred_at:{AT}}"
        for account, money in ahead.sides(entry):
            yield from _booked(at, entry.source_id, account, money, entry.kind)
        if entry.kind == LedgerEntry.Kind.PAYOUT and not entry.correction and entry.payout:
            yield from _exchanged(at, entry.payout)

    yield from ahead.earned()


class _Ahead:
    """What of a month's money is for months to come, and what of earlier money is earned in it."""

    def __init__(self, month: Month, schedules: Mapping[int, EarnedOver]) -> None:
        self._month = month
        number = deferral.number_of(month.since)
        rows = LedgerEntry.objects.filter(
            payment__in=list(schedules), kind__in=EARNED, occurred_at__lt=month.until
        )
        self._entries: dict[int, list[LedgerEntry]] = defaultdict(list)
        for row in rows.select_related("payment__checkout").order_by("occurred_at", "pk"):
            self._entries[row.payment_id or 0].append(row)
        self._parts: dict[int, deferral.SplitMovement] = {}
        self._earned: list[tuple[LedgerEntry, int]] = []
        for payment, entries in self._entries.items():
            moved = [
                deferral.Moved(deferral.number_of(one.occurred_at), one.amount_minor)
                for one in entries
            ]
            found = deferral.in_month(moved, schedules[payment], number)
            here = [one for one in entries if one.occurred_at >= month.since]
            self._parts |= {one.pk: part for one, part in zip(here, found.parts, strict=True)}
            if found.earned_minor:
                self._earned.append((entries[0], found.earned_minor))

    def sides(self, entry: LedgerEntry) -> Iterator[tuple[str, Money]]:
        """Yield what of a movement goes to which account beside our balance."""
        part = self._parts.get(entry.pk)
        if part is None:
            yield _account(entry), entry.money
            return
        if part.owed_minor:
            yield PAID_AHEAD, Money(part.owed_minor, entry.currency)
        if part.earned_minor:
            yield _account(entry), Money(part.earned_minor, entry.currency)

    def earned(self) -> Iterator[Cells]:
        """Yield what is earned at the end of the month of what was paid ahead."""
        at = f"{self._month.until - timedelta(seconds=1):{AT}}"
        for entry, earned_minor in self._earned:
            money = Money(earned_minor, entry.currency)
            yield from _both(at, entry.source_id, (PAID_AHEAD, _account(entry)), money, "earned")


def _exchanged(at: str, payout: Payout) -> Iterator[Cells]:
    """Yield what left our balance in one currency and came into it in that of the payout."""
    for line in payout.lines.exclude(currency=payout.currency).order_by("pk"):
        left = Money(-line.amount_minor, line.currency)
        came = Money(line.settled_minor, payout.currency)
        for money in (left, came):
            yield from _booked(at, line.source_id, EXCHANGE, money, "exchange")


def _booked(at: str, document: str, account: str, money: Money, what: str) -> Iterator[Cells]:
    """Yield both sides of what our balance at Stripe received, or lost where it is negative."""
    sides = (BALANCE, account) if money.amount_minor > 0 else (account, BALANCE)
    yield from _both(at, document, sides, Money(abs(money.amount_minor), money.currency), what)


def _both(
    at: str, document: str, sides: tuple[str, str], money: Money, what: str
) -> Iterator[Cells]:
    yield at, plain(document), sides[0], money.decimal, "", money.currency, what
    yield at, plain(document), sides[1], "", money.decimal, money.currency, what


def _account(entry: LedgerEntry) -> str:
    if entry.kind in PAYOUTS or entry.payment is None:
        return BANK
    if entry.kind == LedgerEntry.Kind.FEE:
        return FEES
    if entry.kind in (LedgerEntry.Kind.DISPUTE, LedgerEntry.Kind.DISPUTE_WON):
        return DISPUTES
    if GIFT_KEY in entry.payment.checkout.metadata:
        return GIFTS
    if entry.payment.checkout.is_of_group:
        return GROUPS
    is_once = entry.payment.checkout.kind == Checkout.Kind.ONCE
    return CONTRIBUTIONS if is_once else MEMBERSHIPS


def _entries(month: Month) -> Iterator[LedgerEntry]:
    rows = LedgerEntry.objects.filter(occurred_at__gte=month.since, occurred_at__lt=month.until)
    return (
        rows.select_related("payment__checkout", "payout").order_by("occurred_at", "pk").iterator()
    )
