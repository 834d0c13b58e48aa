"""What was drawn with another page or an image in it, and is drawn again when that changes."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, ReferenceIndex

from wellread.newsroom.models import Author, LiveEntry, StandingPage, Story
from wellread.newsroom.rendering import bodies

Found = dict[type[Model], set[str]]


def of(changed: Iterable[Model]) -> Found:
    """Return the keys of everything that refers to these pages or images, by model."""
    found: Found = defaultdict(set)
    for each in changed:
        references = ReferenceIndex.get_references_to(each)
        for content_type, object_id in references.values_list("content_type_id", "object_id"):
            model = ContentType.objects.get_for_id(content_type).model_class()
            if model is not None:
                found[model].add(object_id)
    return found


def with_descendants(page: Page) -> Iterable[Page]:
    """Return a page and all below it, whose addresses change with its own."""
    return page.get_descendants(inclusive=True)


def redraw(found: Found) -> None:
    """Draw these again where readers see them; the dates of change stay as they are."""
    for model, keys in found.items():
        if issubclass(model, Story):
            for story in model.objects.filter(pk__in=keys, live=True):
                bodies.redraw(story)
        elif model is LiveEntry:
            for entry in LiveEntry.objects.filter(pk__in=keys):
                entry.draw()
        elif model in (Author, StandingPage):
            for row in model.objects.filter(pk__in=keys):
                row.save()
