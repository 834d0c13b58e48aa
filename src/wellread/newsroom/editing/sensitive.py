"""Marking a story sensitive or silent, by who may not write in it: what is asked beside it."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.models import Page

from wellread.language.editors import for_editors
from wellread.newsroom import actions
from wellread.newsroom.models import Story

MAY_MARK = "newsroom.mark_sensitive"
# One screen; whoever finds more types more.
SHOWN = 50
# What is said when a story is given a mark, and when the mark is taken away.
MARKS = {
    "sensitive": (
        for_editors("“%(title)s” is marked as sensitive."),
        for_editors("“%(title)s” is not marked as sensitive any more."),
    ),
    "silent": (
        for_editors("“%(title)s” is silent: nobody is asked beside it."),
        for_editors("“%(title)s” is not silent any more."),
    ),
}


class SensitiveMenuItem(MenuItem):
    """Shown to who may mark stories."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this colleague may mark stories."""
        user: Any = request.user
        return bool(user.has_perm(MAY_MARK))


class SensitiveView(WagtailAdminTemplateMixin, TemplateView):
    """Find a published story by its headline; mark it, or take the mark away."""

    template_name = "newsroom/editing/sensitive.html"
    page_title = for_editors("Sensitive and silent stories")
    header_icon = "warning"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the latest stories, or those whose headline holds what was typed."""
        typed = self.request.GET.get("q", "").strip()
        stories = Story.objects.filter(live=True).order_by("-published_at", "-pk")
        if typed:
            stories = stories.filter(title__icontains=typed)
        return {**super().get_context_data(**kwargs), "typed": typed, "stories": stories[:SHOWN]}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Give one story a mark, or take it away."""
        number = request.POST.get("story", "")
        story = get_object_or_404(Story, pk=number if number.isdecimal() else 0, live=True)
        for name, (said, unsaid) in MARKS.items():
            if name in request.POST:
                is_marked = request.POST[name] == "yes"
                mark(story=story, name=name, is_marked=is_marked, by=request.user)
                messages.success(request, (said if is_marked else unsaid) % {"title": story.title})
        return redirect(f"{reverse('newsroom_sensitive')}")


@transaction.atomic
def mark(*, story: Story, name: str, is_marked: bool, by: Any) -> None:
    """Set a mark (`sensitive`, `silent`) on what readers see and on drafts, and nothing else."""
    Page.objects.select_for_update(no_key=True).only("pk").get(pk=story.pk)
    story = Story.objects.get(pk=story.pk).specific
    draft = story.get_latest_revision_as_object()
    for each in (story, draft):
        setattr(each, name, is_marked)
    story.save(update_fields=[name], clean=False)
    for scheduled in story.revisions.filter(approved_go_live_at__isnull=False):
        scheduled.content = scheduled.content | {name: is_marked}
        scheduled.save(update_fields=["content"])
    # A form that is open now would take the mark away with its next save.
    actions.keep_version(page=draft, by=by)
    log(story, "wagtail.edit", user=by)
