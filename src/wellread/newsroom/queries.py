"""What readers may see, as plain facts: the room's reads, gathered for the rooms above."""

from wellread.newsroom import brand, machine, neighbours, rules, site_map
from wellread.newsroom.article_pages import article, entry
from wellread.newsroom.front_page import front
from wellread.newsroom.list_pages import author, search, section, topic
from wellread.newsroom.models import StandingPage
from wellread.newsroom.pages import PlainPage, SectionLink
from wellread.newsroom.public_links import is_public

__all__ = [
    "article",
    "author",
    "entry",
    "forget",
    "front",
    "is_public",
    "menu",
    "search",
    "section",
    "standing_links",
    "standing_page",
    "topic",
]


def forget() -> None:
    """Read anew what is kept in memory: something was published, here or in another process."""
    brand.forget()
    site_map.forget()
    neighbours.forget()


def menu() -> tuple[SectionLink, ...]:
    """Return the sections in the order of the tree; no query until something moves."""
    return tuple(site_map.site_map().sections.values())


def standing_links() -> tuple[tuple[str, str], ...]:
    """Return (title, path) of the standing pages in the order of the tree; no query either."""
    links = site_map.site_map().standing.items()
    return tuple((title, f"/{rules.STANDING_SLUG}/{slug}/") for slug, title in links)


def standing_page(slug: str) -> PlainPage | None:
    """Return a standing page, or None."""
    columns = ("title", "description", "html", "last_published_at")
    row = StandingPage.objects.filter(live=True, slug=slug).values(*columns).first()
    path = f"/{rules.STANDING_SLUG}/{slug}/"
    return row and PlainPage(
        title=row["title"],
        description=row["description"],
        slug=slug,
        path=path,
        canonical_url=machine.absolute(path),
        body_html=row["html"],
        updated_at=row["last_published_at"],
    )
