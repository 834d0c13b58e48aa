"""Which answers another site's pages may read: those of the sites that the newsroom has named."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from wellread.accounts import origin

# What scripts ask for there: all that is published of appeals, and no draft behind a signed link.
# Scripts and styles are for anybody: `config/static_headers.py`.
OPEN = re.compile(r"/(?:embedding/|appeals/(?!preview/)|words\.)")


class OtherSitesMiddleware:
    """Lets pages of the named sites read what their script asks for, without any cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Name the site in the answer, which no cache may then give to another's page."""
        response = self.get_response(request)
        if OPEN.match(request.path_info):
            patch_vary_headers(response, ["Origin"])
            if origin.from_a_site(request):
                response["Access-Control-Allow-Origin"] = request.headers["Origin"]
        return response
