"""Asking members for a higher price, in the admin: first who is touched, then the letters."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from wellread.accounts.models import Reader
from wellread.language.editors import for_editors
from wellread.membership import price_changes
from wellread.membership.models import Plan, PriceChange
from wellread.membership.price_changes import WantedRise
from wellread.payments import clock, currencies
from wellread.payments.forms import AmountField
from wellread.payments.money import Money

MAY_CHANGE_PRICES = "membership.add_pricechange"
MAY_SEE = "membership.view_pricechange"
LOGGED = "wellread.price_change"


class PriceChangeForm(forms.Form):
    """Which members, how much, from when, and why."""

    plan = forms.ModelChoiceField(Plan.objects.all(), label=for_editors("Plan"))
    currency = forms.ChoiceField(label=for_editors("Currency"), choices=())
    interval = forms.ChoiceField(
        label=for_editors("Who pays by"), choices=PriceChange.Interval.choices
    )
    amount = AmountField(
        label=for_editors("New amount"),
        help_text=for_editors("Whoever pays less is asked to pay this."),
    )
    since = forms.DateField(
        label=for_editors("From"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=for_editors(
            "The first charge on this day or later, and never before the letter is 30 days old."
        ),
    )
    why = forms.CharField(
        label=for_editors("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=for_editors("Readers read it in the letter."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = sorted(currencies.TAKEN)
        field: Any = self.fields["currency"]
        field.choices = [(code, code) for code in codes]
        amount = self.fields["amount"]
        assert isinstance(amount, AmountField)
        amount.currency = self.data.get("currency", "") or settings.CURRENCY

    def clean_since(self) -> Any:
        """Refuse a day that is over."""
        since = self.cleaned_data["since"]
        if since <= timezone.localdate(clock.now()):
            raise forms.ValidationError(for_editors("The day must lie in the future."))
        return since

    def wanted(self) -> WantedRise:
        """Return what a valid form asks for."""
        facts = self.cleaned_data
        money = Money(int(facts["amount"]), facts["currency"])
        return WantedRise(facts["plan"], money, facts["interval"], facts["since"])


class PriceChangeMenuItem(MenuItem):
    """Shown to who may see prices that were asked for."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this colleague may."""
        user: Any = request.user
        return bool(user.has_perm(MAY_SEE))


class PriceChangeView(WagtailAdminTemplateMixin, TemplateView):
    """Show who would be asked; write to them once that is confirmed."""

    template_name = "membership/admin/price_change.html"
    page_title = for_editors("Ask for a higher price")
    header_icon = "tag"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form, the changes of before, and what each came to."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        changes = PriceChange.objects.select_related("plan", "announced_by")[:20]
        context["changes"] = [(one, price_changes.counts(one)) for one in changes]
        user: Any = self.request.user
        context["may_announce"] = user.has_perm(MAY_CHANGE_PRICES)
        context.setdefault("form", PriceChangeForm())
        return context

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show who is touched, or announce it."""
        user: Any = request.user
        if not user.has_perm(MAY_CHANGE_PRICES):
            raise PermissionDenied
        form = PriceChangeForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=400)
        wanted = form.wanted()
        if "confirmed" not in request.POST:
            rows = price_changes.preview(wanted)
            more = {"rows": rows, "members": price_changes.members_of(rows), "wanted": wanted}
            return self.render_to_response(self.get_context_data(form=form, **more))
        by = request.user if isinstance(request.user, Reader) else None
        change = price_changes.announce(wanted, why=form.cleaned_data["why"], by=by)
        log(instance=change, action=LOGGED, title=str(change))
        messages.success(request, for_editors("The letters are on their way."))
        return redirect(reverse("price_changes"))


def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Ask nobody any more; only POST does."""
    change = get_object_or_404(PriceChange, pk=number)
    if request.method == "POST":
        price_changes.take_back(change)
        messages.success(request, for_editors("Nobody is asked any more."))
    return redirect(reverse("price_changes"))
