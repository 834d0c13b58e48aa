"""The bank's statement in the editor's admin: taken in, what matches, and what a person settles."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet

from wellread.language.editors import for_editors
from wellread.payments.bank import actions, queries
from wellread.payments.bank.lines import StatementFault
from wellread.payments.bank.models import BankColumns, BankLine
from wellread.payments.models import Payout

MAY_LOOK, MAY_TAKE_IN = "payments.view_bankline", "payments.add_bankstatement"
MAY_SETTLE = "payments.add_banksettlement"
# One screen; the rest is in the list of the bank's lines.
SHOWN = 50


class StatementForm(forms.Form):
    """A bank's file, and how to read it."""

    file = forms.FileField(label=for_editors("The bank’s file"))
    columns = forms.ModelChoiceField(
        BankColumns.objects.all(),
        required=False,
        label=for_editors("For CSV: which bank’s columns"),
        empty_label=for_editors("camt.053 (XML)"),
    )


class SettleForm(forms.Form):
    """Why a line or a payout is right as it is, and for a line perhaps which payout it is."""

    why = forms.CharField(max_length=500)
    payout = forms.ModelChoiceField(Payout.objects.none(), required=False)


class BankFiles(ModelViewSet):
    """Which columns a bank's CSV files have."""

    model = BankColumns
    icon = "table"
    menu_label = for_editors("Bank files")
    url_prefix = "money/bank-files"
    list_display = ["name", Column("currency", label=for_editors("Currency"))]
    form_fields = [
        *("name", "day", "day_format", "amount", "credit", "debit", "decimal"),
        *("currency_column", "currency", "reference", "texts"),
    ]


class BankView(WagtailAdminTemplateMixin, TemplateView):
    """What the bank's statement and Stripe's payouts say of each other."""

    template_name = "payments/admin/bank.html"
    page_title = for_editors("The bank’s statement")
    header_icon = "doc-full"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what matches and what does not."""
        user: Any = self.request.user
        lines, payouts = queries.lines_open(), queries.payouts_open()
        matched = queries.matched()
        return {
            "form": StatementForm(),
            **super().get_context_data(**kwargs),
            "may_take_in": user.has_perm(MAY_TAKE_IN),
            "may_settle": user.has_perm(MAY_SETTLE),
            "may_name": user.has_perm("payments.add_bankcolumns"),
            "covered_until": queries.covered_until(),
            "open_lines": [(one, queries.payouts_near(one)) for one in lines[:SHOWN]],
            "open_lines_count": lines.count(),
            "open_payouts": payouts[:SHOWN],
            "open_payouts_count": payouts.count(),
            "matched": matched[:SHOWN],
            "matched_count": matched.count(),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take a file in; a fault names its line, and nothing of the file is kept then."""
        user: Any = request.user
        if not user.has_perm(MAY_TAKE_IN):
            raise PermissionDenied
        form = StatementForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=400)
        file = form.cleaned_data["file"]
        try:
            came = actions.take_in(
                name=file.name, data=file.read(), columns=form.cleaned_data["columns"], by=user
            )
        except StatementFault as fault:
            form.add_error("file", str(fault))
            return self.render_to_response(self.get_context_data(form=form), status=400)
        messages.success(
            request,
            for_editors(
                "Lines read: %(read)s. Stripe’s, it seems: %(ours)s; new ones: %(new)s. "
                "Matched with a payout now: %(matched)s."
            )
            % came._asdict(),
        )
        return redirect("bank")


def addresses() -> list[URLPattern]:
    """Return the addresses of the statement and of settling by hand."""
    may_look = permission_required(MAY_LOOK)
    may_settle = permission_required(MAY_SETTLE)
    return [
        path("money/bank/", may_look(BankView.as_view()), name="bank"),
        path("money/bank/line/<int:pk>/", may_settle(settle_line), name="settle_bank_line"),
        path("money/bank/payout/<int:pk>/", may_settle(settle_payout), name="settle_payout"),
    ]


def settle_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a colleague says of a line."""
    line = get_object_or_404(BankLine, pk=pk)
    form = SettleForm(request.POST)
    field: Any = form.fields["payout"]
    field.queryset = queries.payouts_near(line)
    return _settle(request, form, line=line, payout=None)


def settle_payout(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a colleague says of a payout."""
    return _settle(
        request, SettleForm(request.POST), line=None, payout=get_object_or_404(Payout, pk=pk)
    )


def _settle(
    request: HttpRequest, form: SettleForm, *, line: BankLine | None, payout: Payout | None
) -> HttpResponse:
    user: Any = request.user
    if request.method != "POST" or not form.is_valid():
        messages.error(request, for_editors("Nothing was settled: say why it is right as it is."))
        return redirect(reverse("bank"))
    try:
        actions.settle(
            line=line,
            payout=payout or form.cleaned_data["payout"],
            why=form.cleaned_data["why"],
            by=user,
        )
    except actions.CannotBeSettled:
        messages.error(request, for_editors("It is settled already, or matches by itself now."))
    else:
        messages.success(request, for_editors("It is settled."))
    return redirect(reverse("bank"))
