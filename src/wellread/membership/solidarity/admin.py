"""The pot in the editor's admin: sum and figures, topping up, how far it may go, entries."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wellread.language.editors import for_editors
from wellread.membership.models import SolidarityEntry, SolidarityPot
from wellread.membership.solidarity import actions, queries
from wellread.payments import clock
from wellread.payments.forms import AmountField
from wellread.payments.money import Money

MAY_LOOK = "membership.view_solidarityentry"
MAY_TOP_UP = "membership.add_solidarityentry"
MAY_ARRANGE = "membership.change_solidaritypot"
# The latest; all of them are in the table for the books.
SHOWN = 100
TOO_LOW = for_editors("Nothing was changed: the pot stands lower than that would let it go.")


class PotForm(forms.Form):
    """Amounts in the newsroom's currency."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, AmountField):
                field.currency = settings.CURRENCY


class TopUpForm(PotForm):
    """What the newsroom puts in, and why."""

    amount = AmountField(label=for_editors("Amount"))
    why = forms.CharField(label=for_editors("Why"), max_length=200)


class ArrangeForm(PotForm):
    """Whether the pot is offered, and how far it may go."""

    is_open = forms.BooleanField(label=for_editors("Offered to readers"), required=False)
    deficit = AmountField(
        label=for_editors("How far it may go below nothing"),
        help_text=for_editors("Readers are told. 0: no year that is not in it."),
    )
    most_a_day = forms.IntegerField(
        label=for_editors("Free years in 24 hours at most"),
        min_value=0,
        max_value=100_000,
        help_text=for_editors("So that nobody empties it in a night. 0: any number."),
    )


class PotMenuItem(MenuItem):
    """Shown to who may see the pot."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this colleague may look at it."""
        user: Any = request.user
        return bool(user.has_perm(MAY_LOOK))


class PotView(WagtailAdminTemplateMixin, TemplateView):
    """Show the pot of the newsroom's currency, and take what is changed of it."""

    template_name = "membership/admin/solidarity.html"
    page_title = for_editors("Solidarity pot")
    header_icon = "group"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return sum, figures, entries and forms."""
        user: Any = self.request.user
        pot = SolidarityPot.objects.filter(currency=settings.CURRENCY).first()
        pot = pot or SolidarityPot(currency=settings.CURRENCY)
        entries = SolidarityEntry.objects.filter(pot__currency=pot.currency)
        others = SolidarityPot.objects.exclude(currency=pot.currency)
        first = {
            "is_open": pot.is_open,
            "deficit": pot.deficit_minor,
            "most_a_day": pot.most_a_day,
        }
        return {
            **super().get_context_data(**kwargs),
            "pot": pot,
            "sum": queries.summed(pot),
            "figures": queries.figures(pot, at=clock.now()),
            "entries": entries.select_related("pot", "payment")[:SHOWN],
            "others": others,
            "top_up": kwargs.get("top_up") or TopUpForm(),
            "arrange": kwargs.get("arrange") or ArrangeForm(initial=first),
            "may_top_up": user.has_perm(MAY_TOP_UP),
            "may_arrange": user.has_perm(MAY_ARRANGE),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Top up, or arrange."""
        user: Any = request.user
        if request.POST.get("do") == "arrange" and user.has_perm(MAY_ARRANGE):
            return self._arrange(request)
        if request.POST.get("do") == "top_up" and user.has_perm(MAY_TOP_UP):
            return self._top_up(request)
        messages.error(request, for_editors("Nothing was changed: that is not yours to do."))
        return redirect(reverse("solidarity_pot"))

    def _top_up(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        form = TopUpForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(top_up=form), status=400)
        money = Money(form.cleaned_data["amount"], settings.CURRENCY)
        actions.top_up(money=money, by=user.email, why=form.cleaned_data["why"])
        messages.success(request, for_editors("%(money)s was put in.") % {"money": money})
        return redirect(reverse("solidarity_pot"))

    def _arrange(self, request: HttpRequest) -> HttpResponse:
        form = ArrangeForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(arrange=form), status=400)
        facts = form.cleaned_data
        try:
            actions.arrange(
                currency=settings.CURRENCY,
                is_open=facts["is_open"],
                deficit=Money(facts["deficit"], settings.CURRENCY),
                most_a_day=facts["most_a_day"],
            )
        except actions.BelowTheFloor:
            messages.error(request, TOO_LOW)
        else:
            messages.success(request, for_editors("The pot is arranged so from now on."))
        return redirect(reverse("solidarity_pot"))
