"""Images made ready when something is published: every width a page will name."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.core.files.images import get_image_dimensions
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import AbstractImage, Filter, SourceImageIOError

from wellread.newsroom.rendering.pages import Picture

logger = logging.getLogger(__name__)

WIDE = ("width-800|format-webp", "width-1280|format-webp")
# The smallest is for lists on phones: 7rem wide, on screens of up to 2.8 dots a pixel.
CROPPED = ("fill-320x213|format-webp", "fill-480x320|format-webp", "fill-960x640|format-webp")
PORTRAIT = ("fill-192x192|format-webp",)
# The shapes that search engines and social sites cut to: 16:9 first, it is the shared one.
SHARED = (
    "fill-1200x675|format-jpeg",
    "fill-1200x900|format-jpeg",
    "fill-1200x1200|format-jpeg",
)
LEAD = (*WIDE, *CROPPED, *SHARED)
LEAD_SIZES = "(min-width: 56em) 824px, 100vw"


class Cut(NamedTuple):
    """One size of an image: what was asked for, the name of the file, and what is in it."""

    filter_spec: str
    focal_point_key: str
    file: str
    width: int | None
    height: int | None


def picture(stored: dict[str, Any] | None) -> Picture | None:
    """Return a stored picture as templates take it."""
    return Picture(**stored) if stored else None


def wide(image: AbstractImage | None, **words: str) -> dict[str, Any] | None:
    """Make an image's widths and return it as stored; words are a picture's own."""
    return _stored(_made(image, WIDE), **words)


def portrait(image: AbstractImage | None, *, alt: str) -> dict[str, Any] | None:
    """Make an author's square portrait and return it as stored."""
    return _stored(_made(image, PORTRAIT), alt=alt)


def lead(image: AbstractImage | None, **words: str) -> dict[str, Any]:
    """Make all of a lead image's uses: on its page, on lists, on other people's sites."""
    made = _made(image, LEAD)
    if not made:
        return {}
    remaining = iter(made)
    whole, cropped, shared = ([next(remaining) for _ in specs] for specs in (WIDE, CROPPED, SHARED))
    return {
        "lead": _stored(whole, **words),
        "teaser": _stored(cropped, alt=words["alt"]),
        "shared": [(each.url, each.width, each.height) for each in shared],
    }


def cut(image: AbstractImage, specs: Iterable[str]) -> list[Cut]:
    """Cut an image to each size and store the files; the database is not touched."""
    upright = _upright(image)
    return [_cut(image, _CutFrom(upright, spec)) for spec in specs]


def unreadable(images: Iterable[AbstractImage | None]) -> list[AbstractImage]:
    """Return the images whose originals are missing or damaged, so that pages come without them."""
    return [each for each in images if each is not None and not _made(each, WIDE)]


def tell_damaged_originals() -> None:
    """Have Wagtail's lists and choosers show a damaged original as they show a missing one.

    Wagtail 7.4 lets whatever a decoder raises through, and one such picture costs the whole list.
    """
    run = Filter.run

    def run_or_tell(self: Filter, image: AbstractImage, *args: Any, **kwargs: Any) -> Any:
        try:
            return run(self, image, *args, **kwargs)
        except (SourceImageIOError, InvalidFilterSpecError):
            raise
        except Exception as fault:
            raise _damaged(image, fault) from fault

    Filter.run = run_or_tell


def keep(image: AbstractImage, cuts: Iterable[Cut]) -> dict[str, Any]:
    """Remember what was cut as renditions; return them by the size that was asked for."""
    return {each.filter_spec: _keep(image, each) for each in cuts}


def _cut(image: AbstractImage, wanted: Filter) -> Cut:
    # Wagtail's own way leaves every file open until it is collected, and decodes it twice
    # to learn how wide it is.
    with image.generate_rendition_file(wanted) as file:
        width, height = get_image_dimensions(file)
        model = image.get_rendition_model()
        field: Any = model._meta.get_field("file")
        name = field.storage.save(field.generate_filename(model(), file.name), file)
    return Cut(wanted.spec, wanted.get_cache_key(image), name, width, height)


def _keep(image: AbstractImage, made: Cut) -> Any:
    facts = made._asdict()
    keys = {name: facts.pop(name) for name in ("filter_spec", "focal_point_key")}
    rendition, is_new = image.renditions.get_or_create(**keys, defaults=facts)
    if not is_new:
        # Somebody else published the same picture meanwhile.
        rendition.file.storage.delete(made.file)
    return rendition


def _upright(image: AbstractImage) -> "_Upright":
    try:
        with image.get_willow_image() as original:
            return _Upright(original)
    except Exception as fault:
        # A decoder raises whatever it likes over what is damaged.
        raise _damaged(image, fault) from fault


def _damaged(image: AbstractImage, fault: Exception) -> SourceImageIOError:
    logger.warning("Image %s (%s) cannot be read: %s", image.pk, image.file.name, fault)
    return SourceImageIOError(str(fault))


class _Upright:
    """An original as a filter takes it, decoded and turned the right way up once for them all."""

    def __init__(self, original: Any) -> None:
        self.format_name = original.format_name
        self._turned = original.auto_orient()

    def auto_orient(self) -> Any:
        return self._turned


class _CutFrom(Filter):
    """A filter of Wagtail's that reads no file."""

    def __init__(self, upright: _Upright, spec: str) -> None:
        super().__init__(spec)
        self._upright = upright

    @contextmanager
    def get_willow_image(self, image: AbstractImage, source: Any = None) -> Iterator[_Upright]:
        yield self._upright


def _made(image: AbstractImage | None, specs: tuple[str, ...]) -> list[Any]:
    """Return the renditions in this order, or none when the original cannot be read."""
    if image is None:
        return []
    found = image.find_existing_renditions(*(Filter(spec) for spec in specs))
    made = {each.spec: rendition for each, rendition in found.items()}
    missing = [spec for spec in specs if spec not in made]
    if missing and not image.file.storage.exists(image.file.name):
        return []
    try:
        made |= keep(image, cut(image, missing)) if missing else {}
    except SourceImageIOError:
        return []
    return [made[spec] for spec in specs]


def _stored(
    made: list[Any], *, alt: str, caption: str = "", credit: str = "", caption_html: str = ""
) -> dict[str, Any] | None:
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
        caption_html=caption_html,
    )._asdict()
