"""The line-up: the published document of campaigns, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from wellread.engine.campaign import (
    ArticleRange,
    Audience,
    Campaign,
    Cap,
    Choice,
    Pages,
    TopicChoice,
    Variant,
)
from wellread.engine.history import PLAIN_WINDOW, window
from wellread.engine.values import (
    Fault,
    NotKnown,
    Reader,
    boolean,
    country,
    decode,
    fingerprint,
    identifier,
    language,
    list_of,
    moment,
    must,
    object_of,
    one_of,
    or_null,
    set_of,
    share,
    text,
    unique,
    whole,
)

if TYPE_CHECKING:
    from wellread.engine.decision import Standing

FORMAT = 1
PLACEMENTS = ("end_of_article", "overlay", "banner", "inline", "header")


class LineUpFault(Fault):
    """A line-up that cannot be published; its text begins with the path of the fault."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Sections and topics whose pages ask for nothing."""

    sections: frozenset[str]
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class Holdout:
    """The share of readers who are asked for nothing at all."""

    share: float
    draw: str


@dataclass(frozen=True, slots=True)
class LineUp:
    """The campaigns in the order in which they are weighed.

    Between two `boundaries` (epoch seconds) no campaign starts or ends.
    """

    edition: str
    version: str
    published_at: int
    silence: Silence
    holdout: Holdout
    campaigns: tuple[Campaign, ...]
    boundaries: tuple[int, ...] = field(init=False, repr=False)
    remembered: "dict[tuple[object, ...], Standing]" = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        edges = {edge for one in self.campaigns for edge in (one.starts_at, one.ends_at)}
        boundaries = sorted(edge for edge in edges if edge is not None)
        object.__setattr__(self, "boundaries", tuple(boundaries))

    @property
    def longest_window_days(self) -> int:
        """The days of reading that any count of this line-up looks back on; at least 30."""
        windows = (one.audience.articles.within.days for one in self.campaigns)
        return max(PLAIN_WINDOW.days, *windows, 0)


def parse_line_up(document: object) -> LineUp:
    """Return the line-up for publishing; raise LineUpFault for anything that is not understood."""
    return _parse(document, list_of(read_campaign))


def parse_line_up_text(data: bytes | str) -> LineUp:
    """Return the line-up in this JSON text; raise LineUpFault as `parse_line_up` does."""
    try:
        return parse_line_up(decode(data))
    except Fault as fault:
        raise LineUpFault(fault.problem, fault.path) from None


def read_line_up(document: object) -> LineUp:
    """Return the line-up for a reader: a campaign with an unknown key or word is skipped."""
    return _parse(document, _skipping(read_campaign))


def version_of(document: Mapping[str, Any]) -> str:
    """Return the version that names this content, whenever it is published."""
    return fingerprint(
        {key: value for key, value in document.items() if key not in ("version", "published_at")}
    )


def _parse(document: object, read_campaigns: Reader[tuple[Campaign, ...]]) -> LineUp:
    read = object_of(
        _line_up,
        {
            "format": _format,
            "edition": identifier,
            "version": identifier,
            "published_at": moment,
            "silence": read_silence,
            "holdout": read_holdout,
            "campaigns": read_campaigns,
        },
    )
    try:
        return read(document)
    except Fault as fault:
        raise LineUpFault(fault.problem, fault.path) from None


def _skipping(reader: Reader[Campaign]) -> Reader[tuple[Campaign, ...]]:
    def read_known(value: Any) -> Campaign | None:
        try:
            return reader(value)
        except NotKnown:
            return None

    read_all = list_of(read_known)
    return lambda value: tuple(campaign for campaign in read_all(value) if campaign)


def _line_up(
    _format: int,
    edition: str,
    version: str,
    published_at: int,
    silence: Silence,
    holdout: Holdout,
    campaigns: tuple[Campaign, ...],
) -> LineUp:
    try:
        unique(campaign.id for campaign in campaigns)
    except Fault as fault:
        raise fault.under("campaigns") from None
    return LineUp(edition, version, published_at, silence, holdout, campaigns)


def _campaign(*parts: Any) -> Campaign:
    campaign = Campaign(*parts)
    starts_at, ends_at = campaign.starts_at, campaign.ends_at
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        raise Fault("must be later than starts_at", "ends_at")
    return campaign


def _choice(only: frozenset[str], but: frozenset[str]) -> Choice | None:
    return Choice(only, but) if only or but else None


def _languages(value: Any) -> tuple[str, ...]:
    # The hyphen keeps `en` from matching a longer word, and one comparison does for every region.
    return tuple(f"{tag}-" for tag in list_of(language)(value))


def _articles(
    least: int | None,
    most: int | None,
    days: int,
    sections: frozenset[str],
    topics: frozenset[str],
) -> ArticleRange:
    if least is not None and most is not None and most < least:
        raise must(f"at least min, which is {least}", most).under("max")
    return ArticleRange(least, most, window(days, sections, topics))


def _variants(value: Any) -> tuple[Variant, ...]:
    variants = list_of(read_variant)(value)
    unique(variant.id for variant in variants)
    if not variants:
        raise Fault("must have at least one variant")
    *_, total = accumulate(variant.share for variant in variants)
    if abs(total - 1) > 1e-9:
        raise Fault(f"must have shares that sum to 1, got {total:.12g}")
    return variants


def _format(value: Any) -> int:
    if isinstance(value, int | float) and not isinstance(value, bool) and value == FORMAT:
        return FORMAT
    raise must(f"{FORMAT}", value)


_days = whole("days")
_positive_days = whole("days", least=1)
_texts = set_of(text)

read_silence = object_of(Silence, {"sections": _texts, "topics": _texts})
read_holdout = object_of(Holdout, {"share": share, "draw": identifier})
read_variant = object_of(
    Variant,
    {
        "id": identifier,
        "share": share,
        "prints_count": boolean,
        "works_without_count": boolean,
        "copy": identifier,
    },
)
read_campaign = object_of(
    _campaign,
    {
        "id": identifier,
        "draw": identifier,
        "placement": one_of(*PLACEMENTS),
        "starts_at": or_null(moment),
        "ends_at": or_null(moment),
        "audience": object_of(
            Audience,
            {
                "membership": one_of("any", "non_members", "members", "former_members"),
                "sign_in": one_of("any", "signed_in", "signed_out"),
                "consent": one_of("any", "given", "not_given"),
                "countries": object_of(
                    _choice, {"only": set_of(country), "except": set_of(country)}
                ),
                "languages": _languages,
                "devices": _texts,
                "articles": object_of(
                    _articles,
                    {
                        "min": or_null(whole("articles")),
                        "max": or_null(whole("articles")),
                        "days": _positive_days,
                        "sections": _texts,
                        "topics": _texts,
                    },
                ),
                "rest_after_contribution_days": _days,
            },
        ),
        "pages": object_of(
            Pages,
            {
                "kinds": _texts,
                "sections": object_of(_choice, {"only": _texts, "except": _texts}),
                "topics": object_of(TopicChoice, {"any": _texts, "none": _texts}),
                "sensitive": boolean,
            },
        ),
        "cap": object_of(
            Cap,
            {
                "views": or_null(whole("views")),
                "days": or_null(_positive_days),
                "gap_days": _days,
                "counts": one_of("campaign", "placement", "all"),
                "rest_days": _days,
            },
        ),
        "holdout": share,
        "variants": _variants,
    },
)
