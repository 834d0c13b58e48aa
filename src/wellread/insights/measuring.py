"""What reading pages tell beside appeals; remembered until the newsroom chooses otherwise."""

from wellread.insights.models import MeasuringSettings

VIEWS, DECISIONS = "views", "decisions"

_known: dict[str, tuple[str, ...]] = {}


def told() -> tuple[str, ...]:
    """Return what a page is to tell: nothing where the newsroom has not chosen it."""
    # What is read while it changes goes into the dict that is thrown away.
    known = _known
    if "all" not in known:
        known["all"] = chosen()
    return known["all"]


def chosen() -> tuple[str, ...]:
    """Return what the newsroom has chosen, as of now."""
    whole = MeasuringSettings.objects.first() or MeasuringSettings()
    all_ways = ((VIEWS, whole.counts_article_views), (DECISIONS, whole.counts_decisions))
    return tuple(name for name, is_told in all_ways if is_told)


def forget() -> None:
    """Read the newsroom's choice anew when a page is drawn next."""
    global _known
    _known = {}
