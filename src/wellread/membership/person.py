"""A reader as the desk must know them to help: all that is held, on one page."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wellread.accounts.models import Reader
from wellread.language import countries, writing
from wellread.language.editors import for_editors
from wellread.mail.address import sought, spelled
from wellread.mail.models import Email
from wellread.membership import actions, charges, offer_uses, place, postal, queries, rules
from wellread.membership.gifts.admin import STATES
from wellread.membership.groups.admin import SEATS
from wellread.membership.groups.queries import managed
from wellread.membership.models import (
    FailedRenewal,
    GiftMembership,
    Grant,
    LeftAlone,
    Membership,
    Seat,
)
from wellread.payments.models import Checkout

MAY_LOOK = "membership.view_membership"
MAY_NOTE = "membership.add_readernote"
# One screen; whoever finds more types more.
MOST_FOUND = 20


class NoteForm(forms.Form):
    """A note about a reader."""

    text = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class PersonMenuItem(MenuItem):
    """Shown to who may see members."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this colleague may look readers up."""
        user: Any = request.user
        return bool(user.has_perm(MAY_LOOK))


class PersonView(WagtailAdminTemplateMixin, TemplateView):
    """Find readers by part of an address; show one whole, and take notes."""

    template_name = "membership/admin/person.html"
    page_title = for_editors("Look up a reader")
    header_icon = "search"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what was found, or all that is held about an address."""
        typed = self.request.GET.get("address", "").strip()
        address = spelled(typed) if "@" in typed else ""
        person = whole(address) if address else {}
        user: Any = self.request.user
        return {
            **super().get_context_data(**kwargs),
            "typed": typed,
            "found": found(typed) if typed and not person.get("is_known") else [],
            "person": person if person.get("is_known") else None,
            "may_note": user.has_perm(MAY_NOTE),
            "may_refund": user.has_perm("payments.add_refundorder"),
            "note_form": NoteForm(),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Write a note down."""
        user: Any = request.user
        address = spelled(request.GET.get("address", ""))
        form = NoteForm(request.POST)
        if not user.has_perm(MAY_NOTE) or not whole(address)["is_known"]:
            messages.error(
                request, for_editors("Nothing was written: there is nobody of this address.")
            )
        elif not form.is_valid():
            faults = {"faults": form.errors.as_text()}
            messages.error(request, for_editors("Nothing was written: %(faults)s") % faults)
        else:
            actions.note(address=address, text=form.cleaned_data["text"], by=user)
            messages.success(request, for_editors("The note is kept."))
        return redirect(f"{reverse('person')}?{urlencode({'address': address})}")


def found(typed: str) -> list[str]:
    """Return addresses that hold what was typed: accounts', payers' and those of gifts."""
    holds = Q()
    for part in sought(typed):
        holds |= Q(email__icontains=part)
    rows = (
        Reader.objects.filter(holds | Q(first_name__icontains=typed)),
        Checkout.objects.filter(holds, reader=None),
        Grant.objects.filter(holds),
    )
    addresses = {
        email for row in rows for email in row.values_list("email", flat=True)[:MOST_FOUND] if email
    }
    return sorted(addresses)[:MOST_FOUND]


def whole(address: str) -> dict[str, Any]:
    """Return all that is held about whoever has an address, with an account or without."""
    reader = _reader(address)
    unclaimed = Checkout.objects.filter(reader=None, email=address).exclude(email="")
    held = tuple(unclaimed.values_list("pk", flat=True))
    own = Q(reader=reader) if reader else Q(pk__in=[])
    by_reader = Q(reader=reader) | Q(checkout__reader=reader) if reader else Q(pk__in=[])
    by_gifts = Q(reader=reader) | Q(checkout__reader=reader) if reader else Q(pk__in=[])
    grants = Grant.objects.filter(by_reader | Q(checkout__in=held) | Q(email=address))
    notes = queries.notes(reader.email if reader else address)
    seats = Seat.objects.filter(own | Q(address=address)).select_related("group")
    checkouts = Checkout.objects.filter(own | Q(pk__in=held)).order_by("-created_at")
    return {
        "address": reader.email if reader else address,
        "reader": reader,
        "is_known": bool(
            reader
            or held
            or grants
            or notes
            or seats
            or GiftMembership.objects.filter(address=address).exists()
        ),
        "addresses": EmailAddress.objects.filter(user=reader) if reader else [],
        "keys": Authenticator.objects.filter(user=reader).count() if reader else 0,
        "memberships": [
            (one, charges.price_of(one), _beginning(one))
            for one in queries.memberships(reader=reader, checkouts=held)
        ],
        "post": postal.of_payer(reader=reader, checkouts=held),
        "lives_in": _lives_in(checkouts.first()),
        "gift_memberships": [
            (one, STATES[one.state])
            for one in GiftMembership.objects.filter(
                Q(address=address) | Q(checkout__in=held) | by_gifts
            ).select_related("plan", "checkout__reader")
        ],
        "groups": managed(reader=reader, checkouts=held),
        "seats": [(one, SEATS[one.state]) for one in seats.order_by("-invited_at", "-pk")],
        "payments": queries.payments(reader=reader, checkouts=held),
        "grants": grants,
        "checkouts": [(one, rules.per(one.money, one.interval)) for one in checkouts],
        "emails": queries.emails(reader=reader)
        if reader
        else Email.objects.filter(recipient=address),
        "failed": FailedRenewal.objects.filter(
            membership__in=queries.memberships(reader=reader, checkouts=held)
        ),
        "left_alone": LeftAlone.objects.filter(address=reader.email if reader else address).first(),
        "notes": notes,
    }


def _lives_in(checkout: Checkout | None) -> str:
    """Say by which country's rules somebody is treated."""
    if checkout is None:
        return ""
    code = place.of_checkout(checkout)
    if code == place.UNKNOWN:
        return for_editors("not known: the rules kindest to them count")
    return countries.names(writing.locale()).get(code, code)


def _beginning(membership: Membership) -> str:
    """Say what a colleague must know of free days: until when, or that they were had before."""
    if queries.is_on_trial(membership):
        until = date_format(membership.subscription.current_period_ends_at, "DATE_FORMAT")
        return for_editors("free until %(date)s") % {"date": until}
    if offer_uses.is_refused(membership.checkout):
        return for_editors("had free days or the lower price before")
    return ""


def _reader(address: str) -> Reader | None:
    reader = Reader.objects.filter(email=address).first()
    if reader is None:
        proved = EmailAddress.objects.filter(email=address, verified=True).select_related("user")
        reader = next((row.user for row in proved), None)
    return reader
