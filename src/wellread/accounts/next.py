"""Where a reader may be sent after signing in or paying: pages of our own, never elsewhere."""

from posixpath import normpath
from urllib.parse import unquote, urlsplit

# Pages that do something by being visited, or that are no place to come back to.
CLOSED = ("/admin", "/sign-out", "/sign-in", "/claim", "/payments", "/demo", "/documents")
LONGEST = 512


def safe_next(path: str | None, *, staff_too: bool = False) -> str:
    """Return the path when it is one of our own pages, else the front page.

    `staff_too` lets an editor come back to the admin.
    """
    return path if path and is_safe(path, staff_too=staff_too) else "/"


def is_safe(path: str, *, staff_too: bool = False) -> bool:
    """Say whether a path stays on this site and on a page one may come back to."""
    if len(path) > LONGEST or not path.startswith("/") or path.startswith("//"):
        return False
    # Browsers read a backslash as a slash and drop control characters.
    if "\\" in path or any(ord(letter) < 33 for letter in path):
        return False
    parts = urlsplit(path)
    if parts.scheme or parts.netloc:
        return False
    closed = CLOSED[1:] if staff_too else CLOSED
    # As a browser and the server will read it: dots followed, letters no longer hidden.
    meant = normpath(unquote(parts.path))
    return not any(meant == door or meant.startswith(f"{door}/") for door in closed)
