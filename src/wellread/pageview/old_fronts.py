"""The front's address with keys that an old site named a story or list by: they lead on.

The page cache leaves out keys that no page knows, so they are looked at before it.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from wellread.newsroom.reading import old_addresses
from wellread.pageview import epoch

NAMED = re.compile(r"(?:^|&)(?:p|cat|author|tag)=")

# Whether an import left any: it brings stories with them, which is a change.
_known: dict[str, bool] = {}


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
    epoch.current()
    # What is read while something changes goes into the dict that is thrown away.
    known = _known
    if "now" not in known:
        known["now"] = old_addresses.there_are_any()
    return known["now"]


@epoch.follow
def _forget(step: epoch.Step) -> None:
    global _known
    _known = {}
