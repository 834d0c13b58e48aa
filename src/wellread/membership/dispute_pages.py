"""Disputes in the editor's admin: what is to be answered until when, and with what."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import Button

from wellread.language.editors import for_editors
from wellread.mail.address import readable
from wellread.mail.look_only import AddressIndex, Ledgerlike, moment
from wellread.membership import evidence
from wellread.payments.models import Dispute

MAY_LOOK = "payments.view_dispute"


class DisputesIndex(AddressIndex):
    """The disputes, each with a file of what there is to say."""

    def get_list_more_buttons(self, instance: Dispute) -> list[Any]:
        """Offer the file."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        url = reverse("dispute_evidence", args=[instance.pk])
        buttons.append(Button(for_editors("Evidence"), url, icon_name="download", priority=10))
        return buttons


class Disputes(Ledgerlike):
    """What banks take back for their customers."""

    model = Dispute
    icon = "warning"
    add_to_admin_menu = True
    # Behind the money.
    menu_order = 261
    menu_label = for_editors("Disputes")
    url_prefix = "money/disputes"
    index_view_class: type[IndexView] = DisputesIndex
    list_display = [
        # A title, with the buttons beside it.
        "money",
        Column(
            "address",
            label=for_editors("Paid by"),
            accessor=lambda row: readable(
                row.payment.checkout.reader.email
                if row.payment.checkout.reader
                else row.payment.checkout.email
            ),
        ),
        "reason",
        "status",
        moment("opened_at", for_editors("Opened at")),
        moment("answer_by", for_editors("Answer by")),
        BooleanColumn("awaits_answer", label=for_editors("Waits for an answer")),
    ]
    list_filter = ["status", "reason", "opened_at"]
    related = ("payment__checkout__reader",)
    search_fields = ["stripe_id", "payment__checkout__email", "payment__charge_id"]


def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out what there is to say against a dispute, as a file."""
    rows = Dispute.objects.select_related("payment__checkout__reader", "payment__subscription")
    dispute = get_object_or_404(rows, pk=pk)
    response = HttpResponse(evidence.file_of(dispute), content_type="application/zip")
    name = f"{dispute.stripe_id}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
