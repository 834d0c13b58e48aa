"""The script for other sites' pages, and what it must know before it does anything."""

import hashlib
import logging
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.templatetags.static import static
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from wellread.accounts import origin
from wellread.appeals import queries as appeals
from wellread.insights import measuring
from wellread.insights.measuring import VIEWS
from wellread.language import client_words
from wellread.meter import rules

logger = logging.getLogger(__name__)

SCRIPT = "embed.js"
STYLES = {"embed_css": "style/embed.css", "appeal_css": "style/appeal.css"}
# As long as a browser asks nobody: a release reaches every site within these.
_FRESH_S = 300
_IMPORTED = re.compile(r'(?P<how>\bfrom |\bimport\()"\./')
_TAKES_BROTLI = re.compile(r"\bbr\b(?! *; *q=0(?:\.0*)?(?:,|$| ))")


class _Script(NamedTuple):
    digest: str
    text: bytes
    packed: bytes


def _etag(request: HttpRequest) -> str:
    return f'"{_script().digest}{"-br" * _takes_brotli(request)}"'


@require_safe
@condition(etag_func=_etag)
@cache_control(public=True, max_age=_FRESH_S)
def script(request: HttpRequest) -> HttpResponse:
    """Answer with the script; what it imports has names that change with what is in it."""
    packed = _takes_brotli(request)
    body = _script().packed if packed else _script().text
    answer = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    if packed:
        answer["Content-Encoding"] = "br"
    patch_vary_headers(answer, ["Accept-Encoding"])
    # A page of another site loads modules only where this is said; and it is no secret.
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """Tell a page of a named site where its reader is, and where everything else is found.

    All others are refused: whoever loads the script without being named does nothing by it.
    """
    if not origin.from_a_site(request):
        return HttpResponseForbidden(headers={"Cache-Control": "no-store"})
    country = origin.country(request)
    answer = JsonResponse(
        {
            "country": country,
            "consent_needed": rules.consent_needed(country),
            "edition": settings.EDITION,
            "language": settings.LANGUAGE_CODE,
            "direction": settings.TEXT_DIRECTION,
            "line_up_url": _whole(appeals.line_up_address(settings.EDITION)),
            "words_url": _whole(client_words.address()),
            "files": {name: _whole(static(file)) for name, file in STYLES.items()},
            "view_seconds": settings.VIEW_SECONDS,
            "text_seconds": settings.TEXT_SECONDS,
            "text_screens": settings.TEXT_SCREENS,
            "one_in": settings.EVENTS_ONE_IN,
        }
        | _told()
    )
    patch_cache_control(answer, private=True, max_age=_FRESH_S)
    return answer


def _told() -> dict[str, list[str]]:
    """Return what pages of other sites tell beside their appeals: article views, where chosen."""
    try:
        # Nobody tells a process that draws no page of ours that the newsroom has chosen anew.
        return {"tells": [VIEWS]} if VIEWS in measuring.chosen() else {}
    except DatabaseError:
        logger.exception("What is counted could not be looked up; other sites tell nothing of it.")
        return {}


@cache
def _script() -> _Script:
    """Return the script as it is, and as small as it gets."""
    name = static(SCRIPT).removeprefix(settings.STATIC_URL)
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            text = file.read().decode()
    else:
        text = Path(str(finders.find(SCRIPT))).read_text()
    # Served from the root, it finds its modules where they are.
    text = _IMPORTED.sub(rf'\g<how>"{settings.STATIC_URL}', text)
    whole = text.encode()
    digest = hashlib.blake2b(whole, digest_size=8).hexdigest()
    return _Script(digest, whole, brotli.compress(whole))


def _takes_brotli(request: HttpRequest) -> bool:
    return bool(_TAKES_BROTLI.search(request.headers.get("Accept-Encoding", "")))


def _whole(address: str) -> str:
    return urljoin(settings.SITE_URL, address)
