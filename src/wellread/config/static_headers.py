"""What scripts, styles and faces say of themselves; without Django, which settings come before."""

from wsgiref.headers import Headers


def add_headers(headers: Headers, _path: str, _url: str) -> None:
    """Add the one rule of pages that counts for files too: they are what their type says."""
    headers["X-Content-Type-Options"] = "nosniff"
