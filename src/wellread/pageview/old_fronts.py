"""The front's address with keys that an old site named a story or list by: they lead on.

The page cache leaves out keys that no page knows, so they are looked at before it.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from wellread.newsroom.reading import old_addresses
from wellread.pageview import epoch

NAMED = re.compile(r"(?:^|&)(?:p|cat|author|tag)=")

# Whether an import left any, as of an epoch: it raises one with the stories it brings.
_any: tuple[int, bool] = (-1, False)


def may_lead_on(path: str, query: str) -> bool:
    """Return whether an address has such a key; costs nothing where it has none."""
    return bool(query) and path == "/" and NAMED.search(query) is not None


class OldFrontMiddleware:
    """Leads on what an old site named so; anything else is the front."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        if may_lead_on(request.path_info, request.META.get("QUERY_STRING", "")) and _are_any():
            there = old_addresses.lead(request.GET.dict())
            if there and request.method in {"GET", "HEAD"}:
                return HttpResponsePermanentRedirect(there)
        return self.get_response(request)


def _are_any() -> bool:
    global _any
    at_epoch = epoch.current()
    if _any[0] != at_epoch:
        _any = (at_epoch, old_addresses.there_are_any())
    return _any[1]
