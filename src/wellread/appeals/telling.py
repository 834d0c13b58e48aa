"""What an editor is told of a campaign while it is being written, and how it is told live."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from wellread.appeals import placeholders, ranking, rules, unmet
from wellread.appeals.models import Campaign, LineUpSettings
from wellread.appeals.otherwise import otherwise
from wellread.appeals.sentence import sentence
from wellread.language.editors import for_editors, for_editors_counted, speaking

# Figures are a room's beside this one: whoever stands above both says where they come from.
_shown_by: list[Callable[[str, date, date], int]] = []
_foreseen_by: list[Callable[[Campaign, datetime], list[str]]] = []
# A newsroom's month that has every weekday as often as any other.
REACH_DAYS = 28


def count_with(shown: Callable[[str, date, date], int]) -> None:
    """Have this say how often a campaign, by its short name, was shown from one day to another."""
    _shown_by.append(shown)


def foresee_with(foreseen: Callable[[Campaign, datetime], list[str]]) -> None:
    """Have this say what a campaign would have come to of late, as its form has it now."""
    _foreseen_by.append(foreseen)


class Told(NamedTuple):
    """A campaign in one sentence, and what else its editor would want to know."""

    sentence: str
    notes: list[str]
    warnings: list[str]


def told(campaign: Campaign, now: datetime) -> Told:
    """Return what is known of a campaign, saved or not."""
    with speaking():
        return Told(
            sentence(campaign),
            [*map(str, _notes(campaign, now))],
            [*map(str, _warnings(campaign, now))],
        )


def _notes(campaign: Campaign, now: datetime) -> Iterator[str]:
    if campaign.holdout_percent:
        yield for_editors("%(share)s of them are never asked, to compare with.") % {
            "share": rules.percent(float(campaign.holdout_percent))
        }
    two = otherwise(campaign)
    if two is not None:
        generous, strict = two.words
        yield for_editors(
            "By chance, %(less)s of readers are asked %(strict)s, the others %(generous)s."
        ) % {
            "less": rules.percent(100 * two.strict_share),
            "strict": strict,
            "generous": generous,
        }
    if any(rules.words(text) for text in _silence()):
        yield str(for_editors("Nobody is asked where “Asking for support” says that it is silent."))
    yield from _reach(campaign, now)
    for foreseen in _foreseen_by[-1:]:
        yield from foreseen(campaign, now)


def _silence() -> Iterator[str]:
    for whole in LineUpSettings.objects.all():
        yield from (whole.silent_sections, whole.silent_topics)


def _reach(campaign: Campaign, now: datetime) -> Iterator[str]:
    shown = 0
    if campaign.first_published_at and _shown_by:
        today = now.astimezone(UTC).date()
        since, until = today - timedelta(days=REACH_DAYS), today - timedelta(days=1)
        shown = _shown_by[-1](campaign.key, since, until)
    if shown:
        yield for_editors_counted(
            "As it was published, it was shown once in the last four weeks.",
            "As it was published, it was shown %(number)s times in the last four weeks.",
            shown,
        )


def _warnings(campaign: Campaign, now: datetime) -> Iterator[str]:
    yield from map(str, unmet.faults(campaign, now).values())
    if campaign.deadline_at and campaign.deadline_at <= now:
        yield str(for_editors("Its deadline is past: the line about it is not shown."))
    yield from placeholders.at_one(campaign)
    found = ranking.hidden_by(campaign, now)
    if found:
        yield found.words
    for other in ranking.hides(campaign, now):
        yield (
            for_editors("“%(name)s”, lower in the list, is left only whom this one leaves.")
            % {"name": other.name}
        )


@require_POST
def tell(request: HttpRequest, panel: Any, pk: int | None = None) -> JsonResponse:
    """Answer what is told of the form as it stands; it is saved nowhere.

    Fields that cannot be read yet count as they were saved last.
    """
    instance: Any = Campaign()
    if pk is not None:
        instance = get_object_or_404(Campaign, pk=pk).get_latest_revision_as_object()
    form = panel.get_form_class()(request.POST, instance=instance, for_user=request.user)
    form.defer_required_fields()
    if form.is_valid():
        instance = form.save(commit=False)
    return JsonResponse(told(instance, timezone.now())._asdict())
