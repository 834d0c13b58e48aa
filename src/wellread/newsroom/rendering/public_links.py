"""What may be linked to: pages that readers can open; the address of any other tells of it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from wellread.newsroom import rules


class PublicPageLink(PageLinkHandler):
    """An editor's link to a page, which has no address until the page is public."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Return the opening tags of links."""
        pages = cls.get_many(attrs_list)
        shown = {page.pk for page in public([page for page in pages if page])}
        return [
            f'<a href="{escape(rules.public_path(page.url_path))}">'
            if page and page.pk in shown
            else "<a>"
            for page in pages
        ]


def public(pages: Sequence[Any]) -> list[Any]:
    """Return those of some pages that are live, as is all that they stand in."""
    live = [page for page in pages if page.live]
    above = {path for page in live for path in _above(page)}
    hidden = set(Page.objects.filter(path__in=above, live=False).values_list("path", flat=True))
    return [page for page in live if hidden.isdisjoint(_above(page))]


def is_public(address: str) -> bool:
    """Whether an address may be told: it is not that of a page which readers cannot open."""
    parts = urlsplit(address)
    if parts.netloc and parts.netloc != urlsplit(settings.SITE_URL).netloc:
        return True
    way = f"{rules.FRONT_PATH}/{unquote(parts.path).strip('/')}/"
    page = Page.objects.filter(url_path=way.replace("//", "/")).first()
    return page is None or bool(public([page]))


def _above(page: Any) -> list[str]:
    step = page.steplen
    return [page.path[:end] for end in range(step, len(page.path), step)]
