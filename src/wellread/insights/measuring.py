"""What reading pages tell beside appeals; remembered until the newsroom chooses otherwise."""

from wellread.insights.models import MeasuringSettings

VIEWS, DECISIONS = "views", "decisions"

_known: dict[str, tuple[str, ...]] = {}


def told() -> tuple[str, ...]:
    """Return what a page is to tell: nothing where the newsroom has not chosen it."""
    # What is read while it changes goes into the dict that is thrown away.
    known = _known
    if "all" not in known:
        whole = MeasuringSettings.objects.first() or MeasuringSettings()
        chosen = ((VIEWS, whole.counts_article_views), (DECISIONS, whole.counts_decisions))
        known["all"] = tuple(name for name, is_told in chosen if is_told)
    return known["all"]


def forget() -> None:
    """Read the newsroom's choice anew when a page is drawn next."""
    global _known
    _known = {}
