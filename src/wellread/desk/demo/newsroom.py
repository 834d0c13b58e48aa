"""The Courier's stories: authors, sections, articles and live blogs, published in their order."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.db import connection
from PIL import Image as Drawing
from wagtail.images.models import Image

from wellread.desk.demo.content_files import documents, drawing, rows
from wellread.newsroom import actions, pictures

Step = tuple[str, Callable[[], object]]


class Courier:
    """Publishes the demo's stories as of one moment, oldest first."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.sections: dict[str, Any] = {}
        self.authors: dict[str, Any] = {}
        self.topics: dict[str, Any] = {}
        self.stories: dict[str, Any] = {}
        self._images: dict[str, Image] = {}

    def steps(self) -> Iterator[Step]:
        """Yield what there is to do, each with the words that are shown while it is done."""
        yield "Sections", self.make_sections
        for author in rows("authors"):
            yield author["name"], partial(self.make_author, author)
        for topic in rows("topics"):
            yield topic["name"], partial(self.make_topic, topic)
        for page in rows("pages"):
            yield page["title"], partial(self.make_standing_page, page)
        stories = [*documents("articles"), *documents("live")]
        for story in sorted(stories, key=lambda story: -story["hours_ago"]):
            yield story["headline"], partial(self.make_story, story)

    def make_pictures(self) -> Iterator[str]:
        """Store the leads' drawings and cut them to size, on every core; yield each one's name.

        It is most of the work of a first start, and the libraries that do it let threads run.
        """
        stories = [*documents("articles"), *documents("live")]
        words = {story["image"]: story["image_alt"] for story in stories if story.get("image")}
        images = [self.image(name, alt) for name, alt in words.items()]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            yield from pool.map(_cut, images)

    def make_sections(self) -> None:
        """Make the front and its sections."""
        actions.ensure_site()
        for section in rows("sections"):
            self.sections[section["slug"]] = actions.create_section(**section)

    def make_author(self, author: dict[str, Any]) -> None:
        """Make an author with a portrait."""
        facts = author | {"portrait": self.image(author["portrait"], author["name"])}
        self.authors[author["slug"]] = actions.create_author(**facts)

    def make_topic(self, topic: dict[str, Any]) -> None:
        """Make a topic."""
        self.topics[topic["slug"]] = actions.create_topic(**topic)

    def make_standing_page(self, page: dict[str, Any]) -> None:
        """Make a page about the paper."""
        actions.create_standing_page(
            title=page["title"],
            slug=page["slug"],
            body=[("text", page["html"])],
            description=page.get("standfirst", "")[:200],
        )

    def make_story(self, story: dict[str, Any]) -> None:
        """Publish an article, or a live blog with its entries."""
        facts = self._facts(story)
        if "entries" not in story:
            self.stories[story["slug"]] = actions.create_article(**facts)
            return
        facts.pop("kind")
        facts["body"] = [("list", {"style": "ul", "items": story["summary"]})]
        entries = sorted(story["entries"], key=lambda entry: -entry["minutes_ago"])
        ended_at = self._at(entries[-1]) if story["status"] == "closed" else None
        blog = actions.create_live_blog(ended_at=ended_at, **facts)
        for entry in entries:
            self._add_entry(blog, entry)
        self.stories[story["slug"]] = blog

    def image(self, name: str, title: str) -> Image:
        """Return a drawing as an image of the library, stored once."""
        if name not in self._images:
            file = ImageFile(_as_jpeg(name), name=f"{name.removesuffix('.webp')}.jpg")
            self._images[name] = Image.objects.create(title=title[:255], file=file)
        return self._images[name]

    def _facts(self, story: dict[str, Any]) -> dict[str, Any]:
        image = {}
        if story.get("image"):
            image = {
                "lead_image": self.image(story["image"], story["image_alt"]),
                "lead_alt": story["image_alt"],
                "lead_caption": story.get("caption", ""),
                "lead_credit": story.get("credit", ""),
            }
        return image | {
            "section": self.sections[story["section"]],
            "headline": story["headline"],
            "slug": story["slug"],
            "standfirst": story["standfirst"],
            "kind": story.get("kind", "news"),
            "authors": [
                (self.authors[each["author"]], each.get("role", "")) for each in story["authors"]
            ],
            "topics": [self.topics[slug] for slug in story["topics"]],
            "published_at": self.now - timedelta(hours=story["hours_ago"]),
            "community_only": story.get("community_only", False),
            "sensitive": story.get("sensitive", False),
            "sponsored_by": story.get("sponsored_by", ""),
            "body": [made for block in story.get("body", ()) if (made := self._block(block))],
        }

    def _block(self, block: dict[str, Any]) -> tuple[str, Any] | None:
        match block["type"]:
            case "text":
                return "text", block["html"]
            case "quote":
                return "quote", {"text": block["text"], "source": block["attribution"]}
            case "image":
                words = {name: block.get(name, "") for name in ("alt", "caption", "credit")}
                return "image", {"image": self.image(block["image"], block["alt"]), **words}
            case "list":
                style = "ol" if block["style"] == "numbers" else "ul"
                return "list", {"style": style, "items": block["items"]}
            case "embed":
                return "embed", {"url": block["url"], "title": block["title"]}
            case "related":
                # A story can only lead to those that were there before it.
                older = [self.stories[slug] for slug in block["articles"] if slug in self.stories]
                return ("related", {"title": "", "stories": older}) if older else None
        raise ValueError(f"no block of type {block['type']!r}")

    def _add_entry(self, blog: Any, entry: dict[str, Any]) -> None:
        image = {}
        if entry.get("image"):
            image = {
                "image": self.image(entry["image"], entry["image_alt"]),
                "alt": entry["image_alt"],
            }
        actions.add_entry(
            live_blog=blog,
            text=entry["html"],
            headline=entry.get("headline", ""),
            authors=[self.authors[slug] for slug in entry.get("authors", ())],
            key_event=entry.get("key_event", False),
            pinned=entry.get("pinned", False),
            published_at=self._at(entry),
            **image,
        )

    def _at(self, entry: dict[str, Any]) -> datetime:
        return self.now - timedelta(minutes=entry["minutes_ago"])


def _as_jpeg(name: str) -> BytesIO:
    # Drawings travel as WebP, which takes thirteen times as long to read as JPEG, and an
    # original is read again for each size it is cut to.
    file = BytesIO()
    with Drawing.open(drawing(name)) as drawn:
        drawn.convert("RGB").save(file, "JPEG", quality=95)
    file.seek(0)
    return file


def _cut(image: Image) -> str:
    try:
        pictures.lead(image, alt=image.title)
        return image.title
    finally:
        # A thread's connection is its own, and nobody else would close it.
        connection.close()
