"""What the law promises every reader: to have what is held about them, and to be forgotten."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wellread.accounts.models import Reader
from wellread.accounts.second_factor import may_enter_newsroom
from wellread.membership import (
    actions,
    benefits,
    browser,
    data_export,
    emails,
    guests,
    queries,
    rules,
)
from wellread.membership.account import runs_until
from wellread.membership.benefits import Holder
from wellread.membership.groups import queries as groups
from wellread.membership.views import SeeOther, render
from wellread.payments import gateway

NOT_ERASED = gettext_lazy(
    "Our payment service does not answer, so nothing is erased: it could charge you later. "
    "Please try again in a minute."
)


@never_cache
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Hand out everything we hold: about a reader, or a guest who opened the link of an e-mail."""
    address = guests.proved_here(request)
    return _file(data_export.export_of_guest(address)) if address else _export_of_reader(request)


@login_required
def _export_of_reader(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, Reader)
    return _file(data_export.export(request.user))


def _file(told: dict[str, Any]) -> HttpResponse:
    answer = JsonResponse(told, json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="what-we-hold-about-you.json"'
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Say what erasing means, and do it when confirmed: of an account, or of a guest."""
    address = guests.proved_here(request)
    return _erase_guest(request, address) if address else _erase_reader(request)


@login_required
@reauthentication_required(allow_get=True, app="allauth.account")
def _erase_reader(request: HttpRequest) -> HttpResponse:
    reader = request.user
    assert isinstance(reader, Reader)
    context = {**_what_ends(Holder(reader, ())), "is_colleague": may_enter_newsroom(reader)}
    if request.method != "POST" or context["is_colleague"]:
        return render(request, "membership/erase.html", context)
    address = reader.email
    try:
        was_member = actions.erase(reader=reader, browser=browser.fingerprint(request))
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        return _not_erased(request, context)
    logout(request)
    emails.send_farewell(address, was_member=was_member)
    return render(request, "membership/erased.html")


def _erase_guest(request: HttpRequest, address: str) -> HttpResponse:
    context = {**_what_ends(Holder(None, guests.opened_here(request))), "is_guest": True}
    if request.method != "POST":
        return render(request, "membership/erase.html", context)
    try:
        was_member = guests.erase(address=address, browser=browser.fingerprint(request))
    except guests.HasAccount:
        return SeeOther(f"/sign-in/?{urlencode({'next': request.path})}")
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        return _not_erased(request, context)
    guests.close_here(request)
    benefits.refresh(request)
    emails.send_farewell_to_guest(address, was_member=was_member)
    return render(request, "membership/erased.html", {"is_guest": True})


def _what_ends(holder: Holder) -> dict[str, Any]:
    """Return what ends with an account, or with what a guest paid."""
    membership = queries.current_membership(**holder._asdict())
    return {
        "membership": membership,
        "runs_until": runs_until(membership) if membership else None,
        "managed": [
            (group, contract)
            for group in groups.managed(**holder._asdict())
            if (contract := groups.contract(group)) and contract.status in rules.LIVE
        ],
    }


def _not_erased(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "membership/erase.html", {**context, "notice": NOT_ERASED}, status=503)
