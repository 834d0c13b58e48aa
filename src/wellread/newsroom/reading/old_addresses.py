"""Addresses that an old site had behind its front's own, such as /?p=12."""

from urllib.parse import urlencode

from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect

STORY, LISTS = "p", ("cat", "author", "tag")


def lead(asked: dict[str, str]) -> str | None:
    """Return where a story or a list that these keys of an address name is now, or None.

    The feed of a list leads to the feed of ours; keys that are none of these say nothing.
    """
    for key in (STORY, *LISTS):
        value = asked.get(key, "")
        if value and "\0" not in value and (link := _link(f"/?{urlencode({key: value})}")):
            return f"{link}feed/" if key in LISTS and "feed" in asked else link
    return None


def there_are_any() -> bool:
    """Return whether an import left such addresses."""
    return Redirect.objects.filter(old_path__startswith="/?").exists()


def _link(address: str) -> str | None:
    shown = Q(redirect_page__isnull=True) | Q(redirect_page__live=True)
    path = Redirect.normalise_path(address)
    found = Redirect.objects.filter(shown, old_path=path, site=None).first()
    return found.link if found else None
