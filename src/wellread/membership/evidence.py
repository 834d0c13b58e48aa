"""What a newsroom has to say against a dispute, gathered as one file.

What was bought and agreed to, what was written to its buyer and when, when they signed in: facts
that a bank asks for. What they read is in no file of ours.
"""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import override

from wellread.accounts.models import SignedInDevice
from wellread.language.spreadsheets import plain
from wellread.mail.models import Email
from wellread.membership import queries, rules
from wellread.membership.models import Membership, Withdrawal
from wellread.payments.models import Dispute, Payment, Refund

# Banks and card networks read English everywhere.
LANGUAGE = "en"
MOMENT = "%Y-%m-%d %H:%M:%S UTC"


class Exhibit(NamedTuple):
    """A table of the file: its name, what it shows, its columns and rows."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


def file_of(dispute: Dispute) -> bytes:
    """Return a ZIP with a page to print or upload, and its tables as CSV."""
    with override(LANGUAGE):
        parts, facts = list(_parts(dispute)), _facts(dispute)
        page = render_to_string(
            "membership/admin/evidence.html",
            {"dispute": dispute, "facts": facts, "parts": parts, "site": settings.SITE_NAME},
        )
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("evidence.html", page)
        archive.writestr("facts.json", json.dumps(facts, indent=2, ensure_ascii=False))
        for part in parts:
            archive.writestr(f"{part.name}.csv", _sheet(part))
    return out.getvalue()


def _facts(dispute: Dispute) -> dict[str, str]:
    payment = dispute.payment
    checkout = payment.checkout
    membership = _membership(payment)
    facts = {
        "Dispute": f"{dispute.stripe_id}, {dispute.reason}, {dispute.money}",
        "Answer by": _said(dispute.answer_by),
        "Payment": f"{payment.stripe_id}, {payment.money}, {_said(payment.paid_at)}",
        "Receipt number": payment.receipt_number,
        "Product": checkout.product_name,
        "Price agreed to": rules.per(checkout.money, checkout.interval),
        "Ordered": _said(checkout.created_at),
        "Ordered at": f"{settings.SITE_URL}/join/, and on the hosted page of Stripe that names "
        "the price and the interval on its button",
        "Address given at the order": checkout.email or "-",
        "Account": checkout.reader.email if checkout.reader else "none: paid without one",
        "How to cancel": f"{settings.SITE_URL}/account/, two clicks, named in the welcome e-mail "
        "and in each receipt",
        "How to withdraw": f"{settings.SITE_URL}/withdraw/, within fourteen days, named in the "
        "welcome e-mail",
    }
    if membership is not None:
        facts["Membership"] = (
            f"{membership.plan.name}, since {_said(membership.started_at)}, "
            f"{membership.get_status_display()}, paid until {_said(membership.paid_until)}"
        )
        facts["What it opens"] = "; ".join(membership.plan.benefit_lines)
    return facts


def _parts(dispute: Dispute) -> Iterator[Exhibit]:
    payment = dispute.payment
    checkout = payment.checkout
    yield Exhibit(
        "payments",
        "Payments of the same order",
        ("paid", "amount", "state", "number"),
        [
            (_said(one.paid_at), str(one.money), str(one.get_status_display()), one.receipt_number)
            for one in checkout.payments.exclude(status=Payment.Status.PENDING).order_by("paid_at")
        ],
    )
    refunds = Refund.objects.filter(payment__checkout=checkout).select_related("payment")
    yield Exhibit(
        "refunds",
        "Money given back",
        ("given back", "amount", "state"),
        [(_said(one.created_at), str(one), one.status) for one in refunds.order_by("created_at")],
    )
    yield Exhibit(
        "access",
        "What was open to the buyer, and when",
        ("from", "until", "why"),
        [
            (_said(one.starts_at), _said(one.withdrawn_at or one.ends_at), one.get_reason_display())
            for one in checkout.grants.order_by("starts_at")
        ],
    )
    yield Exhibit(
        "emails",
        "E-mails sent to the buyer",
        ("sent", "to", "what"),
        [
            (_said(one.sent_at), one.recipient, str(one.get_name_display()))
            for one in _emails(payment).order_by("sent_at")
        ],
    )
    yield Exhibit(
        "sign-ins",
        "Sign-ins of the buyer, as far as they are known",
        ("signed in",),
        [(_said(at),) for at in _sign_ins(payment)],
    )
    yield Exhibit(
        "withdrawals",
        "Withdrawals declared by the buyer",
        ("declared", "done"),
        [
            (_said(one.declared_at), _said(one.done_at))
            for one in Withdrawal.objects.filter(checkout=checkout)
        ],
    )


def _membership(payment: Payment) -> Membership | None:
    found = Membership.objects.filter(subscription=payment.subscription_id).select_related("plan")
    return found.first() if payment.subscription_id else None


def _emails(payment: Payment) -> QuerySet[Email]:
    checkout = payment.checkout
    if checkout.reader is not None:
        rows = queries.emails(reader=checkout.reader)
    else:
        rows = Email.objects.filter(belongs_to=str(checkout.pk))
    return rows.filter(state=Email.State.SENT)


def _sign_ins(payment: Payment) -> list[datetime]:
    reader = payment.checkout.reader
    if reader is None:
        return []
    known = set(SignedInDevice.objects.filter(reader=reader).values_list("signed_in_at", flat=True))
    return sorted(known | ({reader.last_login} if reader.last_login else set()))


def _said(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):{MOMENT}}" if moment else ""


def _sheet(part: Exhibit) -> str:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(part.columns)
    writer.writerows(map(plain, row) for row in part.rows)
    return out.getvalue()
