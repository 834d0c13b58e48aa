"""A campaign as published: whom it asks, where, how often, and with which variants."""

from functools import cached_property
from itertools import accumulate
from typing import Annotated, Literal, NamedTuple

from msgspec import field

from wellread.engine.history import Window, window
from wellread.engine.schema import (
    Articles,
    Country,
    Days,
    Identifier,
    LanguageTag,
    Part,
    Share,
    SomeDays,
    Views,
    says,
    some,
    unique,
)
from wellread.engine.values import Fault, Moment, must

INTERRUPTING = frozenset({"overlay", "banner"})
# The one place that they share.
INTERRUPTION = "interruption"


class Countries(Part, frozen=True):
    """The countries that are welcome: those in `only` (empty: all) that are not in `except`."""

    only: Annotated[frozenset[Country], says("ISO 3166 codes; empty: everywhere.", [])]
    but: Annotated[frozenset[Country], says("ISO 3166 codes of where nobody is asked.", ["US"])] = (
        field(name="except")
    )

    def admits(self, value: str | None) -> bool:
        """Whether this country is welcome; an unknown one fails `only` and passes `except`."""
        return _admits(self.only, self.but, value)


class Sections(Part, frozen=True):
    """The sections that are welcome: those in `only` (empty: all) that are not in `except`."""

    only: Annotated[frozenset[str], says("Names of sections; empty: all.", [])]
    but: Annotated[frozenset[str], says("Names of sections that ask nothing.", ["obituaries"])] = (
        field(name="except")
    )

    def admits(self, value: str | None) -> bool:
        """Whether this section is welcome; an unknown one fails `only` and passes `except`."""
        return _admits(self.only, self.but, value)


class Topics(Part, frozen=True):
    """The topics that are welcome: a page needs one of `any` (empty: all) and none of `none`."""

    any: Annotated[frozenset[str], says("A page needs one of these; empty: needs none.", [])]
    none: Annotated[frozenset[str], says("A page with one of these asks nothing.", [])]

    def admits(self, topics: tuple[str, ...]) -> bool:
        """Whether a page with these topics is welcome."""
        has_one = not self.any or not self.any.isdisjoint(topics)
        return has_one and self.none.isdisjoint(topics)


class ArticleRange(Part, frozen=True, dict=True):
    """How many articles a reader has read, and which of them count."""

    min: Annotated[Articles | None, says("At least so many; null: no lower limit.", 8)]
    max: Annotated[Articles | None, says("At most so many; null: no upper limit.", None)]
    days: Annotated[SomeDays, says("Counted over this many days of 24 hours up to now.", 30)]
    sections: Annotated[frozenset[str], says("Counting these sections only; empty: all.", [])]
    topics: Annotated[
        frozenset[str], says("Counting what has one of these topics only; empty: all.", [])
    ]

    def __post_init__(self) -> None:
        if self.min is not None and self.max is not None and self.max < self.min:
            raise must(f"at least min, which is {self.min}", self.max).under("max")

    @cached_property
    def within(self) -> Window:
        """What the count takes in."""
        return window(self.days, self.sections, self.topics)


class Audience(Part, frozen=True):
    """Who is asked; whoever fails one of these is not."""

    membership: Annotated[
        Literal["any", "non_members", "members", "former_members"],
        says("Former members were members and are not.", "non_members"),
    ]
    sign_in: Annotated[
        Literal["any", "signed_in", "signed_out"], says("Whether the reader is signed in.", "any")
    ]
    consent: Annotated[
        Literal["any", "given", "not_given"],
        says("`given` is met by given and not needed, `not_given` by refused and unknown.", "any"),
    ]
    countries: Annotated[Countries, says("Where the reader is.")]
    languages: Annotated[
        tuple[LanguageTag, ...],
        says("`en` is any English, `en-GB` that alone; capitals say nothing; empty: all.", ["en"]),
    ]
    devices: Annotated[
        frozenset[str], says("What is read on: phone, tablet, desktop; empty: all.", [])
    ]
    articles: Annotated[ArticleRange, says("What the reader has read.")]
    rest_after_contribution_days: Annotated[
        Days, says("Nobody is asked so long after giving; 0: no rest.", 180)
    ]
    newsletter: Annotated[
        Literal["any", "readers", "non_readers"],
        says("Whether the reader takes the newsletter; an unknown one passes `any` alone.", "any"),
    ] = "any"


class Pages(Part, frozen=True):
    """Where a campaign may ask."""

    kinds: Annotated[frozenset[str], says("Kinds of page; empty: all.", ["article", "live_blog"])]
    sections: Annotated[Sections, says("The page's section.")]
    topics: Annotated[Topics, says("The page's topics.")]
    sensitive: Annotated[
        bool, says("Whether also on sensitive pages; overlay and banner never ask there.", False)
    ]


class Cap(Part, frozen=True):
    """How often a campaign may ask, by the views that the device has recorded."""

    views: Annotated[Views | None, says("At most so many views; null: no limit.", 4)]
    days: Annotated[SomeDays | None, says("Counted over this many days; null: for ever.", 30)]
    gap_days: Annotated[Days, says("Days without a view before it asks again; 0: none.", 0)]
    counts: Annotated[
        Literal["campaign", "placement", "all"],
        says("Whose views count: its own, its placement's, or all but the header's.", "placement"),
    ]
    rest_days: Annotated[Days, says("Days of rest after a reader has closed it; 0: none.", 7)]


class Variant(Part, frozen=True):
    """One version of a campaign's copy and amounts."""

    id: Annotated[Identifier, says("Its name in figures, once in the campaign.", "control")]
    share: Annotated[Share, says("The share of readers who draw it; all sum to 1.", 1.0)]
    prints_count: Annotated[bool, says("Whether its copy prints the reader's number.", True)]
    works_without_count: Annotated[
        bool, says("Whether it has copy for readers whose number is unknown.", False)
    ]
    copy: Annotated[Identifier, says("The name of its copy document.", "c41d07a9f2")]


Placement = Literal["end_of_article", "overlay", "banner", "inline", "header"]


class Conditions(NamedTuple):
    """What follows from a campaign's fields for every reader; None stands for all countries."""

    countries: Countries | None
    tags: tuple[str, ...]
    needs_count: bool
    within: Window
    interrupts: bool
    cap_key: str


class Campaign(Part, frozen=True, dict=True):
    """One campaign; what no key says follows from them, and is worked out once."""

    id: Annotated[Identifier, says("Its name, once in the line-up.", "autumn-letter")]
    draw: Annotated[Identifier, says("The salt of its draws; another deals anew.", "2026w47")]
    placement: Annotated[Placement, says("Where on the page it asks.", "overlay")]
    starts_at: Annotated[Moment | None, says("Its first moment; null: at once.", None)]
    ends_at: Annotated[
        Moment | None, says("From this moment on it asks nobody.", "2026-12-24T00:00:00Z")
    ]
    audience: Annotated[Audience, says("Who is asked.")]
    pages: Annotated[Pages, says("Where it asks.")]
    cap: Annotated[Cap, says("How often it asks.")]
    holdout: Annotated[Share, says("The share of readers it never asks, to compare with.", 0.0)]
    variants: Annotated[tuple[Variant, ...], some("variant"), says("What it says and asks.")]

    def __post_init__(self) -> None:
        try:
            unique(variant.id for variant in self.variants)
        except Fault as fault:
            raise fault.under("variants") from None
        total = self.bounds[-1]
        if abs(total - 1) > 1e-9:
            raise Fault(f"must have shares that sum to 1, got {total:.12g}", "variants")
        starts_at, ends_at = self.starts_at, self.ends_at
        if starts_at is not None and ends_at is not None and ends_at <= starts_at:
            raise Fault("must be later than starts_at", "ends_at")

    @cached_property
    def bounds(self) -> tuple[float, ...]:
        """The cumulative shares of its variants."""
        # `accumulate` adds from left to right; `sum` corrects rounding since Python 3.12.
        return tuple(accumulate(variant.share for variant in self.variants))

    @cached_property
    def within(self) -> Window:
        """What its article count takes in."""
        return self.audience.articles.within

    @cached_property
    def needs_count(self) -> bool:
        """Whether it tests the count, or prints it with no copy to do without."""
        articles = self.audience.articles
        is_limited = articles.min is not None or articles.max is not None
        return is_limited or any(
            one.prints_count and not one.works_without_count for one in self.variants
        )

    @cached_property
    def interrupts(self) -> bool:
        """Whether it stands over what is being read."""
        return self.placement in INTERRUPTING

    @cached_property
    def place(self) -> str:
        """The place it would take on the page: overlay and banner are one."""
        return INTERRUPTION if self.interrupts else self.placement

    @cached_property
    def conditions(self) -> Conditions:
        """What a reader is tested by, beside the fields; looked up once for each reader."""
        audience = self.audience
        countries = audience.countries
        return Conditions(
            countries if countries.only or countries.but else None,
            # The hyphen keeps `en` from a longer word, and one comparison does for every region.
            tuple(f"{tag}-".lower() for tag in audience.languages),
            self.needs_count,
            audience.articles.within,
            self.interrupts,
            self._cap_key(),
        )

    def _cap_key(self) -> str:
        keys = {"campaign": f"campaign:{self.id}", "placement": f"placement:{self.placement}"}
        return keys.get(self.cap.counts, "all")


def _admits(only: frozenset[str], but: frozenset[str], value: str | None) -> bool:
    if value is None:
        return not only
    return (not only or value in only) and value not in but
