"""Payouts in the editor's admin: each as the bank's line, and what it is made of."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from wagtail.admin.auth import permission_required
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from wellread.language.editors import for_editors
from wellread.mail.look_only import AddressIndex, Ledgerlike, moment
from wellread.payments.models import LedgerEntry, Payout, PayoutLine
from wellread.payments.money import Money

PLURALS = {
    "payment": for_editors("Payments"),
    "refund": for_editors("Refunds"),
    "refund_failed": for_editors("Refunds that came back"),
    "dispute": for_editors("Disputes"),
    "dispute_won": for_editors("Disputes won"),
    "payout_failed": for_editors("Payouts that had come back"),
}


class PayoutPart(NamedTuple):
    """All of one kind in a payout, in its currency."""

    label: str
    number: int
    settled: Money
    fee: Money
    net: Money


class PayoutsIndex(AddressIndex):
    """The payouts, each with its report."""

    def get_list_more_buttons(self, instance: Payout) -> list[Any]:
        """Lead to what it is made of."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        url = reverse("payout_report", args=[instance.pk])
        buttons.append(Button(for_editors("Report"), url, icon_name="list-ul", priority=10))
        return buttons


class Payouts(Ledgerlike):
    """Every payout that holds something of ours."""

    model = Payout
    icon = "download"
    menu_label = for_editors("Payouts")
    url_prefix = "money/payouts"
    index_view_class = PayoutsIndex
    list_display = [
        "__str__",
        Column("ours", label=for_editors("Ours")),
        Column("others", label=for_editors("Not of ours")),
        moment("made_at", for_editors("Made at")),
        moment("arrives_at", for_editors("Arrives on")),
        "reference",
    ]
    list_filter = ["status", "made_at", "currency"]
    search_fields = ["stripe_id", "reference", "descriptor"]
    ordering = ["-made_at", "-pk"]


def addresses() -> list[URLPattern]:
    """Return the address of a payout's report."""
    may_view = permission_required("payments.view_payout")
    return [path("money/payouts/<int:payout_id>/report/", may_view(report), name="payout_report")]


def report(request: HttpRequest, payout_id: int) -> HttpResponse:
    """Show what a payout is made of, by kind, down to the bank's line."""
    payout = get_object_or_404(Payout, pk=payout_id)
    facts = {
        "payout": payout,
        "parts": parts_of(payout, payout.lines.all()),
    }
    return render(request, "payments/admin/payout.html", facts)


def parts_of(payout: Payout, lines: Iterable[PayoutLine]) -> list[PayoutPart]:
    """Return what a payout holds of ours, by kind, payments first."""
    found: dict[str, list[PayoutLine]] = {kind: [] for kind in PLURALS}
    for line in lines:
        found.setdefault(line.kind, []).append(line)
    labels = {**dict(LedgerEntry.Kind.choices), **PLURALS}
    return [
        PayoutPart(
            str(labels.get(kind, kind)),
            len(of),
            *(
                Money(sum(getattr(one, name) for one in of), payout.currency)
                for name in ("settled_minor", "fee_minor", "net_minor")
            ),
        )
        for kind, of in found.items()
        if of
    ]
