"""The page that a figure of the morning leads to: its rows, and the same as a file."""

import csv
from datetime import datetime
from io import StringIO
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wellread.desk.morning.days import Span
from wellread.desk.morning.gathering import DIMENSIONS
from wellread.desk.morning.rows import FIGURES, RowsBehind, WantedRows
from wellread.language import writing
from wellread.language.editors import for_editors, speaking
from wellread.language.spreadsheets import plain

ON_A_PAGE = 100


class RowsView(WagtailAdminTemplateMixin, TemplateView):
    """Show the rows of one figure."""

    template_name = "desk/rows.html"
    header_icon = "list-ul"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the page, or a CSV file of all rows for `?as=csv`."""
        wanted = _wanted(request.GET)
        try:
            self.rows = FIGURES[kwargs["figure"]](wanted)
        except (KeyError, ValueError) as unknown:
            raise Http404(str(unknown)) from None
        self.wanted = wanted
        self.page_title = self.rows.title
        if request.GET.get("as") == "csv":
            return _as_file(self.rows, kwargs["figure"])
        return super().get(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_morning"), "label": for_editors("This morning")},
            {"url": "", "label": self.page_title},
        ]

    @speaking()
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return a page of rows, in words."""
        page = Paginator(self.rows.every, ON_A_PAGE).get_page(self.request.GET.get("p"))
        asked = self.request.GET.copy()
        asked.pop("p", None)
        return {
            **super().get_context_data(**kwargs),
            "rows": self.rows,
            "page": page,
            "drawn": self.rows.drawn(list(page.object_list)),
            "since": writing.day_and_clock(self.wanted.period.since),
            "until": writing.day_and_clock(self.wanted.period.until),
            "asked": asked.urlencode(),
        }


def _wanted(query: Any) -> WantedRows:
    by = query.get("by", "")
    if by and by not in DIMENSIONS:
        raise Http404("by must be one of " + ", ".join(DIMENSIONS))
    since, until = _moment(query.get("since", "")), _moment(query.get("until", ""))
    period = Span("", since, until)
    of = {name: query.get(name, "") for name in ("currency", "value", "campaign", "variant")}
    return WantedRows(period, by=by, **of)


def _moment(text: str) -> datetime:
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Http404("since and until must be moments with their zone")
    return at


def _as_file(rows: RowsBehind, name: str) -> HttpResponse:
    text = StringIO()
    sheet = csv.writer(text)
    sheet.writerow(map(str, rows.columns))
    pages = Paginator(rows.every, ON_A_PAGE)
    for number in pages.page_range:
        for row in rows.drawn(list(pages.page(number).object_list)):
            sheet.writerow(map(plain, row.cells))
    return HttpResponse(
        # Excel reads UTF-8 only behind this mark.
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "private, no-store",
        },
    )
