"""What a receipt and a yearly statement say: the same on the page and on paper."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from wellread.language import writing
from wellread.mail.address import readable
from wellread.membership import postal
from wellread.membership.models import Seller
from wellread.payments.models import GIFT_KEY, Payment
from wellread.payments.money import Money


class Paper(NamedTuple):
    """A page of facts: each line a label and what it says, some with more than one line."""

    title: str
    lines: tuple[tuple[str, str], ...]
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""


def receipt(payment: Payment) -> Paper:
    """Return the receipt of one payment that was received."""
    seller = Seller.load()
    assert payment.paid_at is not None
    lines = [
        *_parties(seller, payment),
        (pgettext("what a payment was for", "For"), what_for(payment)),
        (pgettext("readers", "Date"), writing.day(payment.paid_at)),
        (gettext("Amount"), str(payment.money)),
    ]
    if payment.fee_covered_minor:
        lines.append((gettext("Of it to cover the payment fee"), str(payment.fee_covered)))
    if rate := seller.rate_on(_day(payment.paid_at)):
        tax = Money(rate.within(payment.amount_minor), payment.currency)
        lines.append((within(rate.name, rate.percent), str(tax)))
    if payment.refunded_minor:
        lines.append((gettext("Given back"), str(payment.refunded)))
    lines.append((pgettext("of a receipt", "Number"), payment.receipt_number))
    return Paper(gettext("Receipt"), tuple(lines), note=seller.note)


def statement(year: int, payments: Iterable[Payment]) -> Paper:
    """Return what was paid and given back in a year, each currency summed by itself."""
    seller = Seller.load()
    found = sorted(_of_year(year, payments), key=lambda one: (one.paid_at, one.pk))
    paid: Counter[str] = Counter()
    tax: Counter[tuple[str, str, str]] = Counter()
    for one in found:
        is_lost = one.status == Payment.Status.LOST
        kept_minor = 0 if is_lost else one.amount_minor - one.refunded_minor
        paid[one.currency] += kept_minor
        assert one.paid_at is not None
        if rate := seller.rate_on(_day(one.paid_at)):
            tax[rate.name, rate.percent, one.currency] += rate.within(kept_minor)
    lines = _parties(seller, found[0]) if found else []
    lines += [
        (
            pgettext("of a yearly statement", "Paid in %(year)s") % {"year": year},
            str(Money(paid[code], code)),
        )
        for code in sorted(paid)
    ]
    lines += [
        (within(name, percent), str(Money(tax[name, percent, code], code)))
        for name, percent, code in sorted(tax)
    ]
    return Paper(
        title=gettext("What you paid in %(year)s") % {"year": year},
        lines=tuple(lines),
        heads=(
            pgettext("readers", "Date"),
            pgettext("what a payment was for", "For"),
            gettext("Amount"),
            gettext("Given back"),
            pgettext("of a receipt", "Number"),
        ),
        rows=tuple(_row(one) for one in found),
        note=seller.note,
    )


def years(payments: Iterable[Payment]) -> list[int]:
    """Return the years of which there is a statement, the latest first."""
    return sorted({_day(one.paid_at).year for one in payments if one.paid_at}, reverse=True)


def what_for(payment: Payment) -> str:
    """Say what was paid for: the plan, and by which interval."""
    if GIFT_KEY in payment.checkout.metadata:
        return payment.checkout.product_name
    if payment.subscription is None:
        kind = pgettext("on a receipt", "contribution")
    elif payment.subscription.interval == "year":
        kind = gettext("membership by the year")
    else:
        kind = gettext("membership by the month")
    return f"{payment.checkout.product_name}, {kind}"


def within(name: str, percent: str) -> str:
    """Say that a tax is within the amount above."""
    return gettext("Of it %(tax)s, %(percent)s %%") % {"tax": name, "percent": percent}


def _parties(seller: Seller, payment: Payment) -> list[tuple[str, str]]:
    reader = payment.checkout.reader
    own = [seller.name or settings.SITE_NAME, *seller.address.splitlines()]
    if seller.tax_number:
        own.append(seller.tax_number)
    payer = [readable(reader.email if reader else payment.checkout.email)]
    if known := postal.of_checkout(payment.checkout):
        payer = [*known.envelope, *payer]
    return [
        (gettext("Paid to"), "\n".join(own)),
        (gettext("Paid by"), "\n".join(payer)),
    ]


def _of_year(year: int, payments: Iterable[Payment]) -> list[Payment]:
    return [one for one in payments if one.paid_at and _day(one.paid_at).year == year]


def _row(payment: Payment) -> tuple[str, ...]:
    return (
        writing.short_day(payment.paid_at) if payment.paid_at else "",
        what_for(payment),
        str(payment.money),
        str(payment.refunded) if payment.refunded_minor else "–",
        payment.receipt_number,
    )


def _day(moment: datetime) -> date:
    """Return the day of a moment where the newsroom is."""
    return timezone.localtime(moment).date()
