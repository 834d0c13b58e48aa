"""Serving what editors uploaded; a large paper lets its CDN or web server do this."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve one uploaded file; nothing in it may run, whatever it claims to be."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    # Renditions carry a hash of what they show in their names.
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
