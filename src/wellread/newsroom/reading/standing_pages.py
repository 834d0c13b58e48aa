"""Pages outside the news: about, funding, corrections, privacy."""

from wellread.newsroom import shown
from wellread.newsroom.models import StandingPage
from wellread.newsroom.rendering.addresses import absolute
from wellread.newsroom.rendering.pages import PlainPage
from wellread.newsroom.rules import STANDING_SLUG


def standing_page(slug: str) -> PlainPage | None:
    """Return a standing page, or None."""
    columns = ("pk", "title", "description", "html", "last_published_at")
    row = StandingPage.objects.filter(live=True, slug=slug).values(*columns).first()
    if row is None:
        return None
    shown.add(shown.standing_page(row["pk"]))
    path = f"/{STANDING_SLUG}/{slug}/"
    return PlainPage(
        title=row["title"],
        description=row["description"],
        slug=slug,
        path=path,
        canonical_url=absolute(path),
        body_html=row["html"],
        updated_at=row["last_published_at"],
    )
