"""Links that show a campaign's variants on a real page, to be sent to whoever should see them."""

from typing import Any, NamedTuple

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wellread.appeals.models import Campaign
from wellread.appeals.preview_links import token_of
from wellread.desk.forms import PageForm
from wellread.language.editors import for_editors, speaking
from wellread.newsroom import queries as newsroom


class LinkRow(NamedTuple):
    """One variant with the number it prints, and the address that shows it."""

    variant: str
    article_count: int | None
    url: str


class PreviewLinksView(WagtailAdminTemplateMixin, TemplateView):
    """Make links for the page that an editor names, at first the newest story's."""

    template_name = "desk/previews.html"
    page_title = for_editors("Links to show it")
    header_icon = "link"

    def get_page_subtitle(self) -> str:
        """Return the campaign's name."""
        return str(self._campaign())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here, by the campaign."""
        campaign = self._campaign()
        edit = reverse("wagtailsnippets_appeals_campaign:edit", args=[campaign.pk])
        return [
            *self.breadcrumbs_items,
            {
                "url": reverse("wagtailsnippets_appeals_campaign:list"),
                "label": for_editors("Campaigns"),
            },
            {"url": edit, "label": campaign.name},
            {"url": "", "label": self.page_title},
        ]

    @speaking()
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form, and a link for each variant, with a number and without."""
        form = PageForm(self.request.GET or {"path": _newest(), "articles": 9})
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "links": self._links(form.cleaned_data) if form.is_valid() else [],
        }

    def _campaign(self) -> Campaign:
        campaign: Campaign = get_object_or_404(Campaign, pk=self.kwargs["pk"])
        return campaign

    def _links(self, wanted: dict[str, Any]) -> list[LinkRow]:
        campaign = self._campaign().get_latest_revision_as_object()
        rows, now = [], timezone.now()
        for variant in campaign.variants.all():
            counts = [wanted["articles"]]
            if variant.headline_without_count:
                counts.append(None)
            for count in counts:
                token = token_of(campaign, variant.key, count, now=now)
                shown_at = reverse("appeal_preview", args=[token, wanted["path"].lstrip("/")])
                rows.append(LinkRow(variant.key, count, settings.SITE_URL + shown_at))
        return rows


def _newest() -> str:
    recent = newsroom.front(timezone.now()).most_recent
    return str(recent[0].url) if recent else "/"
