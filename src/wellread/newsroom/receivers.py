"""What follows when something is published, moved or replaced."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail import signals as wagtail
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction

from wellread.newsletters.models import Newsletter
from wellread.newsroom import jobs
from wellread.newsroom.models import (
    Article,
    Author,
    Brand,
    LiveBlog,
    LiveEntry,
    Section,
    StandingPage,
    Story,
    Topic,
    listings,
    searched_stories,
    uploads,
)
from wellread.newsroom.rendering import brand, dependents, navigation


def connect() -> None:
    """Listen once, when the application starts."""
    for signal in (wagtail.page_published, wagtail.page_unpublished):
        signal.connect(redraw_links)
    for signal in (wagtail.page_slug_changed, wagtail.post_page_move):
        signal.connect(redraw_links)
        signal.connect(navigation.forget)
    wagtail.page_unpublished.connect(navigation.forget)
    for signal in (wagtail.page_unpublished, wagtail.post_page_move):
        signal.connect(keep_listed)
    model: type[Model]
    for model in (Section, StandingPage, Newsletter):
        post_save.connect(navigation.forget, sender=model)
        post_delete.connect(navigation.forget, sender=model)
    post_save.connect(brand.forget, sender=Brand)
    for signal in (post_save, post_delete):
        signal.connect(make_findable_by_entry, sender=LiveEntry)
    post_save.connect(make_findable_by_author, sender=Author)
    for model in (Author, Topic):
        pre_save.connect(lead_on_from_old_name, sender=model)
    pre_save.connect(uploads.take_out_metadata, sender=get_image_model())
    post_save.connect(redraw_image, sender=get_image_model())
    for model in (get_image_model(), Article, LiveBlog):
        pre_delete.connect(redraw_without, sender=model)
    pre_save.connect(refuse_restriction, sender=PageViewRestriction)


def redraw_links(instance: Page, **signal: Any) -> None:
    """Correct the stories that link to a page whose address or headline may have changed."""
    jobs.redraw_what_shows_page.enqueue(instance.pk)


def keep_listed(instance: Page, **signal: Any) -> None:
    """Take a story from lists, or put it into those of its new section, whoever stored it how."""
    story = Story.objects.filter(pk=instance.pk).first()
    if story is not None:
        listings.keep(story)
        searched_stories.keep_section(story)
    if story is not None and not story.live:
        searched_stories.keep(story)


def redraw_image(instance: Any, *, created: bool, **signal: Any) -> None:
    """Correct the stories that show an image which was replaced or given a new focus."""
    if not created:
        jobs.redraw_what_shows_image.enqueue(instance.pk)


def redraw_without(instance: Any, **signal: Any) -> None:
    """Draw what showed an image or story again, once it is gone."""
    found = dependents.of([instance])
    transaction.on_commit(lambda: dependents.redraw(found))


def lead_on_from_old_name(sender: Any, instance: Any, **signal: Any) -> None:
    """Lead the address that an author or a topic had to the new one; links to it are everywhere."""
    before = sender.objects.filter(pk=instance.pk).values_list("slug", flat=True).first()
    if before and before != instance.slug:
        folder = "author" if sender is Author else "topic"
        for last in ("", "/feed"):
            now = f"/{folder}/{instance.slug}{last}"
            Redirect.objects.filter(old_path=now).delete()
            Redirect.objects.update_or_create(
                old_path=f"/{folder}/{before}{last}",
                site=None,
                defaults={"redirect_link": f"{now}/"},
            )


def make_findable_by_entry(instance: LiveEntry, **signal: Any) -> None:
    """Have a live blog found by what its entries say now."""
    transaction.on_commit(partial(jobs.make_findable.enqueue, [instance.live_blog_id]))


def make_findable_by_author(instance: Author, *, created: bool, **signal: Any) -> None:
    """Have stories found by the name that their author has now."""
    if not created:
        stories = list(instance.authorships.values_list("story", flat=True).distinct())
        transaction.on_commit(partial(jobs.make_findable.enqueue, stories))


def refuse_restriction(**signal: Any) -> None:
    """Refuse a page behind a password: pages are drawn without asking Wagtail for it."""
    raise PermissionError("Pages of this site are open to all; use “for the community” instead.")
