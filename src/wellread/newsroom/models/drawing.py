"""How rows become what readers get: said once at the start, so that models import no drawing."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.exceptions import AppRegistryNotReady
from django.http import HttpResponse


class Drawing(NamedTuple):
    """What draws the rows; the functions are those of `rendering` and `previews`."""

    make_pictures: Callable[[Any], None]
    publish: Callable[[Any], None]
    open_html: Callable[[Any], str]
    body: Callable[[Any], str]
    entry: Callable[[Any], tuple[str, dict[str, Any] | None]]
    portrait: Callable[..., dict[str, Any] | None]
    preview: Callable[..., HttpResponse]


_used: Drawing | None = None


def draw_with(drawing: Drawing) -> None:
    """Have every row drawn by these functions from now on."""
    global _used
    _used = drawing


def drawing() -> Drawing:
    """Return what draws; raises AppRegistryNotReady before the application has started."""
    if _used is None:
        raise AppRegistryNotReady("Nothing draws yet: the newsroom's application is not ready.")
    return _used
