"""Withdrawing from what was bought, in two steps, with or without an account."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wellread.accounts import limits
from wellread.language import writing
from wellread.language.typed_text import TypedTextField
from wellread.mail.fields import AddressFormField
from wellread.membership import (
    benefits,
    claims,
    declarations,
    declared_once,
    rules,
    withdrawals,
)
from wellread.membership.models import Withdrawal
from wellread.membership.views import SeeOther, render
from wellread.payments import clock, gateway
from wellread.payments.models import Checkout

# Each sends an e-mail to an address that was typed.
DECLARED_FROM, DECLARED_FOR = "20/h/ip", "5/h/key"
TOO_MANY = gettext_lazy(
    "There were too many attempts. Nothing was declared; write to us if it cannot wait an hour."
)
NONE_OF_THEM = "other"


class DeclarationForm(forms.Form):
    """Who withdraws, from what, and where the answer goes; what was bought here can be chosen."""

    name = TypedTextField(max_length=200, label=gettext_lazy("Your name"), widget=forms.TextInput)
    address = AddressFormField(label=gettext_lazy("Your e-mail address"), max_length=254)
    chosen = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": gettext_lazy(
                "What you chose cannot be withdrawn from any more: perhaps it was already. "
                "Your account page shows what was given back."
            )
        },
    )
    contract = TypedTextField(max_length=500, required=False)

    def __init__(self, *args: Any, bought: list[Checkout], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bought = {str(one.pk): one for one in bought}
        self.offered = {pk: _described(one, at=clock.now()) for pk, one in self.bought.items()}
        choices = list(self.offered.items())
        if choices:
            choices.append((NONE_OF_THEM, gettext("Something else")))
        chosen: Any = self.fields["chosen"]
        chosen.choices = choices

    def clean(self) -> dict[str, Any]:
        """Say in words what is withdrawn from; raise ValidationError for nothing."""
        facts: dict[str, Any] = super().clean() or {}
        chosen = facts.get("chosen", "")
        if chosen in self.offered:
            facts["contract"] = self.offered[chosen]
        elif not facts.get("contract", "").strip():
            self.add_error("contract", gettext("Please say what you withdraw from."))
        return facts


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the declaration, show it once more, and write it down when that is confirmed."""
    holder = benefits.visitor_of(request)
    bought = declarations.withdrawable(**holder._asdict(), at=clock.now())
    if declared_once.is_second_step(request):
        return _confirming(request, bought)
    if request.method != "POST":
        # A browser that paid knows the address that was given as it paid.
        first = {"chosen": str(bought[0].pk), "address": bought[0].email} if bought else {}
        if holder.reader is not None:
            first |= {"name": holder.reader.get_full_name(), "address": holder.reader.email}
        return _form(request, DeclarationForm(initial=first, bought=bought))
    form = DeclarationForm(request.POST, bought=bought)
    if not form.is_valid():
        return _form(request, form, status=400)
    if "confirmed" not in request.POST:
        return declared_once.ask_to_confirm(request)
    facts = form.cleaned_data
    try:
        limits.count(request, action="withdraw", rate=DECLARED_FROM)
        limits.count(request, action="withdraw", rate=DECLARED_FOR, key=facts["address"])
    except limits.TooManyTries:
        return _form(request, form, notice=str(TOO_MANY), status=429)
    checkout = form.bought.get(facts["chosen"])
    withdrawal = withdrawals.declare(
        name=facts["name"],
        address=facts["address"],
        contract=facts["contract"],
        checkout=checkout,
    )
    if checkout is not None:
        _carry_out(withdrawal)
        benefits.refresh(request)
    request.session["withdrawn"] = withdrawal.pk
    declared_once.forget(request)
    return SeeOther(reverse("withdrawn"))


def _confirming(request: HttpRequest, bought: list[Checkout]) -> HttpResponse:
    """Show what was typed once more; who has declared it already goes on to what came of it."""
    typed = declared_once.typed(request)
    if typed is None:
        return SeeOther(reverse("withdrawn"))
    form = DeclarationForm(typed, bought=bought)
    if not form.is_valid():
        return _form(request, form, status=400)
    return render(request, "membership/withdraw_confirm.html", {"form": form})


@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Say that it was received, and when."""
    found = Withdrawal.objects.filter(pk=request.session.get("withdrawn", 0)).first()
    if found is None:
        return SeeOther(reverse("withdraw"))
    context = {"withdrawal": found, "goes_back": withdrawals.goes_back(found)}
    return render(request, "membership/withdrawn.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever has the mailbox say that they withdrew; only POST does, scanners open links."""
    withdrawal = claims.withdrawal_to_prove(token)
    if withdrawal is None or not withdrawal.address:
        return render(request, "membership/withdraw_prove.html", {"is_spent": True}, status=410)
    found = []
    if withdrawal.checkout_id is None:
        # What was declared in time counts, however late the link is opened.
        at = withdrawal.declared_at
        found = declarations.withdrawable_by_address(withdrawal.address, at=at)
    if request.method == "POST" and found:
        asked = request.POST.get("chosen", "")
        chosen = next((one for one in found if str(one.pk) == asked), None)
        if chosen is not None and withdrawals.prove(withdrawal, checkout=chosen):
            _carry_out(withdrawal)
        return SeeOther(request.path)
    at = withdrawal.declared_at
    bought = [(str(one.pk), _described(one, at=at)) for one in found]
    context = {
        "withdrawal": withdrawal,
        "bought": bought,
        "goes_back": withdrawals.goes_back(withdrawal),
        "has_parts": any(declarations.cooling_off_of(one, at=at) for one in found),
    }
    return render(request, "membership/withdraw_prove.html", context)


def _carry_out(withdrawal: Withdrawal) -> None:
    # Where Stripe does not answer a job goes on: it is declared, and that is what counts.
    with suppress(gateway.GatewayUnavailable, gateway.GatewayRefused):
        withdrawals.carry_out(withdrawal)
    withdrawal.refresh_from_db()


def _described(checkout: Checkout, *, at: datetime) -> str:
    """Say what was bought, or charged anew, and what of it goes back today where not all does."""
    opened = declarations.cooling_off_of(checkout, at=at)
    if opened is not None:
        return gettext("%(product)s, %(price)s, charged on %(date)s: %(amount)s goes back") % {
            "product": checkout.product_name,
            "price": rules.per(opened.payment.money, checkout.subscription.interval),
            "date": writing.day(opened.charged_at),
            "amount": opened.goes_back(at),
        }
    return gettext("%(product)s, %(price)s, bought on %(date)s") % {
        "product": checkout.product_name,
        "price": rules.per(checkout.money, checkout.interval),
        "date": writing.day(declarations.bought_at(checkout)),
    }


def _form(
    request: HttpRequest, form: DeclarationForm, *, notice: str = "", status: int = 200
) -> HttpResponse:
    now = clock.now()
    opened = [declarations.cooling_off_of(one, at=now) for one in form.bought.values()]
    context = {
        "form": form,
        "notice": notice,
        "other": NONE_OF_THEM,
        "has_parts": any(opened),
    }
    return render(request, "membership/withdraw.html", context, status=status)
