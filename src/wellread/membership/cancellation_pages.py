"""Cancelling a contract without an account, in two labelled steps; and taking that back."""

from contextlib import suppress
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wellread.accounts import limits
from wellread.language.typed_text import TypedTextField
from wellread.mail.fields import AddressFormField
from wellread.membership import (
    actions,
    benefits,
    cancellations,
    claims,
    declared_once,
    queries,
    rules,
)
from wellread.membership.benefits import Holder
from wellread.membership.charges import price_of
from wellread.membership.groups import queries as groups
from wellread.membership.models import Cancellation, Membership, SeatGroup
from wellread.membership.views import BUSY, SeeOther, render
from wellread.payments import clock, gateway

# Each sends an e-mail to an address that was typed.
DECLARED_FROM, DECLARED_FOR = "20/h/ip", "5/h/key"
TOO_MANY = gettext_lazy(
    "There were too many attempts. Nothing was declared; write to us if it cannot wait an hour."
)


class CancellationForm(forms.Form):
    """Who cancels, what, when and how: no more than the law lets us ask."""

    name = TypedTextField(max_length=200, label=gettext_lazy("Your name"))
    address = AddressFormField(label=gettext_lazy("Your e-mail address"), max_length=254)
    contract = TypedTextField(max_length=500, label=gettext_lazy("What you cancel"), initial="")
    kind = forms.ChoiceField(choices=Cancellation.Kind.choices, initial=Cancellation.Kind.USUAL)
    cause = TypedTextField(
        max_length=2000, required=False, label=gettext_lazy("The cause, if it is for cause")
    )
    wished_on = forms.DateField(
        required=False, label=gettext_lazy("Not before a day (else as soon as possible)")
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a cause where it is for one."""
        facts: dict[str, Any] = super().clean() or {}
        if facts.get("kind") == Cancellation.Kind.FOR_CAUSE and not facts.get("cause", "").strip():
            self.add_error("cause", gettext("Please say what the cause is."))
        if (day := facts.get("wished_on")) and day < timezone.localdate(clock.now()):
            facts["wished_on"] = None
        return facts


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_contract(request: HttpRequest) -> HttpResponse:
    """Take what is declared, show it once more, and carry it out when that is confirmed."""
    holder = benefits.visitor_of(request)
    own = queries.current_membership(**holder._asdict())
    own = own if own is not None and own.status in rules.LIVE else None
    managed = _charging_groups(holder)
    if declared_once.is_second_step(request):
        return _confirming(request, own, managed)
    if request.method != "POST":
        return _form(request, CancellationForm(initial=_first(own) or _of_group(managed)))
    form = CancellationForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=400)
    if "confirmed" not in request.POST:
        return declared_once.ask_to_confirm(request)
    facts = form.cleaned_data
    try:
        limits.count(request, action="cancel", rate=DECLARED_FROM)
        limits.count(request, action="cancel", rate=DECLARED_FOR, key=facts["address"])
    except limits.TooManyTries:
        return _form(request, form, notice=str(TOO_MANY), status=429)
    meant = own if own is not None and own.email == facts["address"] else None
    declared = cancellations.declare(**facts, membership=meant)
    for one in declared:
        # Where Stripe does not answer a job goes on: it is declared, and that is what counts.
        with suppress(gateway.GatewayUnavailable, gateway.GatewayRefused):
            cancellations.carry_out(one)
    request.session["cancelled"] = declared[0].pk
    declared_once.forget(request)
    return SeeOther(reverse("contract_cancelled"))


def _confirming(
    request: HttpRequest, own: Membership | None, managed: list[SeatGroup]
) -> HttpResponse:
    """Show what was typed once more; who has declared it already goes on to what came of it."""
    typed = declared_once.typed(request)
    if typed is None:
        return SeeOther(reverse("contract_cancelled"))
    form = CancellationForm(typed)
    if not form.is_valid():
        return _form(request, form, status=400)
    # Whoever pays for themselves cancels that; else all that is charged is meant.
    address = form.cleaned_data["address"]
    is_own = own is not None and own.email == address
    theirs = [] if is_own else [one for one in managed if one.manager_address == address]
    ending = [(one.name, rules.how_many_seats(one.seats_filled)) for one in theirs]
    context = {"form": form, "ending": ending, "may_be_group": not is_own and not ending}
    return render(request, "membership/cancel_contract_confirm.html", context)


@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Say that it was received, and when; the page says the same whoever it turns out to be."""
    found = Cancellation.objects.filter(pk=request.session.get("cancelled", 0)).first()
    if found is None:
        return SeeOther(reverse("cancel_contract"))
    return render(request, "membership/contract_cancelled.html", {"cancellation": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever has the mailbox take a cancellation back that was not theirs; POST does it."""
    cancellation = claims.cancellation_to_take_back(token)
    membership = cancellation.membership if cancellation else None
    context: dict[str, Any] = {
        "price": price_of(membership) if membership else "",
        "can_keep": membership is not None and membership.status == Membership.Status.ENDING,
        "goes_on": membership is not None and membership.status in rules.LIVE,
    }
    if membership is None or not context["can_keep"] or request.method != "POST":
        status = 200 if membership is not None else 410
        return render(request, "membership/keep_contract.html", context, status=status)
    try:
        actions.resume(membership=membership)
    except actions.NothingToResume:
        context["can_keep"] = False
        return render(request, "membership/keep_contract.html", context)
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        context["notice"] = BUSY
        return render(request, "membership/keep_contract.html", context, status=503)
    return SeeOther(request.path)


def _first(membership: Membership | None) -> dict[str, str]:
    """Return what a browser need not type that has the membership."""
    if membership is None:
        return {}
    reader = membership.reader
    return {
        "name": reader.get_full_name() if reader else "",
        "address": membership.email,
        "contract": f"{membership.plan.name}, {price_of(membership)}",
    }


def _charging_groups(holder: Holder) -> list[SeatGroup]:
    found = groups.managed(**holder._asdict())
    return [
        one
        for one in found
        if (contract := groups.contract(one)) is not None and contract.status in rules.LIVE
    ]


def _of_group(managed: list[SeatGroup]) -> dict[str, str]:
    """Return the same of whoever pays for a group and not for themselves."""
    if not managed:
        return {}
    group, contract = managed[0], groups.contract(managed[0])
    price = price_of(contract) if contract else ""
    return {"address": group.manager_address, "contract": f"{group.name}, {price}"}


def _form(
    request: HttpRequest, form: CancellationForm, *, notice: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "notice": notice}
    return render(request, "membership/cancel_contract.html", context, status=status)
