"""The funnel's figures in the order and the words of the desk."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from wellread.engine.line_up import LineUp
from wellread.insights.queries import Funnel, Row
from wellread.insights.rules import interval_of_rate
from wellread.payments.money import Money


class Rate(NamedTuple):
    """Conversions per 1,000 impressions, with the ends of its 95 % interval."""

    value: float
    least: float
    most: float

    @property
    def words(self) -> str:
        """Write it for a table cell."""
        return f"{self.value:.1f} ({self.least:.1f} to {self.most:.1f})"


class VariantFigures(NamedTuple):
    """One line of a campaign's table; `rate` is None as long as nothing was shown."""

    row: Row
    rate: Rate | None
    value: str


class CampaignFigures(NamedTuple):
    """One campaign's table; `name` is its short name once the campaign itself is gone."""

    key: str
    name: str
    is_asking: bool
    variants: tuple[VariantFigures, ...]
    held_out: int


def campaigns(
    funnel: Funnel, line_up: LineUp, names: Mapping[str, str]
) -> tuple[CampaignFigures, ...]:
    """Return those that ask now in the line-up's order, then those that did, by short name."""
    rows = {(row.campaign, row.variant): row for row in funnel.rows}
    asking = {campaign.id: [one.id for one in campaign.variants] for campaign in line_up.campaigns}
    keys = list(asking) + sorted({key for key, _ in rows} - set(asking))
    return tuple(
        CampaignFigures(
            key,
            names.get(key, key),
            key in asking,
            tuple(
                _figures(rows.get((key, variant)) or _nothing(key, variant))
                for variant in _variants(asking.get(key, []), rows, key)
            ),
            funnel.held_out.get(key, 0),
        )
        for key in keys
    )


def value_words(value: Iterable[Money]) -> str:
    """Write sums of several currencies beside each other; they are never added."""
    return " + ".join(map(str, value)) or "–"


def _variants(asking: list[str], rows: Mapping[tuple[str, str], Row], campaign: str) -> list[str]:
    earlier = sorted(variant for key, variant in rows if key == campaign)
    return list(dict.fromkeys([*asking, *earlier]))


def _figures(row: Row) -> VariantFigures:
    return VariantFigures(row, _rate(row), value_words(row.value))


def _rate(row: Row) -> Rate | None:
    # Per impression, not per view: of a taller letter half is seen less often, and its rate per
    # view says that it does better for it.
    if not row.impressions:
        return None
    least, most = interval_of_rate(row.conversions, row.impressions)
    return Rate(1000 * row.conversions / row.impressions, 1000 * least, 1000 * most)


def _nothing(campaign: str, variant: str) -> Row:
    return Row(campaign, variant, 0, 0, 0, 0, 0, ())
