"""What is open to a reader, for servers that are not ours: as a token, or as a yes or no."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from wellread.accounts.models import SiteSignIn
from wellread.embedding import queries, rules, sign_in, tokens
from wellread.embedding.rules import Known
from wellread.membership import benefits

_KEYS_FRESH_S = 300


@require_safe
@cache_control(public=True, max_age=_KEYS_FRESH_S)
def key_set(request: HttpRequest) -> HttpResponse:
    """Return the public keys that tokens are checked by."""
    return JsonResponse(tokens.public_keys())


@never_cache
@require_safe
def entitlements(request: HttpRequest) -> HttpResponse:
    """Answer who asks by a token or by our own cookies with a token of this moment.

    401: nobody is signed in. 403: what `needs` names is not open. A proxy needs no more than that.
    """
    found = _by_token(request) if "Authorization" in request.headers else _by_cookies(request)
    if found is None:
        answer: HttpResponse = JsonResponse({"error": "signed_out"}, status=401)
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    known, audience, row = found
    needed = [name for name in request.GET.get("needs", "").split(",") if name]
    if not rules.holds(known, needed):
        return JsonResponse({"error": "not_entitled"}, status=403)
    token = sign_in.signed(known, audience=audience, sign_in=row)
    answer = _written(request, known, token)
    # A proxy that may look at no body passes this on.
    answer["Wellread-Entitlements"] = " ".join(sorted(known.entitlements))
    return answer


def _written(request: HttpRequest, known: Known, token: str) -> HttpResponse:
    if "application/json" not in request.headers.get("Accept", ""):
        return HttpResponse(token, content_type="application/jwt")
    return JsonResponse(
        {
            "token": token,
            "good_for_s": rules.TOKEN_GOOD_FOR_S,
            "entitlements": sorted(known.entitlements),
            "is_member": known.is_member,
        }
    )


def _by_token(request: HttpRequest) -> tuple[Known, str, SiteSignIn | None] | None:
    """Return what is open by a token whose holder is signed in on that site still."""
    kind, _, text = request.headers["Authorization"].partition(" ")
    said = tokens.read(text.strip()) if kind.lower() == "bearer" else None
    now = int(timezone.now().timestamp())
    # We sign other things too, such as line-ups, that are about nobody.
    if said is None or "sid" not in said or now >= said["iat"] + rules.ASKED_WITHIN_S:
        return None
    row = queries.by_number(UUID(said["sid"]))
    if row is None or row.site != said["aud"] or row.site not in settings.SITES:
        return None
    return queries.known(queries.holder_of(row)), row.site, row


def _by_cookies(request: HttpRequest) -> tuple[Known, str, SiteSignIn | None] | None:
    """Return what is open in this browser, for our own server or one of a site that was named."""
    holder = benefits.holder_of(request)
    audience = request.GET.get("audience", settings.SITE_URL)
    if not holder or audience not in (settings.SITE_URL, *settings.SITES):
        return None
    return queries.known(holder), audience, None
