"""Pages that are not kept (an account, what was found, the admin) come compressed as well."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from wellread.pageview.cache import encodings_of


class CompressionMiddleware(GZipMiddleware):
    """Django's own, which adds bytes at random, so that lengths tell nobody a token (BREACH).

    Django's takes the mere name of gzip for a yes: also ``gzip;q=0``, which refuses it.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress what this browser takes compressed."""
        if "gzip" not in encodings_of(request.META):
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed
