"""What readers may see, as plain facts: the room's reads, gathered for the rooms above."""

from wellread.newsroom import rules
from wellread.newsroom.machines import structured_data
from wellread.newsroom.models import StandingPage
from wellread.newsroom.reading import related_stories
from wellread.newsroom.reading.article_pages import article, entry
from wellread.newsroom.reading.front_page import front
from wellread.newsroom.reading.list_pages import author, search, section, topic
from wellread.newsroom.rendering import brand, navigation
from wellread.newsroom.rendering.pages import PlainPage, SectionLink
from wellread.newsroom.rendering.public_links import is_public

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
    navigation.forget()
    related_stories.forget()


def menu() -> tuple[SectionLink, ...]:
    """Return the sections in the order of the tree; no query until something moves."""
    return tuple(navigation.navigation().sections.values())


def standing_links() -> tuple[tuple[str, str], ...]:
    """Return (title, path) of the standing pages in the order of the tree; no query either."""
    links = navigation.navigation().standing.items()
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
        canonical_url=structured_data.absolute(path),
        body_html=row["html"],
        updated_at=row["last_published_at"],
    )
