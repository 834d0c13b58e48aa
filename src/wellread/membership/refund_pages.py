"""The admin's page on which money is given back, in whole or in part."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from wellread.language.editors import for_editors
from wellread.mail.address import readable
from wellread.membership import refunds, rules
from wellread.membership.models import Membership
from wellread.payments import gateway, refunding
from wellread.payments.forms import AmountField
from wellread.payments.models import Payment, RefundOrder

MAY_REFUND = "payments.add_refundorder"
LOGGED = "wellread.refund"


class RefundForm(forms.Form):
    """How much, why, and what becomes of the membership."""

    order = forms.UUIDField(widget=forms.HiddenInput)
    amount = AmountField(label=for_editors("How much"))
    reason = forms.ChoiceField(label=for_editors("Why"), choices=RefundOrder.Reason.choices)
    note = forms.CharField(
        label=for_editors("Note"),
        max_length=300,
        required=False,
        help_text=for_editors("For colleagues; the reader may ask to see it."),
    )
    stops_membership = forms.BooleanField(
        label=for_editors("Cancel the membership as well"),
        required=False,
        help_text=for_editors(
            "Nothing more is charged. What stays paid for stays open to its end; a payment given "
            "back whole closes what it opened, either way."
        ),
    )

    def __init__(self, *args: Any, currency: str, may_stop: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amount = self.fields["amount"]
        assert isinstance(amount, AmountField)
        amount.currency = currency
        if not may_stop:
            del self.fields["stops_membership"]

    def clean_amount(self) -> int:
        """Refuse to give nothing back."""
        amount = int(self.cleaned_data["amount"])
        if amount <= 0:
            raise forms.ValidationError(for_editors("More than nothing."))
        return amount


class RefundView(WagtailAdminTemplateMixin, TemplateView):
    """Give a payment back, or a part of it."""

    template_name = "membership/admin/refund.html"
    page_title = for_editors("Give money back")
    header_icon = "undo"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("payment:index"), "label": for_editors("Payments")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the payment, what is left of it, and the form."""
        payment = self._payment()
        left = refunding.left_of(payment)
        membership = self._membership(payment)
        form = kwargs.pop("form", None) or RefundForm(
            initial={"order": uuid4(), "amount": left.plain}, **self._facts(payment)
        )
        return {
            **super().get_context_data(**kwargs),
            "payment": payment,
            "address": readable(
                payment.checkout.reader.email if payment.checkout.reader else payment.checkout.email
            ),
            "left": left,
            "can": refunding.can_be_given_back(payment) and left.amount_minor > 0,
            "orders": payment.refund_orders.select_related("ordered_by", "payment"),
            "membership": membership,
            "form": form,
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write the order down, carry it out, and say what came of it."""
        payment = self._payment()
        form = RefundForm(request.POST, **self._facts(payment))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            ordered = self._order(payment, form.cleaned_data)
        except refunding.CannotBeGivenBack:
            form.add_error(None, for_editors("Nothing of this payment can be given back now."))
        except refunding.MoreThanIsLeft as fault:
            said = for_editors("Only %(left)s is left, with what colleagues gave back.")
            form.add_error("amount", said % {"left": fault.left})
        else:
            self._carry_out(ordered)
            return redirect(reverse("refund_payment", args=[payment.pk]))
        return self.render_to_response(self.get_context_data(form=form))

    def _order(self, payment: Payment, said: dict[str, Any]) -> RefundOrder:
        user: Any = self.request.user
        order_id: UUID = said["order"]
        is_known = RefundOrder.objects.filter(pk=order_id).exists()
        ordered = refunding.order(
            order_id=order_id,
            payment=payment,
            amount_minor=said["amount"],
            reason=said["reason"],
            note=said["note"],
            stops_membership=bool(said.get("stops_membership")),
            by=user,
        )
        if not is_known:
            facts = {"amount": str(ordered.money), "reason": ordered.reason, "note": ordered.note}
            log(payment, LOGGED, user=user, data=facts)
        return ordered

    def _carry_out(self, ordered: RefundOrder) -> None:
        try:
            refunds.carry_out(ordered)
        except gateway.GatewayUnavailable:
            messages.warning(
                self.request,
                for_editors("Stripe does not answer. It is tried again until the money is back."),
            )
            return
        ordered.refresh_from_db()
        if ordered.refusal:
            said = for_editors("Stripe refused: %(why)s")
            messages.error(self.request, said % {"why": ordered.refusal})
        else:
            said = for_editors("%(money)s is on its way back. An e-mail tells the reader.")
            messages.success(self.request, said % {"money": ordered.money})

    def _payment(self) -> Payment:
        rows = Payment.objects.select_related("checkout__reader", "subscription")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def _membership(self, payment: Payment) -> Membership | None:
        if payment.subscription_id is None:
            return None
        return Membership.objects.filter(
            subscription=payment.subscription_id, status__in=rules.LIVE
        ).first()

    def _facts(self, payment: Payment) -> dict[str, Any]:
        may_stop = self._membership(payment) is not None
        return {"currency": payment.currency, "may_stop": may_stop}
