from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import OuterRef, Subquery, Value
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.auth import permission_required, require_admin_access
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from wellread.appeals import placeholders, queries, unmet
from wellread.appeals.choices import Switch
from wellread.appeals.duplicating import DuplicateView
from wellread.appeals.models import Campaign, LineUpSettings, SwitchChange
from wellread.appeals.panels import CAMPAIGN_PANELS
from wellread.appeals.revisions import CompareView
from wellread.appeals.screens import (
    AddCampaignView,
    CampaignsView,
    EditCampaignView,
    RevertCampaignView,
)
from wellread.appeals.switches import MAY_SWITCH, SwitchesView
from wellread.appeals.telling import tell
from wellread.appeals.views import words
from wellread.language.editors import for_editors

SILENT = ("silent_sections", "silent_topics")


def state(campaign: Campaign) -> str:
    """Return where a campaign stands, as the list says it."""
    is_off = False in (campaign.all_asks, campaign.placement_asks)  # type: ignore[attr-defined]
    off = [campaign.placement] if is_off else []
    stage = campaign.stage(timezone.now(), off).label
    silent = {name: getattr(campaign, name) or "" for name in SILENT}
    if campaign.live and unmet.silenced(campaign, LineUpSettings(**silent)):
        stage = for_editors("%(stage)s, where all is silent") % {"stage": stage}
    if campaign.live and campaign.has_unpublished_changes:
        return for_editors("%(stage)s + draft") % {"stage": stage}
    return stage


_may_write = permission_required("appeals.change_campaign")
_may_add = permission_required("appeals.add_campaign")


class CampaignViewSet(SnippetViewSet):
    model = Campaign
    index_view_class = CampaignsView
    index_template_name = "appeals/campaigns.html"
    add_view_class = AddCampaignView
    edit_view_class = EditCampaignView
    revisions_revert_view_class = RevertCampaignView
    revisions_compare_view_class = CompareView
    icon = "mail"
    menu_label = for_editors("Campaigns")
    menu_name = "campaigns"
    menu_order = 210
    add_to_admin_menu = True
    edit_handler = CAMPAIGN_PANELS
    list_display = [
        "name",
        "key",
        Column("placement", label=for_editors("Placement"), accessor="get_placement_display"),
        Column("state", label=for_editors("Status"), accessor=state),
    ]
    # As readers' devices weigh them.
    ordering = ["sort_order", "pk"]
    search_fields = ["name", "key"]
    list_filter = ["placement"]

    @property
    def copy_view(self) -> Any:
        """Duplicate by our own page: Wagtail's form brings the rows of the first one's variants."""
        return _may_add(DuplicateView.as_view())

    def get_queryset(self, request: HttpRequest) -> Any:
        """Let each row know its switches and what is silent, without a question for each."""
        silent = {name: Subquery(LineUpSettings.objects.values(name)[:1]) for name in SILENT}
        return Campaign.objects.annotate(
            all_asks=_latest(Value(Switch.ALL)),
            placement_asks=_latest(OuterRef("placement")),
            **silent,
        )


def _latest(switch: Any) -> Subquery:
    changes = SwitchChange.objects.filter(switch=switch).order_by("-changed_at", "-pk")
    return Subquery(changes.values("asks")[:1])


register_snippet(CampaignViewSet)


def sentence(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Answer a campaign's form in one sentence."""
    panels: Any = CAMPAIGN_PANELS
    return tell(request, panels.bind_to_model(Campaign), pk)


class SwitchesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.has_perm(MAY_SWITCH))


@hooks.register("register_admin_menu_item")
def switches_menu_item() -> MenuItem:
    return SwitchesMenuItem(
        for_editors("Asking on or off"),
        reverse("asking_switches"),
        name="asking",
        icon_name="warning",
        order=205,
    )


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("appeals/words/<str:kind>/", require_admin_access(words), name="appeals_words"),
        path("appeals/sentence/", _may_add(sentence), name="campaign_sentence"),
        path("appeals/sentence/<int:pk>/", _may_write(sentence), name="campaign_sentence"),
        path(
            "asking/",
            permission_required(MAY_SWITCH)(SwitchesView.as_view()),
            name="asking_switches",
        ),
    ]


@hooks.register("construct_homepage_panels")
def warn_of_switches(request: HttpRequest, panels: list[Any]) -> None:
    for change in queries.switched_off():
        messages.warning(request, change.off_words)


@hooks.register("construct_homepage_panels")
def warn_of_silence(request: HttpRequest, panels: list[Any]) -> None:
    for campaign in unmet.silenced_now():
        messages.warning(
            request,
            for_editors(
                "“%(name)s” asks nobody: “Asking for support” says that all it asks on is silent."
            )
            % {"name": campaign.name},
        )


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
                for_editors(
                    "“%(key)s” prints the reader's number and has no words without it: readers "
                    "whose number is unknown are not asked by this campaign."
                )
                % {"key": variant.key},
            )
    for line in placeholders.at_one(campaign):
        messages.warning(request, line)
    for publication in queries.faults():
        messages.error(request, fault_words(publication.edition, publication.fault))


@hooks.register("construct_homepage_panels")
def warn_of_faults(request: HttpRequest, panels: list[Any]) -> None:
    for publication in queries.faults():
        messages.error(request, fault_words(publication.edition, publication.fault))


def fault_words(edition: str, fault: str) -> str:
    """Say why the newest line-up is not out and what readers get meanwhile."""
    if edition == settings.EDITION:
        said = for_editors(
            "The line-up was not published: %(fault)s. Readers still get the last good one."
        )
    else:
        said = for_editors(
            "The line-up of %(edition)s was not published: %(fault)s. Readers still get the last "
            "good one."
        )
    return said % {"edition": edition, "fault": fault}
