"""The screens on which a campaign is written: a new one, one that is there, and one as it was."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.admin.views.generic.mixins import RevisionsRevertMixin
from wagtail.snippets.views.snippets import (  # type: ignore[attr-defined]
    CreateView,
    EditView,
    IndexView,
)

from wellread.appeals.sentence import moment
from wellread.language.editors import for_editors, speaking


class CampaignsView(IndexView):  # type: ignore[misc]
    """The list of campaigns, in which the upper one goes before the lower."""

    @cached_property
    def add_item_label(self) -> str:
        """Leave no English name in a Hebrew phrase."""
        with speaking():
            label: str = super().add_item_label
        return label

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the button that sorts is called here; nothing for who may not sort."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        button = self.reorder_button
        return context | {"sorting": button.label if button else ""}


class AddCampaignView(CreateView):
    """The screen of a new campaign, which is there once its editor has saved it, and not before.

    Were it saved by itself, an editor who pressed a button meanwhile would make it twice, under one
    short name, and who thought better of it would leave half a campaign behind.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Save nothing that nobody asked to be saved."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.autosave_enabled = False


class EditCampaignView(EditView):
    """The screen of a campaign, which saves drafts by itself."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Leave what was refused to whoever reads why: it would save itself a moment later."""
        if self.request.method == "POST" and not self.expects_json_response:
            self.autosave_enabled = False
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context


class RevertCampaignView(RevisionsRevertMixin, EditCampaignView):  # type: ignore[misc]
    """A campaign as it was, in the form, to be saved as it shall be."""

    view_name = "revisions_revert"

    def get_warning_message(self) -> str:
        """Say when it was saved, and by whom where that is known."""
        if self.revision.user is not None:
            return str(super().get_warning_message())
        words = for_editors("You are viewing this campaign as it was saved on %(moment)s.")
        return words % {"moment": moment(self.revision.created_at)}
