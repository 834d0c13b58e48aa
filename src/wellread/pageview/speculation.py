"""Which pages a browser may fetch, or draw, before its reader opens them.

https://developer.mozilla.org/en-US/docs/Web/API/Speculation_Rules_API: told by a header, so that no
page carries the rules, and browsers that do not know them ask for nothing.
"""

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

PATH = "/speculation-rules.json"
HEADER = f'"{PATH}"'
# Whatever does something by being opened, is somebody's own, or is no page.
NEVER = (
    *(
        "/account/*",
        "/accounts/*",
        "/admin/*",
        "/api/*",
        "/card/*",
        "/claim/*",
        "/come-back/*",
        "/demo/*",
        "/documents/*",
        "/gift/*",
        "/give/*",
        "/groups/*",
        "/invitation/*",
    ),
    *(
        "/join/*",
        "/mailbox/*",
        "/media/*",
        "/no-more/*",
        "/pay/*",
        "/search/*",
        "/sign-in/*",
        "/sign-out/*",
        "/sign-up/*",
    ),
    "/agree/*",
    "/cancel/*",
    "/institution/*",
    "/newsletters/*",
    "/reminders/*",
    "/solidarity/*",
    "/withdraw/*",
    *("/*feed/*", "/*.*"),
)
_PAGES = {
    "and": [
        {"href_matches": "/*"},
        {"not": {"href_matches": list(NEVER)}},
        {"not": {"selector_matches": "[download], [rel~=nofollow]"}},
    ]
}
# Browsers hold back by themselves on a slow line, with little memory, or when told to save data.
# Eager is what has been in view, or under the pointer, for a moment; moderate is longer.
RULES = {
    "prefetch": [{"where": _PAGES, "eagerness": "eager"}],
    "prerender": [{"where": _PAGES, "eagerness": "moderate"}],
}
# The rules of the next release are wanted within a day.
KEPT_FOR_S = 24 * 3600


@require_safe
def speculation_rules(request: HttpRequest) -> HttpResponse:
    """Answer with the rules, in the one content type that browsers take them in."""
    response = HttpResponse(json.dumps(RULES), content_type="application/speculationrules+json")
    response["Cache-Control"] = f"public, max-age={KEPT_FOR_S}"
    return response
