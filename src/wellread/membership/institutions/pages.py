"""The page at which a reader takes what an institution opens, and what other pages say of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.templatetags.static import static
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from wellread.accounts.next import safe_next
from wellread.accounts.origin import from_our_page
from wellread.membership import benefits
from wellread.membership.institutions import courtesy
from wellread.membership.institutions.queries import Courtesy
from wellread.membership.views import SeeOther, render

# A browser asks again when its reader has walked to another network.
OFFERED_S = 5 * 60


# Public pages send it, which have no token: what it opens is decided by the network alone.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def institution(request: HttpRequest) -> HttpResponse:
    """Say in whose name everything may be read here; only POST begins it, with a cookie."""
    onward = safe_next(request.POST.get("next") or request.GET.get("next"))
    found = courtesy.offered(request)
    if request.method == "POST" and not from_our_page(request):
        return HttpResponseForbidden()
    if request.method == "POST" and found is not None:
        courtesy.read_by(request)
        benefits.refresh(request)
        return SeeOther(onward)
    reads = getattr(request, "courtesy", None)
    context: dict[str, Any] = {
        "institution": found,
        "is_read_so": found is not None and reads is not None,
        "onward": onward,
    }
    return render(request, "membership/institution.html", context)


@require_GET
def here(request: HttpRequest) -> HttpResponse:
    """Tell a public page's script whether everything may be read here, and in whose name.

    The browser's own cache keeps the answer; shared ones never do.
    """
    found = courtesy.offered(request)
    answer = JsonResponse(_said(found) if found is not None else {})
    patch_cache_control(answer, private=True, max_age=OFFERED_S)
    return answer


def _said(found: Courtesy) -> dict[str, str]:
    return {
        "title": found.name,
        "said": gettext("At this network you read everything, by courtesy of %(name)s.")
        % {"name": found.name},
        "action": gettext("Read on with everything open"),
        "close": gettext("Not now"),
        "style": static("style/thanks.css"),
    }
