"""Which names a changed row touches: those of the pages that are drawn from it.

What is not known here touches every page at once: a page that is drawn too often costs some
milliseconds, one that is not drawn again is wrong.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Model
from wagtail.images import get_image_model
from wagtail.models import Page

from wellread.ads.models import HouseAd
from wellread.appeals.models import LineUpSettings, SwitchChange
from wellread.appeals.silence import OF_NOTICES
from wellread.insights.models import MeasuringSettings
from wellread.membership.models import Institution
from wellread.newsletters.models import Newsletter
from wellread.newsroom import shown
from wellread.newsroom.models import (
    Author,
    Brand,
    Front,
    FrontPick,
    Listing,
    LiveBlog,
    LiveEntry,
    RenderedBody,
    Rendering,
    SearchedStory,
    Section,
    StandingPage,
    Story,
    StoryAuthor,
    Topic,
)
from wellread.pageview.epoch import EVERYTHING, touch

# What readers' pages are made of. Their log entries, revisions and workflows are not; nor is
# Wagtail's site, since its address is a setting here.
PUBLISHED_APPS = frozenset({"newsroom", "ads", "wagtailcore", "wagtailimages"})
UNPUBLISHED_MODELS = frozenset(
    {
        "wagtailcore.pagelogentry",
        "wagtailcore.modellogentry",
        "wagtailcore.revision",
        "wagtailcore.referenceindex",
        "wagtailcore.pagesubscription",
        "wagtailcore.comment",
        "wagtailcore.commentreply",
        "wagtailcore.uploadedfile",
        "wagtailcore.task",
        "wagtailcore.taskstate",
        "wagtailcore.workflow",
        "wagtailcore.workflowstate",
        "wagtailcore.workflowtask",
        "wagtailcore.workflowpage",
        "wagtailcore.groupapprovaltask",
        "wagtailcore.grouppagepermission",
        "wagtailcore.groupcollectionpermission",
        "wagtailcore.collection",
        "wagtailcore.site",
        "wagtailimages.rendition",
    }
)
# What saving a draft, locking a page or adding one below it writes on a page that is live.
UNSHOWN_FIELDS = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "live_revision",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
    }
)
# Of a section or standing page: what other pages say of it.
SHOWN_EVERYWHERE = ("title", "slug", "url_path", "path", "live")


class Touched(NamedTuple):
    """Names, and whether a page of before may be shown to nobody any more."""

    names: tuple[str, ...] = ()
    is_urgent: bool = False


NOTHING = Touched()
ALL_AT_ONCE = Touched((EVERYTHING,), is_urgent=True)


def saved(
    sender: Any, instance: Any, created: bool = False, update_fields: Any = None, **facts: Any
) -> None:
    """Answer a save."""
    if facts.get("raw") or not _is_published(sender):
        return
    if update_fields and UNSHOWN_FIELDS.issuperset(update_fields):
        return
    _touch(_of_new(instance) if created else _of(instance))


def deleted(sender: Any, instance: Any, **facts: Any) -> None:
    """Answer a deletion: nobody gets what is gone from a page that is kept."""
    if _is_published(sender):
        _touch(_of(instance)._replace(is_urgent=True))


def related(sender: Any, instance: Any, **facts: Any) -> None:
    """Answer a change of many-to-many rows, which is told of either side."""
    if _is_published(sender):
        _touch(_of(instance) if isinstance(instance, (Story, LiveEntry)) else ALL_AT_ONCE)


def relisted(names: Iterable[str], **facts: Any) -> None:
    """Answer new places in lists."""
    touch(map(shown.listing, names))


def moved(instance: Page, **facts: Any) -> None:
    """Answer what Wagtail does to a page's address, past the page's own class."""
    _touch(_of_page(instance))


def remember_what_menus_say(sender: Any, instance: Any, **facts: Any) -> None:
    """Note, before it is saved, whether other pages will say something else of it."""
    if issubclass(sender, (Section, StandingPage)):
        before = sender.objects.filter(pk=instance.pk).values_list(*SHOWN_EVERYWHERE).first()
        now = tuple(getattr(instance, name) for name in SHOWN_EVERYWHERE)
        instance.shown_everywhere_changed = before != now


def _is_published(sender: Any) -> bool:
    meta = getattr(sender, "_meta", None)
    # Migrations save models of their own time, when our tables may not be there yet.
    if meta is None or meta.apps is not apps:
        return False
    # Public pages say whether there is one, and each process knows their networks; pages tell what
    # is counted, lead to newsletters where there are some, and bear no notice where it is silent.
    told = (Institution, MeasuringSettings, Newsletter, LineUpSettings, SwitchChange)
    if issubclass(sender, (Page, *told)):
        return True
    return meta.app_label in PUBLISHED_APPS and meta.label_lower not in UNPUBLISHED_MODELS


def _touch(touched: Touched) -> None:
    if touched.names:
        touch(touched.names, is_urgent=touched.is_urgent)


def _of_new(row: Model) -> Touched:
    """What a new row touches: no page shows it yet, unless it enters a list that is asked anew."""
    match row:
        case Author() | Topic() | SearchedStory():
            return NOTHING
        case LiveEntry(state=LiveEntry.DRAFT) | HouseAd(running=False):
            return NOTHING
        case LiveBlog(live=True):
            return Touched((shown.LIVE_BLOGS,))
        case Story():
            return NOTHING
    return NOTHING if isinstance(row, get_image_model()) else _of(row)


def _of(row: Any) -> Touched:
    match row:
        case Page():
            return _of_page(row)
        case RenderedBody() | Rendering() | StoryAuthor():
            return Touched((shown.story(row.story_id),))
        case LiveEntry():
            is_urgent = row.state != LiveEntry.PUBLISHED
            return Touched((shown.story(row.live_blog_id),), is_urgent)
        case Listing():
            return Touched((shown.listing(row.name),))
        case SearchedStory():
            return Touched((shown.SEARCH,))
        case FrontPick():
            return Touched((shown.FRONT,))
        case Author():
            return Touched((shown.author(row.pk),))
        case Topic():
            return Touched((shown.topic(row.pk),))
        case Brand() | Institution() | MeasuringSettings() | Newsletter():
            return Touched((EVERYTHING,))
        case HouseAd():
            return Touched((EVERYTHING,), is_urgent=not row.running)
        case SwitchChange():
            return ALL_AT_ONCE if row.switch in OF_NOTICES else NOTHING
    return _of_image(row) if isinstance(row, get_image_model()) else ALL_AT_ONCE


def _of_page(page: Page) -> Touched:
    match page:
        case Story():
            is_urgent = not page.live or page.community_only or page.sensitive or page.silent
            others = (shown.LIVE_BLOGS,) if isinstance(page, LiveBlog) else ()
            return Touched((shown.story(page.pk), *others), is_urgent)
        case Front(live=True):
            return Touched((shown.FRONT,))
        case Section(live=True) | StandingPage(live=True) if _is_elsewhere(page):
            return Touched((EVERYTHING,))
        case Section(live=True):
            return Touched((shown.section(page.pk),))
        case StandingPage(live=True):
            return Touched((shown.standing_page(page.pk),))
    # Wagtail moves and unpublishes what it knows as a page alone.
    kind = page.specific_class
    if type(page) is Page and kind is not None and issubclass(kind, Story):
        return Touched((shown.story(page.pk), shown.LIVE_BLOGS), is_urgent=True)
    return ALL_AT_ONCE


def _is_elsewhere(page: Page) -> bool:
    """Return whether other pages say something else of it now, or may."""
    return bool(getattr(page, "shown_everywhere_changed", True))


def _of_image(image: Any) -> Touched:
    """What an image touches: pages show what was cut from it, which is kept with other rows."""
    is_card = Brand.objects.filter(card=image.pk).exists()
    return Touched((EVERYTHING,)) if is_card else NOTHING
