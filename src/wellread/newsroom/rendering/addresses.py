"""Addresses in full, for places that are not ours."""

import re

from django.conf import settings


def absolute(path: str) -> str:
    """Return an address on our site in full; full ones stay as they are."""
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path


def absolute_html(html: str) -> str:
    """Return a stored body for places that are not ours: full addresses, one width a picture."""
    html = re.sub(r' (?:srcset|sizes)="[^"]*"|<button.*?</button>', "", html)
    return re.sub(r'(?<= )(href|src)="(?=/)', rf'\1="{settings.SITE_URL}', html)
