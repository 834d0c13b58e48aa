"""The few facts every page needs about the tree, kept in memory until something moves."""

from typing import NamedTuple

from wellread.newsletters import queries as newsletters
from wellread.newsroom.models import Section, StandingPage
from wellread.newsroom.rendering.pages import SectionLink
from wellread.newsroom.rules import STANDING_SLUG, public_path


class Navigation(NamedTuple):
    """Live sections by their place in the tree, in the menu's order, standing pages' titles, and
    whether there is a newsletter to ask for."""

    sections: dict[str, SectionLink]
    section_keys: dict[str, int]
    standing: dict[str, str]
    has_newsletters: bool

    def section_of(self, tree_path: str) -> SectionLink | None:
        """Return the section that a story at this place belongs to."""
        return self.sections.get(tree_path[: -Section.steplen])


_known: dict[str, Navigation] = {}


def navigation() -> Navigation:
    """Return the sections and standing pages, read once until forgotten."""
    # What is read while something moves goes into the dict that is thrown away.
    known = _known
    if "now" not in known:
        known["now"] = _read()
    return known["now"]


def menu() -> tuple[SectionLink, ...]:
    """Return the sections in the order of the tree; no query until something moves."""
    return tuple(navigation().sections.values())


def standing_links() -> tuple[tuple[str, str], ...]:
    """Return (title, path) of the standing pages in the order of the tree; no query either."""
    links = navigation().standing.items()
    return tuple((title, f"/{STANDING_SLUG}/{slug}/") for slug, title in links)


def has_newsletters() -> bool:
    """Tell whether readers can ask for a newsletter; no query until that changes."""
    return navigation().has_newsletters


def forget(**signal: object) -> None:
    """Read the tree again at the next look: something moved, here or in another process."""
    global _known
    _known = {}


def _read() -> Navigation:
    rows = Section.objects.filter(live=True).order_by("path")
    found = list(rows.values_list("path", "title", "slug", "url_path", "pk"))
    return Navigation(
        sections={
            path: SectionLink(name, slug, public_path(url_path))
            for path, name, slug, url_path, _ in found
        },
        section_keys={path: pk for path, *_, pk in found},
        standing=dict(
            StandingPage.objects.filter(live=True).order_by("path").values_list("slug", "title")
        ),
        has_newsletters=newsletters.offered().exists(),
    )
