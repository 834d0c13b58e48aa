"""Staff pages that look into several rooms."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wellread.appeals import queries as appeals
from wellread.desk import charts, figures
from wellread.desk.forms import DaysForm
from wellread.insights import queries as insights


class FunnelView(WagtailAdminTemplateMixin, TemplateView):
    """Show what became of the appeals: who saw them, who closed them, who joined."""

    template_name = "desk/funnel.html"
    page_title = "Appeals desk"
    header_icon = "history"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return tables and charts of the days asked for."""
        today = timezone.now().date()
        form = DaysForm(self.request.GET or {}, today=today)
        since, until = form.days()
        funnel = insights.funnel(since, until)
        campaigns = figures.campaigns(
            funnel, appeals.line_up(settings.EDITION), appeals.campaign_names()
        )
        converted, value = funnel.without_appeal
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "since": since,
            "until": until,
            "campaigns": [(one, charts.rates(one)) for one in campaigns],
            "days": charts.days(since, until, funnel.views_by_day, funnel.conversions_by_day),
            "counted_days": _counted_days(funnel),
            "without_appeal": (converted, figures.value_words(value)),
            "faults": appeals.faults(),
            "dropped": insights.dropped(since, until),
        }


def _counted_days(funnel: insights.Funnel) -> list[tuple[Any, int, int]]:
    every = sorted({*funnel.views_by_day, *funnel.conversions_by_day}, reverse=True)
    return [
        (day, funnel.views_by_day.get(day, 0), funnel.conversions_by_day.get(day, 0))
        for day in every
    ]
