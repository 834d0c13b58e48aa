"""Small makers of what the newsroom's tests are about."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image as Drawing
from wagtail.images import get_image_model

from wellread.newsroom import actions
from wellread.newsroom.models import Article, LiveBlog, LiveEntry

SECRET = "Zanzibarine"
TEXT = "<p>First paragraph.</p><p>Second paragraph.</p><p>Third paragraph.</p>"


def hours_ago(hours: float) -> datetime:
    """Return a moment that many hours before now."""
    return timezone.now() - timedelta(hours=hours)


def make_image(name: str = "quay", *, width: int = 160, height: int = 100) -> Any:
    """Store an image of one colour, small enough to cost nothing when it is cut."""
    file = BytesIO()
    Drawing.new("RGB", (width, height), "teal").save(file, "PNG")
    file.seek(0)
    return get_image_model().objects.create(title=name, file=ImageFile(file, name=f"{name}.png"))


def make_wide_image(name: str = "quay") -> Any:
    """Store an image that is cut to every size that pages name."""
    return make_image(name, width=1600, height=1000)


def make_article(headline: str = "Tide turns", **facts: Any) -> Article:
    """Publish an article in the section Harbour."""
    facts = {"standfirst": "At noon.", "body": [("text", TEXT)]} | facts
    section = facts.pop("section", None) or actions.create_section(name="Harbour")
    return actions.create_article(section=section, headline=headline, **facts)


def make_community_article(headline: str = "For members", **facts: Any) -> Article:
    """Publish a community story whose third paragraph holds the secret."""
    body = [("text", TEXT), ("text", f"<p>Only members read of {SECRET}.</p>")]
    body += [("quote", {"text": f"<p>{SECRET} said so.</p>", "source": SECRET})]
    return make_article(headline, body=body, community_only=True, **facts)


def make_live_blog(headline: str = "Storm over Saltmere", **facts: Any) -> LiveBlog:
    """Publish an open live blog without entries."""
    facts = {"standfirst": "Hour by hour.", "published_at": hours_ago(10)} | facts
    section = facts.pop("section", None) or actions.create_section(name="Harbour")
    return actions.create_live_blog(section=section, headline=headline, **facts)


def make_entries(blog: LiveBlog, count: int) -> list[LiveEntry]:
    """Add entries "Entry 1" to "Entry n", the first one oldest, a minute apart."""
    return [
        actions.add_entry(
            live_blog=blog,
            headline=f"Entry {number}",
            text=f"<p>What happened, {number}.</p>",
            published_at=hours_ago(9) + timedelta(minutes=number),
        )
        for number in range(1, count + 1)
    ]
