"""The switches for all asking and for each placement: one page of the admin."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wellread.appeals import actions, queries
from wellread.appeals.choices import Switch
from wellread.appeals.models import SwitchChange
from wellread.language.editors import for_editors

MAY_SWITCH = "appeals.add_switchchange"
# One screen of who switched what.
LATEST = 20


class SwitchForm(forms.Form):
    """Which switch is turned, to what, and why."""

    switch = forms.ChoiceField(choices=Switch)
    asks = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])
    reason = forms.CharField(required=False, max_length=200)


class SwitchesView(WagtailAdminTemplateMixin, TemplateView):
    """Show how each switch stands and who turned it; turn one."""

    template_name = "appeals/switches.html"
    page_title = for_editors("Asking on or off")
    header_icon = "warning"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return every switch with its latest change, and the latest changes of all."""
        changes = queries.switches()
        return {
            **super().get_context_data(**kwargs),
            "switches": [(Switch(name), changes[name]) for name in Switch.values],
            "changes": SwitchChange.objects.select_related("changed_by")[:LATEST],
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Turn one switch; the line-up without what is off is published before the answer."""
        form = SwitchForm(request.POST)
        if not form.is_valid():
            messages.error(
                request,
                for_editors("Nothing was changed: %(faults)s") % {"faults": form.errors.as_text()},
            )
            return redirect("asking_switches")
        asks = form.cleaned_data["asks"] == "on"
        user: Any = request.user
        change = actions.turn_switch(
            switch=form.cleaned_data["switch"],
            asks=asks,
            reason=form.cleaned_data["reason"],
            by=user,
            at=timezone.now(),
        )
        messages.success(
            request,
            for_editors("%(change)s. Readers' next pages know within a minute.")
            % {"change": change},
        )
        return redirect("asking_switches")
