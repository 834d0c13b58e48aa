"""Stories as a WordPress export (WXR 1.2), which most systems read."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from django.conf import settings
from django.utils.html import escape

from wellread.desk.leaving.stories import LeavingEntry, LeavingStory

# Numbers of pictures stand beside those of stories, which WordPress counts together.
PICTURES_FROM = 1_000_000_000
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>{name}</title>
<link>{site}</link>
<language>{language}</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{site}</wp:base_site_url>
<wp:base_blog_url>{site}</wp:base_blog_url>
"""


def write(stories: Iterable[LeavingStory], file: Path) -> int:
    """Write an export; return how many stories are in it."""
    count = 0
    with file.open("w", encoding="utf-8") as text:
        facts = {"site": settings.SITE_URL, "name": settings.SITE_NAME}
        text.write(HEAD.format(**{k: escape(v) for k, v in facts.items()},
                               language=settings.LANGUAGE_CODE))  # fmt: skip
        known: set[tuple[str, str]] = set()
        for story in stories:
            text.writelines(_new_names(story, known))
            text.writelines(_item(story))
            count += 1
        text.write("</channel>\n</rss>\n")
    return count


def _new_names(story: LeavingStory, known: set[tuple[str, str]]) -> Iterator[str]:
    """Name sections and authors the first time that a story is in or by one."""
    name, slug = story.section
    if ("section", slug) not in known:
        known.add(("section", slug))
        yield (
            f"<wp:category><wp:category_nicename>{escape(slug)}</wp:category_nicename>"
            f"<wp:cat_name>{_text(name)}</wp:cat_name></wp:category>\n"
        )
    for name, slug in story.authors:
        if ("author", slug) not in known:
            known.add(("author", slug))
            yield (
                f"<wp:author><wp:author_login>{escape(slug)}</wp:author_login>"
                f"<wp:author_display_name>{_text(name)}</wp:author_display_name></wp:author>\n"
            )


def _item(story: LeavingStory) -> Iterator[str]:
    at = story.published_at
    creator = story.authors[0][1] if story.authors else ""
    yield (
        f"<item>\n<title>{_text(story.headline)}</title>\n<link>{escape(story.url)}</link>\n"
        f"<dc:creator>{_text(creator)}</dc:creator>\n"
        f'<guid isPermaLink="false">{escape(story.url)}</guid>\n'
        f"<content:encoded>{_text(story.html)}</content:encoded>\n"
        f"<excerpt:encoded>{_text(story.standfirst)}</excerpt:encoded>\n"
        f"<wp:post_id>{story.number}</wp:post_id>\n"
        f"<wp:post_name>{escape(story.slug)}</wp:post_name>\n"
        f"<wp:post_type>post</wp:post_type>\n"
        f"<wp:status>{'publish' if story.is_live else 'draft'}</wp:status>\n"
    )
    if at is not None:
        yield f"<pubDate>{format_datetime(at.astimezone(UTC))}</pubDate>\n"
        yield f"<wp:post_date_gmt>{_moment(at)}</wp:post_date_gmt>\n"
    yield _category("category", *story.section)
    for topic in story.topics:
        yield _category("post_tag", *topic)
    for author in story.authors:
        yield _category("author", *author)
    if story.lead is not None:
        yield _fact("_thumbnail_id", str(PICTURES_FROM + story.lead.number))
    if story.community_only:
        yield _fact("wellread_community_only", "1")
    if story.is_over:
        yield _fact("liveblog", "archive")
    for entry in story.entries:
        yield _comment(entry)
    yield "</item>\n"
    if story.lead is not None:
        yield (
            f"<item><title>{_text(story.lead.alt)}</title>"
            f"<excerpt:encoded>{_text(story.lead.caption)}</excerpt:encoded>"
            f"<wp:post_id>{PICTURES_FROM + story.lead.number}</wp:post_id>"
            "<wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status>"
            f"<wp:attachment_url>{escape(story.lead.url)}</wp:attachment_url>"
            f"{_fact('_wp_attachment_image_alt', story.lead.alt)}</item>\n"
        )


def _comment(entry: LeavingEntry) -> str:
    """Return an entry as Automattic's Liveblog keeps it: a comment of a kind of its own."""
    key = '<span class="liveblog-command type-key">key</span> ' if entry.is_key else ""
    return (
        f"<wp:comment><wp:comment_id>{entry.number}</wp:comment_id>"
        f"<wp:comment_author>{_text(entry.author)}</wp:comment_author>"
        f"<wp:comment_date_gmt>{_moment(entry.at)}</wp:comment_date_gmt>"
        f"<wp:comment_content>{_text(key + entry.html)}</wp:comment_content>"
        "<wp:comment_approved>liveblog</wp:comment_approved>"
        "<wp:comment_type>liveblog</wp:comment_type></wp:comment>\n"
    )


def _category(domain: str, name: str, slug: str) -> str:
    return f'<category domain="{domain}" nicename="{escape(slug)}">{_text(name)}</category>\n'


def _fact(key: str, value: str) -> str:
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value>{_text(value)}</wp:meta_value></wp:postmeta>\n"
    )


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _text(words: str) -> str:
    """Return words in a section that keeps markup as it is; XML has no place for some letters."""
    legal = "".join(letter for letter in words if letter >= " " or letter in "\t\n\r")
    return f"<![CDATA[{legal.replace(']]>', ']]]]><![CDATA[>')}]]>"
