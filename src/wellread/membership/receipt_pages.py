"""Receipts and yearly statements: as pages, and on paper."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wellread.language import writing
from wellread.membership import pdf, queries, receipts
from wellread.membership.account import for_holders
from wellread.membership.benefits import Holder
from wellread.membership.receipts import Paper
from wellread.membership.views import render
from wellread.payments.models import Payment


@never_cache
@require_safe
@for_holders
def receipt(request: HttpRequest, holder: Holder, number: int) -> HttpResponse:
    """Show the receipt of one payment."""
    payment = _payment(holder, number)
    context = {"sheet": receipts.receipt(payment), "pdf": f"{request.path}receipt.pdf"}
    return render(request, "membership/receipt.html", context)


@never_cache
@require_safe
@for_holders
def receipt_pdf(request: HttpRequest, holder: Holder, number: int) -> HttpResponse:
    """Hand out the receipt of one payment on paper."""
    payment = _payment(holder, number)
    return _paper(receipts.receipt(payment), name=f"receipt-{payment.receipt_number}")


@never_cache
@require_safe
@for_holders
def statement(request: HttpRequest, holder: Holder, year: int) -> HttpResponse:
    """Show what was paid in a year."""
    context = {"sheet": _statement(holder, year), "pdf": f"{request.path}statement.pdf"}
    return render(request, "membership/receipt.html", context)


@never_cache
@require_safe
@for_holders
def statement_pdf(request: HttpRequest, holder: Holder, year: int) -> HttpResponse:
    """Hand out what was paid in a year on paper."""
    return _paper(_statement(holder, year), name=f"statement-{year}")


def _payment(holder: Holder, number: int) -> Payment:
    own = queries.payments(**holder._asdict())
    payment: Payment = get_object_or_404(own.exclude(paid_at=None), pk=number)
    return payment


def _statement(holder: Holder, year: int) -> Paper:
    paid = list(queries.payments(**holder._asdict()).exclude(paid_at=None))
    if year not in receipts.years(paid):
        raise Http404
    return receipts.statement(year, paid)


def _paper(sheet: Paper, *, name: str) -> HttpResponse:
    drawn = pdf.drawn(
        sheet,
        paper_name=settings.SITE_NAME,
        language=settings.LANGUAGE_CODE,
        direction=writing.direction(settings.LANGUAGE_CODE),
    )
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
