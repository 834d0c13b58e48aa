"""Giving a postal address, changing it, and taking it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wellread.accounts import origin
from wellread.language import countries, writing
from wellread.language.typed_text import TypedTextField
from wellread.membership import postal
from wellread.membership.account import for_holders, membership_of
from wellread.membership.benefits import Holder
from wellread.membership.views import SeeOther, render


class PostalForm(forms.Form):
    """A name, an address as on an envelope, and its country."""

    name = TypedTextField(max_length=200, label=gettext_lazy("Name, or firm"))
    lines = TypedTextField(
        max_length=500, label=pgettext_lazy("of post", "Address"), widget=forms.Textarea
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country: Any = self.fields["country"]
        country.choices = [("", ""), *countries.names(writing.locale()).items()]

    def clean_lines(self) -> str:
        """Return the address without empty lines."""
        lines = (line.strip() for line in self.cleaned_data["lines"].splitlines())
        return "\n".join(filter(None, lines))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_holders
def postal_address(request: HttpRequest, holder: Holder) -> HttpResponse:
    """Show the address that is known, and keep another in its place, or none."""
    known = postal.of_payer(**holder._asdict())
    if request.method == "POST" and "forget" in request.POST:
        postal.forget(**holder._asdict())
        messages.success(request, gettext("Your postal address is deleted."))
        return SeeOther("/account/")
    first = (
        {"name": known.name, "lines": known.lines, "country": known.country}
        if known
        else {"country": origin.country(request)}
    )
    form = PostalForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_bound and form.is_valid():
        postal.write(**holder._asdict(), **form.cleaned_data)
        messages.success(request, gettext("Your postal address is kept."))
        return SeeOther("/account/")
    membership = membership_of(holder)
    context = {
        "form": form,
        "known": known,
        "sends_post": membership is not None and membership.plan.sends_post,
    }
    status = 400 if form.is_bound else 200
    return render(request, "membership/postal_address.html", context, status=status)
