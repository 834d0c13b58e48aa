"""Money in the editor's admin: payments, the ledger, and the inbox of billing events."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from wellread.language.editors import for_editors
from wellread.mail.address import readable
from wellread.mail.look_only import AddressIndex, Ledgerlike, chosen, moment
from wellread.payments import card_testing, inbox, jobs, payout_pages
from wellread.payments.bank import pages as bank
from wellread.payments.models import (
    BillingEvent,
    CheckoutPause,
    LedgerEntry,
    Payment,
    RefundOrder,
)
from wellread.payments.rules import RECEIVED

LIFTED = "wellread.lift_pause"


class PaymentsIndex(AddressIndex):
    """The payments, each with a way to give it back."""

    def get_list_more_buttons(self, instance: Payment) -> list[Any]:
        """Offer to give back what was received, to who may."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        user: Any = self.request.user
        if instance.status in RECEIVED and user.has_perm("payments.add_refundorder"):
            url = reverse("refund_payment", args=[instance.pk])
            buttons.append(
                Button(for_editors("Give money back"), url, icon_name="undo", priority=10)
            )
        return buttons


def payer(payment: Payment) -> str:
    """Return the address a payment was made under, as people read it."""
    return readable(payment.checkout.email)


class Payments(Ledgerlike):
    """Every payment that was tried."""

    model = Payment
    index_view_class = PaymentsIndex
    icon = "tasks"
    menu_label = for_editors("Payments")
    url_prefix = "money/payments"
    list_display = [
        "money",
        chosen("status", for_editors("Status")),
        Column("payer", label=for_editors("Paid by"), accessor=payer),
        "checkout",
        moment("paid_at", for_editors("Paid at")),
        "refunded",
    ]
    list_filter = ["status", "paid_at"]
    related = ("checkout",)
    search_fields = ["stripe_id", "charge_id", "invoice_id", "checkout__email"]
    ordering = ["-paid_at", "-pk"]


class RefundOrders(Ledgerlike):
    """What colleagues had given back, and why."""

    model = RefundOrder
    icon = "undo"
    menu_label = for_editors("Refunds by hand")
    url_prefix = "money/refunds"
    list_display = [
        "money",
        "payment",
        chosen("reason", for_editors("Reason")),
        "note",
        "ordered_by",
        moment("ordered_at", for_editors("Ordered at")),
        moment("done_at", for_editors("Done at")),
        "refusal",
    ]
    list_filter = ["reason", "ordered_at"]
    related = ("payment", "ordered_by")
    search_fields = ["payment__stripe_id", "payment__charge_id"]


class Ledger(Ledgerlike):
    """Every movement of money."""

    model = LedgerEntry
    icon = "list-ol"
    menu_label = for_editors("Ledger")
    url_prefix = "money/ledger"
    list_display = [
        "__str__",
        "source_id",
        "payment",
        moment("occurred_at", for_editors("Occurred at")),
    ]
    list_filter = ["kind", "occurred_at"]
    related = ("payment",)
    search_fields = ["source_id"]
    ordering = ["-occurred_at", "-pk"]


# Kept in English, since whoever processes an event has no language.
REASONS = {
    inbox.NOT_HEARD: for_editors("We do not listen to this type."),
    inbox.NOT_OURS: for_editors("It is about nothing of ours."),
}


def why(event: BillingEvent) -> str:
    """Return why an event was ignored or failed, in the editor's language where we have words."""
    return str(REASONS.get(event.error, event.error))


class EventsIndex(IndexView):
    """The inbox, with a way to process an event again."""

    def get_list_more_buttons(self, instance: BillingEvent) -> list[Any]:
        """Offer to process again what was not processed."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if instance.outcome != BillingEvent.Outcome.PROCESSED:
            url = reverse("process_billing_event_again", args=[instance.pk])
            buttons.append(
                Button(for_editors("Process again"), url, icon_name="rotate", priority=10)
            )
        return buttons


class BillingEvents(Ledgerlike):
    """Every message from Stripe, and what became of it."""

    model = BillingEvent
    icon = "mail"
    menu_label = for_editors("Billing events")
    url_prefix = "money/events"
    index_view_class = EventsIndex
    list_display = [
        "type",
        chosen("outcome", for_editors("What became of it")),
        "attempts",
        Column("error", label=for_editors("Why"), accessor=why, sort_key="error"),
        moment("received_at", for_editors("Received at")),
    ]
    list_filter = ["outcome", "type", "received_at"]
    search_fields = ["stripe_id", "object_id", "error"]


class PausesIndex(IndexView):
    """The pauses, with a way to lift the one that is on."""

    def get_list_more_buttons(self, instance: CheckoutPause) -> list[Any]:
        """Offer to take payments again, to who may."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        user: Any = self.request.user
        if instance.is_on and user.has_perm(card_testing.MAY_LIFT):
            url = reverse("lift_checkout_pause", args=[instance.pk])
            buttons.append(
                Button(for_editors("Take payments again"), url, icon_name="check", priority=10)
            )
        return buttons


class CheckoutPauses(Ledgerlike):
    """When strangers tried out cards, and no new payments were taken."""

    model = CheckoutPause
    icon = "lock"
    menu_label = for_editors("Card testing")
    url_prefix = "money/card-testing"
    index_view_class = PausesIndex
    list_display = [
        "__str__",
        moment("began_at", for_editors("Began at")),
        "declined",
        "cards",
        moment("lifted_at", for_editors("Lifted at")),
        Column("lifted_by", label=for_editors("Lifted by")),
    ]
    list_filter = ["is_on", "began_at"]
    related = ("lifted_by",)


class MoneyMenu(ViewSetGroup):
    """Money in the menu."""

    menu_label = for_editors("Money")
    menu_icon = "tasks"
    menu_order = 260
    items = (
        Payments,
        RefundOrders,
        Ledger,
        payout_pages.Payouts,
        bank.BankFiles,
        CheckoutPauses,
        BillingEvents,
    )


@hooks.register("register_admin_viewset")
def money() -> MoneyMenu:
    """Show the lists."""
    return MoneyMenu()


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Add the page that asks before processing again."""
    return [
        *payout_pages.addresses(),
        *bank.addresses(),
        path(
            "money/events/<int:event_id>/again/",
            process_again,
            name="process_billing_event_again",
        ),
        path("money/card-testing/<int:pk>/lift/", lift, name="lift_checkout_pause"),
    ]


def process_again(request: HttpRequest, event_id: int) -> HttpResponse:
    """Ask, and then have a billing event processed again."""
    if not request.user.has_perm("payments.view_billingevent"):
        raise PermissionDenied
    event = get_object_or_404(BillingEvent, pk=event_id)
    if request.method != "POST":
        return render(request, "payments/admin/process_again.html", {"event": event})
    jobs.enqueue(inbox.process_again(event=event))
    messages.success(
        request, for_editors("%(type)s will be processed again.") % {"type": event.type}
    )
    return redirect("billingevent:index")


def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and then take new payments again."""
    user: Any = request.user
    if not user.has_perm(card_testing.MAY_LIFT):
        raise PermissionDenied
    pause = get_object_or_404(CheckoutPause, pk=pk, is_on=True)
    if request.method != "POST":
        return render(request, "payments/admin/lift.html", {"pause": pause})
    card_testing.lift(pause=pause, by=user)
    log(pause, LIFTED, user=user)
    messages.success(request, for_editors("New payments are taken again."))
    return redirect("checkoutpause:index")


@hooks.register("register_log_actions")
def name_what_is_logged(actions: Any) -> None:
    """Have the admin's own log say that a pause was lifted."""
    actions.register_action(
        LIFTED, for_editors("Take payments again"), for_editors("Took payments again")
    )
