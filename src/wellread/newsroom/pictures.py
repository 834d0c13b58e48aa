"""Images made ready when something is published: every width a page will name."""

from typing import Any

from wagtail.images.models import AbstractImage, Filter, SourceImageIOError

from wellread.newsroom.pages import Picture

WIDE = ("width-800|format-webp", "width-1280|format-webp")
CROPPED = ("fill-480x320|format-webp", "fill-960x640|format-webp")
PORTRAIT = ("fill-192x192|format-webp",)
# The shapes that search engines and social sites cut to: 16:9 first, it is the shared one.
SHARED = (
    "fill-1200x675|format-jpeg",
    "fill-1200x900|format-jpeg",
    "fill-1200x1200|format-jpeg",
)
LEAD_SIZES = "(min-width: 56em) 824px, 100vw"


def picture(stored: dict[str, Any] | None) -> Picture | None:
    """Return a stored picture as templates take it."""
    return Picture(**stored) if stored else None


def wide(image: AbstractImage | None, **words: str) -> dict[str, Any] | None:
    """Make an image's widths and return it as stored; words are alt, caption and credit."""
    return _stored(image, WIDE, **words)


def portrait(image: AbstractImage | None, *, alt: str) -> dict[str, Any] | None:
    """Make an author's square portrait and return it as stored."""
    return _stored(image, PORTRAIT, alt=alt)


def lead(image: AbstractImage | None, **words: str) -> dict[str, Any]:
    """Make all of a lead image's uses: on its page, on lists, on other people's sites."""
    whole = _stored(image, WIDE, **words)
    if image is None or whole is None:
        return {}
    return {
        "lead": whole,
        "teaser": _stored(image, CROPPED, alt=words["alt"]),
        "shared": [(each.url, each.width, each.height) for each in _made(image, SHARED)],
    }


def _stored(
    image: AbstractImage | None,
    widths: tuple[str, ...],
    *,
    alt: str,
    caption: str = "",
    credit: str = "",
) -> dict[str, Any] | None:
    made = _made(image, widths) if image else []
    if not made:
        return None
    largest = made[-1]
    # A small original gives the same width more than once.
    by_width = {each.width: each.url for each in made}
    return Picture(
        src=largest.url,
        srcset=", ".join(f"{url} {width}w" for width, url in by_width.items()),
        sizes=LEAD_SIZES,
        width=largest.width,
        height=largest.height,
        alt=alt,
        caption=caption,
        credit=credit,
    )._asdict()


def _made(image: AbstractImage, specs: tuple[str, ...]) -> list[Any]:
    """Return the renditions in this order, or none when the original cannot be read."""
    filters = [Filter(spec=spec) for spec in specs]
    found = image.find_existing_renditions(*filters)
    if len(found) < len(filters) and not image.file.storage.exists(image.file.name):
        return []
    try:
        return [found.get(each) or _make(image, each) for each in filters]
    except SourceImageIOError:
        return []


def _make(image: AbstractImage, wanted: Filter) -> Any:
    # Wagtail's own way leaves every file that it writes open until it is collected.
    with image.generate_rendition_file(wanted) as file:
        return image.renditions.get_or_create(
            filter_spec=wanted.spec,
            focal_point_key=wanted.get_cache_key(image),
            defaults={"file": file},
        )[0]
