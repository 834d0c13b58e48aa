"""Staff pages that look into several rooms."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wellread.appeals import queries as appeals
from wellread.appeals.rehearsal import rehearsal
from wellread.desk import books, canary, charts, checks, funnel, sheet, why
from wellread.desk.forms import DaysForm, ReaderForm
from wellread.desk.groups import MORNING_PERMISSIONS
from wellread.desk.lifts import lifts
from wellread.desk.verdicts import verdicts
from wellread.insights import queries as insights
from wellread.language.editors import for_editors, speaking
from wellread.newsroom import queries as newsroom
from wellread.payments import clock, gateway
from wellread.payments.bank import queries as bank
from wellread.payments.months import last_months
from wellread.payments.months import month as month_of

MONTHS_OFFERED = 24


class FunnelView(WagtailAdminTemplateMixin, TemplateView):
    """Show what became of the appeals: who saw them, who closed them, who joined."""

    template_name = "desk/funnel.html"
    page_title = for_editors("Appeals desk")
    header_icon = "history"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @speaking()
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return tables and charts of the days asked for."""
        user: Any = self.request.user
        today = timezone.now().date()
        form = DaysForm(self.request.GET or {}, today=today)
        since, until = form.days()
        figures = insights.funnel(since, until)
        line_up = appeals.line_up(settings.EDITION)
        campaigns = funnel.campaigns(figures, line_up, appeals.campaign_names())
        judged = verdicts(insights.last_judgements(one.key for one in campaigns), line_up)
        brought = lifts(figures.compared, timezone.now())
        converted, value = figures.without_appeal
        by_letter, letters_value = figures.by_letter
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "since": since,
            "until": until,
            "after": until + timedelta(days=1),
            "may_see_rows": user.has_perms(MORNING_PERMISSIONS),
            "campaigns": [
                (one, charts.rates(one), judged.get(one.key), brought.get(one.key, ""))
                for one in campaigns
            ],
            "days": charts.days(since, until, figures.views_by_day, figures.conversions_by_day),
            "counted_days": _counted_days(figures),
            "without_appeal": (converted, funnel.value_words(value)),
            "by_letter": (by_letter, funnel.value_words(letters_value)),
            "faults": appeals.faults(),
            "warnings": checks.warnings(),
            "switched_off": appeals.switched_off(),
            "dropped": insights.dropped(since, until),
            "canary": canary.last_night(),
        }


class SheetView(View):
    """Hand out the funnel's figures, day by day, for a spreadsheet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return the days asked for as CSV, or the last thirty when they cannot be used."""
        since, until = DaysForm(request.GET or {}, today=timezone.now().date()).days()
        name = f"appeals-{since}-to-{until}.csv"
        return HttpResponse(
            # Excel reads UTF-8 only behind this mark.
            "\ufeff" + sheet.written(insights.by_day(since, until)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class BooksView(WagtailAdminTemplateMixin, TemplateView):
    """Offer what a bookkeeper takes away, for each month of the last two years."""

    template_name = "desk/books.html"
    page_title = for_editors("For the books")
    header_icon = "download"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @speaking()
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return months and tables."""
        return {
            **super().get_context_data(**kwargs),
            "months": last_months(clock.now().date(), MONTHS_OFFERED),
            "sheets": list(books.LABELS.items()),
            "bank": {
                "until": bank.covered_until(),
                "lines": bank.lines_open().count(),
                "payouts": bank.payouts_open().count(),
            },
        }


class BooksSheetView(View):
    """Hand out one table of one month."""

    def get(self, request: HttpRequest, month: str, name: str) -> HttpResponse:
        """Return it as CSV, or say that Stripe does not answer."""
        try:
            rows, chosen = books.SHEETS[name], month_of(month)
        except (KeyError, ValueError):
            raise Http404 from None
        try:
            text = books.written(rows(chosen))
        except (gateway.GatewayUnavailable, gateway.GatewayRefused) as fault:
            words = for_editors("Payments do not answer: %(fault)s") % {"fault": fault}
            messages.error(request, words)
            return redirect("desk_books")
        return HttpResponse(
            # Excel reads UTF-8 only behind this mark.
            "\ufeff" + text,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}-{chosen.name}.csv"'},
        )


class WhyView(WagtailAdminTemplateMixin, TemplateView):
    """Show what every campaign says to a reader on a page, by the engine that decides."""

    template_name = "desk/why.html"
    page_title = for_editors("Why was this reader not asked?")
    header_icon = "help"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @speaking()
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form, and the answers once a story and a reader are given."""
        states = appeals.campaign_states(timezone.now())
        names = {key: one.name for key, one in states.items()}
        form = ReaderForm(self.request.GET or None, campaigns=names)
        answers = _answers(form, states) if form.is_valid() else None
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "answers": answers,
            "faults": appeals.faults(),
        }


def _answers(
    form: ReaderForm, states: dict[str, appeals.CampaignState]
) -> list[tuple[why.CampaignOutcome, int | None]] | None:
    page = newsroom.article(form.cleaned_data["path"], community_content=True)
    if page is None:
        form.add_error("path", for_editors("There is no such story; give its address as in links."))
        return None
    now, drafts = form.cleaned_data["at"] or timezone.now(), form.cleaned_data["drafts"]
    is_as_now = not (form.cleaned_data["at"] or drafts)
    faults: dict[str, str] = {}
    line_up = appeals.line_up(settings.EDITION)
    if not is_as_now:
        line_up, faults = rehearsal(now, drafts=drafts)
    case = why.case_of(line_up, page.facts, form.cleaned_data, now)
    names = appeals.with_other_rules({key: one.name for key, one in states.items()})
    # At another time, or with the drafts, what readers get now says nothing of what is left out.
    missing = why.left_out(line_up, states) if is_as_now else why.unfit(line_up, states, faults)
    found = (*why.answers(line_up, case, names), *missing)
    return [(one, states[one.campaign].pk if one.campaign in states else None) for one in found]


def _counted_days(figures: insights.Funnel) -> list[tuple[Any, int, int]]:
    every = sorted({*figures.views_by_day, *figures.conversions_by_day}, reverse=True)
    return [
        (day, figures.views_by_day.get(day, 0), figures.conversions_by_day.get(day, 0))
        for day in every
    ]
