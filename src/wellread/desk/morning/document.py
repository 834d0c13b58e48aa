"""All figures of the morning page in one document: worked out by the worker, kept in one row.

A page that shows them reads this row, however many members there are.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from wellread.appeals.otherwise import OTHER
from wellread.desk.models import DeskFigures
from wellread.desk.morning import days, gathering, spells
from wellread.desk.morning.gathering import DIMENSIONS, LETTER, AskedAndWon
from wellread.insights.models import Kind
from wellread.membership.recovery import recovery
from wellread.payments import clock

NAME = "morning"
MONTHS = 13
# Of which the lists of campaigns, stories and places tell.
LISTED_DAYS = 30
# Older than that, the page says that the worker does not work.
FRESH = timedelta(hours=1)

Document = dict[str, Any]


def current() -> Document:
    """Return the latest figures, worked out at once where there are none."""
    kept = DeskFigures.objects.filter(name=NAME).values_list("content", flat=True).first()
    # One of before an update of the product is worked out anew.
    return kept if kept is not None and "by-letter" in kept["tables"] else renew()


def recurring_at(currency: str, moment: datetime) -> int | None:
    """Return what members pay in a month at a moment that is the end of a month in the figures."""
    figures = current()
    for row in figures["tables"].get(f"months-{currency}", ()):
        first = date.fromisoformat(f"{row['month']}-01")
        end = days.midnight(date(first.year + first.month // 12, first.month % 12 + 1, 1))
        ends = end if row["is_whole"] else datetime.fromisoformat(figures["money_at"])
        if ends == moment:
            return int(row["end_minor"])
    return None


def renew() -> Document:
    """Work the figures out and keep them."""
    content = make(timezone.now())
    DeskFigures.objects.update_or_create(
        name=NAME, defaults={"content": content, "made_at": timezone.now()}
    )
    return content


def make(now: datetime) -> Document:
    """Return the figures of a moment; tables as lists of rows, each a dictionary."""
    money_now = clock.now()
    every = spells.ordered(gathering.spells())
    starts = days.month_starts(money_now, MONTHS)
    currencies = sorted({one.currency for one in every} | {str(settings.CURRENCY)})
    recovered = recovery(at=money_now)
    whole_month = days.Span("listed", now - timedelta(days=LISTED_DAYS), now)
    return {
        "made_at": now.isoformat(),
        # The sandbox's clock may be ahead.
        "money_at": money_now.isoformat(),
        "listed": {"since": whole_month.since.isoformat(), "until": whole_month.until.isoformat()},
        "currency": str(settings.CURRENCY),
        "currencies": currencies,
        "recovery": {"failed": recovered.failed, "stayed": recovered.stayed},
        "paused": gathering.paused(money_now).count(),
        "began": [
            {"day": day.isoformat(), "campaign": campaign}
            for day, campaign in gathering.beginnings(days.Span("", starts[0], now))
            # Of a campaign that tries two rules, what the other one asks besides began with it.
            if not campaign.endswith(OTHER)
        ],
        "tables": {
            "money": _money(money_now),
            "weeks": _weeks(every, money_now),
            **{f"months-{code}": _months(every, code, starts, money_now) for code in currencies},
            **{f"forecast-{code}": _forecast(every, code, starts) for code in currencies},
            "cohorts": _cohorts(every, starts, money_now),
            "asked": [
                {"period": one.name, "since": one.since.isoformat(), "until": one.until.isoformat()}
                | _asked(gathering.asked(one))
                for one in days.compared(now, 7)
            ],
            **{f"by-{name}": _by(name, whole_month) for name in DIMENSIONS if name != LETTER},
            "by-letter": _by_letter(whole_month),
            "most-read": _most_read(whole_month),
            "noted": gathering.noted(days.Span("", starts[0], now)),
        },
    }


def _money(now: datetime) -> list[dict[str, Any]]:
    rows = []
    for period in days.since_yesterday(now):
        moved = gathering.moved(period)
        every = sorted({*moved.received, *moved.given_back, *moved.fees, str(settings.CURRENCY)})
        rows += [
            {
                "period": period.name,
                "day": timezone.localtime(period.since).date().isoformat(),
                "since": period.since.isoformat(),
                "until": period.until.isoformat(),
                "currency": code,
                "received_minor": moved.received.get(code, 0),
                "given_back_minor": moved.given_back.get(code, 0),
                "fees_minor": moved.fees.get(code, 0),
            }
            for code in every
        ]
    return rows


def _weeks(every: Sequence[spells.Spell], now: datetime) -> list[dict[str, Any]]:
    """Return the last seven whole days beside others: members of all currencies, and the ledger."""
    rows = []
    for period in days.compared(now, 7):
        [week] = spells.months(every, [period.since, period.until])
        moved = gathering.moved(period)
        rows.append(
            {
                "period": period.name,
                "since": period.since.isoformat(),
                "until": period.until.isoformat(),
                **{name: getattr(week, name) for name in ("new", "back", "lost", "members_end")},
                "received_minor": moved.received,
                "given_back_minor": moved.given_back,
                "fees_minor": moved.fees,
            }
        )
    return rows


def _months(
    every: Sequence[spells.Spell], currency: str, starts: Sequence[datetime], now: datetime
) -> list[dict[str, Any]]:
    of = [one for one in every if one.currency == currency]
    rows = []
    for month in spells.months(of, [*starts, now]):
        said = month._asdict()
        rows.append(
            {
                "month": f"{timezone.localtime(said.pop('since')):%Y-%m}",
                "is_whole": said.pop("until") != now,
                **{name: said.pop(name) for name in ("members", "new", "back", "lost")},
                "members_end": said.pop("members_end"),
                "churn_percent": None if month.churn is None else round(100 * month.churn, 1),
                **{f"{name}_minor": round(value / 12) for name, value in said.items()},
            }
        )
    return rows


def _forecast(
    every: Sequence[spells.Spell], currency: str, starts: Sequence[datetime]
) -> list[dict[str, Any]]:
    whole = spells.months([one for one in every if one.currency == currency], starts)
    return [
        {
            "months_ahead": one.month,
            "least_minor": round(one.least / 12),
            "middle_minor": round(one.middle / 12),
            "most_minor": round(one.most / 12),
        }
        for one in spells.forecast(whole)
    ]


def _cohorts(
    every: Iterable[spells.Spell], starts: Sequence[datetime], now: datetime
) -> list[dict[str, Any]]:
    return [
        {
            "month": f"{timezone.localtime(since):%Y-%m}",
            "joined": left[0],
            **{f"after_{place}": number for place, number in enumerate(left[1:])},
        }
        for since, left in spells.cohorts(every, starts, now)
        if left[0]
    ]


def _asked(one: AskedAndWon) -> dict[str, Any]:
    impressions = one.counts.get(Kind.IMPRESSION, 0)
    return {
        "impressions": impressions,
        "views": one.counts.get(Kind.VIEW, 0),
        "clicks": one.counts.get(Kind.CLICK, 0),
        "dismissals": one.counts.get(Kind.DISMISSAL, 0),
        "opt_outs": one.counts.get(Kind.OPT_OUT, 0),
        "joins_started": one.counts.get(Kind.JOIN_STARTED, 0),
        "conversions": one.conversions,
        "per_thousand": round(1000 * one.conversions / impressions, 2) if impressions else None,
        "kept_minor": one.kept,
        "article_views": one.article_views or None,
        "per_thousand_views": (
            round(1000 * one.conversions / one.article_views, 2) if one.article_views else None
        ),
        "joined_by_letter": one.by_letter,
        "joined_unasked": one.unasked,
    }


def _of_letter(one: AskedAndWon) -> dict[str, Any]:
    return {
        "sent": one.sent,
        "conversions": one.conversions,
        "per_thousand": round(1000 * one.conversions / one.sent, 2) if one.sent else None,
        "kept_minor": one.kept,
    }


def _most_read(period: days.Span) -> list[dict[str, Any]]:
    """Return the stories that were read most, which nobody knows unless it is counted."""
    found = gathering.asked_by("story", period)
    ranked = sorted(found.items(), key=lambda one: (-one[1].article_views, one[0]))
    read = [(story, one) for story, one in ranked if one.article_views][: gathering.MOST_ROWS]
    words = gathering.titles(story for story, _ in read)
    return [{"story": story, "name": words.get(story, story), **_asked(one)} for story, one in read]


def _by_letter(period: days.Span) -> list[dict[str, Any]]:
    found = gathering.asked_by(LETTER, period)
    ranked = sorted(
        found.items(), key=lambda one: (-one[1].conversions, -(one[1].sent or 0), one[0])
    )
    return [
        {LETTER: letter, "name": gathering.letter_name(letter), **_of_letter(one)}
        for letter, one in ranked[: gathering.MOST_ROWS]
    ]


def _by(name: str, period: days.Span) -> list[dict[str, Any]]:
    found = gathering.asked_by(name, period)
    words = gathering.titles(found) if name == "story" else {}
    ranked = sorted(
        found.items(),
        key=lambda one: (-one[1].conversions, -one[1].counts.get(Kind.IMPRESSION, 0), one[0]),
    )
    return [
        {name: value, "name": words.get(value, value), **_asked(one)}
        for value, one in ranked[: gathering.MOST_ROWS]
    ]
