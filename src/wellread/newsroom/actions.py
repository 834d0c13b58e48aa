"""What editors, importers and the demo do: make the site's tree and publish in it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import slugify
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.models import AbstractImage
from wagtail.models import Page, Revision, Site

from wellread.newsroom import rules
from wellread.newsroom.models import (
    Article,
    Author,
    Front,
    FrontPick,
    LiveBlog,
    LiveEntry,
    Rendering,
    Section,
    StandingPage,
    StandingPages,
    Story,
    StoryAuthor,
    Topic,
)

# A body as callers write it: ("text", "<p>…</p>"), ("quote", {"text": …, "source": …}), …
Blocks = Sequence[tuple[str, Any]]
# An author, or an author with a role.
Named = Author | tuple[Author, str]

_Page = TypeVar("_Page", bound=Page)
_Story = TypeVar("_Story", bound=Story)


@transaction.atomic
def ensure_site() -> Front:
    """Make the front and the site that lives at SITE_URL; doing it again changes nothing."""
    front = Front.objects.first() or _plant_front()
    address = urlsplit(settings.SITE_URL)
    Site.objects.exclude(root_page=front).delete()
    Site.objects.update_or_create(
        root_page=front,
        defaults={
            "hostname": address.hostname or "localhost",
            # Canonical, feed and sitemap links are wrong when this is not the true port.
            "port": address.port or (443 if address.scheme == "https" else 80),
            "site_name": settings.SITE_NAME,
            "is_default_site": True,
        },
    )
    return front


@transaction.atomic
def create_section(*, name: str, slug: str = "", description: str = "") -> Section:
    """Add a section at the end of the menu, or return the one with this slug."""
    slug = slug or slug_for(name)
    front = ensure_site()
    existing = Section.objects.child_of(front).filter(slug=slug).first()
    return existing or _publish_page(front, Section(title=name, slug=slug, description=description))


def create_author(
    *,
    name: str,
    slug: str = "",
    role: str = "",
    bio: str = "",
    portrait: AbstractImage | None = None,
) -> Author:
    """Add an author, or return the one with this slug."""
    facts = {"name": name, "role": role, "bio": bio, "portrait": portrait}
    return Author.objects.get_or_create(slug=slug or slug_for(name), defaults=facts)[0]


def create_topic(*, name: str, slug: str = "", description: str = "") -> Topic:
    """Add a topic, or return the one with this slug."""
    facts = {"name": name, "description": description}
    return Topic.objects.get_or_create(slug=slug or slug_for(name), defaults=facts)[0]


def create_article(*, section: Section, headline: str, body: Blocks, **facts: Any) -> Article:
    """Publish an article; the other facts are those of ``create_story``."""
    return create_story(Article, section=section, headline=headline, body=body, **facts)


def create_live_blog(
    *,
    section: Section,
    headline: str,
    body: Blocks = (),
    ended_at: datetime | None = None,
    **facts: Any,
) -> LiveBlog:
    """Publish a live blog without entries, open unless it has ended."""
    started_at = facts.get("published_at")
    return create_story(
        LiveBlog,
        section=section,
        headline=headline,
        body=body,
        started_at=started_at,
        ended_at=ended_at,
        **facts,
    )


@transaction.atomic
def add_entry(
    *, live_blog: LiveBlog, text: str, authors: Iterable[Author] = (), **facts: Any
) -> LiveEntry:
    """Add an entry (text is HTML); the facts are headline, state, published_at, image, alt, …"""
    entry = LiveEntry(live_blog=live_blog, text=text, **facts)
    entry.full_clean(exclude=["sequence"])
    entry.authors.set(authors)
    entry.save()
    return entry


@transaction.atomic
def begin_entry_history(*, entry: LiveEntry) -> None:
    """Make the first version of an entry that has none, before somebody changes it."""
    before = LiveEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if before.latest_revision_id is None:
        before.save_revision(clean=False)
    entry.latest_revision = before.latest_revision


@transaction.atomic
def create_standing_page(
    *, title: str, body: Blocks, slug: str = "", description: str = ""
) -> StandingPage:
    """Publish a standing page, or return the one with this slug."""
    slug = slug or slug_for(title)
    folder = StandingPages.objects.first() or _publish_page(
        ensure_site(), StandingPages(title="Standing pages", slug=rules.STANDING_SLUG)
    )
    existing = StandingPage.objects.child_of(folder).filter(slug=slug).first()
    return existing or _publish_page(
        folder, StandingPage(title=title, slug=slug, description=description, body=list(body))
    )


@transaction.atomic
def pick_for_front(*, stories: Sequence[Story]) -> None:
    """Put these stories on top of the front, the first one as its lead."""
    front = ensure_site()
    FrontPick.objects.filter(front=front).delete()
    for place, story in enumerate(dict.fromkeys(story.pk for story in stories)):
        FrontPick.objects.create(front=front, story_id=story, sort_order=place)


class Imported(NamedTuple):
    """A story that was imported before, and what it was like there at the time."""

    pk: int
    state: str


def imported(*, source: str) -> dict[str, Imported]:
    """Return what was imported from a source before, by the source's own ids."""
    found = Story.objects.filter(source=source).values_list("source_id", "pk", "source_state")
    return {source_id: Imported(pk, state) for source_id, pk, state in found}


def was_edited(*, story: int) -> bool:
    """Return whether somebody has worked on a story here."""
    key, base = str(story), ContentType.objects.get_for_model(Page)
    mine = Revision.objects.filter(base_content_type=base, object_id=key)
    return mine.filter(user__isnull=False).exists()


@transaction.atomic
def revise_article(
    *,
    article: Article,
    headline: str,
    body: Blocks,
    authors: Iterable[Named] = (),
    topics: Iterable[Topic] = (),
    published_at: datetime | None = None,
    **facts: Any,
) -> None:
    """Bring an article up to date; its address and its section are left as they are."""
    article.title = article.draft_title = headline
    for name, value in {"body": list(body), **facts}.items():
        setattr(article, name, value)
    article.topics.set(topics)
    article.authorships.set(_authorships(authors))
    is_later = published_at is not None and published_at > timezone.now()
    if not is_later and (published_at or not article.live):
        article.published_at = published_at
    article.save()
    if article.live:
        keep_version(page=article)


@transaction.atomic
def begin_history(*, page: Page) -> bool:
    """Make the first version of a page that has none, and return whether there was none.

    It can then be gone back to, and a form can say which version it shows.
    """
    # A draft does not know what became of its page since.
    if _has_history(Page.objects.get(pk=page.pk)):
        return False
    # Of two who open a page together one begins; the other meets what was begun.
    Page.objects.select_for_update(no_key=True).only("pk").get(pk=page.pk)
    # What readers see, though there may be a draft by now that they do not.
    stored = page.specific_class.objects.get(pk=page.pk)
    if not _has_history(stored):
        _make_first_version(stored)
    page.latest_revision, page.live_revision = stored.latest_revision, stored.live_revision
    return True


def keep_version(*, page: Page, by: Any = None) -> None:
    """Make the latest version of a changed page that has any: editors' forms know it by that."""
    if not page.latest_revision_id:
        return
    version = page.save_revision(user=by, changed=False, clean=False)
    if page.live and not page.has_unpublished_changes:
        Page.objects.filter(pk=page.pk).update(live_revision=version)


def lead_on(*, old_path: str, story: Story) -> None:
    """Lead an address that a story had elsewhere to where it is now, and will be."""
    _lead_on(old_path, rules.public_path(story.url_path), redirect_page_id=story.pk)


def lead_list_on(*, old_path: str, path: str) -> str:
    """Lead an address that a list of stories had elsewhere to ours.

    Return where it leads instead when it leads elsewhere already; a topic gives way to a section.
    """
    old = Redirect.objects.filter(old_path=Redirect.normalise_path(old_path), site=None).first()
    if old is None:
        _lead_on(old_path, path, redirect_link=path)
    elif old.redirect_link.startswith("/topic/") and not path.startswith("/topic/"):
        old.redirect_link = path
        old.save()
    elif old.link != path:
        return str(old.link)
    return ""


def close_live_blog(*, live_blog: LiveBlog, at: datetime) -> None:
    """End the coverage; entries stay as they are."""
    _end(LiveBlog.objects.filter(ended_at=None), live_blog, at)


def reopen_live_blog(*, live_blog: LiveBlog) -> None:
    """Go on with a coverage that was closed."""
    _end(LiveBlog.objects.all(), live_blog, None)


def close_quiet_live_blogs(*, now: datetime) -> list[LiveBlog]:
    """Close those whose last entry is older than their editors allow, and return them."""
    latest = Coalesce(Max("entries__published_at"), "started_at", "first_published_at")
    open_ones = LiveBlog.objects.filter(live=True, ended_at=None, quiet_hours__isnull=False)
    closed: list[LiveBlog] = []
    for blog in open_ones.annotate(latest=latest):
        # The query asks for those with hours alone, which types cannot tell.
        hours = timedelta(hours=blog.quiet_hours or 0)
        if blog.latest and blog.latest <= now - hours:
            close_live_blog(live_blog=blog, at=blog.latest)
            closed.append(blog)
    return closed


def unpin_on_time(*, now: datetime) -> None:
    """Put the entries whose time on top is over back among the others."""
    for entry in LiveEntry.objects.filter(pinned=True, pinned_until__lte=now):
        entry.unpin()


def slug_for(name: str) -> str:
    """Return an address for a name in any script, never empty."""
    return slugify(name, allow_unicode=True)[:100].strip("-") or "untitled"


@transaction.atomic
def create_story(
    model: type[_Story],
    *,
    section: Section,
    headline: str,
    body: Blocks,
    slug: str = "",
    authors: Iterable[Named] = (),
    topics: Iterable[Topic] = (),
    published_at: datetime | None = None,
    updated_at: datetime | None = None,
    live: bool = True,
    **facts: Any,
) -> _Story:
    """Publish a story, or leave it as a draft when it is not to be live.

    Further facts: standfirst, kind, lead_image, lead_alt, lead_caption, lead_credit,
    community_only, sensitive, silent, sponsored_by, source, source_id.
    """
    if not live and (published_at is None or published_at > timezone.now()):
        published_at = None
    elif published_at is None:
        published_at = timezone.now()
    story = model(
        title=headline,
        slug=_free_slug(section, slug or slug_for(headline)),
        body=list(body),
        published_at=published_at,
        **facts,
    )
    story.topics.set(topics)
    story.authorships.set(_authorships(authors))
    if not live:
        return _add_page(section, story, live=False, has_unpublished_changes=True)
    _publish_page(section, story, at=published_at)
    if updated_at and published_at and updated_at > published_at:
        Rendering.objects.filter(pk=story.pk).update(changed_at=updated_at)
    return story


def _has_history(page: Page) -> bool:
    # The copy that follows another page has none of its own.
    version = page.live_revision_id if page.live else page.latest_revision_id
    return bool(version or page.alias_of_id)


def _make_first_version(stored: Page) -> None:
    draft = stored.latest_revision if stored.has_unpublished_changes else None
    # Nobody has changed anything: lists go on showing the title and the day of before.
    shown = ("draft_title", "latest_revision_created_at")
    facts = {name: getattr(stored, name) for name in shown}
    first = stored.save_revision(changed=False, clean=False)
    stored.latest_revision = draft or first
    stored.live_revision = first if stored.live else None
    facts |= {"latest_revision": stored.latest_revision, "live_revision": stored.live_revision}
    Page.objects.filter(pk=stored.pk).update(**facts)


def _authorships(authors: Iterable[Named]) -> list[StoryAuthor]:
    named = dict.fromkeys(_with_role(each) for each in authors)
    return [
        StoryAuthor(author=author, role=role, sort_order=place)
        for place, (author, role) in enumerate(named)
    ]


def _lead_on(old_path: str, path: str, **target: Any) -> None:
    old = Redirect.normalise_path(old_path)
    if old != Redirect.normalise_path(path) and len(old) <= 255:
        Redirect.objects.get_or_create(old_path=old, site=None, defaults=target)


def _with_role(named: Named) -> tuple[Author, str]:
    return (named, "") if isinstance(named, Author) else named


def _publish_page(parent: Page, page: _Page, *, at: datetime | None = None) -> _Page:
    at = at or timezone.now()
    return _add_page(
        parent,
        page,
        first_published_at=at,
        last_published_at=at,
        # What editors' lists call "updated"; without it a page has none until it is edited.
        latest_revision_created_at=at,
    )


def _add_page(parent: Page, page: _Page, **facts: Any) -> _Page:
    for name, value in facts.items():
        setattr(page, name, value)
    # treebeard counts children on the instance, which callers reuse.
    parent.refresh_from_db(fields=["numchild", "path"])
    parent.add_child(instance=page)
    return page


def _free_slug(parent: Page, wanted: str) -> str:
    # In no order: that of the tree would have every page of the section looked at.
    siblings = Page.objects.child_of(parent).order_by()
    if not siblings.filter(slug=wanted).exists():
        return wanted
    taken = set(siblings.filter(slug__startswith=wanted).values_list("slug", flat=True))
    free = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in free if slug not in taken)


def _plant_front() -> Front:
    root = Page.get_first_root_node()
    if root is None:
        root = Page.add_root(title="Root", slug="root")
    _remove_welcome_page(root)
    return _publish_page(root, Front(title=settings.SITE_NAME, slug=rules.FRONT_SLUG))


def _remove_welcome_page(root: Page) -> None:
    """Wagtail's first migration leaves a page that only says welcome."""
    for page in root.get_children().filter(content_type__model="page", slug="home"):
        if page.is_leaf():
            page.delete()
    root.refresh_from_db()


@transaction.atomic
def _end(blogs: QuerySet[LiveBlog], live_blog: LiveBlog, at: datetime | None) -> None:
    # Saved, not updated by query, which tells nobody who keeps its page.
    stored = blogs.select_for_update(of=("self",)).filter(pk=live_blog.pk).first()
    if stored is not None:
        stored.ended_at = at
        stored.save(update_fields=["ended_at"], clean=False)
