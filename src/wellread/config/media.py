"""Serving files that are not the site's own styles and scripts.

A large paper lets its CDN or web server serve what editors uploaded.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.views.static import serve


def favicon(request: HttpRequest) -> HttpResponseBase:
    """Lead to the icon under its hashed name."""
    response = HttpResponseRedirect(static("favicon.svg"))
    response["Cache-Control"] = "public, max-age=86400"
    return response


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve one uploaded file; nothing in it may run, whatever it claims to be."""
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except (OSError, ValueError) as fault:
        # A name that no file can have: longer than 255 bytes, with a NUL, leading elsewhere.
        raise Http404("There is no such file.") from fault
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    # Renditions carry a hash of what they show in their names.
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
