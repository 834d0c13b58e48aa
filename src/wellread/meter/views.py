"""Where the reader is, and the backup of what their device remembers: none of it is stored here."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from wellread.accounts import origin
from wellread.engine.values import Fault
from wellread.meter import rules

COOKIE_PATH = "/meter"
# Browsers keep a cookie for 400 days at most; each view begins the year anew.
_YEAR_S = 365 * 24 * 3600
# As long as a visit may pause.
_FRESH_S = 30 * 60


@require_GET
def here(request: HttpRequest) -> HttpResponse:
    """Tell a device its country and whether counting needs consent.

    A browser's own cache keeps the answer for a visit: before consent nothing may be stored. A
    device that finds its storage empty asks with `?kept`, and is given back what it had kept.
    """
    country = origin.country(request)
    place = {"country": country, "consent_needed": rules.consent_needed(country)}
    if "kept" not in request.GET:
        answer = JsonResponse(place)
        patch_cache_control(answer, private=True, max_age=_FRESH_S)
        return answer
    kept = _kept(request)
    answer = JsonResponse(place | {"kept": None if kept == rules.NOTHING else rules.as_json(kept)})
    patch_cache_control(answer, private=True, no_store=True)
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
        answer.delete_cookie(settings.METER_COOKIE, path=COOKIE_PATH, samesite="Lax")
    elif packed := _backed_up(request, message.kept):
        _set_cookie(answer, packed)
    return answer


def _backed_up(request: HttpRequest, new: rules.Kept) -> str:
    kept = rules.merged(
        _kept(request),
        new,
        int(timezone.now().timestamp()),
        needs_consent=rules.consent_needed(origin.country(request)),
    )
    return rules.pack(kept, settings.SECRET_KEY)


def _set_cookie(answer: HttpResponse, packed: str) -> None:
    answer.set_cookie(
        settings.METER_COOKIE,
        packed,
        max_age=_YEAR_S,
        path=COOKIE_PATH,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def _kept(request: HttpRequest) -> rules.Kept:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return rules.unpack(request.COOKIES.get(settings.METER_COOKIE, ""), secrets)
