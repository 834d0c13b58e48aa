"""The morning page, its tables as files, and the same figures on a wall."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wellread.appeals import queries as appeals
from wellread.desk.funnel import value_words
from wellread.desk.models import Annotation
from wellread.desk.morning import days, document, pictures, writing
from wellread.desk.morning.benchmarks import BENCHMARKS
from wellread.desk.morning.gathering import DIMENSIONS, LETTER, OF_STORY
from wellread.insights.rules import LONGEST_STORY
from wellread.language.editors import for_editors, speaking
from wellread.payments.money import Money

BY = {
    "campaign": for_editors("Campaign"),
    "variant": for_editors("Variant"),
    "placement": for_editors("Placement"),
    "story": for_editors("Story"),
    "section": for_editors("Section"),
    "author": for_editors("Author"),
    "topic": for_editors("Topic"),
    "country": for_editors("Country"),
    "device": for_editors("Device"),
    "band": for_editors("Articles read"),
    "letter": for_editors("Letter or e-mail"),
}
PERIODS = {
    "today": for_editors("Today so far"),
    "yesterday": for_editors("Yesterday"),
    "week_before": for_editors("A week before"),
    "year_before": for_editors("A year before"),
    "now": for_editors("Last seven days"),
    "before": for_editors("The seven before"),
    "year": for_editors("A year before"),
}
# On the page; the files have them all.
SHOWN = 20
MOST_READ = 10


class MorningView(WagtailAdminTemplateMixin, TemplateView):
    """Show how asking, joining and staying go."""

    template_name = "desk/morning.html"
    page_title = for_editors("This morning")
    header_icon = "calendar-check"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @speaking()
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the document says, in words and pictures."""
        return {
            **super().get_context_data(**kwargs),
            **shown(self.request.GET.get("by", "")),
            "may_note": self.request.user.has_perm("desk.add_annotation"),
        }


class WallView(TemplateView):
    """Show the few figures that a screen on the wall is read for; it renews itself."""

    template_name = "desk/wall.html"

    @speaking()
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the document says."""
        return {**super().get_context_data(**kwargs), **shown("")}


class TableView(View):
    """Hand out one table of the morning."""

    def get(self, request: HttpRequest, name: str, form: str) -> HttpResponse:
        """Return it as CSV or JSON."""
        figures = document.current()
        rows = figures["tables"].get(name)
        if rows is None or form not in ("csv", "json"):
            raise Http404
        if form == "json":
            said = {"made_at": figures["made_at"], "table": name, "rows": rows}
            return JsonResponse(said, headers={"Cache-Control": "private, no-store"})
        return HttpResponse(
            # Excel reads UTF-8 only behind this mark.
            "\ufeff" + writing.as_csv(rows, figures["currency"]),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
        )


def shown(by: str) -> dict[str, Any]:
    """Return the page's figures; `by` is what the list at the end is sorted into."""
    figures = document.current()
    tables, code = figures["tables"], figures["currency"]
    by = by if by in DIMENSIONS else "story"
    months = [
        row | {"label": _month(row["month"])} | _rows_of_month(row, figures, code)
        for row in tables[f"months-{code}"]
    ]
    foreseen = tables[f"forecast-{code}"]
    made_at = datetime.fromisoformat(figures["made_at"])

    def money(minor: int) -> str:
        return str(Money(minor, code))

    whole = [row for row in months if row["is_whole"]]
    happened = _happened(figures)
    of_months = [row["month"] for row in tables[f"months-{code}"]]
    noted = [(one["day"], f"{one['day']:%d %b}: {one['words']}") for one in happened]
    return {
        "made_at": made_at,
        "is_old": timezone.now() - made_at > document.FRESH,
        "month": months[-1] if months else None,
        "last_month": whole[-1] if whole else None,
        "recurring": money(months[-1]["end_minor"]) if months else "",
        "recovery": figures["recovery"],
        "recovery_percent": _percent(figures["recovery"]),
        "paused": figures["paused"],
        "rows_now": _rows(since=figures["money_at"], until=figures["money_at"]),
        "money": _money(tables["money"]),
        "months": [
            row
            | {name: money(row[f"{name}_minor"]) for name in ("start", "won", "won_back", "more")}
            | {name: money(row[f"{name}_minor"]) for name in ("less", "gone", "end")}
            for row in reversed(months)
        ],
        "came_and_went": pictures.comings_and_goings(months, [_said(row) for row in months]),
        "recurring_chart": pictures.recurring(
            months,
            foreseen,
            [f"{row['label']}: {money(row['end_minor'])}" for row in months]
            + [f"{money(one['least_minor'])} – {money(one['most_minor'])}" for one in foreseen],
            money,
        ),
        "foreseen": [
            {"months_ahead": one["months_ahead"]}
            | {name: money(one[f"{name}_minor"]) for name in ("least", "middle", "most")}
            for one in foreseen
        ],
        "cohorts": [_cohort(row, figures) for row in tables["cohorts"]],
        "cohort_months": range(len(months) - 1),
        "asked": [
            row | _words(row) | {"title": PERIODS[row["period"]], "rows": _rows_of(row)}
            for row in tables["asked"]
        ],
        "by": by,
        "by_title": BY[by],
        "is_of_stories": by == "story" or by in OF_STORY,
        "is_of_letters": by == LETTER,
        "dimensions": BY.items(),
        "listed": [
            row
            | _words(row)
            | _titled(by, row)
            | {"rows": _rows(**figures["listed"], by=by, value=row[by])}
            for row in tables[f"by-{by}"][:SHOWN]
        ],
        "listed_days": document.LISTED_DAYS,
        "happened": happened,
        "ticks": pictures.ticks(noted, of_months),
        "recurring_ticks": pictures.ticks(noted, of_months, len(foreseen)),
        "weeks": [_week(row) for row in tables["weeks"]],
        "most_read": [
            row
            | _words(row)
            | _titled("story", row)
            | {"rows": _rows(**figures["listed"], by="story", value=row["story"])}
            for row in tables["most-read"][:MOST_READ]
        ],
        "benchmarks": BENCHMARKS,
        "months_table": f"months-{code}",
        "forecast_table": f"forecast-{code}",
        "other_currencies": [one for one in figures["currencies"] if one != code],
    }


def _money(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the currencies of a period beside each other."""
    periods: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        periods.setdefault(row["period"], []).append(row)

    def words(some: list[dict[str, Any]], name: str) -> str:
        sums = [Money(one[name], one["currency"]) for one in some if one[name]]
        return value_words(sums)

    return [
        {
            "title": PERIODS[period],
            "day": date.fromisoformat(some[0]["day"]),
            "rows": _rows_of(some[0]),
            "received": words(some, "received_minor"),
            "given_back": words(some, "given_back_minor"),
            "fees": words(some, "fees_minor"),
        }
        for period, some in periods.items()
    ]


def _words(row: dict[str, Any]) -> dict[str, str]:
    return {
        "value": value_words(
            Money(minor, code) for code, minor in sorted(row["kept_minor"].items()) if minor
        ),
        "rate": "–" if row["per_thousand"] is None else f"{row['per_thousand']:.2f}",
        "views_rate": (
            "–" if row.get("per_thousand_views") is None else f"{row['per_thousand_views']:.2f}"
        ),
    }


def _titled(by: str, row: dict[str, Any]) -> dict[str, str]:
    """Return what a row is called, and of a story where it leads: to its form, or to its page."""
    title = _title(by, row)
    if by != "story" or not row["story"]:
        return {"title": title}
    story = row["story"]
    if row["name"] != story:
        return {"title": title, "link": reverse("wagtailadmin_pages:edit", args=[story])}
    # Whoever sends a beacon may name any address: only sites of the newsroom's are led to.
    if story.startswith(tuple(f"{site}/" for site in settings.SITES)):
        return {"title": title, "page": story}
    is_cut = "/" in story and len(story) == LONGEST_STORY
    return {"title": f"…{title}" if is_cut else title}


def _title(by: str, row: dict[str, Any]) -> str:
    if row["name"]:
        return str(row["name"])
    return str(for_editors("Without an appeal") if by == "campaign" else for_editors("Not known"))


def _cohort(row: dict[str, Any], figures: dict[str, Any]) -> dict[str, Any]:
    joined = row["joined"]
    of = _ends(row, figures)
    first = date.fromisoformat(f"{row['month']}-01")
    # The first figure is of the end of that month, each other of a month later.
    count = first.year * 12 + first.month
    ends = [
        days.midnight(date((count + place) // 12, (count + place) % 12 + 1, 1))
        for place in range(len(row) - 2)
    ]
    return {
        "label": _month(row["month"]),
        "joined": joined,
        "rows": _rows(**of),
        # In steps of ten, so that a style sheet can colour them without being told numbers.
        "left": [
            (100 * one // joined, 10 * one // joined, one, _rows(**of, value=at.isoformat()))
            for one, at in zip(
                (row[f"after_{place}"] for place in range(len(ends))), ends, strict=True
            )
        ],
    }


def _said(row: dict[str, Any]) -> str:
    return str(
        for_editors("%(month)s: %(new)s new, %(back)s back, %(lost)s lost")
        % {"month": row["label"], "new": row["new"], "back": row["back"], "lost": row["lost"]}
    )


def _month(text: str) -> str:
    return f"{date.fromisoformat(f'{text}-01'):%b %Y}"


def _percent(recovered: dict[str, int]) -> int | None:
    return recovered["stayed"] * 100 // recovered["failed"] if recovered["failed"] else None


def _week(row: dict[str, Any]) -> dict[str, Any]:
    sums = {
        name: value_words(
            Money(minor, code) for code, minor in sorted(row[f"{name}_minor"].items()) if minor
        )
        for name in ("received", "given_back", "fees")
    }
    return row | sums | {"title": PERIODS[row["period"]], "rows": _rows_of(row)}


def _rows(**of: str) -> str:
    """Return what the address of a figure's rows ends in."""
    return urlencode(of)


def _rows_of(row: dict[str, Any]) -> str:
    return _rows(since=row["since"], until=row["until"])


def _rows_of_month(row: dict[str, Any], figures: dict[str, Any], code: str) -> dict[str, str]:
    ends = _ends(row, figures)
    before = {"since": ends["since"], "until": ends["since"]}
    return {
        "rows": _rows(**ends, currency=code),
        "rows_before": _rows(**before, currency=code),
    }


def _ends(row: dict[str, Any], figures: dict[str, Any]) -> dict[str, str]:
    """Return the first moment of a month, and of the next; the figures' own where it runs."""
    first = date.fromisoformat(f"{row['month']}-01")
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    until = days.midnight(after).isoformat() if row.get("is_whole", True) else figures["money_at"]
    return {"since": days.midnight(first).isoformat(), "until": until}


def _happened(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Return campaigns that began and what colleagues noted, the latest first."""
    names = appeals.campaign_names()
    began = [
        {
            "day": date.fromisoformat(row["day"]),
            "kind": for_editors("A campaign began"),
            "words": names.get(row["campaign"], row["campaign"]),
            "is_campaign": True,
        }
        for row in figures["began"]
    ]
    noted = [
        {
            "day": date.fromisoformat(row["day"]),
            "kind": Annotation.Kind(row["kind"]).label,
            "words": row["words"],
            "is_campaign": False,
        }
        for row in figures["tables"]["noted"]
    ]
    return sorted([*began, *noted], key=lambda one: one["day"], reverse=True)
