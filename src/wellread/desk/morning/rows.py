"""The rows that a figure of the morning page is made of, found by what made the figure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from wellread.desk.funnel import value_words
from wellread.desk.morning import document, gathering, spells
from wellread.desk.morning.days import Span
from wellread.insights.hours import counted
from wellread.insights.models import ArticleViewTotal, Conversion, Kind
from wellread.insights.warehouse import HourQuestion
from wellread.language import writing
from wellread.language.editors import for_editors
from wellread.mail.address import readable
from wellread.mail.models import Email
from wellread.membership.models import Membership
from wellread.membership.recovery import judged
from wellread.payments.models import LedgerEntry, Payment
from wellread.payments.money import Money
from wellread.payments.rules import RECEIVED

# Of 32,766 that SQLite takes in one question.
MOST_BY_NUMBER = 10_000


class WantedRows(NamedTuple):
    """Whose rows: a time, and where the figure is of a part, of which (`by` is a dimension)."""

    period: Span
    currency: str = ""
    by: str = ""
    value: str = ""
    # Of one campaign's variant, as the appeals desk has them.
    campaign: str = ""
    variant: str = ""


class RowBehind(NamedTuple):
    """One line: its cells in words, and the page of what the first one names."""

    cells: tuple[str, ...]
    address: str = ""


class RowsBehind(NamedTuple):
    """What a figure is made of; `total` is the figure, in words."""

    title: str
    columns: tuple[str, ...]
    total: str
    # A queryset or a list, drawn as it is read: a page shows some of many.
    every: Any
    drawn: Callable[[Sequence[Any]], list[RowBehind]]


MEMBER, AMOUNT = for_editors("Member"), for_editors("Amount")
OF_MEMBERSHIP = MEMBER, AMOUNT, for_editors("Since"), for_editors("Until")
COUNTED = {
    "impressions": (Kind.IMPRESSION, for_editors("Impressions")),
    "views": (Kind.VIEW, for_editors("Views")),
    "clicks": (Kind.CLICK, for_editors("Clicks")),
    "dismissals": (Kind.DISMISSAL, for_editors("Dismissals")),
    "joins_started": (Kind.JOIN_STARTED, for_editors("Joins started")),
}
MOVED = {
    "received": ((LedgerEntry.Kind.PAYMENT,), for_editors("Received")),
    "given_back": (gathering.GIVEN_BACK, for_editors("Given back")),
    "fees": ((LedgerEntry.Kind.FEE,), for_editors("Fees")),
}


def _members(wanted: WantedRows) -> RowsBehind:
    """Return whose membership runs at the end of a time."""
    live = _live(wanted.period.until)
    return _of_memberships(for_editors("Members"), _in(wanted.currency).filter(live))


def _recurring(wanted: WantedRows) -> RowsBehind:
    """Return what each membership that runs at the end of a time comes to in a month."""
    until = wanted.period.until
    every = _in(wanted.currency).filter(_live(until))

    def drawn(some: Sequence[Membership]) -> list[RowBehind]:
        shown = Membership.objects.filter(pk__in=[one.pk for one in some])
        found = {one.membership: one for one in gathering.spells(shown)}
        rows = _memberships(found)
        return [
            _of_membership(
                rows[one.pk], _a_month(found[one.pk].a_year(until), found[one.pk].currency)
            )
            for one in some
        ]

    return RowsBehind(
        for_editors("Recurring a month"),
        (*OF_MEMBERSHIP, for_editors("A month")),
        _number_and(every.count(), _recurring_total(wanted)),
        every.order_by("-started_at", "-pk"),
        drawn,
    )


def _recurring_total(wanted: WantedRows) -> str:
    """Return what they come to: of the ends of months as the figures have it, which led here."""
    if not wanted.currency:
        return ""
    until = wanted.period.until
    known = document.recurring_at(wanted.currency, until)
    if known is not None:
        return str(Money(known, wanted.currency))
    every = gathering.spells(_in(wanted.currency).filter(_live(until)))
    return _a_month(sum(one.a_year(until) for one in every), wanted.currency)


def _joined(wanted: WantedRows) -> RowsBehind:
    """Return whose membership began in a time, whether it runs or not."""
    began = Q(started_at__gte=wanted.period.since, started_at__lt=wanted.period.until)
    return _of_memberships(for_editors("Joined"), _in(wanted.currency).filter(began))


def _left(wanted: WantedRows) -> RowsBehind:
    """Return whose membership began in a time and still ran at the moment `value`."""
    at = parse_datetime(wanted.value)
    if at is None or at.tzinfo is None:
        raise ValueError("value must be a moment with its zone, got " + repr(wanted.value))
    began = Q(started_at__gte=wanted.period.since, started_at__lt=wanted.period.until)
    live = Q(subscription__ended_at=None) | Q(subscription__ended_at__gt=at)
    return _of_memberships(
        for_editors("Left of those who joined"), _in(wanted.currency).filter(began & live)
    )


def _changed(kind: str, title: str, wanted: WantedRows) -> RowsBehind:
    """Return what came, went or changed its amount between two moments."""
    since, until = wanted.period.since, wanted.period.until
    if kind in ("more", "less"):
        touched = Q(subscription__in=_paid_otherwise(since, until))
    else:
        touched = Q(started_at__gt=since, started_at__lte=until) | Q(
            subscription__ended_at__gt=since, subscription__ended_at__lte=until
        )
    of = _with_earlier_ones(_in(wanted.currency).filter(touched), wanted.currency)
    found = [one for one in spells.changes(gathering.spells(of), since, until) if _is(kind, one)]
    total = sum(abs(one.after - one.before) for one in found)

    def drawn(some: Sequence[spells.SpellChange]) -> list[RowBehind]:
        rows = _memberships(one.spell.membership for one in some)
        return [
            _of_membership(
                rows[one.spell.membership],
                *(_a_month(minor, one.spell.currency) for minor in (one.before, one.after)),
            )
            for one in some
        ]

    return RowsBehind(
        title,
        (
            *OF_MEMBERSHIP,
            *(for_editors("A month before"), for_editors("A month after")),
        ),
        _number_and(len(found), _a_month(total, wanted.currency) if wanted.currency else ""),
        found,
        drawn,
    )


def _paid_otherwise(since: datetime, until: datetime) -> QuerySet[Any, Any]:
    """Return the subscriptions that were charged in a time, and once before it another sum."""
    received = Payment.objects.filter(subscription__isnull=False, status__in=sorted(RECEIVED))
    before = received.filter(subscription=OuterRef("subscription"), paid_at__lt=OuterRef("paid_at"))
    within = received.filter(paid_at__gt=since, paid_at__lte=until)
    other = before.exclude(amount_minor=OuterRef("amount_minor"))
    return within.filter(Exists(other)).order_by().values("subscription")


def _with_earlier_ones(some: QuerySet[Membership], currency: str) -> QuerySet[Membership]:
    """Return memberships and all others of the same readers: who is back is told by them."""
    every, some = _in(currency).order_by(), _by_number(some.order_by())
    readers = some.exclude(checkout__reader=None).values("checkout__reader")
    addresses = some.exclude(checkout__email="").values("checkout__email")
    # Each by its index: asked with OR, a database reads every membership there is.
    numbers = some.values("pk").union(
        every.filter(checkout__reader__in=readers).values("pk"),
        every.filter(checkout__email__in=addresses).values("pk"),
    )
    return _by_number(Membership.objects.filter(pk__in=numbers))


def _by_number(some: QuerySet[Membership]) -> QuerySet[Membership]:
    """Return the same, found once: asked for again and again within others it is costly."""
    numbers = list(some.values_list("pk", flat=True)[: MOST_BY_NUMBER + 1])
    if len(numbers) > MOST_BY_NUMBER:
        return some
    return Membership.objects.filter(pk__in=numbers).order_by()


def _is(kind: str, change: spells.SpellChange) -> bool:
    if kind in ("more", "less"):
        rose = change.after - change.before
        return change.kind == "kept" and (rose > 0 if kind == "more" else rose < 0)
    return change.kind == kind


def _paused(wanted: WantedRows) -> RowsBehind:
    resting = gathering.paused(wanted.period.until).order_by("resumes_at", "pk")

    def drawn(some: Sequence[Any]) -> list[RowBehind]:
        rows = _memberships(one.membership_id for one in some)
        return [
            _of_membership(rows[one.membership_id])._replace(
                cells=(
                    readable(rows[one.membership_id].email),
                    _when(one.rests_from),
                    _when(one.resumes_at),
                )
            )
            for one in some
        ]

    columns = MEMBER, for_editors("Rests from"), for_editors("Goes on")
    return RowsBehind(for_editors("Paused"), columns, _number_and(resting.count()), resting, drawn)


def _failed(kind: str, title: str, wanted: WantedRows) -> RowsBehind:
    every: QuerySet[Any] = judged(at=wanted.period.until)
    if kind == "stayed":
        every = every.filter(has_stayed=True)
    every = every.order_by("-failed_at", "-pk")

    def drawn(some: Sequence[Any]) -> list[RowBehind]:
        rows = _memberships(one.pk for one in some)
        yes, no = str(for_editors("Yes")), str(for_editors("No"))
        return [
            _of_membership(rows[one.pk])._replace(
                cells=(
                    readable(rows[one.pk].email),
                    _when(one.failed_at),
                    yes if one.has_stayed else no,
                )
            )
            for one in some
        ]

    columns = MEMBER, for_editors("Failed"), for_editors("A member 60 days later")
    return RowsBehind(title, columns, _number_and(every.count()), every, drawn)


def _moved(name: str, wanted: WantedRows) -> RowsBehind:
    kinds, title = MOVED[name]
    entries = LedgerEntry.objects.of_payments().filter(
        kind__in=kinds,
        occurred_at__gte=wanted.period.since,
        occurred_at__lt=wanted.period.until,
    )
    entries = entries.order_by("occurred_at", "pk")
    sums = gathering.moved(wanted.period)._asdict()[name]
    return RowsBehind(
        title,
        (for_editors("Movement"), AMOUNT, for_editors("At")),
        _number_and(entries.count(), _sums(sums)),
        entries,
        lambda some: [
            RowBehind(
                (str(one.get_kind_display()), str(one.money), _when(one.occurred_at)),
                reverse("ledgerentry:inspect", args=[one.pk]),
            )
            for one in some
        ],
    )


def _converted(wanted: WantedRows) -> RowsBehind:
    """Return whose first money came from an appeal (or, by campaign, from none)."""
    every = gathering.conversions_of(wanted.period)
    if wanted.by not in ("campaign", gathering.LETTER):
        every = every.exclude(campaign="")
    if wanted.by in (*gathering.OWN, gathering.LETTER):
        every = every.filter(**{wanted.by: wanted.value})
    elif wanted.by:
        stories = set(every.order_by().values_list("story", flat=True))
        every = every.filter(story__in=gathering.stories_of(wanted.by, wanted.value, stories))
    if wanted.campaign:
        every = every.filter(campaign=wanted.campaign, variant=wanted.variant)
    return _of_conversions(for_editors("Conversions"), every)


def _unasked(wanted: WantedRows) -> RowsBehind:
    every = gathering.conversions_of(wanted.period).filter(campaign="", letter="")
    return _of_conversions(for_editors("Joined unasked"), every)


def _by_letter(wanted: WantedRows) -> RowsBehind:
    """Return who joined by a letter's link and no appeal's."""
    every = gathering.conversions_of(wanted.period).filter(campaign="").exclude(letter="")
    return _of_conversions(for_editors("Joined by a letter"), every)


def _sent(wanted: WantedRows) -> RowsBehind:
    """Return the e-mails that left in a time and lead to joining."""
    every = gathering.letters_sent(wanted.period)
    if wanted.by == gathering.LETTER:
        every = every.filter(name=wanted.value)

    def drawn(some: Sequence[Email]) -> list[RowBehind]:
        return [
            RowBehind(
                (
                    readable(one.recipient),
                    gathering.letter_name(one.name),
                    _when(one.sent_at or one.queued_at),
                ),
                reverse("email:inspect", args=[one.pk]),
            )
            for one in some
        ]

    columns = for_editors("To"), for_editors("Letter or e-mail"), for_editors("Sent")
    return RowsBehind(
        for_editors("E-mails sent"),
        columns,
        _number_and(every.count()),
        every.order_by("-queued_at", "-pk"),
        drawn,
    )


def _of_conversions(title: str, every: QuerySet[Conversion]) -> RowsBehind:
    kept: dict[str, int] = {}
    for currency, minor in every.values_list("currency", "kept_minor"):
        kept[currency] = kept.get(currency, 0) + minor
    every = every.order_by("-at", "-pk")

    def drawn(some: Sequence[Conversion]) -> list[RowBehind]:
        paid = Payment.objects.filter(checkout__in=[one.checkout_id for one in some])
        first = dict(paid.order_by("-pk").values_list("checkout_id", "pk"))
        titles = gathering.titles(one.story for one in some)
        return [
            RowBehind(
                (
                    _when(one.at),
                    str(Money(one.amount_minor, one.currency)),
                    str(Money(one.kept_minor, one.currency)),
                    " · ".join(
                        filter(
                            None,
                            (one.campaign, one.variant, gathering.letter_name(one.letter)),
                        )
                    ),
                    titles.get(one.story, one.story),
                    " · ".join(filter(None, (one.placement, one.country, one.device, one.band))),
                ),
                reverse("payment:inspect", args=[first[one.checkout_id]])
                if one.checkout_id in first
                else "",
            )
            for one in some
        ]

    columns = (
        *(for_editors("At"), AMOUNT, for_editors("Kept"), for_editors("Appeal or letter")),
        *(for_editors("Story"), for_editors("Where, and articles read")),
    )
    return RowsBehind(title, columns, _number_and(every.count(), _sums(kept)), every, drawn)


def _counted(name: str, wanted: WantedRows) -> RowsBehind:
    kind, title = COUNTED[name]
    column = wanted.by if wanted.by in gathering.OWN else "story"
    by = tuple(dict.fromkeys(("hour", "campaign", "variant", column)))
    question = HourQuestion(
        by, wanted.period.since, wanted.period.until, wanted.campaign or None, str(kind)
    )
    found = counted(question)
    if wanted.campaign:
        found = {one: number for one, number in found.items() if one[2] == wanted.variant}
    place = by.index(column)
    if wanted.by:
        of = {wanted.value}
        if wanted.by in gathering.OF_STORY:
            of = gathering.stories_of(wanted.by, wanted.value, {one[place] for one in found})
        found = {one: number for one, number in found.items() if one[place] in of}
    every = sorted(found.items(), reverse=True)

    def drawn(some: Sequence[Any]) -> list[RowBehind]:
        titles = gathering.titles(str(one[place]) for one, _ in some) if column == "story" else {}
        return [
            RowBehind(
                (
                    _when(one[0]),
                    *(titles.get(part, part) for part in one[1:]),
                    f"{number:,}",
                )
            )
            for one, number in some
        ]

    words = {"campaign": for_editors("Campaign"), "variant": for_editors("Variant")}
    columns = tuple(words.get(one, COLUMNS.get(one, one)) for one in by[1:])
    total = _number_and(sum(found.values()))
    return RowsBehind(title, (for_editors("Hour"), *columns, title), total, every, drawn)


COLUMNS = {
    "placement": for_editors("Placement"),
    "story": for_editors("Story"),
    "country": for_editors("Country"),
    "device": for_editors("Device"),
    "band": for_editors("Articles read"),
}


def _article_views(wanted: WantedRows) -> RowsBehind:
    every = ArticleViewTotal.objects.filter(
        hour__gte=wanted.period.since, hour__lt=wanted.period.until
    )
    if wanted.by:
        stories = set(every.order_by().values_list("story", flat=True))
        of = (
            {wanted.value}
            if wanted.by == "story"
            else gathering.stories_of(wanted.by, wanted.value, stories)
        )
        every = every.filter(story__in=of)
    total = sum(every.order_by().values_list("number", flat=True))
    title = for_editors("Article views")

    def drawn(some: Sequence[ArticleViewTotal]) -> list[RowBehind]:
        titles = gathering.titles(one.story for one in some)
        return [
            RowBehind((_when(one.hour), titles.get(one.story, one.story), f"{one.number:,}"))
            for one in some
        ]

    columns = for_editors("Hour"), for_editors("Story"), title
    return RowsBehind(title, columns, _number_and(total), every.order_by("-hour", "story"), drawn)


FIGURES: dict[str, Callable[[WantedRows], RowsBehind]] = {
    "members": _members,
    "recurring": _recurring,
    "joined": _joined,
    "left": _left,
    "new": partial(_changed, "new", for_editors("New members")),
    "back": partial(_changed, "back", for_editors("Members who are back again")),
    "lost": partial(_changed, "lost", for_editors("Members lost")),
    "more": partial(_changed, "more", for_editors("Members who pay more")),
    "less": partial(_changed, "less", for_editors("Members who pay less")),
    "paused": _paused,
    "failed": partial(_failed, "failed", for_editors("Members whose charge failed")),
    "stayed": partial(_failed, "stayed", for_editors("Members who stayed after it")),
    **{name: partial(_moved, name) for name in MOVED},
    **{name: partial(_counted, name) for name in COUNTED},
    "conversions": _converted,
    "joined_unasked": _unasked,
    "joined_by_letter": _by_letter,
    "sent": _sent,
    "article_views": _article_views,
}


def _live(moment: datetime) -> Q:
    runs_on = Q(subscription__ended_at=None) | Q(subscription__ended_at__gt=moment)
    return Q(started_at__lte=moment) & runs_on


def _in(currency: str) -> QuerySet[Membership]:
    every = gathering.memberships()
    return every.filter(subscription__currency=currency) if currency else every


def _of_memberships(title: str, some: QuerySet[Membership]) -> RowsBehind:
    every = some.select_related("reader", "checkout", "subscription")
    return RowsBehind(
        title,
        OF_MEMBERSHIP,
        _number_and(every.count()),
        every.order_by("-started_at", "-pk"),
        lambda shown: [_of_membership(one) for one in shown],
    )


def _memberships(numbers: Iterable[int]) -> dict[int, Membership]:
    rows = Membership.objects.filter(pk__in=set(numbers))
    return {one.pk: one for one in rows.select_related("reader", "checkout", "subscription")}


def _of_membership(one: Membership, *more: str) -> RowBehind:
    return RowBehind(
        (
            readable(one.email),
            str(one.subscription),
            _when(one.started_at),
            _when(one.subscription.ended_at),
            *more,
        ),
        reverse("membership:inspect", args=[one.pk]),
    )


def _a_month(minor_a_year: int, currency: str) -> str:
    return str(Money(round(minor_a_year / 12), currency))


def _sums(minor: dict[str, int]) -> str:
    return value_words(Money(minor[code], code) for code in sorted(minor) if minor[code])


def _number_and(number: int, *words: str) -> str:
    return ", ".join([f"{number:,}", *(one for one in words if one and one != "–")])


def _when(at: datetime | None) -> str:
    return writing.day_and_clock(at) if at else ""
