"""Where the reader is, the backup of what their device remembers, and one count on all devices.

None of it is stored here but for readers who signed in and switched that on.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseForbidden,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wellread.accounts import origin
from wellread.accounts.models import Reader
from wellread.engine.values import Fault
from wellread.meter import actions, queries, rules, sharing
from wellread.meter.models import SharedCount

COOKIE_PATH = "/meter"
# Browsers keep a cookie for 400 days at most; each view begins the year anew.
_YEAR_S = 365 * 24 * 3600
# As long as a visit may pause.
_FRESH_S = 30 * 60


@require_GET
def here(request: HttpRequest) -> HttpResponse:
    """Tell a device its country and whether counting needs consent.

    A browser's own cache keeps the answer for a visit: before consent nothing may be stored. A
    device that finds its storage empty asks with `?kept`, and is given back what it had kept. One
    whose reader signed in asks with `?mine`, and is given what the reader's other devices know.
    """
    country = origin.country(request)
    place = {"country": country, "consent_needed": rules.consent_needed(country)}
    own = _kept(request)
    count, forgets = sharing.given(request, own)
    if not request.GET.keys() & {"kept", "mine"} and not forgets:
        answer = JsonResponse(place)
        patch_cache_control(answer, private=True, max_age=_FRESH_S)
        return answer
    own = own._replace(views=()) if forgets else own
    kept = own if "kept" in request.GET else rules.NOTHING
    if count is not None:
        kept = rules.united(kept, count.kept, int(timezone.now().timestamp()))
    is_told = kept != rules.NOTHING or count is not None or forgets
    told = rules.as_json(kept) | {"forget": forgets} if is_told else None
    answer = JsonResponse(place | {"kept": told})
    patch_cache_control(answer, private=True, no_store=True)
    if forgets:
        _put_back(answer, rules.pack(own, settings.SECRET_KEY))
    _mark(answer, request, count)
    return answer


# The body is all that counts here: a session or a token would only mark the reader.
@csrf_exempt
@require_POST
@cache_control(private=True, no_store=True)
def keep(request: HttpRequest) -> HttpResponse:
    """Put what the device sends into its own cookie, or forget it; malformed bodies are dropped."""
    if not origin.from_our_page(request):
        return HttpResponseForbidden()
    answer = HttpResponse(status=204)
    try:
        message = rules.read_message(request.read(rules.MESSAGE_BYTES + 1))
    except Fault:
        return answer
    if message.clear:
        _put_back(answer, "")
        return answer
    sharing.take(request, _kept(request), message.kept)
    if packed := _backed_up(request, message.kept):
        _set_cookie(answer, settings.METER_COOKIE, packed)
    return answer


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def count_on_all_devices(request: HttpRequest) -> HttpResponse:
    """Begin to keep one count for all of a reader's devices, or end it and erase what was kept.

    Asked for by GET it says how things stand, in the words of the account's page.
    """
    reader = request.user
    assert isinstance(reader, Reader)
    if request.method != "POST":
        count = queries.shared_count(reader)
        return render(request, "meter/shared_count.html", {"shared_count": count})
    if request.POST.get("do") == "begin":
        actions.begin(reader=reader, at=timezone.now())
    else:
        actions.end(reader=reader)
        messages.success(request, gettext("Erased. Each device counts by itself again."))
    answer = HttpResponseRedirect("/account/#count-title")
    answer.status_code = 303
    return answer


def _put_back(answer: HttpResponse, packed: str) -> None:
    """Let a device's cookie hold this, or nothing."""
    if packed:
        _set_cookie(answer, settings.METER_COOKIE, packed)
    else:
        answer.delete_cookie(settings.METER_COOKIE, path=COOKIE_PATH, samesite="Lax")


def _mark(answer: HttpResponse, request: HttpRequest, count: SharedCount | None) -> None:
    if count is not None:
        _set_cookie(answer, settings.SHARED_COOKIE, str(count.pk))
    elif settings.SHARED_COOKIE in request.COOKIES:
        answer.delete_cookie(settings.SHARED_COOKIE, path=COOKIE_PATH, samesite="Lax")


def _backed_up(request: HttpRequest, new: rules.Kept) -> str:
    kept = rules.merged(
        _kept(request),
        new,
        int(timezone.now().timestamp()),
        needs_consent=rules.consent_needed(origin.country(request)),
    )
    return rules.pack(kept, settings.SECRET_KEY)


def _set_cookie(answer: HttpResponse, name: str, value: str) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=_YEAR_S,
        path=COOKIE_PATH,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def _kept(request: HttpRequest) -> rules.Kept:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return rules.unpack(request.COOKIES.get(settings.METER_COOKIE, ""), secrets)
