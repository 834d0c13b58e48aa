"""Beginning a campaign from another one: a draft that says and asks the same, and a page for it."""

from itertools import count
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wellread.appeals.models import Campaign
from wellread.language.editors import for_editors

# What belongs to a row and not to what it says.
OF_ITS_OWN: dict[str, Any] = {
    "pk": None,
    "live": False,
    "has_unpublished_changes": True,
    "first_published_at": None,
    "last_published_at": None,
    "live_revision": None,
    "latest_revision": None,
    "starts_at": None,
    "ends_at": None,
}
# Room for what tells it from the first one.
LONGEST_KEY, LONGEST_NAME = 58, 100


@transaction.atomic
def duplicate(*, campaign: Campaign, by: Any) -> Campaign:
    """Make a draft of what a campaign says in its newest saved state.

    It has a name, a key and a place of its own, the last one, and no dates: it asks nobody before
    somebody publishes it.
    """
    newest = campaign.get_latest_revision_as_object()
    facts = _without_numbers(newest.serializable_data()) | OF_ITS_OWN
    facts["key"] = _free_key(newest.key)
    facts["name"] = for_editors("%(name)s (copy)") % {"name": newest.name[:LONGEST_NAME]}
    facts["draw"] = Campaign._meta.get_field("draw").get_default()
    facts["sort_order"] = Campaign.objects.count()
    made: Campaign = Campaign.from_serializable_data(facts)
    made.save()
    made.save_revision(user=by, log_action=True)
    return made


class DuplicateView(WagtailAdminTemplateMixin, TemplateView):
    """Say what a duplicate will be; only POST makes it, and leads to it."""

    template_name = "appeals/duplicate.html"
    page_title = for_editors("Copy a campaign")
    header_icon = "copy"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the campaign to begin from."""
        return super().get_context_data(**kwargs) | {"campaign": self._campaign()}

    def post(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Make the draft."""
        made = duplicate(campaign=self._campaign(), by=request.user)
        messages.success(
            request,
            for_editors("This is a draft of its own: nobody is asked before you publish it."),
        )
        return redirect(reverse("wagtailsnippets_appeals_campaign:edit", args=[made.pk]))

    def _campaign(self) -> Campaign:
        return get_object_or_404(Campaign, pk=self.kwargs["pk"])


def _without_numbers(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row and all below it without the numbers by which they would be the same rows."""
    return {
        name: [_without_numbers(one) for one in value] if _is_rows(value) else value
        for name, value in row.items()
    } | {"pk": None}


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) and "pk" in one for one in value)


def _free_key(key: str) -> str:
    """Return a key that no campaign has: figures and readers' devices know campaigns by it."""
    taken = set(Campaign.objects.values_list("key", flat=True))
    names = (f"{key[:LONGEST_KEY]}-{number}" for number in count(2))
    return next(name for name in names if name not in taken)
