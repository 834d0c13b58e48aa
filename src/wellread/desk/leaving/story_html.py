"""A story's words as plain HTML that every other system reads."""

from typing import Any

from django.conf import settings
from django.utils.html import escape

from wellread.newsroom import rules
from wellread.newsroom.models import LiveEntry, Story
from wellread.newsroom.rendering.addresses import absolute, absolute_html
from wellread.newsroom.rendering.bodies import line, rich_text


def body(story: Story) -> str:
    """Return the whole of a story, what is for the community included."""
    parts = [_block(block.block_type, block.value) for block in story.body]
    own = story.specific.own_html()
    return absolute_html("\n".join(part for part in (*parts, own) if part))


def entry(row: LiveEntry) -> str:
    """Return an entry of a live blog, its headline and picture first."""
    parts = [f"<h3>{escape(row.headline)}</h3>"] if row.headline else []
    parts.append(rich_text(row.text))
    if row.image is not None:
        parts.append(_figure(row.image, row.alt, escape(row.caption), row.credit))
    return absolute_html("\n".join(parts))


def caption(story: Story) -> str:
    """Return the words below a story's lead picture."""
    return _words(line(story.lead_caption), story.lead_credit)


def media_url(image: Any) -> str:
    """Return the address at which a picture was here."""
    return absolute(image.file.url) if image.file.url.startswith("/") else str(image.file.url)


def address(story: Story) -> str:
    """Return the address at which a story was here."""
    return f"{settings.SITE_URL}{rules.public_path(story.url_path)}"


def _block(kind: str, value: Any) -> str:
    match kind:
        case "text":
            return rich_text(value.source)
        case "quote":
            source = line(value["source"].source)
            cite = f"<p><cite>{source}</cite></p>" if source else ""
            return f"<blockquote>{rich_text(value['text'].source)}{cite}</blockquote>"
        case "image":
            words = line(value["caption"].source)
            return _figure(value["image"], value["alt"], words, value["credit"])
        case "list":
            items = "".join(f"<li>{line(item.source)}</li>" for item in value["items"])
            return f"<{value['style']}>{items}</{value['style']}>"
        case "table":
            return _table(value)
        case "embed":
            url = escape(value["url"])
            return f'<figure class="wp-block-embed"><p><a href="{url}">{url}</a></p></figure>'
        case "related":
            stories = [one for one in value["stories"] if one is not None]
            links = (f'<li><a href="{one.url}">{escape(one.title)}</a></li>' for one in stories)
            title = f"<h3>{escape(value['title'])}</h3>" if value["title"] else ""
            return f"{title}<ul>{''.join(links)}</ul>" if stories else ""
    # A site's own block: its words are in tables/newsroom.*.csv as they are stored.
    return ""


def _figure(image: Any, alt: str, caption: str, credit: str) -> str:
    if image is None:
        return ""
    words = _words(caption, credit)
    below = f"<figcaption>{words}</figcaption>" if words else ""
    src = escape(media_url(image))
    return f'<figure><img src="{src}" alt="{escape(alt)}">{below}</figure>'


def _words(caption: str, credit: str) -> str:
    return " ".join(part for part in (caption, escape(credit)) if part)


def _table(value: Any) -> str:
    headings = [escape(column["heading"]) for column in value.columns]
    head = "".join(f"<th>{heading}</th>" for heading in headings)
    rows = "".join(
        "<tr>" + "".join(f"<td>{rich_text(cell.value.source)}</td>" for cell in row) + "</tr>"
        for row in value.rows
    )
    top = f"<thead><tr>{head}</tr></thead>" if any(headings) else ""
    below = f"<figcaption>{escape(value.caption)}</figcaption>" if value.caption else ""
    return f"<figure><table>{top}<tbody>{rows}</tbody></table>{below}</figure>"
