"""Bodies drawn when they are published, so that reading them costs one look-up."""

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import nh3
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from wagtail.blocks import StreamValue
from wagtail.query import PageQuerySet
from wagtail.rich_text import expand_db_html
from wagtail.search import index

from wellread.newsroom import rules
from wellread.newsroom.models import LiveEntry, RenderedBody, Rendering, Story, searched_stories
from wellread.newsroom.rendering import pictures, public_links

# Raised when templates of blocks change, or what a story is found by, so that a job does anew what
# is stored.
RENDERER = 7
TAGS = {"p", "h2", "h3", "b", "strong", "i", "em", "a", "ul", "ol", "li", "br", "hr"} | {
    "sup",
    "sub",
}
LINE_TAGS = {"b", "strong", "i", "em", "a", "sup", "sub", "br"}
# A page that is not public, or no longer there, or an address that is none.
LEADS_NOWHERE = re.compile(r"<a>(.*?)</a>", re.DOTALL)
COUNTED = frozenset({"text", "quote", "list", "table"})


def body(stream: StreamValue) -> str:
    """Return a whole body as HTML that is safe to print."""
    return "".join(html for _, html in _drawn(stream))


def open_html(story: Story) -> str:
    """Return what everyone may read of a story."""
    return opening(story.body) if story.community_only else body(story.body)


def opening(stream: StreamValue) -> str:
    """Return the first two pieces of text and what stands between them."""
    return rules.opening([chunk for kind, html in _drawn(stream) for chunk in _cut(kind, html)])


def publish(story: Story) -> None:
    """Draw a published story and remember when its words last changed."""
    _keep_drawn(story, may_have_changed=True)


def redraw(story: Story) -> None:
    """Draw a story whose words are what they were: templates or the edition's language changed."""
    _keep_drawn(story, may_have_changed=False)


def outdated() -> PageQuerySet[Story]:
    """Return the published stories that other templates drew, or in another language."""
    return Story.objects.filter(live=True).exclude(
        rendering__renderer=RENDERER, rendering__language=settings.LANGUAGE_CODE
    )


@transaction.atomic
def _keep_drawn(story: Story, *, may_have_changed: bool) -> None:
    drawn = _drawn(story.body)
    whole = "".join(html for _, html in drawn) + _in_the_editions_language(story.own_html)
    bodies = {RenderedBody.WHOLE: whole}
    if story.community_only:
        bodies[RenderedBody.OPENING] = opening(story.body)
    story.bodies.exclude(variant__in=bodies).delete()
    for variant, html in bodies.items():
        RenderedBody.objects.update_or_create(
            story_id=story.pk, variant=variant, defaults={"html": html}
        )
    digest = _digest(story, drawn)
    before = Rendering.objects.filter(pk=story.pk).first()
    changed_at = before.changed_at if before else None
    if before and before.digest != digest and may_have_changed:
        changed_at = timezone.now()
    Rendering.objects.update_or_create(
        story_id=story.pk,
        defaults={
            "renderer": RENDERER,
            "language": settings.LANGUAGE_CODE,
            "pictures": lead_pictures(story),
            "reading_minutes": rules.reading_minutes(whole),
            "digest": digest,
            "changed_at": changed_at,
        },
    )
    # Wagtail leaves this to a job, until which words that were just closed could be searched for.
    make_findable(story)


def make_findable(story: Story) -> None:
    """Have readers and editors find a published story by what it says now."""
    searched_stories.keep(story)
    index.insert_or_update_object(story)


def make_pictures(story: Story) -> None:
    """Cut every picture of a story to its sizes, which takes seconds, and locks nothing."""
    lead_pictures(story)
    for block in story.body:
        if block.block_type == "image":
            pictures.wide(block.value["image"], alt="")


def images(story: Story) -> list[Any]:
    """Return the images that a story shows, the lead first."""
    return [
        story.lead_image,
        *(block.value["image"] for block in story.body if block.block_type == "image"),
    ]


def lead_pictures(story: Story) -> dict[str, Any]:
    """Return a story's lead image as stored, made ready for every use."""
    return pictures.lead(
        story.lead_image,
        alt=story.lead_alt,
        credit=story.lead_credit,
        **_caption(story.lead_caption),
    )


def entry(row: LiveEntry) -> tuple[str, dict[str, Any] | None]:
    """Return a live entry's HTML and its picture as stored; nothing of a removed one."""
    if row.state == row.REMOVED:
        return "", None
    picture = pictures.wide(row.image, alt=row.alt, caption=row.caption, credit=row.credit)
    return rich_text(row.text), picture


def rich_text(source: str, tags: set[str] = TAGS) -> str:
    """Return an editor's rich text with its links resolved and nothing but plain markup."""
    clean = nh3.clean(
        expand_db_html(source),
        tags=tags,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel=None,
    )
    return LEADS_NOWHERE.sub(r"\1", clean)


def line(source: str) -> str:
    """Return rich text that is one line, such as a caption, without a paragraph around it."""
    parts = re.split(r"</(?:p|li|h\d)>", source)
    drawn = (rich_text(part, LINE_TAGS).strip() for part in parts)
    return "<br>".join(part for part in drawn if part)


def _caption(source: str) -> dict[str, str]:
    html = line(source)
    return {"caption": rules.plain_text(html), "caption_html": html}


def _drawn(stream: StreamValue) -> list[tuple[str, str]]:
    return [(block.block_type, _block(block.block_type, block.value)) for block in stream]


def _block(kind: str, value: Any) -> str:
    if kind == "text":
        return rich_text(value.source)
    # A site's own block, or one that it had once: what nobody can draw is left out.
    facts = _FACTS[kind](value) if kind in _FACTS else _own_facts(kind, value)
    if not facts:
        return ""
    return _in_the_editions_language(
        lambda: render_to_string(f"newsroom/blocks/{kind}.html", facts)
    )


def _own_facts(kind: str, value: Any) -> dict[str, Any] | None:
    return {"value": value} if kind in settings.WELLREAD_BODY_BLOCKS else None


def _in_the_editions_language(draw: Callable[[], str]) -> str:
    # Whoever publishes may have the admin in another.
    with override(settings.LANGUAGE_CODE):
        return draw()


def _quote(value: Any) -> dict[str, Any]:
    return {"text": rich_text(value["text"].source), "source": line(value["source"].source)}


def _image(value: Any) -> dict[str, Any] | None:
    words = {"alt": value["alt"], "credit": value["credit"]} | _caption(value["caption"].source)
    picture = pictures.wide(value["image"], **words)
    return picture and {"picture": picture}


def _list(value: Any) -> dict[str, Any]:
    return {
        "style": value["style"],
        "items": [rich_text(item.source) for item in value["items"]],
    }


def _table(value: Any) -> dict[str, Any] | None:
    headings = [column["heading"] for column in value.columns]
    return value.columns and {
        "caption": value.caption,
        "headings": headings if any(headings) else [],
        "rows": [[_cell(cell.value.source) for cell in row] for row in value.rows],
    }


def _cell(source: str) -> str:
    """Return a cell's words; a single paragraph is not wrapped."""
    html = rich_text(source).strip()
    is_single = html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>")
    return html[3:-4] if is_single else html


def _embed(value: Any) -> dict[str, Any] | None:
    player = rules.player(value["url"])
    return player and {"player": player, "url": value["url"], "title": value["title"]}


def _related(value: Any) -> dict[str, Any] | None:
    stories = public_links.public([story for story in value["stories"] if story is not None])
    return (
        {
            "title": value["title"],
            "stories": [(rules.public_path(story.url_path), story.title) for story in stories],
        }
        if stories
        else None
    )


_FACTS = {
    "quote": _quote,
    "image": _image,
    "list": _list,
    "table": _table,
    "embed": _embed,
    "related": _related,
}


def _cut(kind: str, html: str) -> Iterator[tuple[str, bool]]:
    if kind != "text":
        yield html, kind in COUNTED
        return
    for piece in rules.pieces(html):
        yield piece, piece.rstrip().endswith(("</p>", "</ul>", "</ol>"))


def _digest(story: Story, drawn: list[tuple[str, str]]) -> str:
    """Return a fingerprint of the words; another story's headline is none of them."""
    text = " ".join(rules.plain_text(html) for kind, html in drawn if kind != "related")
    words = "\n".join((story.title, story.standfirst, text))
    return hashlib.blake2b(words.encode(), digest_size=16).hexdigest()
