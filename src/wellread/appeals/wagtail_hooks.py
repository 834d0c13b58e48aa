from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from wellread.appeals import queries
from wellread.appeals.models import Campaign
from wellread.appeals.panels import CAMPAIGN_PANELS


class CampaignViewSet(SnippetViewSet):
    model = Campaign
    icon = "mail"
    menu_label = "Campaigns"
    menu_name = "campaigns"
    menu_order = 210
    add_to_admin_menu = True
    edit_handler = CAMPAIGN_PANELS
    list_display = [
        "name",
        "key",
        Column("placement", label="Placement", accessor="get_placement_display"),
        Column("state", label="State", accessor=lambda one: one.state(timezone.now())),
    ]
    search_fields = ["name", "key"]
    list_filter = ["placement"]


register_snippet(CampaignViewSet)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
@hooks.register("after_publish_snippet")
def say_what_readers_miss(request: HttpRequest, campaign: Any) -> None:
    if not isinstance(campaign, Campaign):
        return
    for variant in campaign.variants.all():
        if not variant.works_without_count:
            messages.warning(
                request,
                f"“{variant.key}” prints the reader's number and has no words without it: "
                "readers whose number is unknown are not asked by this campaign.",
            )
    for publication in queries.faults():
        messages.error(request, fault_words(publication.edition, publication.fault))


@hooks.register("construct_homepage_panels")
def warn_of_faults(request: HttpRequest, panels: list[Any]) -> None:
    for publication in queries.faults():
        messages.error(request, fault_words(publication.edition, publication.fault))


def fault_words(edition: str, fault: str) -> str:
    """Say why the newest line-up is not out and what readers get meanwhile."""
    where = "" if edition == settings.EDITION else f" ({edition})"
    return f"The line-up{where} was not published: {fault}. Readers still get the last good one."
