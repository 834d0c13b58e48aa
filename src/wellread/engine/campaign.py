"""A campaign as published: whom it asks, where, how often, and with which variants."""

from dataclasses import dataclass, field
from itertools import accumulate

from wellread.engine.history import Window

INTERRUPTING = frozenset({"overlay", "banner"})
# The one place that they share.
INTERRUPTION = "interruption"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which values are welcome: those in `only` (empty: all) that are not in `but`."""

    only: frozenset[str]
    but: frozenset[str]

    def admits(self, value: str | None) -> bool:
        """Whether this value is welcome; an unknown one fails every `only`, passes every `but`."""
        if value is None:
            return not self.only
        return (not self.only or value in self.only) and value not in self.but


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """Which pages are welcome by topic: with one of `any_of` (empty: all) and none of `none_of`."""

    any_of: frozenset[str]
    none_of: frozenset[str]

    def admits(self, topics: tuple[str, ...]) -> bool:
        """Whether a page with these topics is welcome."""
        has_one = not self.any_of or not self.any_of.isdisjoint(topics)
        return has_one and self.none_of.isdisjoint(topics)


@dataclass(frozen=True, slots=True)
class ArticleRange:
    """How many articles a reader has read: both ends inclusive, None for no limit."""

    least: int | None
    most: int | None
    within: Window


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is asked; `languages` are tags' beginnings like "en-", None stands for all countries."""

    membership: str
    sign_in: str
    consent: str
    countries: Choice | None
    languages: tuple[str, ...]
    devices: frozenset[str]
    articles: ArticleRange
    rest_after_contribution_days: int


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a campaign may ask; None stands for all sections."""

    kinds: frozenset[str]
    sections: Choice | None
    topics: TopicChoice
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Cap:
    """How often a campaign may ask; `counts` says which recorded views are counted."""

    views: int | None
    days: int | None
    gap_days: int
    counts: str
    rest_days: int


@dataclass(frozen=True, slots=True)
class Variant:
    """One version of a campaign's copy and amounts; `copy` names its document."""

    id: str
    share: float
    prints_count: bool
    works_without_count: bool
    copy: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign as published; times in epoch seconds, `starts_at` inclusive, `ends_at` not."""

    id: str
    draw: str
    placement: str
    starts_at: int | None
    ends_at: int | None
    audience: Audience
    pages: Pages
    cap: Cap
    holdout: float
    variants: tuple[Variant, ...]
    bounds: tuple[float, ...] = field(init=False)
    within: Window = field(init=False)
    needs_count: bool = field(init=False)
    interrupts: bool = field(init=False)
    cap_key: str = field(init=False)

    def __post_init__(self) -> None:
        articles = self.audience.articles
        limited = articles.least is not None or articles.most is not None
        # `accumulate` adds from left to right; `sum` corrects rounding since Python 3.12.
        bounds = tuple(accumulate(variant.share for variant in self.variants))
        object.__setattr__(self, "bounds", bounds)
        object.__setattr__(self, "within", articles.within)
        object.__setattr__(self, "needs_count", limited or any(map(_needs_count, self.variants)))
        object.__setattr__(self, "interrupts", self.placement in INTERRUPTING)
        object.__setattr__(self, "cap_key", self._cap_key())

    @property
    def place(self) -> str:
        """The place it would take on the page: overlay and banner are one."""
        return INTERRUPTION if self.interrupts else self.placement

    def _cap_key(self) -> str:
        keys = {"campaign": f"campaign:{self.id}", "placement": f"placement:{self.placement}"}
        return keys.get(self.cap.counts, "all")


def _needs_count(variant: Variant) -> bool:
    return variant.prints_count and not variant.works_without_count
