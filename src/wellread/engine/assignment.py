"""Which readers are held out, and which variant a reader draws: nothing needs remembering."""

from bisect import bisect_right

import mmh3

from wellread.engine.campaign import Campaign, Variant
from wellread.engine.line_up import LineUp


def position(seat: int, campaign: str, draw: str, purpose: str) -> float:
    """Return a reader's place from 0 up to 1 by murmur3 (x86, 32 bits, seed 0)."""
    return mmh3.mmh3_32_uintdigest(f"{seat}:{campaign}:{draw}:{purpose}".encode()) / 2**32


def is_held_out(line_up: LineUp, campaign: Campaign, seat: int) -> bool:
    """Whether this reader is held out of this campaign, or (drawn as campaign "") of all asking."""
    of_all = line_up.holdout
    return (of_all.share > 0 and position(seat, "", of_all.draw, "holdout") < of_all.share) or (
        campaign.holdout > 0
        and position(seat, campaign.id, campaign.draw, "holdout") < campaign.holdout
    )


def drawn_variant(campaign: Campaign, seat: int) -> Variant:
    """Return the first variant whose cumulative share exceeds the reader's position."""
    if len(campaign.variants) == 1:
        return campaign.variants[0]
    place = position(seat, campaign.id, campaign.draw, "variant")
    index = bisect_right(campaign.bounds, place)
    if index < len(campaign.variants):
        return campaign.variants[index]
    # Rounding may leave the last bound just below 1.
    return next(variant for variant in reversed(campaign.variants) if variant.share > 0)
