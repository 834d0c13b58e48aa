"""Taking a bank's file in, matching it with payouts, and settling by hand what does not match."""

import hashlib
from collections.abc import Sequence
from datetime import UTC
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from wellread.accounts.models import Reader
from wellread.payments import clock
from wellread.payments.bank import camt, csv_files, queries
from wellread.payments.bank.lines import LARGEST_BYTES, StatementFault, StatementLine, keyed
from wellread.payments.bank.matching import BookedLine, SentPayout, matches
from wellread.payments.bank.models import BankColumns, BankLine, BankSettlement, BankStatement
from wellread.payments.models import Payout

# What Stripe calls itself on a bank's line, unless an account says otherwise.
STRIPE = "STRIPE"


class TakenIn(NamedTuple):
    """What came of a file: all it has, what may be Stripe's, what was new, what matches now."""

    read: int
    ours: int
    new: int
    matched: int


class CannotBeSettled(Exception):
    """It is settled or matched already."""


def read(data: bytes, columns: BankColumns | None) -> list[StatementLine]:
    """Read a file, camt.053 unless columns are named; raise StatementFault."""
    if len(data) > LARGEST_BYTES:
        raise StatementFault(f"it has more than {LARGEST_BYTES // 1_000_000} MB")
    if not data.strip():
        raise StatementFault("it is empty")
    if _is_xml(data):
        return camt.read(data)
    if columns is None:
        raise StatementFault("it is no XML; for CSV say which columns it has")
    return csv_files.read(data, columns.named)


def _is_xml(data: bytes) -> bool:
    # After whichever mark of its byte order: UTF-16 has a zero beside each sign.
    return data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def take_in(
    *, name: str, data: bytes, columns: BankColumns | None = None, by: Reader | None = None
) -> TakenIn:
    """Keep the lines of a file that may be Stripe's, each once, and match them: all or nothing.

    The same file, or another that holds the same lines, changes nothing. Raises StatementFault.
    """
    lines = read(data, columns)
    with transaction.atomic():
        statement, _ = BankStatement.objects.get_or_create(
            fingerprint=hashlib.sha256(data).hexdigest(),
            defaults={
                "name": name[:255],
                "taken_in_at": clock.now(),
                "taken_in_by": by,
                "until": max((line.booked_on for line in lines), default=None),
                "lines_read": len(lines),
            },
        )
        sent = [one._replace(is_met=False, is_back=False) for one in _sent(Payout.objects.all())]
        ours = [(key, line) for key, line in keyed(lines) if _may_be_stripes(line, sent)]
        known = set(
            BankLine.objects.filter(name__in=[key for key, _ in ours]).values_list(
                "name", flat=True
            )
        )
        BankLine.objects.bulk_create(
            [_row(statement, key, line) for key, line in ours if key not in known],
            # Another process may take the same lines in at this moment.
            ignore_conflicts=True,
        )
        return TakenIn(len(lines), len(ours), len(ours) - len(known), match())


@transaction.atomic
def match() -> int:
    """Match lines with payouts, as far as there are such; return how many were."""
    # Two who match at once wait for each other: a line is one payout's, a payout has one line.
    lines = list(queries.lines_open().select_for_update(of=("self",)).order_by("pk"))
    found = matches(map(_booked, lines), _sent(Payout.objects.filter(bank_settlement=None)))
    for one in found:
        BankLine.objects.filter(pk=one.line, payout=None).update(
            payout=one.payout, is_return=one.is_return
        )
    return len(found)


@transaction.atomic
def settle(
    *, line: BankLine | None, payout: Payout | None, why: str, by: Reader | None
) -> BankSettlement:
    """Keep a colleague's word on what does not match; raise CannotBeSettled where it does."""
    if line is not None and not queries.lines_open().select_for_update(of=("self",)).filter(
        pk=line.pk
    ):
        raise CannotBeSettled
    if payout is not None and (
        BankSettlement.objects.filter(payout=payout).exists()
        or payout.bank_lines.filter(is_return=False).exists()
    ):
        raise CannotBeSettled
    return BankSettlement.objects.create(
        line=line, payout=payout, why=why, settled_by=by, settled_at=clock.now()
    )


def _row(statement: BankStatement, key: str, line: StatementLine) -> BankLine:
    return BankLine(
        statement=statement,
        name=key,
        account=line.account[:100],
        reference=line.reference[:100],
        booked_on=line.booked_on,
        amount_minor=line.amount_minor,
        currency=line.currency,
        text=line.text,
    )


def _may_be_stripes(line: StatementLine, sent: Sequence[SentPayout]) -> bool:
    """Tell whether a line names Stripe, or is as much as a payout of its time.

    Whatever else a newsroom's account has on it is none of ours, and is not kept.
    """
    said = f"{line.text} {line.reference}"
    if STRIPE in said.upper():
        return True
    booked = BookedLine(0, line.booked_on, line.amount_minor, line.currency, said)
    return bool(matches([booked], sent))


def _booked(line: BankLine) -> BookedLine:
    said = f"{line.text} {line.reference}"
    return BookedLine(line.pk, line.booked_on, line.amount_minor, line.currency, said)


def _sent(payouts: QuerySet[Payout]) -> list[SentPayout]:
    has = set(BankLine.objects.exclude(payout=None).values_list("payout", "is_return"))
    return [
        SentPayout(
            one.pk,
            one.arrives_at.astimezone(UTC).date(),
            one.amount_minor,
            one.currency,
            one.reference,
            has_failed=one.status in (Payout.Status.FAILED, Payout.Status.CANCELED),
            is_met=(one.pk, False) in has,
            is_back=(one.pk, True) in has,
        )
        for one in payouts
    ]
