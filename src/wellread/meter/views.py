"""Where the reader is, and the backup of the count: nothing of either is stored here."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from wellread.accounts.origin import from_our_page
from wellread.engine.history import View
from wellread.engine.values import Fault
from wellread.meter import rules

COOKIE_PATH = "/meter"
_YEAR_S = 365 * 24 * 3600


@require_GET
@cache_control(private=True, no_store=True)
def here(request: HttpRequest) -> HttpResponse:
    """Tell a device its country, whether counting needs consent, and what it had kept."""
    country = _country(request)
    views = _kept(request)
    return JsonResponse(
        {
            "country": country,
            "consent_needed": rules.consent_needed(country),
            "history": rules.as_json(views) if views else None,
        }
    )


# The body is all that counts here: a session or a token would only mark the reader.
@csrf_exempt
@require_POST
@cache_control(private=True, no_store=True)
def keep(request: HttpRequest) -> HttpResponse:
    """Put what the device read into its own cookie, or forget it; malformed bodies are dropped."""
    if not from_our_page(request):
        return HttpResponseForbidden()
    answer = HttpResponse(status=204)
    try:
        message = rules.read_message(request.read(rules.MESSAGE_BYTES + 1))
    except Fault:
        return answer
    if message.clear:
        answer.delete_cookie(settings.METER_COOKIE, path=COOKIE_PATH, samesite="Lax")
    else:
        _back_up(request, answer, message.views)
    return answer


def _back_up(request: HttpRequest, answer: HttpResponse, new: tuple[View, ...]) -> None:
    now = int(timezone.now().timestamp())
    packed = rules.pack(rules.kept_and_new(_kept(request), new, now), settings.SECRET_KEY)
    if packed:
        answer.set_cookie(
            settings.METER_COOKIE,
            packed,
            max_age=_YEAR_S,
            path=COOKIE_PATH,
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )


def _kept(request: HttpRequest) -> tuple[View, ...]:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return rules.unpack(request.COOKIES.get(settings.METER_COOKIE, ""), secrets)


def _country(request: HttpRequest) -> str | None:
    header = request.headers.get(settings.COUNTRY_HEADER) if settings.COUNTRY_HEADER else None
    return rules.country_of(header, settings.DEFAULT_COUNTRY)
