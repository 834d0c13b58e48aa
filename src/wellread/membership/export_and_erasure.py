"""What the law promises every reader: to have what is held about them, and to be forgotten."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wellread.accounts.models import Reader
from wellread.accounts.second_factor import may_enter_newsroom
from wellread.membership import actions, browser, data_export, emails, queries, rules
from wellread.membership.groups import queries as groups
from wellread.membership.views import render
from wellread.payments import gateway

NOT_ERASED = gettext_lazy(
    "Our payment service does not answer, so nothing is erased: it could charge you later. "
    "Please try again in a minute."
)


@never_cache
@require_safe
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """Hand a reader everything we hold about them, as a file."""
    assert isinstance(request.user, Reader)
    answer = JsonResponse(data_export.export(request.user), json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="what-we-hold-about-you.json"'
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True, app="allauth.account")
def erase(request: HttpRequest) -> HttpResponse:
    """Say what erasing an account means, and do it when confirmed."""
    reader = request.user
    assert isinstance(reader, Reader)
    context: dict[str, object] = {
        "membership": queries.current_membership(reader=reader),
        "managed": [
            (group, contract)
            for group in groups.managed(reader=reader)
            if (contract := groups.contract(group)) and contract.status in rules.LIVE
        ],
        "is_colleague": may_enter_newsroom(reader),
    }
    if request.method != "POST" or context["is_colleague"]:
        return render(request, "membership/erase.html", context)
    address = reader.email
    try:
        was_member = actions.erase(reader=reader, browser=browser.fingerprint(request))
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        return render(
            request, "membership/erase.html", {**context, "notice": NOT_ERASED}, status=503
        )
    logout(request)
    emails.send_farewell(address, was_member=was_member)
    return render(request, "membership/erased.html")
