"""The rows of several rooms as plain facts."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.utils import timezone
from wagtail.models import Page

from wellread.desk.models import Annotation
from wellread.desk.morning.days import Span
from wellread.desk.morning.spells import A_YEAR, Spell
from wellread.insights.hours import counted
from wellread.insights.models import OF_NO_VARIANT, ArticleViewTotal, Conversion, EventTotal, Kind
from wellread.insights.warehouse import HourQuestion
from wellread.mail import catalogue
from wellread.mail import queries as emails
from wellread.mail.models import Email
from wellread.membership.models import Membership, Pause
from wellread.newsroom.models import Story
from wellread.payments.models import LedgerEntry, Payment
from wellread.payments.rules import RECEIVED

OWN = ("campaign", "variant", "placement", "country", "device", "story", "band")
# What a story says of itself.
OF_STORY = ("section", "author", "topic")
# What kind of letter or e-mail somebody's link was in: no appeal on a page.
LETTER = "letter"
DIMENSIONS = (*OWN, *OF_STORY, LETTER)
GIVEN_BACK = (
    *(LedgerEntry.Kind.REFUND, LedgerEntry.Kind.REFUND_FAILED),
    *(LedgerEntry.Kind.DISPUTE, LedgerEntry.Kind.DISPUTE_WON),
)
# A row for each person is no summary.
MOST_ROWS = 200

Sums = dict[str, int]


class MoneyMoved(NamedTuple):
    """Money of a period in minor units, by currency: given back and fees are negative."""

    payments: int
    received: Sums
    given_back: Sums
    fees: Sums


class AskedAndWon(NamedTuple):
    """What was asked and what came of it; `kept` is what the ledger has of first money."""

    counts: dict[str, int]
    conversions: int
    kept: Sums
    unasked: int = 0
    # Who joined by a letter's link and no appeal's.
    by_letter: int = 0
    # Article views, where the newsroom has them counted; they know nothing but their story.
    article_views: int = 0
    # E-mails that left, where a row of each is kept.
    sent: int | None = None


def memberships() -> QuerySet[Membership]:
    """Return every membership there was, paid again and again."""
    return Membership.objects.filter(subscription__interval__in=A_YEAR)


def spells(of: QuerySet[Membership] | None = None) -> list[Spell]:
    """Return each membership; what a group pays changes with its seats' price now."""
    charges = _charges(of)
    rows = (memberships() if of is None else of).values_list(
        "pk",
        "subscription_id",
        "is_group",
        "started_at",
        "subscription__ended_at",
        "subscription__currency",
        "subscription__interval",
        "subscription__amount_minor",
        "subscription__quantity",
        "checkout__reader_id",
        "checkout__email",
    )
    return [
        Spell(
            f"{reader or email or f'subscription {number}'}{' group' if is_group else ''}",
            currency,
            interval,
            started_at,
            ended_at,
            ((started_at, amount),)
            if is_group or number not in charges
            else tuple(charges[number]),
            membership,
        )
        for (
            membership,
            number,
            is_group,
            started_at,
            ended_at,
            currency,
            interval,
            amount,
            _quantity,
            reader,
            email,
        ) in rows.order_by().iterator()
    ]


def moved(period: Span) -> MoneyMoved:
    """Return the ledger's movements of a period, payouts apart."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    payments = 0
    rows = (
        LedgerEntry.objects.of_payments()
        .filter(occurred_at__gte=period.since, occurred_at__lt=period.until)
        .order_by()
        .values_list("kind", "currency")
        .annotate(sum=Sum("amount_minor"), number=Count("pk"))
    )
    for kind, currency, amount, number in rows:
        sums[kind][currency] += amount
        payments += number if kind == LedgerEntry.Kind.PAYMENT else 0
    given_back: Counter[str] = Counter()
    for kind in GIVEN_BACK:
        for currency, amount in sums[kind].items():
            given_back[currency] += amount
    return MoneyMoved(
        payments,
        dict(sums[LedgerEntry.Kind.PAYMENT]),
        dict(given_back),
        dict(sums[LedgerEntry.Kind.FEE]),
    )


def paused(moment: datetime) -> QuerySet[Pause]:
    """Return which memberships rested at a moment."""
    resting = Pause.objects.filter(rests_from__lte=moment, resumes_at__gt=moment)
    return resting.filter(Q(ended_at=None) | Q(ended_at__gt=moment))


def asked(period: Span) -> AskedAndWon:
    """Return all that was asked in a period."""
    kinds = counted(HourQuestion(("kind",), period.since, period.until))
    converted = conversions_of(period)
    without = Counter(converted.filter(campaign="").values_list("letter", flat=True))
    rows = list(
        converted.exclude(campaign="")
        .order_by()
        .values_list("currency")
        .annotate(Sum("kept_minor"), Count("pk"))
    )
    return AskedAndWon(
        {kind: number for (kind,), number in kinds.items()},
        sum(number for _, _, number in rows),
        {currency: kept for currency, kept, _ in rows},
        without[""],
        without.total() - without[""],
        sum(article_views(period).values()),
    )


def conversions_of(period: Span) -> QuerySet[Conversion]:
    """Return whose first money came in a period."""
    # By the day too, which has an index.
    first, last = (moment.astimezone(UTC).date() for moment in (period.since, period.until))
    within = Conversion.objects.filter(at__gte=period.since, at__lt=period.until)
    return within.filter(day__gte=first, day__lte=last)


def asked_by(name: str, period: Span) -> dict[str, AskedAndWon]:
    """Return the same by what `name` says: of a story by each of its authors, or topics."""
    if name == LETTER:
        return _by_letter(period)
    column = name if name in OWN else "story"
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    question = HourQuestion((column, "kind"), period.since, period.until)
    for (value, kind), number in counted(question).items():
        if kind not in OF_NO_VARIANT:
            counts[value][kind] += number
    conversions: Counter[str] = Counter()
    kept: dict[str, Counter[str]] = defaultdict(Counter)
    won = conversions_of(period)
    if name != "campaign":
        # Who was not asked was asked nowhere.
        won = won.exclude(campaign="")
    sums = won.order_by().values_list(column, "currency")
    for value, currency, amount, number in sums.annotate(Sum("kept_minor"), Count("pk")):
        conversions[value] += number
        kept[value][currency] += amount
    views = article_views(period) if column == "story" else {}
    found = {
        value: AskedAndWon(
            dict(counts[value]),
            conversions[value],
            dict(kept[value]),
            article_views=views.get(value, 0),
        )
        for value in counts.keys() | conversions.keys() | views.keys()
    }
    return _by_story_facts(name, found) if name in OF_STORY else found


def letters_sent(period: Span) -> QuerySet[Email]:
    """Return the e-mails of a period in which a link leads to joining."""
    return emails.sent(catalogue.leading_to_join(), period.since, period.until)


def article_views(period: Span) -> dict[str, int]:
    """Return how often each story was read in a period."""
    rows = ArticleViewTotal.objects.filter(hour__gte=period.since, hour__lt=period.until)
    return dict(rows.order_by().values_list("story").annotate(sum=Sum("number")))


def titles(stories: Iterable[str]) -> dict[str, str]:
    """Return the headlines of stories by their ids, of those that are still there."""
    numbers = [int(one) for one in stories if one.isdecimal() and len(one) < 10]
    rows = Page.objects.filter(pk__in=numbers).values_list("pk", "title")
    return {str(number): title for number, title in rows}


def letter_name(letter: str) -> str:
    """Return what an e-mail is called; of what somebody else sends, what its link says."""
    known = catalogue.TEMPLATES.get(letter)
    return str(known.label) if known else letter


def beginnings(period: Span) -> list[tuple[Any, str]]:
    """Return on which days of a period (UTC) campaigns were first met."""
    first = (
        EventTotal.objects.filter(kind=Kind.IMPRESSION)
        .order_by()
        .values_list("campaign")
        .annotate(first=Min("day"))
    )
    since, until = period.since.date(), period.until.date()
    return sorted((day, campaign) for campaign, day in first if since <= day < until)


def noted(period: Span) -> list[dict[str, str]]:
    """Return what colleagues noted of a period, the oldest first."""
    since, until = (timezone.localtime(one).date() for one in (period.since, period.until))
    rows = Annotation.objects.filter(day__gte=since, day__lte=until).order_by("day", "pk")
    return [{"day": one.day.isoformat(), "kind": one.kind, "words": one.words} for one in rows]


def stories_of(name: str, value: str, stories: Collection[str]) -> set[str]:
    """Return those of some stories that are of this section, author or topic ("" of none)."""
    said = dict(_said_by_stories(name, stories))
    return {story for story in stories if value in said.get(story, [""])}


def _charges(of: QuerySet[Membership] | None) -> dict[int, list[tuple[datetime, int]]]:
    charges: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    rows = Payment.objects.filter(
        subscription__isnull=False, paid_at__isnull=False, status__in=sorted(RECEIVED)
    )
    if of is not None:
        rows = rows.filter(subscription__in=of.order_by().values("subscription"))
    known = ("subscription_id", "paid_at", "amount_minor")
    for number, paid_at, amount in rows.order_by("paid_at", "pk").values_list(*known).iterator():
        charges[number].append((paid_at, amount))
    return charges


def _by_letter(period: Span) -> dict[str, AskedAndWon]:
    sent = dict(letters_sent(period).order_by().values_list("name").annotate(number=Count("pk")))
    conversions: Counter[str] = Counter()
    kept: dict[str, Counter[str]] = defaultdict(Counter)
    won = conversions_of(period).exclude(letter="").order_by().values_list("letter", "currency")
    for letter, currency, amount, number in won.annotate(Sum("kept_minor"), Count("pk")):
        conversions[letter] += number
        kept[letter][currency] += amount
    return {
        letter: AskedAndWon({}, conversions[letter], dict(kept[letter]), sent=sent.get(letter))
        for letter in conversions.keys() | sent.keys()
    }


def _by_story_facts(name: str, found: Mapping[str, AskedAndWon]) -> dict[str, AskedAndWon]:
    of = dict(_said_by_stories(name, found.keys()))
    together: dict[str, AskedAndWon] = {}
    for story, one in found.items():
        for value in of.get(story, [""]):
            before = together.get(value, AskedAndWon({}, 0, {}))
            together[value] = AskedAndWon(
                dict(Counter(before.counts) + Counter(one.counts)),
                before.conversions + one.conversions,
                _added(before.kept, one.kept),
                article_views=before.article_views + one.article_views,
            )
    return together


def _added(one: Sums, other: Sums) -> Sums:
    return {name: one.get(name, 0) + other.get(name, 0) for name in one.keys() | other.keys()}


def _said_by_stories(name: str, stories: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    numbers = [int(one) for one in stories if one.isdecimal() and len(one) < 10]
    if name == "section":
        pages = Page.objects.filter(pk__in=numbers).only("path", "pk")
        parents = {page.pk: page.path[: -Page.steplen] for page in pages}
        names = dict(
            Page.objects.filter(path__in=set(parents.values())).values_list("path", "title")
        )
        yield from ((str(number), [names.get(path, "")]) for number, path in parents.items())
        return
    column = {"author": "authorships__author__name", "topic": "topics__name"}[name]
    said: dict[str, list[str]] = defaultdict(list)
    for number, value in Story.objects.filter(pk__in=numbers).values_list("pk", column):
        said[str(number)].append(value or "")
    yield from said.items()
