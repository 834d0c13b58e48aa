"""Asking for a guest's link, and opening it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellread.accounts import limits
from wellread.mail.fields import AddressFormField
from wellread.membership import claims, guests, queries
from wellread.membership.views import SeeOther, render

# Each sends an e-mail to an address that was typed.
ASKED_FROM, ASKED_FOR = "20/h/ip", "5/h/key"
TOO_MANY = gettext_lazy("There were too many attempts. Please try again in an hour.")


class LinkForm(forms.Form):
    """Where somebody paid from."""

    address = AddressFormField(label=gettext_lazy("Your e-mail address"), max_length=254)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Send the link; whether anything was paid under an address is told there alone."""
    form = LinkForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 400 if request.method == "POST" else 200
        return render(request, "membership/guest.html", {"form": form}, status=status)
    address = form.cleaned_data["address"]
    try:
        limits.count(request, action="guest_link", rate=ASKED_FROM)
        limits.count(request, action="guest_link", rate=ASKED_FOR, key=address)
    except limits.TooManyTries:
        context = {"form": form, "notice": TOO_MANY}
        return render(request, "membership/guest.html", context, status=429)
    guests.send_link(address=address)
    return render(request, "membership/guest.html", {"sent_to": address})


@never_cache
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Open what was paid by whoever has the mailbox, in this browser and for an hour."""
    checkout = claims.checkout_of_guest(token)
    if checkout is None or not queries.paid_by_guest(checkout.email).exists():
        return render(request, "membership/guest.html", {"is_spent": True}, status=410)
    if request.user.is_authenticated:
        # An account of their own is open here: what was paid beside it is theirs to claim.
        return SeeOther(claims.address(str(checkout.pk)))
    guests.open_here(request, checkout)
    return SeeOther("/account/")


@never_cache
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close a guest's page in this browser."""
    guests.close_here(request)
    messages.success(request, gettext("Closed. The link in our e-mail opens it again."))
    return SeeOther(reverse("guest_link"))
