"""Signing in on another site: there by a code in the address, which is worth nothing by itself.

A browser that blocks third parties' cookies shows us none on that page. So its reader comes here,
signs in or joins, and goes back with a code; the page takes it for a key, by the verifier of whose
challenge the code was made, and for the key gets a token as often as it needs one.
"""

from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import msgspec
from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseForbidden,
    JsonResponse,
)
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from wellread.accounts import origin
from wellread.accounts.models import SiteSignIn
from wellread.embedding import actions, queries, rules, tokens
from wellread.membership import benefits, browser, thanks
from wellread.payments import just_paid

_LONGEST_BODY = 1000
_Shape = TypeVar("_Shape", bound=msgspec.Struct)


class CodeShown(msgspec.Struct, forbid_unknown_fields=True):
    """A code, with what proves that it is this page's."""

    code: str
    verifier: str


class KeyShown(msgspec.Struct, forbid_unknown_fields=True):
    """What a page was given for a code."""

    key: str


@never_cache
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Lead a reader back to the page of another site, with a code where there is somebody to know.

    Whoever has not signed in, nor ever begun to pay, goes back as they came.
    """
    site, path = request.GET.get("site", ""), request.GET.get("to", "/")
    challenge = request.GET.get("challenge", "")
    if site not in settings.SITES or not rules.leads_back(path):
        raise Http404
    where = f"{site}{quote(path, safe=_SAFE)}"
    holder = benefits.holder_of(request)
    if not holder or not rules.is_challenge(challenge):
        return _leave(request, where)
    code = actions.offer_code(
        site=site,
        challenge=challenge,
        reader=holder.reader,
        session_key=request.session.session_key if holder.reader else None,
        browser=browser.fingerprint(request),
    )
    # Behind "#", so that it is in nobody's log.
    return _leave(request, f"{where}#wellread={code}~{challenge}")


# What stands in a path and its query as it is.
_SAFE = "/?&=%+,;:@!$'()*~[]-._"


def _leave(request: HttpRequest, where: str) -> HttpResponse:
    # By a page and no redirect: a form sent to sign in or to pay may lead to those alone that the
    # policy of its page names (CSP, form-action), and that of the Checkout is not ours.
    page = {"where": where, "site": urlsplit(where).netloc, "language": settings.LANGUAGE_CODE}
    answer = render(request, "embedding/leaving.html", page)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@csrf_exempt
@never_cache
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Give a site's page a key for its code, or a new token for its key; 401 where it has none."""
    if not origin.from_a_site(request):
        return HttpResponseForbidden()
    site = request.headers["Origin"]
    asked = _asked(request)
    if isinstance(asked, CodeShown):
        key = actions.take_code(site=site, code=asked.code, verifier=asked.verifier)
    else:
        key = asked.key if asked else None
    sign_in = queries.by_key(key, site=site) if key else None
    if key is None or sign_in is None:
        return JsonResponse({"error": "signed_out"}, status=401)
    actions.note_renewal(sign_in=sign_in)
    told = _told(sign_in) | {"key": key}
    if isinstance(asked, CodeShown) and (paid := actions.note_join(sign_in=sign_in)):
        # Beside the token and not in it: sites keep that, and hand it to their servers.
        told["proof"] = just_paid.proof(paid)
        told["thanks"] = thanks.words_elsewhere(paid)._asdict()
        told["thanks"]["style"] = static("style/thanks.css")
    return JsonResponse(told)


@csrf_exempt
@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Forget a page's reader."""
    if not origin.from_a_site(request):
        return HttpResponseForbidden()
    asked = _asked(request)
    if isinstance(asked, KeyShown):
        actions.sign_out(site=request.headers["Origin"], key=asked.key)
    return HttpResponse(status=204)


# Made while one thread alone is here: see engine/conversion.py.
_code_shown = msgspec.json.Decoder(CodeShown)
_key_shown = msgspec.json.Decoder(KeyShown)


def _asked(request: HttpRequest) -> CodeShown | KeyShown | None:
    body = request.read(_LONGEST_BODY)
    return _read(body, _code_shown) or _read(body, _key_shown)


def _read(body: bytes, decoder: msgspec.json.Decoder[_Shape]) -> _Shape | None:
    try:
        return decoder.decode(body)
    except msgspec.DecodeError:
        return None


def _told(sign_in: SiteSignIn) -> dict[str, Any]:
    known = queries.known(queries.holder_of(sign_in))
    return {
        "token": signed(known, audience=sign_in.site, sign_in=sign_in),
        "good_for_s": rules.TOKEN_GOOD_FOR_S,
        "entitlements": sorted(known.entitlements),
        "hint": rules.hint(known),
    }


def signed(known: rules.Known, *, audience: str, sign_in: SiteSignIn | None = None) -> str:
    """Return a token about somebody, for a site's servers."""
    return tokens.sign(
        rules.claims(
            known,
            issuer=settings.SITE_URL,
            audience=audience,
            subject=tokens.subject(known.holder, audience),
            sign_in=sign_in.pk if sign_in else None,
            now=int(timezone.now().timestamp()),
        )
    )
