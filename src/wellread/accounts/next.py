"""Where a reader may be sent after signing in or paying: pages of our own, never elsewhere."""

from posixpath import normpath
from urllib.parse import unquote, urlsplit

# Pages that do something by being visited, or that are no place to come back to.
CLOSED = (
    "/admin",
    "/sign-out",
    "/sign-in",
    "/claim",
    "/payments",
    "/demo",
    "/documents",
    "/account/data",
)
# Our longest address is a story's, of 255 characters, with a query behind it.
LONGEST = 512


def safe_next(path: str | None, *, staff_too: bool = False) -> str:
    """Return the path when it is one of our own pages, else the front page.

    `staff_too` lets an editor come back to the admin.
    """
    return path if path and is_safe(path, staff_too=staff_too) else "/"


def is_safe(path: str, *, staff_too: bool = False) -> bool:
    """Say whether a path stays on this site and on a page one may come back to."""
    closed = CLOSED[1:] if staff_too else CLOSED
    return _stays_here(path) and not any(_is_under(door, path) for door in closed)


def is_step_of_sign_in(path: str) -> bool:
    """Say whether a path is one of signing in's own pages: the second factor, the list of keys."""
    return _stays_here(path) and _is_under("/sign-in", path)


def _stays_here(path: str) -> bool:
    if len(path) > LONGEST or not path.startswith("/") or path.startswith("//"):
        return False
    # Browsers read a backslash as a slash and drop control characters.
    if "\\" in path or any(ord(letter) < 33 for letter in path):
        return False
    parts = urlsplit(path)
    return not parts.scheme and not parts.netloc


def _is_under(door: str, path: str) -> bool:
    meant = _spellings(urlsplit(path).path.lower())
    return any(way == door or way.startswith(f"{door}/") for way in meant)


def _spellings(path: str) -> set[str]:
    """Return what a browser and the server may make of a path: dots followed, letters shown."""
    browsers = unquote(normpath(path.replace("%2e", ".")))
    servers = normpath(unquote(path))
    return {"/" + way.lstrip("/") for way in (browsers, servers)}
