"""What feed readers get: the newest open stories, and only the opening of community ones."""

from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.xmlutils import SimplerXMLGenerator

from wellread.newsroom import rules
from wellread.newsroom.machines import structured_data
from wellread.newsroom.models import listings
from wellread.newsroom.rendering.addresses import absolute, absolute_html
from wellread.newsroom.rendering.pages import ArticlePage
from wellread.newsroom.rendering.stories import (
    Row,
    bylines_of,
    in_live_sections,
    live_rows_with_body,
    picture_of,
    section_of,
    shared_pictures_of,
)

# A day of a large section; readers fetch feeds more often than that.
NEWEST = 30


class NewsFeed(Rss201rev2Feed):
    """RSS 2.0 with each story's open text and its authors."""

    def rss_attributes(self) -> dict[str, str]:
        """Name the vocabularies of the text and of the authors."""
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write an item with its authors and text."""
        super().add_item_elements(handler, item)
        if item["language"]:
            handler.addQuickElement("dc:language", item["language"])
        for name in item["names"]:
            handler.addQuickElement("dc:creator", name)
        if item["html"]:
            handler.addQuickElement("content:encoded", item["html"])
        if picture := item["picture"]:
            _write_picture(handler, picture)


def rss(*, title: str, description: str, path: str, name: str = listings.EVERYTHING) -> str:
    """Return the feed of a list, that of everything by default."""
    facts = _fit(title=title, description=description or title)
    feed = NewsFeed(
        link=absolute(path),
        language=settings.LANGUAGE_CODE,
        feed_url=absolute(f"{path}feed/"),
        **facts,
    )
    for row, names in _items(name):
        facts = _fit(
            title=_title(row),
            description=row["standfirst"],
            categories=[section_of(row).name, str(dict(rules.KINDS)[row["kind"]])],
            names=names,
            html=_text(row),
            picture=structured_data.shared_picture(*_lead(row)),
            language=row["language"],
        )
        feed.add_item(
            link=_url(row),
            unique_id=_id(row),
            unique_id_is_permalink=False,
            pubdate=row["published_at"],
            **facts,
        )
    return feed.writeString("utf-8")


def live_rss(page: ArticlePage) -> str:
    """Return the feed of a live blog: the entries on its first page."""
    title = f"{page.headline} · {settings.SITE_NAME}"
    facts = _fit(title=title, description=page.standfirst or page.headline)
    feed = NewsFeed(
        link=page.canonical_url,
        language=settings.LANGUAGE_CODE,
        feed_url=f"{page.canonical_url}feed/",
        **facts,
    )
    for entry in page.live.entries if page.live else ():
        if not entry.removed:
            facts = _fit(
                title=entry.headline or Truncator(rules.plain_text(entry.html)).chars(80),
                description="",
                categories=[gettext("Key event")] if entry.key_event else [],
                names=[each.name for each in entry.bylines],
                html=absolute_html(entry.html),
                picture={},
                language="",
            )
            feed.add_item(
                link=absolute(entry.url),
                unique_id=absolute(f"/#entry-{entry.id}"),
                unique_id_is_permalink=False,
                pubdate=entry.published_at,
                **facts,
            )
    return feed.writeString("utf-8")


def json_feed() -> dict[str, Any]:
    """Return the whole site's feed as JSON Feed 1.1."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": settings.SITE_NAME,
        "home_page_url": absolute("/"),
        "feed_url": absolute("/feed.json"),
        "language": settings.LANGUAGE_CODE,
        "items": [_json_item(row, names) for row, names in _items(listings.EVERYTHING)],
    }


def _items(name: str) -> list[tuple[Row, list[str]]]:
    ids = listings.ids(name, 0, NEWEST)
    found = in_live_sections(live_rows_with_body().filter(pk__in=ids))
    bylines = bylines_of(row["pk"] for row in found)
    return [(row, [each.name for each in bylines.get(row["pk"], ())]) for row in found]


def _json_item(row: Row, names: list[str]) -> dict[str, Any]:
    item = {
        "id": _id(row),
        "url": _url(row),
        "title": _title(row),
        "summary": row["standfirst"],
        "content_html": _text(row),
        "date_published": structured_data.stamp(row["published_at"]),
        "authors": [{"name": name} for name in names],
        "tags": [section_of(row).name],
    }
    if picture := structured_data.shared_picture(*_lead(row)):
        item["image"] = picture["og:image"]
    if row["language"]:
        item["language"] = row["language"]
    if row["rendering__changed_at"]:
        item["date_modified"] = structured_data.stamp(row["rendering__changed_at"])
    return item


def _fit(**facts: Any) -> dict[str, Any]:
    """Return texts that XML can hold: one character it cannot would cost readers the feed."""
    return {name: _fitted(value) for name, value in facts.items()}


def _fitted(value: Any) -> Any:
    match value:
        case str():
            return structured_data.fit_for_xml(value)
        case list():
            return [_fitted(each) for each in value]
        case dict():
            return {name: _fitted(each) for name, each in value.items()}
    return value


def _write_picture(handler: SimplerXMLGenerator, picture: dict[str, str]) -> None:
    size = {name: picture[f"og:image:{name}"] for name in ("width", "height")}
    facts = {"url": picture["og:image"], "medium": "image"} | size
    handler.startElement("media:content", AttributesImpl(facts))
    handler.addQuickElement("media:description", picture["og:image:alt"], {"type": "plain"})
    handler.endElement("media:content")


def _id(row: Row) -> str:
    """Return what stays when the address changes, or readers get the same story twice."""
    return absolute(f"/#story-{row['pk']}")


def _title(row: Row) -> str:
    """Return the headline; what is paid for says so wherever it is read."""
    sponsor = row["sponsored_by"]
    if not sponsor:
        return str(row["title"])
    named = {"sponsor": sponsor, "headline": row["title"]}
    return gettext("Sponsored by %(sponsor)s: %(headline)s") % named


def _lead(row: Row) -> tuple[tuple[tuple[str, int, int], ...], str]:
    picture = picture_of(row, "lead")
    return shared_pictures_of(row), picture.alt if picture else ""


def _text(row: Row) -> str:
    return absolute_html(row["html"] or "")


def _url(row: Row) -> str:
    return absolute(rules.public_path(row["url_path"]))
