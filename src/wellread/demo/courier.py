"""The Courier's stories: authors, sections, articles and live blogs, published in their order."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property, partial
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from PIL import Image as PictureFile
from wagtail.images.models import Image
from wagtail.models import Collection

from wellread.demo.content_files import documents, picture, rows
from wellread.demo.words import language_of_stories, with_price
from wellread.newsroom import actions
from wellread.newsroom.models import LiveBlog
from wellread.newsroom.rendering import pictures

Step = tuple[str, Callable[[], object]]


class Courier:
    """Publishes the demo's stories as of one moment, oldest first."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        stories = [*documents("articles"), *documents("live")]
        self._stories = sorted(stories, key=lambda story: -story["hours_ago"])
        self.sections: dict[str, Any] = {}
        self.authors: dict[str, Any] = {}
        self.topics: dict[str, Any] = {}
        self.stories: dict[str, Any] = {}
        self._images: dict[str, Image] = {}
        self._leads: dict[str, Future[tuple[Image, list[pictures.Cut]]]] = {}

    def steps(self) -> Iterator[Step]:
        """Yield what there is to do, each with the words that are shown while it is done."""
        yield "Sections", self.make_sections
        for author in rows("authors"):
            yield author["name"], partial(self.make_author, author)
        for topic in rows("topics"):
            yield topic["name"], partial(self.make_topic, topic)
        for page in rows("pages"):
            yield page["title"], partial(self.make_standing_page, page)
        for story in self._stories:
            yield story["headline"], partial(self.make_story, story)
        yield "Front", self.make_front

    @contextmanager
    def pictures_on_the_way(self) -> Iterator[None]:
        """Have the leads cut to size on every core while the stories are published.

        It is most of the work of a first start, and the libraries that do it let threads run.
        """
        pool = ThreadPoolExecutor(os.cpu_count())
        try:
            for name, words in self._leads_in_order_of_use():
                self._leads[name] = pool.submit(_lead, name, words, self._collection)
            yield
        finally:
            # Whoever stops us does not wait for pictures.
            pool.shutdown(cancel_futures=True)

    def make_sections(self) -> None:
        """Make the front and its sections."""
        actions.ensure_site()
        for section in rows("sections"):
            self.sections[section["slug"]] = actions.create_section(**section)

    def make_front(self) -> None:
        """Have what is happening now lead the front, as an editor would."""
        actions.pick_for_front(stories=list(LiveBlog.objects.filter(ended_at=None)))

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
            body=[("text", with_price(page["html"]))],
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
        """Return a picture as an image of the library, stored once."""
        if name not in self._images:
            lead = self._leads.pop(name, None)
            image, cuts = lead.result() if lead else (_stored(name, title, self._collection), [])
            image.save()
            pictures.keep(image, cuts)
            self._images[name] = image
        return self._images[name]

    def _leads_in_order_of_use(self) -> Iterable[tuple[str, str]]:
        words = {story["image"]: story["image_alt"] for story in self._stories if "image" in story}
        uses = (
            use["image"]
            for story in self._stories
            for use in (story, *story.get("body", ()), *story.get("entries", ()))
            if "image" in use
        )
        return {name: words[name] for name in uses if name in words}.items()

    @cached_property
    def _collection(self) -> Collection:
        # Asked for here, because a thread's connection is its own and nobody would close it.
        return Collection.objects.get(depth=1)

    def _facts(self, story: dict[str, Any]) -> dict[str, Any]:
        image = {}
        if story.get("image"):
            image = {
                "lead_image": self.image(story["image"], story["image_alt"]),
                "lead_alt": story["image_alt"],
                "lead_caption": escape(story.get("caption", ""), quote=False),
                "lead_credit": story.get("credit", ""),
            }
        return image | {
            "section": self.sections[story["section"]],
            "headline": story["headline"],
            "slug": story["slug"],
            "language": language_of_stories(),
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
                return "quote", {
                    "text": block["text"],
                    "source": escape(block["attribution"], quote=False),
                }
            case "image":
                words = {name: block.get(name, "") for name in ("alt", "credit")}
                words["caption"] = escape(block.get("caption", ""), quote=False)
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


def _lead(name: str, title: str, collection: Collection) -> tuple[Image, list[pictures.Cut]]:
    image = _stored(name, title, collection)
    return image, pictures.cut(image, pictures.LEAD)


def _stored(name: str, title: str, collection: Collection) -> Image:
    # Pictures travel as WebP; originals of a newsroom are JPEG, and read much faster.
    file = BytesIO()
    with PictureFile.open(picture(name)) as opened:
        opened.convert("RGB").save(file, "JPEG", quality=95)
        width, height = opened.size
    # Given a file instead of its name, Wagtail decodes it twice to learn how wide it is.
    stored = default_storage.save(f"original_images/{Path(name).stem}.jpg", file)
    return Image(title=title[:255], file=stored, width=width, height=height, collection=collection)
