"""Money by month as tables: the ledger, payments, payouts, and a journal in double entry."""

from collections.abc import Iterator, Sequence

from wellread.language.spreadsheets import plain
from wellread.payments import gateway
from wellread.payments.models import GIFT_KEY, Checkout, LedgerEntry, Payment
from wellread.payments.money import Money
from wellread.payments.months import Month

Cells = Sequence[str]
AT = "%Y-%m-%d %H:%M:%S"
BALANCE, BANK, FEES = "Balance at Stripe", "Bank", "Payment fees"
DISPUTES, MEMBERSHIPS, CONTRIBUTIONS = "Disputed payments", "Memberships", "Contributions"
# What is owed to whoever receives it, for months to come: no contribution.
GIFTS = "Gift memberships"
# What never left, or came back.
NOT_PAID_OUT = ("failed", "canceled")


def ledger(month: Month) -> Iterator[Cells]:
    """Return every movement of money of a month."""
    yield "at (UTC)", "kind", "amount", "currency", "payment", "moved by", "correction"
    for entry in _entries(month):
        yield (
            f"{entry.occurred_at:{AT}}",
            entry.kind,
            entry.money.decimal,
            entry.currency,
            plain(entry.payment.stripe_id),
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
    """Return what left for the bank in a month, of all that the Stripe account sells.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    yield "made at (UTC)", "arrives on (UTC)", "payout", "amount", "currency", "status"
    for payout in gateway.payouts(since=month.since, until=month.until):
        yield (
            f"{payout.made_at:{AT}}",
            f"{payout.arrives_at:%Y-%m-%d}",
            plain(payout.id),
            payout.money.decimal,
            payout.money.currency,
            payout.status,
        )


def journal(month: Month) -> Iterator[Cells]:
    """Return a month in double entry: each movement twice, so that each currency comes to nothing.

    Raises gateway.GatewayUnavailable or gateway.GatewayRefused.
    """
    yield "at (UTC)", "document", "account", "debit", "credit", "currency", "what"
    for entry in _entries(month):
        yield from _booked(
            f"{entry.occurred_at:{AT}}", entry.source_id, _account(entry), entry.money, entry.kind
        )
    for payout in gateway.payouts(since=month.since, until=month.until):
        if payout.status not in NOT_PAID_OUT:
            left = Money(-payout.money.amount_minor, payout.money.currency)
            yield from _booked(f"{payout.made_at:{AT}}", payout.id, BANK, left, "payout")


def _booked(at: str, document: str, account: str, money: Money, what: str) -> Iterator[Cells]:
    """Yield both sides of what our balance at Stripe received, or lost where it is negative."""
    amount = Money(abs(money.amount_minor), money.currency).decimal
    sides = (BALANCE, account) if money.amount_minor > 0 else (account, BALANCE)
    yield at, plain(document), sides[0], amount, "", money.currency, what
    yield at, plain(document), sides[1], "", amount, money.currency, what


def _account(entry: LedgerEntry) -> str:
    if entry.kind == LedgerEntry.Kind.FEE:
        return FEES
    if entry.kind in (LedgerEntry.Kind.DISPUTE, LedgerEntry.Kind.DISPUTE_WON):
        return DISPUTES
    if GIFT_KEY in entry.payment.checkout.metadata:
        return GIFTS
    is_once = entry.payment.checkout.kind == Checkout.Kind.ONCE
    return CONTRIBUTIONS if is_once else MEMBERSHIPS


def _entries(month: Month) -> Iterator[LedgerEntry]:
    rows = LedgerEntry.objects.filter(occurred_at__gte=month.since, occurred_at__lt=month.until)
    return rows.select_related("payment__checkout").order_by("occurred_at", "pk").iterator()
