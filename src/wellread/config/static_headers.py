"""What scripts, styles and faces say of themselves; without Django, which settings come before."""

from wsgiref.headers import Headers


def add_headers(headers: Headers, _path: str, _url: str) -> None:
    """Add the one rule of pages that counts for files too: they are what their type says.

    Any page may load them, as another site's must that has our script: they say nothing of anybody.
    """
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Access-Control-Allow-Origin"] = "*"
